"""`list`: what is in the banks."""

from typing import Any

import click

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, stem_of
from calcinosis_quiz.cli.json_text import write_event
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

    written: dict[str, Any] = to_builtins(item, builtin_types=(Decimal,))
    return {"bank": library.shelf_of(item.id).bank.bank} | written


def _draw(questions: tuple[Question, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    from calcinosis_quiz.cli.screens.screen import Screen, make_console

    console = make_console(measure=1000)
    if not console.is_terminal:
        console.width = 1000  # a pipe gets whole lines to search in, a terminal lines that fit
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    columns = {"item": [question.id for question in questions]}
    if console.width >= 110:
        columns["type"] = [question.type for question in questions]
        columns["level"] = [question.level or "" for question in questions]
    for name, cells in columns.items():
        table.add_column(name, no_wrap=True, min_width=max(map(len, cells)))
    table.add_column("question")
    for question, *cells in zip(questions, *columns.values(), strict=True):
        table.add_row(*cells, Text(" ".join(stem_of(question).split()), no_wrap=True, overflow="ellipsis"))
    Screen(console).draw(table, Text(f"{len(questions)} question{'s' if len(questions) > 1 else ''}", style="dim"))
