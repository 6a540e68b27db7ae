"""`study`: what is due, then what is new; misses come back, and the next days are foretold."""

from collections.abc import Callable
from datetime import datetime
from random import Random, SystemRandom

import click
from msgspec import structs

from calcinosis_quiz.cli.asking.events import outlook_event
from calcinosis_quiz.cli.asking.input_mode import choose_way
from calcinosis_quiz.cli.asking.quiz import ask_quiz
from calcinosis_quiz.cli.asking.sessions import begin_sitting, now, open_log
from calcinosis_quiz.cli.json_text import write_event
from calcinosis_quiz.cli.learner import learner_calendar, load_fits, make_scheduler, open_snapshot
from calcinosis_quiz.cli.options import as_json_option, bank_option, filter_options, make_filters, open_banks
from calcinosis_quiz.files import write_file
from calcinosis_quiz.log.current_answers import suspended
from calcinosis_quiz.paths import parameters_file
from calcinosis_quiz.quiz.selection import select, without_suspended
from calcinosis_quiz.quiz.session import Outcome, Session
from calcinosis_quiz.study.attempts import read_reviews
from calcinosis_quiz.study.fitting import Fits, optimise, write_fits
from calcinosis_quiz.study.forecast import look_ahead
from calcinosis_quiz.study.progress import match_states
from calcinosis_quiz.study.queue import build_queue, order_with_returns
from calcinosis_quiz.study.schedule import AGAIN, rate


@click.group(
    name="study",
    short_help="Study what is due, then something new, spaced by FSRS.",
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
)
@filter_options
@click.option("--new", type=click.IntRange(0), default=10, show_default=True, help="New questions, at most.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Questions in all, at most.")
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    default=0.9,
    show_default=True,
    help="The chance of recalling a question when it is due: higher means more reviews.",
)
@click.option(
    "--exam-date", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Everything comes back before this day."
)
@click.option(
    "--seed", type=click.IntRange(-(2**63), 2**63 - 1), metavar="NUMBER", help="The same seed draws the same."
)
@bank_option
@click.option("--confidence", is_flag=True, help="Say how sure you are after each answer.")
@click.option("--plain", is_flag=True, help="No colour, nothing that moves: for screen readers and logs.")
@as_json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    new: int,
    limit: int,
    retention: float,
    exam_date: datetime | None,
    seed: int | None,
    banks: tuple[str, ...],
    confidence: bool,
    plain: bool,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Study what is due, then something new, spaced so that you recall it.

    What you miss comes back in the same session. Answers to `quiz` count too.

    \b
    Examples:
      calcinosis-quiz study --limit 10 --new 5
      calcinosis-quiz study --topic surgery --exam-date 2030-05-20
      calcinosis-quiz study optimise
    """
    if ctx.invoked_subcommand is not None:
        return
    today = learner_calendar().day_of(now())
    exam_day = exam_date.date() if exam_date else None
    if exam_day is not None and exam_day <= today:
        raise click.BadParameter(f"{exam_day} is not in the future.", ctx, param_hint="--exam-date")
    library = open_banks(banks)
    scheduler = make_scheduler(retention, exam_day)
    seed = seed if seed is not None else SystemRandom().randrange(1_000_000)
    rng = Random(seed)  # noqa: S311 - a draw of questions, not a secret
    with open_log() as log:
        assert log is not None  # noqa: S101 - it is wanted
        questions = select(library, make_filters(filters))
        if not filters["item"]:
            questions = without_suspended(questions, library, suspended(log))
        memories = {name: s.memory for name, s in match_states(library, open_snapshot(log, scheduler).states).items()}
        drawn = build_queue(
            questions,
            memories,
            scheduler,
            today,
            limit=limit,
            new=new,
            rng=rng,
            confusable=[f for shelf in library.shelves if shelf.ledger for f in shelf.ledger.confusable],
        )
        if drawn:
            sheet = begin_sitting(library, log, drawn, seed=seed, rng=rng, policies=(), kind="study")
            after = _return_misses(sheet.session)
            ask_quiz(sheet, choose_way(plain, as_json), plain=plain, confidence=confidence, banks=banks, after=after)
            sheet.finish()  # what is left is due at the next session
        elif not as_json:
            click.echo("Nothing is due today.")
        outlook = look_ahead(library, questions, open_snapshot(log, scheduler), scheduler, today)
    if as_json:
        click.echo(write_event(outlook_event(outlook)))
        return
    from calcinosis_quiz.cli.screens.forecast import show_outlook
    from calcinosis_quiz.cli.screens.screen import make_screen

    show_outlook(make_screen(plain), outlook)


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
        _keep(Fits(fits=fits.fits[:-1]))
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
    _keep(Fits(fits=(*fits.fits, fit)))
    click.echo("Kept. `calcinosis-quiz study optimise --undo` takes it back.")


def _keep(fits: Fits) -> None:
    write_file(parameters_file(), write_fits(fits), replace=True, private=True)


def _return_misses(session: Session) -> Callable[[Session], Session]:
    """Give what orders a session after each reply: misses come back a few questions on."""
    paper = session.paper
    facts = [set(presented.question.facts) for presented in paper]

    def are_siblings(one: int, other: int) -> bool:
        return not facts[one].isdisjoint(facts[other])

    def after(session: Session) -> Session:
        missed = [isinstance(reply, Outcome) and rate(reply.mark.fraction) == AGAIN for reply in session.replies]
        order = order_with_returns(range(len(paper)), missed, are_siblings)
        return structs.replace(session, paper=tuple(paper[place] for place in order))

    return after
