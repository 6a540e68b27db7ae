"""`export anki`: questions to an Anki deck, and whether the released deck is fresh."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

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
from calcinosis_quiz.files import write_file, write_files
from calcinosis_quiz.input_files import MOST_BYTES
from calcinosis_quiz.paths import checkout_decks, find_banks
from calcinosis_quiz.quiz.selection import select

if TYPE_CHECKING:
    from calcinosis_quiz.bank.library import Library
    from calcinosis_quiz.cli.commands.export.anki_deck import Deck
    from calcinosis_quiz.export.anki.progress import Progress


_SHOWN = 8  # ids of retired items in a message


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
@click.option(
    "--lock-from",
    type=click.File("rb"),
    metavar="APKG",
    help="Rebuild a lost lock file from the deck released last.",
)
@click.option("--first-publication", is_flag=True, help="The bank's notes are in nobody's Anki yet: make a new lock.")
@click.option("--with-progress", is_flag=True, help="Put your schedule and reviews into the deck, for a first import.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what a learner will see on import.")
@click.option("--check", is_flag=True, help="Write nothing; say whether the files are fresh. Exit code 1 if not.")
@force_option
def anki(
    *,
    banks: tuple[str, ...],
    output: Path | None,
    deck: str | None,
    lock: Path | None,
    lock_from: BinaryIO | None,
    first_publication: bool,
    with_progress: bool,
    dry_run: bool,
    check: bool,
    force: bool,
    **filters: tuple[str, ...],
) -> None:
    """Write an Anki deck. Importing a newer one updates what has changed, and keeps schedules and own edits.

    An earlier deck of this program in FILE is brought up to date; any other file is kept, unless forced.

    A lock file beside the bank says what was published: keep it with the bank, and under version control. Items that
    left the bank are not in the deck: their notes stay with learners as they are.

    \b
    Examples:
      calcinosis-quiz export anki -o calcinosis.apkg
      calcinosis-quiz export anki --topic surgery --deck Rheumatology::Surgery -o surgery.apkg
      calcinosis-quiz export anki --bank my-bank.yaml -o my-bank.apkg
      calcinosis-quiz export anki --bank my-bank.yaml --lock-from my-bank-2025.apkg -o my-bank.apkg
      calcinosis-quiz export anki --with-progress -o mine.apkg
    """
    from calcinosis_quiz.cli.commands.export.anki_deck import make_deck  # genanki takes 100 ms
    from calcinosis_quiz.cli.commands.export.anki_locks import Publication
    from calcinosis_quiz.export.anki.notes import tag_root_of
    from calcinosis_quiz.export.anki.read_back import read_notes, read_times

    library = open_banks(banks)
    questions = select(library, make_filters(filters))
    decks = checkout_decks()
    is_own = bool(banks or deck or lock or with_progress or any(filters.values()))
    is_release = output is None and decks is not None and not is_own
    package = _find_package(output, decks if is_release else None, tag_root_of(library.banks[0]))
    times = read_times(package.read_bytes()) if package.is_file() else {}
    may_replace = is_release or force or bool(times)
    if not (check or dry_run):
        refuse_existing(package, force=may_replace)
    made = make_deck(
        library,
        questions,
        read_build_time(),
        name=deck,
        is_whole=all(place.is_dir() for place in find_banks(banks)),
        publication=Publication(
            lock_file=lock,
            published=read_notes(lock_from.read(MOST_BYTES)) if lock_from else None,
            is_first=first_publication,
        ),
        replaced=(str(package), times),
    )
    outputs = {package: made.package(_read_progress(made.library) if with_progress else ())}
    if is_release:
        outputs[package.with_suffix(".tsv")] = made.text()
    if check:
        _check(made, outputs, is_release)
        return
    if not dry_run:
        for path, content in outputs.items():
            write_file(path, content, replace=may_replace, private=with_progress)
        _write_locks(made, is_release)
    click.echo(f"{', '.join(map(str, outputs))}: {'would hold ' if dry_run else ''}{_describe(made)}")


def _read_progress(library: "Library") -> "tuple[Progress, ...]":
    from calcinosis_quiz.cli.asking.sessions import open_learner_log
    from calcinosis_quiz.cli.commands.export.anki_progress import read_progress
    from calcinosis_quiz.cli.learner import make_scheduler

    with open_learner_log() as log:
        return read_progress(library, log, make_scheduler())


def _find_package(output: Path | None, decks: Path | None, name: str) -> Path:
    return output or (decks or Path()) / f"{name}.apkg"


def _write_locks(made: "Deck", is_release: bool) -> None:
    """Write locks and namespaces after the deck: a lock without it would call notes published that nobody has."""
    locks = {
        Path(str(kept.file)): content for kept, content in made.stale_locks() if is_release or not kept.is_released
    }
    write_files(made.bank_edits | locks, replace=True)
    for file in made.bank_edits:
        click.echo(f"{file}: got the line that says which notes in Anki are its own")
    for file in locks:
        click.echo(f"{file}: keep it beside the bank; it tells the next export what has changed")


def _describe(made: "Deck") -> str:
    new, changed, unchanged, left = (len(made.items(change)) for change in ("new", "changed", "unchanged", "left"))
    notes = new + changed + unchanged
    told = (
        f"{notes} note{'' if notes == 1 else 's'}. A learner who has the last export will see: "
        f"{new} new, {changed} changed, {unchanged} unchanged, {left} left as they are"
    )
    retired = made.items("retired")
    if not retired:
        return told
    search = " or ".join(f'"ID:{item}"' for item in retired[:_SHOWN])
    more = f" and {len(retired) - _SHOWN} more" if len(retired) > _SHOWN else ""
    return f"{told}.\nRetired since then; in Anki, learners find them by: {search}{more}"


def _check(made: "Deck", outputs: dict[Path, bytes], is_release: bool) -> None:
    stale = [str(kept.file) for kept, _ in made.stale_locks()]
    stale += [str(path) for path, content in outputs.items() if not _holds(path, content)]
    if stale:
        again = "`calcinosis-quiz export anki`" if is_release else "the same command without --check"
        raise QuizError(f"Not fresh: {', '.join(stale)}. {_describe(made)}. Run {again}.")
    click.echo(f"{', '.join(map(str, outputs))}: fresh, {_describe(made)}")


def _holds(path: Path, content: bytes) -> bool:
    """Compare what is in the files: another compressor may write the same content as other bytes."""
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
    """Write the notes as text that Anki imports: updates notes whatever their age, never your own fields and tags.

    Import the .apkg before it: note types, pictures and the tags of new notes come with that.

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
    if made.bank_edits:
        raise QuizError("The bank was never exported to Anki. Run `calcinosis-quiz export anki` first.")
    write_file(output, made.text(), replace=force)
    notes = sum(len(release.notes) for release in made.releases)
    click.echo(f"{output}: {notes} note{'' if notes == 1 else 's'}")
