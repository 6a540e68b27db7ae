"""`quiz`: ask questions, explain every answer, end with the score."""

import os
import sys
from collections.abc import Sequence
from random import Random, SystemRandom

import click

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.cli.asking.sitting import Sitting, begin_sitting, decline_sittings, open_log, resume_sitting
from calcinosis_quiz.cli.options import (
    Duration,
    as_json_option,
    bank_option,
    filter_options,
    make_filters,
    open_banks,
    policy_option,
)
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.history.rows import SessionKind, SessionRow
from calcinosis_quiz.history.standing import suspended
from calcinosis_quiz.quiz.calibration import calibrate
from calcinosis_quiz.quiz.marking import Certainty, Policy
from calcinosis_quiz.quiz.results import sum_up
from calcinosis_quiz.quiz.selection import draw, select
from calcinosis_quiz.quiz.session import Outcome, Session


@click.command(name="quiz")
@filter_options
@click.option("--count", "-n", type=click.IntRange(1), default=10, show_default=True, help="How many questions.")
@click.option(
    "--seed",
    type=click.IntRange(-(2**63), 2**63 - 1),
    metavar="NUMBER",
    help="The same seed gives the same questions in the same order.",
)
@policy_option
@bank_option
@click.option("--exam", is_flag=True, help="No feedback until the paper is handed in; go back to any question.")
@click.option("--time-limit", type=Duration(), metavar="TIME", help="Time for an exam, such as 20m or 1h30m.")
@click.option("--confidence", is_flag=True, help="Say how sure you are after each answer.")
@click.option("--new/--resume", "new", default=None, help="Begin a new quiz, or go on with the one that was left.")
@click.option("--log/--no-log", default=True, show_default=True, help="Write the answers down.")
@click.option("--plain", is_flag=True, help="No colour, nothing that moves: for screen readers and logs.")
@as_json_option
def command(
    *,
    count: int,
    seed: int | None,
    policies: tuple[Policy, ...],
    banks: tuple[str, ...],
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

    Type a letter, several letters, a word or a number. "skip" passes over a question, "quit" ends the quiz.
    From a pipe or a file, answers are read line by line.

    \b
    Examples:
      calcinosis-quiz quiz --topic surgery --count 5
      calcinosis-quiz quiz --level apply --seed 7
      calcinosis-quiz quiz --bank my-bank.yaml --json
    """
    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    if exam:
        questions = without_open(questions)
    kind: SessionKind = "exam" if exam else "quiz"
    by_keys = not (as_json or plain) and is_terminal()
    with open_log(wanted=log) as answers:
        if answers is not None and not filters["item"]:
            questions = without_suspended(questions, library, suspended(answers))
        sitting = None
        if answers is not None and new:
            decline_sittings(answers, kind)
        elif answers is not None and (new is False or by_keys):
            sitting = resume_sitting(library, answers, kind, _offer if new is None else lambda *_: True)
            if sitting is None and new is False:
                click.echo(f"There is no {kind} to go on with here. This is a new one.", err=True)
        if sitting is None:
            seed = seed if seed is not None else SystemRandom().randrange(1_000_000)
            rng = Random(seed)  # noqa: S311 - a paper, not a secret
            drawn = draw(questions, count, rng)
            sitting = begin_sitting(
                library, answers, drawn, seed=seed, rng=rng, policies=policies, kind=kind, seconds_allowed=time_limit
            )
        (_sit_exam if exam else _sit_quiz)(sitting, by_keys, plain, as_json, confidence)
    if not as_json and (sitting.recorder or seed is not None):
        seed = sitting.recorder.session.seed if sitting.recorder else seed
        click.echo(f"The same questions again: --seed {seed}")


def is_terminal() -> bool:
    """Tell whether keys can be read and lines drawn again in place."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def without_open(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Leave out what learners mark themselves; raises QuizError when nothing else is there."""
    marked = tuple(question for question in questions if question.type != "open")
    if not marked:
        raise QuizError("Open questions are marked by yourself, so an exam cannot hold them. Choose other types.")
    return marked


def without_suspended(
    questions: Sequence[Question], library: Library, names: frozenset[tuple[str, str]]
) -> tuple[Question, ...]:
    """Leave out what the learner suspended; raises QuizError when nothing is left."""
    left = tuple(q for q in questions if (library.shelf_of(q.id).bank.bank, q.id) not in names)
    if not left:
        raise QuizError("All of these questions are suspended. `calcinosis-quiz suspend` lists them.")
    return left


def _offer(row: SessionRow, left: int, of: int) -> bool:
    begun = row.started_at.astimezone().strftime("%d %B, %H:%M")
    return click.confirm(f"Go on with the {row.kind} of {begun} ({left} of {of} questions left)?", default=True)


def _sit_exam(sitting: Sitting, by_keys: bool, plain: bool, as_json: bool, _confidence: bool) -> None:
    from calcinosis_quiz.cli.asking.exam import review, sit_by_keys, sit_by_lines

    exam = sit_by_keys(sitting) if by_keys else sit_by_lines(sitting, plain, as_json)
    if exam is None:
        click.echo("The exam is kept, and its clock goes on: `calcinosis-quiz quiz --exam` takes it up again.")
        return
    if sitting.recorder:
        sitting.recorder.finish()
    review(exam, sitting.library, plain, as_json)


def _sit_quiz(sitting: Sitting, by_keys: bool, plain: bool, as_json: bool, confidence: bool) -> None:
    if as_json:
        from calcinosis_quiz.cli.asking.json_lines import run_json

        session = run_json(sitting)
    else:
        session = _ask_on_screen(sitting, by_keys, plain, confidence)
    if sitting.recorder and session.current is None:
        sitting.recorder.finish()


def _ask_on_screen(sitting: Sitting, by_keys: bool, plain: bool, confidence: bool) -> Session:
    from calcinosis_quiz.cli.screens.screen import (  # takes 40 ms, needed only when something is drawn
        Screen,
        make_console,
    )

    screen = Screen(make_console(plain))
    screen.say(sitting.library.describe()[1].partition(" Source:")[0], "dim")
    degrees: dict[int, Certainty] = {}
    if by_keys:
        from calcinosis_quiz.cli.terminal.hold import hold_terminal
        from calcinosis_quiz.cli.terminal.interactive import Interactive

        with hold_terminal() as keys:
            ask_certainty = confidence or bool(sitting.certainties)
            asking = Interactive(screen, keys, sitting.library, sitting.recorder, ask_certainty)
            session = asking.run(sitting.session, sitting.uids, sitting.certainties)
        degrees = asking.certainties
    else:
        from calcinosis_quiz.cli.asking.plain import run_plain

        session = run_plain(sitting, screen)
    screen.show_result(sum_up(session.outcomes))
    if degrees:
        stated = [(degree, session.replies[i]) for i, degree in degrees.items()]
        screen.show_calibration(
            calibrate((d, reply.mark.fraction) for d, reply in stated if isinstance(reply, Outcome))
        )
    if sitting.recorder and session.current is not None and session.replies:
        screen.say("The rest is kept: the next `calcinosis-quiz` offers to go on.", "dim")
    return session
