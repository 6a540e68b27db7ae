"""`list`: what is in the banks."""

from typing import Any, Final

import click

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, stem_of
from calcinosis_quiz.cli.options import as_json_option, bank_option, filter_options, make_filters, open_banks
from calcinosis_quiz.paths import log_file
from calcinosis_quiz.quiz.selection import select

_WIDE: Final = 110  # columns, for type and level beside the question
_WHOLE_LINES: Final = 1000


@click.command(name="list", short_help="List questions.")
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
        from calcinosis_quiz.cli.json_text import write_event

        wanted = dict.fromkeys(q.set_id if isinstance(q, CaseQuestion) else q.id for q in questions)
        for item_id in wanted:
            click.echo(write_event(describe(library, library.items[item_id])))
    else:
        _draw(questions, _read_done(library, questions))


def describe(library: Library, item: AuthoredItem) -> dict[str, Any]:
    """Return an item with the keys of the bank format, and the bank that it stands in."""
    from decimal import Decimal

    from msgspec import to_builtins

    written: dict[str, Any] = to_builtins(item, builtin_types=(Decimal,))
    return {"bank": library.bank_of(item.id).bank.bank} | written


def _read_done(library: Library, questions: tuple[Question, ...]) -> dict[str, str]:
    """Read what the learner has done with each question; nothing where there is no log."""
    if not log_file().is_file():
        return {}
    from calcinosis_quiz.log.current_answers import count_by_item, suspended
    from calcinosis_quiz.log.log import AnswerLog

    with AnswerLog(log_file()) as log:
        counts, left_out = count_by_item(log), suspended(log)
    done = {}
    for question in questions:
        name = (library.bank_of(question.id).bank.bank, question.id)
        answers, right = counts.get(name, (0, 0))
        said = [f"{right} of {answers} right"] if answers else []
        done[question.id] = ", ".join([*said, *(["suspended"] if name in left_out else [])])
    return done if any(done.values()) else {}


def _draw(questions: tuple[Question, ...], done: dict[str, str]) -> None:
    from calcinosis_quiz.cli.screens.layout import Column, Grid
    from calcinosis_quiz.cli.screens.screen import make_screen

    screen = make_screen(measure=_WHOLE_LINES)
    if not screen.console.is_terminal:
        screen.console.width = _WHOLE_LINES  # a pipe gets whole lines to search in, a terminal lines that fit
    is_wide = screen.console.width >= _WIDE
    rows = [
        (
            q.id,
            *((done[q.id],) if done else ()),
            *((q.type, q.level or "") if is_wide else ()),
            " ".join(stem_of(q).split()),
        )
        for q in questions
    ]
    titles = ("item", *(("your answers",) if done else ()), *(("type", "level") if is_wide else ()))
    screen.draw(Grid(rows, [*map(Column, titles), Column("question", overflow="cut")]))
    screen.say(f"{len(questions)} question{'s' if len(questions) > 1 else ''}", "dim")
