"""`import`: other people's questions to a bank."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from calcinosis_quiz.cli.options import OutputFile, OutputFolder, force_option, refuse_existing
from calcinosis_quiz.cli.progress_line import ProgressLine
from calcinosis_quiz.imports.formats import FORMATS
from calcinosis_quiz.input_files import read_input

if TYPE_CHECKING:
    from calcinosis_quiz.imports.bank_files import BankFile
    from calcinosis_quiz.imports.importing import FileRead
    from calcinosis_quiz.imports.merging import Merged
    from calcinosis_quiz.imports.reading import Document, Loss

_MOST_BYTES: Final = 2 * 1024**3


def _list_formats(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        for each in FORMATS.values():
            click.echo(f"{each.name:<14}{each.title}\n{'':<14}{each.source}")
        ctx.exit()


@click.command(name="import", short_help="Bring questions in from other programs' files.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--output",
    "-o",
    type=OutputFolder(),
    metavar="BANK",
    help="The bank to write: a file ending in .yaml, or a folder for one bank a topic.",
)
@click.option("--into", type=OutputFile(), metavar="BANK", help="Bring the questions into a bank that is there.")
@click.option("--from", "form", type=click.Choice(list(FORMATS)), metavar="FORMAT", help="The format of the files.")
@click.option("--columns", metavar="WHAT", default="", help="Columns of a table: question=B,options=C-F,correct=G.")
@click.option("--media", type=click.Path(path_type=Path, file_okay=False), help="A folder with images they name.")
@click.option("--report", type=OutputFile(), help="Write every loss to this JSON file.")
@click.option("--with-progress", is_flag=True, help="Add your reviews in Anki packages to your log.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing.")
@click.option("--strict", is_flag=True, help="Exit code 1 when anything is changed or left out.")
@force_option
@click.option(
    "--formats", is_flag=True, is_eager=True, expose_value=False, callback=_list_formats, help="List formats."
)
@click.pass_context
def command(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    output: Path | None,
    into: Path | None,
    form: str | None,
    columns: str,
    media: Path | None,
    report: Path | None,
    with_progress: bool,
    dry_run: bool,
    strict: bool,
    force: bool,
) -> None:
    """Read questions from files of other programs, and write them as a bank.

    A FILE may be a folder, a zip, or - for standard input. The format is told by what stands in the file. What
    cannot come in, or comes in changed, is listed with its place. Nothing is fetched and nothing is run. Exit code 1
    when no question came in.

    With --into, questions that came before keep id, history and local edits: what changed at the source comes in, what
    both changed stands in the bank as a comment, new ones are added, and vanished ones are kept and listed.

    \b
    Examples:
      calcinosis-quiz import moodle-export.xml -o surgery.yaml
      calcinosis-quiz import canvas.zip exam.docx -o banks/ --report losses.json
      calcinosis-quiz import questions.txt --from gift --dry-run
      calcinosis-quiz import moodle-export.xml --into surgery.yaml
      calcinosis-quiz import bones.apkg -o bones.yaml --with-progress
    """
    from calcinosis_quiz.imports.importing import losses_of, read_documents
    from calcinosis_quiz.imports.summary import summarise

    if (output is None) == (into is None) and not (output is None and dry_run):
        raise click.UsageError(
            "Say where the bank goes: -o bank.yaml, or --into bank.yaml. To look first, use --dry-run."
        )
    if into is not None and not into.is_file():
        output, into = into, None  # the first time
    is_written = output is not None and not output.is_dir() and not dry_run
    refuse_existing(output if is_written else None, report, force=force)
    line = ProgressLine()
    try:
        read = read_documents(_documents(files, media, columns, line.show), form or "")
        line.say("Putting the bank together")
        banks = _make_banks(read, output or Path("bank.yaml")) if into is None else []
    finally:
        line.clear()
    if into is not None:
        code = _merge(read, into, report, dry_run=dry_run, strict=strict, force=force)
        if with_progress and not dry_run:
            _bring_progress(read, [into])
        ctx.exit(code)
    items = [item for bank in banks for item in bank.items]
    for words in summarise(read, items):
        click.echo(words)
    if report is not None:
        _write_report(report, losses_of(read), force=force)
    if items and output is not None and not dry_run:
        _write(banks, output, force=force)
        _check(banks, output)
        if with_progress:
            _bring_progress(read, _places(banks, output))
    ctx.exit(1 if not items or (strict and losses_of(read)) else 0)


def _documents(
    files: Sequence[Path], media: Path | None, columns: str, progress: Callable[[int, int], None]
) -> Iterator["Document"]:
    from calcinosis_quiz.imports.reading import Document

    for file in files:
        if str(file) == "-":
            yield Document("standard input", _read(file), _finder(media, Path()), columns, progress=progress)
        elif file.is_dir():
            inside = sorted(each for each in file.rglob("*") if each.is_file() and not each.name.startswith("."))
            yield from (
                Document(str(each), _read(each), _finder(media, each.parent), columns, named=False, progress=progress)
                for each in inside
            )
        else:
            yield Document(str(file), _read(file), _finder(media, file.parent), columns, progress=progress)


def _read(file: Path) -> bytes:
    return read_input(file, _MOST_BYTES)


def _finder(media: Path | None, folder: Path) -> Callable[[str], bytes | None]:
    """Look for images in the folder given, else beside the file; never outside of either."""

    def find(name: str) -> bytes | None:
        for place in (media, folder):
            if place is None:
                continue
            for wanted in (name, name.rpartition("/")[2]) if place is media else (name,):
                try:
                    file = (place / wanted).resolve()
                    if file.is_relative_to(place.resolve()) and file.is_file():
                        return file.read_bytes()
                except (OSError, ValueError):
                    continue
        return None

    return find


def _make_banks(read: Sequence["FileRead"], output: Path) -> list["BankFile"]:
    from calcinosis_quiz.imports.bank_files import make_bank_file, split_by_topic
    from calcinosis_quiz.imports.importing import drafts_of

    drafts = drafts_of(read)
    origin = ", ".join(f"{Path(file.name).name} ({FORMATS[file.form].title})" for file in read if file.form)
    title = next((file.reading.title for file in read if file.reading.title), "")
    if not drafts:
        return []
    if output.suffix in {".yaml", ".yml"}:
        return [make_bank_file(drafts, output.stem, title, origin)]
    banks: list[BankFile] = []
    taken: set[str] = set()
    for name, members in split_by_topic(drafts).items():
        bank = make_bank_file(members, name or output.name, name or title, origin, taken)
        taken |= {item.id for item in bank.items}
        banks.append(bank)
    return banks


def _places(banks: Sequence["BankFile"], output: Path) -> list[Path]:
    return [output] if output.suffix in {".yaml", ".yml"} else [output / f"{bank.name}.yaml" for bank in banks]


def _write(banks: Sequence["BankFile"], output: Path, *, force: bool) -> None:
    from calcinosis_quiz.files import write_files

    places = _places(banks, output)
    if output.suffix not in {".yaml", ".yml"}:
        output.mkdir(parents=True, exist_ok=True)
    refuse_existing(*places, force=force)
    contents: dict[Path, bytes] = {}
    for bank, place in zip(banks, places, strict=True):
        images = {place.parent / name: content for name, content in bank.images.items()}
        for folder in {image.parent for image in images}:
            folder.mkdir(parents=True, exist_ok=True)
        contents |= images | {place: bank.text.encode(), _state_beside(place): bank.state}
    write_files(contents, replace=force)
    click.echo()
    for bank, place in zip(banks, places, strict=True):
        beside = f" and {len(bank.images)} images beside it" if bank.images else ""
        click.echo(f"Wrote {place} with {len(bank.items)} questions{beside}.")


def _check(banks: Sequence["BankFile"], output: Path) -> None:
    """Run the check on what was written, and say what comes next."""
    from calcinosis_quiz.bank.lint.run import lint_library
    from calcinosis_quiz.bank.load import load_library

    places = _places(banks, output)
    library, problems = load_library(places)
    for problem in problems:
        click.echo(str(problem))
    warnings = len(lint_library(library))
    if warnings:
        click.echo(f"`calcinosis-quiz check {output}` has {warnings} remarks on how the questions are written.")
    click.echo("\nNext:")
    click.echo(f"  calcinosis-quiz quiz --bank {output}")
    click.echo(f"  calcinosis-quiz export anki --bank {output} -o {output.with_suffix('.apkg').name}")


def _bring_progress(read: Sequence["FileRead"], banks: Sequence[Path]) -> None:
    """Add what the learner did in Anki with the notes of these files to the log."""
    from calcinosis_quiz.bank.load import open_library
    from calcinosis_quiz.cli.asking.sessions import open_learner_log
    from calcinosis_quiz.cli.commands.import_progress import bring_progress
    from calcinosis_quiz.imports.merging import read_state

    click.echo()
    packages = [Path(file.name) for file in read if file.form == "anki" and Path(file.name).is_file()]
    if not packages:
        click.echo("No package of Anki's was among the files, so there was no progress to bring along.")
        return
    states = {
        open_library([bank]).banks[0].bank.bank: read_state(_state_beside(bank).read_bytes(), str(bank))
        for bank in banks
    }
    for package in packages:
        with open_learner_log() as log:
            for words in bring_progress(package, states, log):
                click.echo(words)


def _state_beside(bank: Path) -> Path:
    return bank.with_name(f"{bank.stem}.imported.json")


def _merge(
    read: Sequence["FileRead"], into: Path, report: Path | None, *, dry_run: bool, strict: bool, force: bool
) -> int:
    """Bring what was read into a bank, and return the exit code."""
    from calcinosis_quiz.bank.load import open_library
    from calcinosis_quiz.imports.bank_files import complete
    from calcinosis_quiz.imports.importing import drafts_of, losses_of
    from calcinosis_quiz.imports.merging import merge, read_state
    from calcinosis_quiz.imports.summary import summarise_merge

    loaded = open_library([into]).banks[0]
    place = _state_beside(into)
    state = read_state(place.read_bytes() if place.is_file() else None, str(place))
    drafts, images = complete(drafts_of(read), loaded.bank.bank)
    merged = merge(into.read_text(encoding="utf-8"), loaded, drafts, state)
    for line in summarise_merge(read, merged):
        click.echo(line)
    losses = (*losses_of(read), *merged.losses)
    if report is not None:
        _write_report(report, losses, force=force)
    if drafts and not dry_run:
        _write_merged(into, merged, images, place)
    return 1 if not drafts or (strict and losses) else 0


def _write_merged(into: Path, merged: "Merged", images: Mapping[str, bytes], place: Path) -> None:
    from calcinosis_quiz.files import write_files

    contents = {into.parent / name: content for name, content in images.items()}
    contents |= {into: merged.text.encode(), place: merged.state}
    changed = {path: new for path, new in contents.items() if not path.is_file() or path.read_bytes() != new}
    for folder in {path.parent for path in changed}:
        folder.mkdir(parents=True, exist_ok=True)
    write_files(changed, replace=True)
    click.echo(f"\n{into} {'is as it was' if into not in changed else 'is brought up to date'}.")


def _write_report(path: Path, losses: Sequence["Loss"], *, force: bool) -> None:
    from calcinosis_quiz.files import write_file
    from calcinosis_quiz.imports.summary import report

    write_file(path, (json.dumps(report(losses), ensure_ascii=False, indent=2) + "\n").encode(), replace=force)
