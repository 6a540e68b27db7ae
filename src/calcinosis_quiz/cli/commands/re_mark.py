"""`re-mark`: the past under the present keys."""

from uuid import uuid4

import click

from calcinosis_quiz.cli.asking.sessions import now, open_learner_log
from calcinosis_quiz.cli.options import bank_option, open_banks, policy_option
from calcinosis_quiz.log.current_answers import current_answers
from calcinosis_quiz.log.rows import EventRow
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.study.re_marking import NewMark, mark_again


@click.command(name="re-mark", short_help="Mark the whole log again, under the keys of today.")
@policy_option
@bank_option
@click.option("--record", is_flag=True, help="Write the new marks down; without it they are only shown.")
def command(*, policies: tuple[Policy, ...], banks: tuple[str, ...], record: bool) -> None:
    """Mark all answers in the log again, under the keys that the banks have now.

    Old marks are kept: a new mark is a row of its own.

    \b
    Examples:
      calcinosis-quiz re-mark
      calcinosis-quiz re-mark --record
    """
    library = open_banks(banks)
    questions = {(library.bank_of(name).bank.bank, name): q for name, q in library.questions.items()}
    with open_learner_log() as log:
        answers = list(current_answers(log))
        changed, unmarkable = mark_again(answers, questions, policies)
        for change in changed:
            click.echo(_describe(change))
        for each in unmarkable:
            click.echo(f"{each.answer.item}: kept as it is ({each.obstacle})")
        if record and changed:
            log.append(*(_row(change) for change in changed))
    if not answers:
        click.echo("No answers yet.")
        return
    kept = len(answers) - len(changed)
    verb = "changed" if record else "would change"
    click.echo(f"{len(changed)} of {len(answers)} marks {verb}, {kept} stay.")
    if changed and not record:
        click.echo("Nothing was written. `calcinosis-quiz re-mark --record` records the new marks.")


def _describe(change: NewMark) -> str:
    when = change.answer.answered_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return (
        f"{change.answer.item}, answered {when}: {change.old_fraction:.4g} -> {change.fraction:.4g} ({change.policy})"
    )


def _row(change: NewMark) -> EventRow:
    return EventRow(
        uid=uuid4().hex,
        kind="re-mark",
        session_uid=change.answer.session_uid,
        answer_uid=change.answer.uid,
        bank=change.answer.bank,
        item=change.answer.item,
        fraction=change.fraction,
        policy=change.policy,
        content_hash=change.content_hash,
        at=now(),
    )
