"""`study`: what is due, then what is new; misses return, and the next days are foretold."""

from datetime import date, datetime, timedelta
from random import Random, SystemRandom

import click
from msgspec import Struct, structs

from calcinosis_quiz.cli.asking.input_mode import choose_input_mode
from calcinosis_quiz.cli.asking.quiz import ask_quiz
from calcinosis_quiz.cli.asking.sessions import begin_session, now, open_log
from calcinosis_quiz.cli.json_text import write_event
from calcinosis_quiz.cli.learner import learner_calendar, load_fits, make_scheduler, open_snapshot
from calcinosis_quiz.cli.number_types import Number, WholeNumber
from calcinosis_quiz.cli.options import (
    as_json_option,
    bank_option,
    filter_options,
    make_filters,
    open_banks,
)
from calcinosis_quiz.cli.settings import default_from_settings, read_settings
from calcinosis_quiz.cli.study_session import StudySession
from calcinosis_quiz.files import write_file
from calcinosis_quiz.log.current_answers import suspended
from calcinosis_quiz.paths import parameters_file
from calcinosis_quiz.quiz.selection import select, without_suspended
from calcinosis_quiz.study.attempts import read_reviews
from calcinosis_quiz.study.daily import DailyLimits, SessionLimits, plan_day
from calcinosis_quiz.study.fitting import Fits, is_worth_offering, optimise, write_fits
from calcinosis_quiz.study.forecast import look_ahead, look_at_today


class StudyOptions(Struct, frozen=True, kw_only=True):
    """What a learner asked for on the command line."""

    session: SessionLimits
    retention: float
    exam_day: date | None
    seed: int | None
    banks: tuple[str, ...]
    confidence: bool
    grades: bool
    plain: bool
    as_json: bool
    filters: dict[str, tuple[str, ...]]


