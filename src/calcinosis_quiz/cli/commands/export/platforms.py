"""What the exports to learning platforms share: their options, what changed, the loss report."""

import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, Literal, Unpack

import click

from calcinosis_quiz.bank.fingerprint import Changes, bank_version, compare, fingerprints, read_stamps, stamp
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.cli.options import (
    Command,
    FilterValues,
    OutputFile,
    bank_option,
    filter_options,
    filters_of,
    open_banks,
    output_options,
    policy_option,
    refuse_existing,
)
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.loss import Export, write_report
from calcinosis_quiz.files import make_private_folder, write_file
from calcinosis_quiz.paths import versions_folder
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.selection import select

Writer = Callable[[Library, Sequence[Question], Sequence[Policy]], Export]
_BANK_SUFFIXES: Final = (".yaml", ".yml")
_LARGEST: Final = 64 * 1024 * 1024  # bytes of an earlier export that are worth reading


class PlatformOptions(FilterValues):
    """The values of the options that `platform_options` gives a command, as click hands them over."""

    output: Path
    report: Path | None
    changed_since: str | None
    force: bool
    banks: tuple[str, ...]
    policies: tuple[Policy, ...]


def platform_options(command: Command) -> Command:
    """Add the options of every export to a learning platform to a command."""
    for option in (
        click.option(
            "--changed-since",
            type=click.Path(),
            metavar="VERSION|FILE",
            help="Only what is new or changed since a bank version, an earlier export, a form, or an older bank.",
        ),
        click.option("--report", type=OutputFile(), metavar="FILE", help="Write the loss report to a file as well."),
        output_options,
        policy_option,
        bank_option,
    ):
        command = option(command)
    return filter_options(command)


def export_to(target: str, write: Writer, options: PlatformOptions) -> None:
    """Select, compare, write, and say what was lost; files that exist are kept unless forced."""
    output, report_file, since = options["output"], options["report"], options["changed_since"]
    _refuse_existing(output, report_file, force=options["force"])
    library = open_banks(options["banks"])
    questions = select(library, filters_of(options))
    if since is not None:
        changes = compare(read_earlier(since), library, questions)
        click.echo(_describe_changes(changes, since))
        questions = tuple(each for each in questions if each in (*changes.new, *changes.changed))
        if not questions:
            click.echo("No file written.")
            return
    export = write(library, questions, options["policies"])
    report = write_report(target, questions, export)
    if not export.items:
        raise QuizError(f"{target} can hold none of these questions, so no file was written.\n{report.rstrip()}")
    write_file(output, export.content, replace=options["force"])
    if report_file is not None:
        write_file(report_file, report.encode(), replace=options["force"])
    count = f"{len(export.items)} question{'' if len(export.items) == 1 else 's'}"
    click.echo(f"{output}: {count}, bank version {_remember(library)}")
    click.echo(report, nl=False)


def read_earlier(place: str) -> dict[str, str]:
    """Find out what was there earlier: item id to fingerprint.

    `place` is an older bank (a folder or YAML file), any file that holds stamps (an earlier export, a form), or a
    bank version that this machine has exported. Raises QuizError when it is none of these.
    """
    path = Path(place)
    if path.is_dir() or (path.suffix in _BANK_SUFFIXES and path.exists()):
        return fingerprints(open_banks((place,)))
    if not path.is_file():
        path = versions_folder() / f"{place}.txt" if place.isalnum() else path
    if not path.is_file():
        message = "name an earlier export or form, a folder of older banks, or a bank version exported from here."
        raise QuizError(f"There is no file and no known bank version {place!r}: {message}")
    found = read_stamps(_texts_of(path))
    if not found:
        raise QuizError(
            f"{path} does not say which questions it holds. Name an export to a learning platform, or a form."
        )
    return found


def _texts_of(path: Path) -> list[str]:
    """Read a text file, or the XML and JSON files of a zip archive."""
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                return [file.read(_LARGEST).decode(errors="replace")]
        with zipfile.ZipFile(path) as archive:
            named = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".json"))]
            if sum(entry.file_size for entry in named) > _LARGEST:
                raise QuizError(f"{path} holds more than {_LARGEST // 2**20} MiB. It is no export of this program.")
            return [archive.read(entry).decode(errors="replace") for entry in named]
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:  # RuntimeError: the archive is encrypted
        raise QuizError(f"Could not read {path}: {error}. Name another file.") from error


