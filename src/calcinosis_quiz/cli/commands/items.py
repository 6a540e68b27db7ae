"""`flag`, `suspend` and `undo`: what a learner says about items and answers, as rows of the log."""

from uuid import uuid4

import click
from msgspec import structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.asking.sessions import now, open_learner_log
from calcinosis_quiz.cli.options import bank_option, open_banks, suggest_items
from calcinosis_quiz.log.current_answers import flags, last_answer, last_undone, suspended
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import EventKind, EventRow


@click.command(name="flag", short_help="Flag an item as wrong or unclear, or list what is flagged.")
@click.argument("item", required=False, shell_complete=suggest_items)
@click.option("--reason", default="", help="What is wrong with the item.")
@click.option("--remove", is_flag=True, help="Take the flag away.")
@bank_option
def flag(*, item: str | None, reason: str, remove: bool, banks: tuple[str, ...]) -> None:
    """Flag ITEM as wrong or unclear; without ITEM list what is flagged.

    \b
    Examples:
      calcinosis-quiz flag surg-two-worries --reason "two keys?"
      calcinosis-quiz flag
    """
    with open_learner_log() as log:
        if item is None:
            for each in flags(log):
                click.echo(f"{each.item}: {each.reason or 'no reason given'}")
            return
        _note(log, open_banks(banks), "unflag" if remove else "flag", item, reason)
    click.echo(f"{item}: {'no longer flagged' if remove else 'flagged'}")


@click.command(name="suspend", short_help="Leave an item out, or list what is left out.")
@click.argument("item", required=False, shell_complete=suggest_items)
@click.option("--remove", is_flag=True, help="Ask the item again.")
@bank_option
def suspend(*, item: str | None, remove: bool, banks: tuple[str, ...]) -> None:
    """Leave ITEM out of quizzes and study; without ITEM list what is left out.

    \b
    Examples:
      calcinosis-quiz suspend surg-two-worries
      calcinosis-quiz suspend surg-two-worries --remove
    """
    with open_learner_log() as log:
        if item is None:
            for _, name in sorted(suspended(log)):
                click.echo(name)
            return
        _note(log, open_banks(banks), "unsuspend" if remove else "suspend", item)
    click.echo(f"{item}: {'asked again' if remove else 'suspended'}")


@click.command(name="undo", short_help="Take back the answer given last.")
@click.option("--undo", "give_back", is_flag=True, help="Give back the answer that was taken back last.")
def undo(*, give_back: bool) -> None:
    """Take back the answer given last on this machine: it stays in the log, and counts no more.

    \b
    Examples:
      calcinosis-quiz undo
      calcinosis-quiz undo --undo
    """
    if give_back:
        _give_back()
        return
    with open_learner_log() as log:
        row = last_answer(log)
        if row is None:
            click.echo("There is no answer to take back.")
            return
        log.append(EventRow(uid=uuid4().hex, kind="undo", session_uid=row.session_uid, answer_uid=row.uid, at=now()))
    when = row.answered_at.astimezone().strftime("%d %B, %H:%M")
    click.echo(f"Taken back: {row.item}, answered on {when}, which had scored {_write_points(row.fraction)} of 1.")
    click.echo("`calcinosis-quiz undo --undo` gives it back.")


def _give_back() -> None:
    """Append the answer that was taken back last once more: rows are never changed."""
    with open_learner_log() as log:
        row = last_undone(log)
        if row is None:
            click.echo("There is no answer to give back.")
            return
        log.append(structs.replace(row, uid=uuid4().hex))
    when = row.answered_at.astimezone().strftime("%d %B, %H:%M")
    click.echo(f"Given back: {row.item}, answered on {when}, which had scored {_write_points(row.fraction)} of 1.")


def _write_points(fraction: float) -> str:
    return f"{fraction:.2f}".rstrip("0").rstrip(".")


def _note(log: AnswerLog, library: Library, kind: EventKind, item: str, reason: str | None = None) -> None:
    question = library.find_question(item)
    bank = library.bank_of(question.id).bank.bank
    log.append(EventRow(uid=uuid4().hex, kind=kind, bank=bank, item=question.id, reason=reason or None, at=now()))