@click.group(
    name="study",
    short_help="Study what is due, then something new, spaced by FSRS.",
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
)
@filter_options
@click.option(
    "--new", type=WholeNumber(0), metavar="N", help="New questions in this session, in place of the daily limit."
)
@click.option(
    "--limit", type=WholeNumber(1), metavar="N", help="Questions in this session, in place of the daily limit."
)
@click.option(
    "--retention",
    type=Number(0.7, 0.99),
    default=default_from_settings("retention"),
    help="The chance of recalling a question when it is due (0.9 unless set): higher means more reviews.",
)
@click.option(
    "--exam-date", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Everything comes back before this day."
)
@click.option("--seed", type=WholeNumber(-(2**63), 2**63 - 1), metavar="NUMBER", help="The same seed draws the same.")
@bank_option
@click.option(
    "--confidence/--no-confidence",
    default=default_from_settings("certainty"),
    help="Say how sure you are after each answer.",
)
@click.option(
    "--grades/--no-grades",
    default=default_from_settings("grades"),
    help="Choose when a question comes back after a right answer: again, hard, good or easy.",
)
@click.option(
    "--plain/--no-plain",
    default=default_from_settings("plain"),
    help="No colour, nothing that moves: for screen readers and logs.",
)
@as_json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    with_today: bool = False,
    new: int | None,
    limit: int | None,
    retention: float,
    exam_date: datetime | None,
    seed: int | None,
    banks: tuple[str, ...],
    confidence: bool,
    grades: bool,
    plain: bool,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Study what is due, then something new, spaced so that you recall it.

    New questions and reviews are limited per day, over all sessions: 10 and 100 unless `calcinosis-quiz config` says
    otherwise. What you miss returns in the same session, and two questions on one fact are never new on the same day.
    Answers to `quiz` count too.

    \b
    Examples:
      calcinosis-quiz study
      calcinosis-quiz study --limit 10 --new 5
      calcinosis-quiz study --topic surgery --exam-date 2030-05-20
      calcinosis-quiz study optimise
    """
    if ctx.invoked_subcommand is not None:
        return
    exam_day = exam_date.date() if exam_date else None
    if exam_day is not None and exam_day <= learner_calendar().day_of(now()):
        raise click.BadParameter(f"{exam_day} is not in the future.", ctx, param_hint="--exam-date")
    hold_study(
        StudyOptions(
            session=SessionLimits(new, limit, any_siblings=bool(filters["item"])),
            retention=retention,
            exam_day=exam_day,
            seed=seed,
            banks=banks,
            confidence=confidence,
            grades=grades,
            plain=plain,
            as_json=as_json,
            filters=filters,
        ),
        with_today=with_today,
    )


def hold_study(options: StudyOptions, *, with_today: bool = False) -> None:
    """Ask what is to be studied now, and show what lies ahead; `with_today` says first what there is today."""
    calendar, settings = learner_calendar(), read_settings()
    today = calendar.day_of(now())
    library = open_banks(options.banks)
    scheduler = make_scheduler(options.retention, options.exam_day)
    limits = DailyLimits(settings.new_per_day, settings.reviews_per_day)
    seed = options.seed if options.seed is not None else SystemRandom().randrange(1_000_000)
    rng = Random(seed)  # noqa: S311 - a draw of questions, not a secret
    with open_log() as log:
        assert log is not None  # noqa: S101 - it is wanted
        questions = select(library, make_filters(options.filters))
        if not options.filters["item"]:
            questions = without_suspended(questions, library, suspended(log))
        snapshot = open_snapshot(log, scheduler)
        day = plan_day(
            library, questions, snapshot.states, scheduler, today, limits=limits, rng=rng, session=options.session
        )
        if with_today:
            from calcinosis_quiz.cli.screens.forecast import write_today

            click.echo(write_today(look_at_today(day, snapshot.totals, today)))
        if day.questions:
            sheet = begin_session(library, log, day.questions, seed=seed, rng=rng, policies=(), kind="study")
            study = StudySession(sheet, log, scheduler, calendar, today, seed=seed, asks_grades=options.grades)
            way = choose_input_mode(options.plain, options.as_json)
            ask_quiz(sheet, way, plain=options.plain, confidence=options.confidence, banks=options.banks, study=study)
            sheet.finish()  # what is left is due at the next session
            snapshot = open_snapshot(log, scheduler)
        left = plan_day(library, questions, snapshot.states, scheduler, today, limits=limits, rng=rng)
    next_at = calendar.start_of(today + timedelta(days=1))
    outlook = look_ahead(library, questions, snapshot.states, scheduler, today, left=left, next_at=next_at)
    if options.as_json:
        from calcinosis_quiz.cli.asking.events import outlook_event

        click.echo(write_event(outlook_event(outlook)))
        return
    from calcinosis_quiz.cli.screens.forecast import show_outlook
    from calcinosis_quiz.cli.screens.screen import make_screen

    screen = make_screen(options.plain)
    show_outlook(screen, outlook, limits.reviews)
    fits = load_fits()
    if is_worth_offering(fits, snapshot.totals, today):
        screen.say("You have studied for two weeks: `calcinosis-quiz study optimise` fits the spacing to your memory.")
        _keep(structs.replace(fits, offered_on=today))


@command.command(name="optimise", short_help="Fit the scheduler to your own answers, where that helps.")
@click.option("--undo", is_flag=True, help="Go back to the parameters from before the last fit.")
def optimise_(*, undo: bool) -> None:
    """Fit the scheduler to your own answers; kept only when answers held out are predicted better.

    \b
    Examples:
      calcinosis-quiz study optimise
      calcinosis-quiz study optimise --undo
    """
    fits = load_fits()
    if undo:
        if not fits.fits:
            click.echo("There is nothing to undo: the default parameters are in use.")
            return
        _keep(structs.replace(fits, fits=fits.fits[:-1]))
        click.echo(f"Undone: the {'fit from before' if fits.fits[:-1] else 'default parameters'} will be used again.")
        return
    with open_log() as log:
        assert log is not None  # noqa: S101 - it is wanted
        fit = optimise(read_reviews(log, learner_calendar()), fits.parameters, now())
    click.echo(f"Learnt from {fit.learnt_from} reviews, measured on {fit.held_out} reviews of other items.")
    click.echo(f"Log loss before {fit.before:.4f}, after {fit.after:.4f} (less is better).")
    if not fit.is_better:
        click.echo("Not better, so nothing was changed.")
        return
    _keep(structs.replace(fits, fits=(*fits.fits, fit)))
    click.echo("Kept. `calcinosis-quiz study optimise --undo` takes it back.")


def _keep(fits: Fits) -> None:
    write_file(parameters_file(), write_fits(fits), replace=True, private=True)
