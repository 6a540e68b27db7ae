"""`responses`: answers from several files in one."""

from pathlib import Path

import click

from calcinosis_quiz.cli.options import bank_option, open_banks, output_options, refuse_existing
from calcinosis_quiz.cli.response_options import (
    encoding_option,
    file_type,
    format_option,
    key_option,
    make_reading,
    read_files,
    read_key_files,
    sheet_option,
    skip_bad_option,
)
from calcinosis_quiz.files import write_file
from calcinosis_quiz.item_analysis.responses.detect_format import Format
from calcinosis_quiz.item_analysis.responses.join_files import ResponseError, find_names, join_files
from calcinosis_quiz.item_analysis.responses.long_table import write_long


@click.group(name="responses")
def command() -> None:
    """Work with files of answers.

    \b
    Example:
      calcinosis-quiz responses merge page-*.json exam.csv -o answers.csv
    """


@command.command(name="merge", short_help="Join files of any format into one, nothing twice.")
@click.argument("files", nargs=-1, required=True, type=file_type, metavar="FILE...")
@output_options
@key_option
@format_option
@encoding_option
@sheet_option
@bank_option
@click.option("--allow-names", is_flag=True, help="Write learners that look like names, too.")
@skip_bad_option
def merge(
    *,
    files: tuple[Path, ...],
    output: Path,
    force: bool,
    file_format: Format | None,
    encoding: str,
    sheet: str,
    banks: tuple[str, ...],
    allow_names: bool,
    key_files: tuple[Path, ...],
    skip_bad: bool,
) -> None:
    """Join files of any format into one long file; an answer that is in two of them counts once.

    With the keys of its forms (--key), a table typed from paper is turned into items and letters of the bank.
    Learners are codes. What looks like a name or an address is refused, so that the file can be shared.

    \b
    Examples:
      calcinosis-quiz responses merge monday.csv friday.csv -o answers.csv
      calcinosis-quiz responses merge results/*.json -o answers.csv --skip-bad
    """
    refuse_existing(output, force=force)
    keys, unread = read_key_files(key_files)
    reading = make_reading(file_format, encoding, sheet)
    joined = join_files(read_files(files, open_banks(banks), reading, keys), same_answer_is_fine=True)
    names = [] if allow_names else find_names(joined.table)
    if names or unread or (joined.problems and not skip_bad):
        raise ResponseError([*unread, *joined.problems, *names], skip_bad_helps=not (names or unread))
    for said in (*joined.notes, *(f"left out: {problem}" for problem in joined.problems)):
        click.echo(said, err=True)
    write_file(output, write_long(joined.table).encode("utf-8"), replace=force, private=True)
    learners = len({attempt.learner for attempt in joined.table.attempts})
    again = f", {joined.dropped} answers were there twice and count once" if joined.dropped else ""
    click.echo(f"{output}: {learners} learners, {len(joined.table.columns)} items{again}")
