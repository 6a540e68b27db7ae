"""`quiz`: ask questions, explain every answer, end with the score."""

import shlex
from collections.abc import Callable
from contextlib import suppress
from random import Random, SystemRandom
from typing import TYPE_CHECKING

import click

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking.exam import describe_kept, hold_exam
from calcinosis_quiz.cli.asking.input_mode import InputMode, can_be_asked, choose_input_mode
from calcinosis_quiz.cli.asking.quiz import ask_quiz
from calcinosis_quiz.cli.asking.sessions import (
    Offer,
    begin_session,
    decline_sessions,
    is_open_elsewhere,
    now,
    open_log,
    resume_session,
)
from calcinosis_quiz.cli.number_types import WholeNumber
from calcinosis_quiz.cli.options import (
    Duration,
    as_json_option,
    bank_option,
    filter_options,
    make_filters,
    open_banks,
    policy_option,
)
from calcinosis_quiz.cli.screens.times import write_left
from calcinosis_quiz.cli.settings import default_from_settings, read_settings
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.log.current_answers import suspended
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import SessionKind
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.selection import draw, select, without_open, without_suspended

if TYPE_CHECKING:
    from calcinosis_quiz.study.picking import Pick  # the scheduler is slow to import, and few quizzes need it


@click.command(name="quiz", short_help="Answer questions and read the reasons, at once or at the end.")
@filter_options
@click.option("--count", "-n", type=WholeNumber(1), default=10, show_default=True, help="How many questions.")
@click.option(
    "--seed",
    type=WholeNumber(-(2**63), 2**63 - 1),
    metavar="NUMBER",
    help="The same seed gives the same questions in the same order.",
)
@policy_option
@bank_option
@click.option("--missed", "pick", flag_value="missed", help="Questions that you missed the last time.")
@click.option("--weak", "pick", flag_value="weak", help="Questions with the lowest chance of recall, these first.")
@click.option("--leeches", "pick", flag_value="leeches", help="Questions that you miss again and again.")
@click.option("--sure-but-wrong", "pick", flag_value="sure-but-wrong", help="Questions where you were sure and wrong.")
@click.option("--exam", is_flag=True, help="No feedback until the paper is handed in; go back to any question.")
@click.option("--time-limit", type=Duration(), metavar="TIME", help="Time for an exam, such as 20m or 1h30m.")
@click.option(
    "--confidence/--no-confidence",
    default=default_from_settings("certainty"),
    help="Say how sure you are after each answer.",
)
@click.option("--new/--resume", "new", default=None, help="Begin a new quiz, or go on with the one that was left.")
@click.option("--log/--no-log", default=True, show_default=True, help="Write the answers down.")
@click.option(
    "--plain/--no-plain",
    default=default_from_settings("plain"),
    help="No colour, nothing that moves: for screen readers and logs.",
)
@as_json_option
def command(
    *,
    count: int,
    seed: int | None,
    policies: tuple[Policy, ...],
    banks: tuple[str, ...],
    pick: "Pick | None",
    exam: bool,
    time_limit: int | None,
    confidence: bool,
    new: bool | None,
    log: bool,
    plain: bool,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Answer questions, one after the other, with an explanation after each.

    On a terminal one key answers; `?` shows all keys. With --plain, or from a pipe, answers are typed line by line:
    a letter, several letters, a word or a number; "help" shows what else can be typed.

    \b
    Examples:
      calcinosis-quiz quiz --topic surgery --count 5
      calcinosis-quiz quiz --exam --time-limit 20m
      calcinosis-quiz quiz --bank my-bank.yaml --json
    """
    if pick and not log:
        raise click.UsageError(f"--{pick} needs the answers that you gave. Leave --no-log out.")
    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    if exam:
        questions = without_open(questions)
    kind: SessionKind = "exam" if exam else "quiz"
    mode = choose_input_mode(plain, as_json)
    with open_log(wanted=log) as answers:
        if answers is not None and not filters["item"]:
            questions = without_suspended(questions, library, suspended(answers))
        if pick and answers is not None:
            questions = _pick(pick, questions, library, answers)
        sheet = None
        if answers is not None and new:
            decline_sessions(answers, kind)
        elif answers is not None and not pick and (new is False or (mode != "json" and can_be_asked())):
            sheet = resume_session(library, answers, kind, _offer if new is None else _announce(as_json))
            if sheet is None and new is False:
                _refuse_second_terminal(answers, kind)
                click.echo(f"There is no {kind} to go on with here. This is a new one.", err=True)
        if sheet is None:
            seed = seed if seed is not None else SystemRandom().randrange(1_000_000)
            rng = Random(seed)  # noqa: S311 - a draw of questions, not a secret
            drawn = questions[:count] if pick == "weak" else draw(questions, count, rng)
            sheet = begin_session(
                library, answers, drawn, seed=seed, rng=rng, policies=policies, kind=kind, seconds_allowed=time_limit
            )
            if not pick:  # what was missed or is weak will be something else next time
                sheet.again = _write_command(filters, count, seed, banks=banks, exam=exam, policies=policies)
        _hold(sheet, kind, mode, plain=plain, confidence=confidence, banks=banks)


def go_on(log: AnswerLog) -> bool:
    """Offer to go on with the quiz that was left, where keys are read; return whether the learner did."""
    settings = read_settings()
    mode = choose_input_mode(settings.plain, as_json=False)
    if mode != "keys":
        return False
    sheet = resume_session(open_banks(()), log, "quiz", _offer)
    if sheet is None:
        return False
    _hold(sheet, "quiz", mode, plain=settings.plain, confidence=settings.certainty, banks=())
    return True


def _hold(
    sheet: AnswerSheet, kind: SessionKind, mode: InputMode, *, plain: bool, confidence: bool, banks: tuple[str, ...]
) -> None:
    """Ask what is left, and close the session or say how to go on."""
    try:
        if kind == "exam":
            if not hold_exam(sheet, mode, plain=plain, confidence=confidence, banks=banks):
                _say_how_to_go_on(sheet, kind, banks)
            return
        session = ask_quiz(sheet, mode, plain=plain, confidence=confidence, banks=banks)
    except SystemExit:  # a signal: the terminal is restored, and may be gone
        with suppress(OSError):
            _say_how_to_go_on(sheet, kind, banks)
        raise
    if session.current is None:
        sheet.finish()
    elif session.replies and mode != "json":
        _say_how_to_go_on(sheet, kind, banks)


def _pick(what: "Pick", questions: tuple[Question, ...], library: Library, log: AnswerLog) -> tuple[Question, ...]:
    from calcinosis_quiz.cli.learner import learner_calendar, make_scheduler, open_snapshot
    from calcinosis_quiz.study.picking import pick_questions
    from calcinosis_quiz.study.progress import match_states

    scheduler = make_scheduler()
    states = match_states(library, open_snapshot(log, scheduler).states)
    return pick_questions(questions, states, scheduler, learner_calendar().day_of(now()), what)


def _say_how_to_go_on(sheet: AnswerSheet, kind: SessionKind, banks: tuple[str, ...]) -> None:
    named = (word for path in banks for word in ("--bank", path))
    how = shlex.join(["calcinosis-quiz", "quiz", *(["--exam"] if kind == "exam" else []), "--resume", *named])
    if sheet.recorder is None:
        click.echo("Nothing was written down (--no-log).")
    elif kind == "exam":
        click.echo(describe_kept(sheet, how))
    else:
        click.echo(f"The rest is kept. Go on with: {how}")


def _refuse_second_terminal(log: AnswerLog, kind: SessionKind) -> None:
    if kind == "exam" and is_open_elsewhere(log, kind):
        raise QuizError("The exam is open in another terminal. Go on there, or leave it there first.")


def _describe(offer: Offer) -> str:
    begun = offer.session.started_at.astimezone().strftime("%d %B, %H:%M")
    clock = ""
    if offer.seconds_left is not None:
        over = offer.seconds_left <= 0
        clock = "; its time is over, so it is handed in" if over else f"; {write_left(offer.seconds_left)}"
    return f"the {offer.session.kind} of {begun} ({offer.left} of {offer.of} questions left{clock})"


def _offer(offer: Offer) -> bool:
    return click.confirm(f"Go on with {_describe(offer)}?", default=True)


def _announce(as_json: bool) -> Callable[[Offer], bool]:
    def announce(offer: Offer) -> bool:
        if not as_json:
            click.echo(f"Going on with {_describe(offer)}.")
        return True

    return announce


def _write_command(
    filters: dict[str, tuple[str, ...]],
    count: int,
    seed: int,
    *,
    banks: tuple[str, ...],
    exam: bool,
    policies: tuple[Policy, ...],
) -> str:
    """Write the command that asks the same questions again."""
    words = ["calcinosis-quiz", "quiz", *(["--exam"] if exam else [])]
    for name, values in (*filters.items(), ("policy", policies)):
        words += [word for value in values for word in (f"--{name}", value)]
    words += ["--count", str(count), "--seed", str(seed), *(word for path in banks for word in ("--bank", path))]
    return shlex.join(words)
