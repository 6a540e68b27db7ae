"""`export tsv`: the Anki deck's twin as text."""

from pathlib import Path

import click

from calcinosis_quiz.cli.commands.export.build_time import read_build_time
from calcinosis_quiz.cli.options import bank_option, filter_options, make_filters, open_banks
from calcinosis_quiz.files import write_file
from calcinosis_quiz.paths import find_banks
from calcinosis_quiz.quiz.selection import select


@click.command(name="tsv", short_help="Write the notes as text that updates them in Anki.")
@filter_options
@bank_option
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The .tsv file.",
)
@click.option("--deck", metavar="NAME", help="The name of the deck in Anki; :: between deck and subdeck.")
def command(*, banks: tuple[str, ...], output: Path, deck: str | None, **filters: tuple[str, ...]) -> None:
    """Write the notes as text that Anki imports: updates notes whatever their age, and never your own fields.

    Import the .apkg once before it: the note types and pictures come with that.

    \b
    Examples:
      calcinosis-quiz export tsv -o calcinosis.tsv
      calcinosis-quiz export tsv --bank my-bank.yaml -o my-bank.tsv
    """
    from calcinosis_quiz.cli.commands.export.anki_deck import make_deck  # genanki takes 100 ms

    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    is_whole = all(place.is_dir() for place in find_banks(banks))
    made = make_deck(library, questions, read_build_time(), name=deck, is_whole=is_whole)
    write_file(output, made.text())
    notes = sum(len(release.notes) for release in made.releases)
    click.echo(f"{output}: {notes} note{'' if notes == 1 else 's'}")
