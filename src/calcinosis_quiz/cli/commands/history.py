"""`history`: the log itself, out and in."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from calcinosis_quiz.cli.asking.sessions import open_learner_log
from calcinosis_quiz.cli.learner import discard_snapshot, learner_calendar, make_scheduler, open_snapshot
from calcinosis_quiz.cli.options import OutputFile, bank_option, force_option, open_banks, refuse_existing
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file
from calcinosis_quiz.log.copies import remove as remove_copy
from calcinosis_quiz.log.copies import rescues_of
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.repair import check as check_rows
from calcinosis_quiz.log.repair import examine_copy, repair
from calcinosis_quiz.log.rows import AnswerRow, EventRow, ReviewRow, Row, SessionRow
from calcinosis_quiz.log.transfer import Format, read_rows, write_rows
from calcinosis_quiz.paths import is_own_data, log_file

_MOST_BYTES: Final = 2 * 1024**3
_DATABASE: Final = b"SQLite format 3\0"
_SHOWN: Final = 20  # rows that could not be used


@click.group(name="history")
def command() -> None:
    """Export or merge the log of all your answers.

    \b
    Example:
      calcinosis-quiz history export -o answers.jsonl
    """


@command.command(name="export", short_help="Write the whole log as CSV or JSON Lines.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), help="JSON Lines, or CSV for a spreadsheet.")
@click.option("--output", "-o", type=OutputFile(), metavar="FILE", help="A file instead of the screen.")
@force_option
def export(*, form: Format | None, output: Path | None, force: bool) -> None:
    """Write the whole log: sessions, answers, and everything else that happened.

    \b
    Examples:
      calcinosis-quiz history export -o answers.csv
      calcinosis-quiz history export --format jsonl
    """
    refuse_existing(output, force=force)
    chosen: Format = form or ("csv" if output is not None and output.suffix == ".csv" else "jsonl")
    with open_learner_log() as log:
        lines = write_rows(_all_rows(log), chosen)
        if output is None:
            for line in lines:
                click.echo(line, nl=False)
            return
        write_file(output, "".join(lines).encode(), replace=force, private=True)
    click.echo(f"{output}: written")


@command.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
def import_(*, files: tuple[Path, ...]) -> None:
    """Add what another machine exported, or a copy of a log. Rows that are here already are left alone.

    FILE is what `history export` wrote, or a history.db: a backup, a damaged one, or one of another machine. It is only
    read. A row that cannot be used is named with its line, and the others come in.

    \b
    Examples:
      calcinosis-quiz history import answers.jsonl
      calcinosis-quiz history import old-laptop/history.db
    """
    for file in files:
        rows, imported, problems = _read_log_file(file)
        with open_learner_log() as log:
            added, known = log.merge(rows, imported=imported)
            if not problems and file in rescues_of(log.path):
                remove_copy(file)
        for problem in problems[:_SHOWN]:
            click.echo(problem, err=True)
        refused = f", {len(problems)} could not be used and were left out" if problems else ""
        click.echo(f"{file}: {added} rows added, {known} were here already{refused}")


@command.command(name="import-anki", short_help="Add the reviews of our notes that you did in Anki.")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@bank_option
def import_anki(*, files: tuple[Path, ...], banks: tuple[str, ...]) -> None:
    """Add the reviews of our notes that you did in Anki, on any device, so that `study` goes on from there.

    FILE is what Anki exports with scheduling information (.apkg, .colpkg), or its collection.anki2. It is only read.
    Reviews that are here already are left alone, so doing it again with a later file adds what is new.

    \b
    Examples:
      calcinosis-quiz history import-anki collection.colpkg
      calcinosis-quiz history import-anki my-bank.apkg --bank my-bank.yaml
    """
    from calcinosis_quiz.cli.commands.history_anki import import_reviews  # genanki takes 100 ms

    library = open_banks(banks)
    for file in files:
        with open_learner_log() as log:
            for line in import_reviews(file, library, log):
                click.echo(line)


@command.command(name="repair")
def repair_() -> None:
    """Check the log, and save what can be read of a damaged one. The damaged file is kept beside the new one.

    \b
    Example:
      calcinosis-quiz history repair
    """
    path = log_file()
    done = repair(path)
    if done is None:
        click.echo(f"{path}: nothing to repair")
        return
    discard_snapshot()
    click.echo(f"{path}: repaired, {done.rows} rows saved. The damaged file is kept as {done.aside}")
    if done.bad_rows_file is not None:
        click.echo(f"{done.bad_rows} rows cannot be used; what can be read of them is in {done.bad_rows_file}")


@command.command(name="check", short_help="Compare the schedule that is kept with the log.")
def check() -> None:
    """Check schedule and totals against the log, after every row of it.

    \b
    Example:
      calcinosis-quiz history check
    """
    from calcinosis_quiz.study.snapshot import find_differences

    scheduler = make_scheduler()
    with open_learner_log() as log:
        check_rows(log.path)
        snapshot = open_snapshot(log, scheduler)
        wrong = find_differences(snapshot, log, scheduler, learner_calendar())
        if wrong:
            discard_snapshot()
            open_snapshot(log, scheduler)
    if wrong:
        names = ", ".join(wrong[:5]) + (", ..." if len(wrong) > 5 else "")
        click.echo(f"Not what a replay of the log gives, and made anew: {len(wrong)} ({names}).")
    else:
        click.echo(f"Items checked: {len(snapshot.records)}; all match a full replay of the log.")


def _all_rows(log: AnswerLog) -> Iterator[Row]:
    yield from log.read(SessionRow)
    yield from log.read(AnswerRow)
    yield from log.read(EventRow)
    yield from log.read(ReviewRow)


def _read_log_file(file: Path) -> "tuple[Sequence[Row], frozenset[str] | None, list[str]]":
    """Return the rows of a file, the uids of those that were given elsewhere (None for all), and what is wrong."""
    try:
        with file.open("rb") as start:
            is_database = start.read(len(_DATABASE)) == _DATABASE
    except OSError as error:
        raise QuizError(f"Could not read {file}: {error.strerror or error}. Check the path.") from error
    if not is_database:
        rows, problems = read_rows(_read(file), str(file))
        return rows, None, [str(problem) for problem in problems]
    found = examine_copy(file)
    wrong = [f"{file}: {row.table} {row.number}: {row.fault}" for row in found.bad_rows]
    return found.rows, found.imported if is_own_data(file) else None, wrong


def _read(file: Path) -> str:
    from calcinosis_quiz.input_files import read_input

    try:
        return read_input(file, _MOST_BYTES).decode("utf-8-sig")  # as it is: no line end inside a cell may change
    except UnicodeDecodeError as error:
        raise QuizError(
            f"Could not read {file}: it is not UTF-8 text. Name a file that `history export` wrote."
        ) from error
