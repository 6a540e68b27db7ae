"""`list`: what is in the banks."""

from typing import Any

import click

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, stem_of
from calcinosis_quiz.cli.events import write_event
from calcinosis_quiz.cli.options import as_json_option, bank_option, filter_options, make_filters, open_banks
from calcinosis_quiz.quiz.selection import select


@click.command(name="list")
@filter_options
@bank_option
@as_json_option
def command(*, banks: tuple[str, ...], as_json: bool, **filters: tuple[str, ...]) -> None:
    """List questions as a table; with --json one whole item a line, with the keys of the bank format.

    \b
    Examples:
      calcinosis-quiz list --topic surgery
      calcinosis-quiz list --type numeric --json
    """
    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    if as_json:
        wanted = dict.fromkeys(q.set_id if isinstance(q, CaseQuestion) else q.id for q in questions)
        for item_id in wanted:
            click.echo(write_event(describe(library, library.items[item_id])))
    else:
        _draw(questions)


def describe(library: Library, item: AuthoredItem) -> dict[str, Any]:
    """Give an item with the keys of the bank format, and the bank that it stands in."""
    from decimal import Decimal

    from msgspec import to_builtins

    return {"bank": library.shelf_of(item.id).bank.bank} | to_builtins(item, builtin_types=(Decimal,))


def _draw(questions: tuple[Question, ...]) -> None:
    from rich.table import Table

    from calcinosis_quiz.cli.screen import make_console

    console = make_console()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("item", no_wrap=True, overflow="fold")
    table.add_column("type")
    table.add_column("level")
    table.add_column("question", ratio=1, no_wrap=True, overflow="ellipsis")
    for question in questions:
        table.add_row(question.id, question.type, question.level or "", " ".join(stem_of(question).split()))
    console.print(table)
    console.print(f"{len(questions)} question{'s' if len(questions) > 1 else ''}")
