"""`quiz`: ask questions, explain every answer, end with the score."""

from random import Random, SystemRandom

import click

from calcinosis_quiz.cli.asking.exam import hold_exam
from calcinosis_quiz.cli.asking.input_mode import choose_way
from calcinosis_quiz.cli.asking.quiz import ask_quiz
from calcinosis_quiz.cli.asking.sessions import begin_sitting, decline_sittings, open_log, resume_sitting
from calcinosis_quiz.cli.options import (
    Duration,
    as_json_option,
    bank_option,
    filter_options,
    make_filters,
    open_banks,
    policy_option,
)
from calcinosis_quiz.log.current_answers import suspended
from calcinosis_quiz.log.rows import SessionKind, SessionRow
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.selection import draw, select, without_open, without_suspended


@click.command(name="quiz", short_help="Answer questions and read the reasons, at once or at the end.")
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
    way = choose_way(plain, as_json)
    with open_log(wanted=log) as answers:
        if answers is not None and not filters["item"]:
            questions = without_suspended(questions, library, suspended(answers))
        sheet = None
        if answers is not None and new:
            decline_sittings(answers, kind)
        elif answers is not None and (new is False or way == "keys"):
            sheet = resume_sitting(library, answers, kind, _offer if new is None else lambda *_: True)
            if sheet is None and new is False:
                click.echo(f"There is no {kind} to go on with here. This is a new one.", err=True)
        if sheet is None:
            seed = seed if seed is not None else SystemRandom().randrange(1_000_000)
            rng = Random(seed)  # noqa: S311 - a paper, not a secret
            drawn = draw(questions, count, rng)
            sheet = begin_sitting(
                library, answers, drawn, seed=seed, rng=rng, policies=policies, kind=kind, seconds_allowed=time_limit
            )
        if exam:
            if not hold_exam(sheet, way, plain=plain, confidence=confidence, banks=banks):
                click.echo("The exam is kept, and its clock goes on: `calcinosis-quiz quiz --exam` takes it up again.")
            return
        session = ask_quiz(sheet, way, plain=plain, confidence=confidence, banks=banks)
        if session.current is None:
            sheet.finish()
        elif sheet.recorder and session.replies and not as_json:
            click.echo("The rest is kept: the next `calcinosis-quiz` offers to go on.")


def _offer(row: SessionRow, left: int, of: int) -> bool:
    begun = row.started_at.astimezone().strftime("%d %B, %H:%M")
    return click.confirm(f"Go on with the {row.kind} of {begun} ({left} of {of} questions left)?", default=True)