def _refuse_existing(output: Path, report: Path | None, *, force: bool) -> None:
    if report is not None and output.absolute() == report.absolute():
        raise QuizError(f"{output} cannot hold both the questions and the report. Choose another --report.")
    refuse_existing(output, report, force=force)


def _describe_changes(changes: Changes, since: str) -> str:
    lines = [f"Since {since}: {len(changes.new)} new, {len(changes.changed)} changed, {len(changes.gone)} gone."]
    if changes.changed:
        lines.append("Take the old state of these out of the platform by hand:")
        lines += [f"    {question.id}" for question in changes.changed]
    if changes.gone:
        lines.append("These are in no bank any more:")
        lines += [f"    {item}" for item in changes.gone]
    return "\n".join(lines)


def _remember(library: Library) -> str:
    """Note what the bank version holds, so that --changed-since can be given its name; give the name."""
    version = bank_version(library)
    file = versions_folder() / f"{version}.txt"
    if not file.exists():
        try:
            make_private_folder(file.parent)
            stamps = "".join(f"{stamp(library, each)}\n" for each in library.questions.values())
            write_file(file, stamps.encode(), replace=True)
        except (OSError, QuizError):
            click.echo("The bank version could not be noted; --changed-since needs this file instead.", err=True)
    return version


@click.command(name="gift")
@platform_options
def gift(**options: Unpack[PlatformOptions]) -> None:
    """Write GIFT text, which Moodle and others read. Moodle XML can hold more.

    \b
    Example:
      calcinosis-quiz export gift --topic surgery -o surgery.gift
    """
    from calcinosis_quiz.export.gift import write_gift

    export_to("GIFT", write_gift, options)


@click.command(name="moodle", short_help="Write Moodle XML, with every type of question.")
@platform_options
@click.option("--native-ordering", is_flag=True, help="Use Moodle's ordering type; Moodle before 4.4 refuses the file.")
def moodle(*, native_ordering: bool, **options: Unpack[PlatformOptions]) -> None:
    """Write Moodle XML: every type, with feedback, tags and id numbers, and a category for each topic.

    \b
    Examples:
      calcinosis-quiz export moodle -o calcinosis.xml --report losses.txt
      calcinosis-quiz export moodle -o changes.xml --changed-since calcinosis.xml
    """
    from calcinosis_quiz.export.moodle.quiz_file import write_moodle

    export_to("Moodle XML", partial(write_moodle, native_ordering=native_ordering), options)


@click.command(name="qti", short_help="Write a QTI package for Canvas and other platforms.")
@platform_options
@click.option(
    "--version",
    type=click.Choice(["3.0", "2.1", "1.2"]),
    default="3.0",
    show_default=True,
    help="The version of QTI: 1.2 as Canvas reads it, 2.1 for TAO and OpenOlat, 3.0 for newer players.",
)
def qti(*, version: Literal["3.0", "2.1", "1.2"], **options: Unpack[PlatformOptions]) -> None:
    """Write a QTI package (a .zip file): items, a test that lists them, and a manifest.

    \b
    Examples:
      calcinosis-quiz export qti -o calcinosis-qti.zip
      calcinosis-quiz export qti --version 1.2 -o canvas.zip
    """
    if version == "1.2":
        from calcinosis_quiz.export.qti.canvas import write_canvas

        export_to("QTI 1.2 for Canvas", write_canvas, options)
    else:
        from calcinosis_quiz.export.qti.package import write_package

        export_to(f"QTI {version}", partial(write_package, version=version), options)


@click.command(name="csv", short_help="Write a table to edit in a spreadsheet and import again.")
@platform_options
def csv(**options: Unpack[PlatformOptions]) -> None:
    """Write CSV with a question in each row: a template for your own, which `import` reads.

    \b
    Example:
      calcinosis-quiz export csv --topic surgery -o surgery.csv
    """
    from calcinosis_quiz.export.table import write_table

    export_to("CSV", lambda library, questions, _policies: write_table(library, questions), options)
