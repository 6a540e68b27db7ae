"""`export`: banks to other programs' files."""

import os
import time
from pathlib import Path

import click

from calcinosis_quiz.cli.options import bank_option, filter_options, make_filters, open_banks
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file
from calcinosis_quiz.quiz.selection import select


@click.group(name="export")
def command() -> None:
    """Write questions as files for other programs.

    \b
    Example:
      calcinosis-quiz export anki -o calcinosis.apkg
    """


@command.command(name="anki")
@filter_options
@bank_option
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .apkg file.")
@click.option("--deck", metavar="NAME", help="The name of the deck in Anki.")
def export_anki(*, banks: tuple[str, ...], output: Path, deck: str | None, **filters: tuple[str, ...]) -> None:
    """Write an Anki deck. Importing a newer one updates the notes and keeps the schedule.

    \b
    Examples:
      calcinosis-quiz export anki -o calcinosis.apkg
      calcinosis-quiz export anki --topic surgery -o surgery.apkg
    """
    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    from calcinosis_quiz.export.anki.notes import make_note
    from calcinosis_quiz.export.anki.package import build_package  # genanki takes 100 ms

    notes = [make_note(library, question) for question in questions]
    name, description = library.describe()
    write_file(output, build_package(notes, deck or name, description, _build_time()))
    click.echo(f"{output}: {len(notes)} notes")


def _build_time() -> int:
    """Give the seconds since 1970 that stand in the deck: SOURCE_DATE_EPOCH where it is set, else now."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return int(time.time())
    if not stated.isdecimal() or not 0 < int(stated) < 1 << 40:
        raise QuizError(f"SOURCE_DATE_EPOCH is {stated!r}; expected seconds since 1970, a whole number above 0.")
    return int(stated)
