"""`export anki`: questions to an Anki deck, and whether the released deck is fresh."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calcinosis_quiz.cli.commands.export.anki_deck import read_build_time
from calcinosis_quiz.cli.options import (
    OutputFile,
    bank_option,
    filter_options,
    force_option,
    make_filters,
    open_banks,
    output_options,
    refuse_existing,
)
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file
from calcinosis_quiz.paths import checkout_decks, find_banks, log_file
from calcinosis_quiz.quiz.selection import select

if TYPE_CHECKING:
    from calcinosis_quiz.bank.library import Library
    from calcinosis_quiz.cli.commands.export.anki_deck import Deck
    from calcinosis_quiz.export.anki.progress import Progress


@click.command(name="anki")
@filter_options
@bank_option
@click.option(
    "--output", "-o", type=OutputFile(), metavar="FILE", help="The .apkg file. In a checkout: decks/, .tsv included."
)
@click.option("--deck", metavar="NAME", help="The name of the deck in Anki; :: between deck and subdeck.")
@click.option(
    "--lock",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The lock file, instead of the one beside the bank.",
)
@click.option("--with-progress", is_flag=True, help="Carry your schedule and reviews into a first import.")
@click.option("--check", is_flag=True, help="Write nothing; say whether the files are fresh. Exit code 1 if not.")
@force_option
def anki(
    *,
    banks: tuple[str, ...],
    output: Path | None,
    deck: str | None,
    lock: Path | None,
    with_progress: bool,
    check: bool,
    force: bool,
    **filters: tuple[str, ...],
) -> None:
    """Write an Anki deck. Importing a newer one updates what has changed, and keeps schedules and own edits.

    An earlier deck of this program in FILE is brought up to date; any other file is kept, unless forced.

    What was published is kept in a lock file beside the bank: keep it with the bank, and under version control.

    \b
    Examples:
      calcinosis-quiz export anki -o calcinosis.apkg
      calcinosis-quiz export anki --topic surgery --deck Rheumatology::Surgery -o surgery.apkg
      calcinosis-quiz export anki --bank my-bank.yaml -o my-bank.apkg
      calcinosis-quiz export anki --with-progress -o mine.apkg
    """
    from calcinosis_quiz.cli.commands.export.anki_deck import make_deck  # genanki takes 100 ms
    from calcinosis_quiz.export.anki.notes import namespace_of
    from calcinosis_quiz.export.anki.package import read_notes

    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    decks = checkout_decks()
    is_own = bool(banks or deck or lock or with_progress or any(filters.values()))
    is_release = output is None and decks is not None and not is_own
    package = _find_package(output, decks if is_release else None, namespace_of(library.shelves[0]))
    earlier = package.read_bytes() if package.is_file() else b""
    may_replace = is_release or force or bool(read_notes(earlier))
    if not check:
        refuse_existing(package, force=may_replace)
    made = make_deck(
        library,
        questions,
        read_build_time(),
        name=deck,
        is_whole=all(place.is_dir() for place in find_banks(banks)),
        earlier=earlier,
        lock_file=lock,
    )
    outputs = {package: made.package(_read_progress(library) if with_progress else ())}
    if is_release:
        outputs[package.with_suffix(".tsv")] = made.text()
    if check:
        _check(made, outputs, is_release)
        return
    for path, content in outputs.items():
        write_file(path, content, replace=may_replace, private=with_progress)
    for kept, content in made.stale_locks():  # after the package: a lock without it would call unseen notes published
        if is_release or not kept.is_released:
            write_file(Path(str(kept.file)), content, replace=True)
            click.echo(f"{kept.file}: keep it beside the bank; it tells the next export what has changed")
    click.echo(f"{', '.join(map(str, outputs))}: {_describe(made)}")


def _read_progress(library: "Library") -> "tuple[Progress, ...]":
    from calcinosis_quiz.cli.commands.export.anki_progress import read_progress
    from calcinosis_quiz.cli.learner import make_scheduler
    from calcinosis_quiz.log.log import AnswerLog

    with AnswerLog(log_file()) as log:
        return read_progress(library, log, make_scheduler())


def _find_package(output: Path | None, decks: Path | None, namespace: str) -> Path:
    return output or (decks or Path()) / f"{namespace}.apkg"


def _describe(made: "Deck") -> str:
    counts = [f"{made.count(change)} {change}" for change in ("new", "updated", "unchanged", "retired")]
    notes = sum(len(release.notes) for release in made.releases)
    return f"{notes} note{'' if notes == 1 else 's'} ({', '.join(counts)} since the last export)"


def _check(made: "Deck", outputs: dict[Path, bytes], is_release: bool) -> None:
    stale = [str(kept.file) for kept, _ in made.stale_locks()]
    stale += [str(path) for path, content in outputs.items() if not _holds(path, content)]
    if stale:
        again = "`calcinosis-quiz export anki`" if is_release else "the same command without --check"
        raise QuizError(f"Not fresh: {', '.join(stale)}. {_describe(made)}. Run {again}.")
    click.echo(f"{', '.join(map(str, outputs))}: fresh, {_describe(made)}")


def _holds(path: Path, content: bytes) -> bool:
    """Compare what is in the files: another compressor may squeeze the same content into other bytes."""
    from calcinosis_quiz.export.anki.package import read_members

    if not path.is_file():
        return False
    written = path.read_bytes()
    try:
        return written == content or (path.suffix != ".tsv" and read_members(written) == read_members(content))
    except zipfile.BadZipFile:
        return False


@click.command(name="tsv", short_help="Write the notes as text that updates them in Anki.")
@filter_options
@bank_option
@output_options
@click.option("--deck", metavar="NAME", help="The name of the deck in Anki; :: between deck and subdeck.")
def tsv(*, banks: tuple[str, ...], output: Path, force: bool, deck: str | None, **filters: tuple[str, ...]) -> None:
    """Write the notes as text that Anki imports: updates notes whatever their age, and never your own fields.

    Import the .apkg once before it: the note types and pictures come with that.

    \b
    Examples:
      calcinosis-quiz export tsv -o calcinosis.tsv
      calcinosis-quiz export tsv --bank my-bank.yaml -o my-bank.tsv
    """
    from calcinosis_quiz.cli.commands.export.anki_deck import make_deck  # genanki takes 100 ms

    refuse_existing(output, force=force)
    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    is_whole = all(place.is_dir() for place in find_banks(banks))
    made = make_deck(library, questions, read_build_time(), name=deck, is_whole=is_whole)
    write_file(output, made.text(), replace=force)
    notes = sum(len(release.notes) for release in made.releases)
    click.echo(f"{output}: {notes} note{'' if notes == 1 else 's'}")
