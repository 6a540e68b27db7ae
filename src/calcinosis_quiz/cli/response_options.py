"""What the commands that read responses have in common."""

import codecs
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import click
from msgspec import Struct, structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.cli.number_types import Number
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.input_files import read_input
from calcinosis_quiz.item_analysis.responses.csv_text import MAX_BYTES
from calcinosis_quiz.item_analysis.responses.detect_format import Format, ReadFile, Reading, read_responses
from calcinosis_quiz.item_analysis.responses.join_files import (
    JoinedFiles,
    ResponseError,
    join_files,
    name_round,
    prepare,
)
from calcinosis_quiz.item_analysis.responses.key_files import KeyFile, read_key_file
from calcinosis_quiz.item_analysis.responses.marking_rules import Audit, Blank, Rules, TwoTicks
from calcinosis_quiz.item_analysis.responses.paper_answers import merge_keys
from calcinosis_quiz.item_analysis.responses.scoring import find_unused_keys, score
from calcinosis_quiz.item_analysis.responses.table import Attempt, Table, split_rounds
from calcinosis_quiz.item_analysis.statistics.scores import Scores
from calcinosis_quiz.quiz.marking import Policy

Command = TypeVar("Command", bound=Callable[..., Any])

file_type = click.Path(path_type=Path)
format_option = click.option(
    "--format", "file_format", type=click.Choice(get_args(Format)), help="The files' format, instead of the one found."
)
key_option = click.option(
    "--key", "key_files", multiple=True, type=file_type, metavar="FILE",
    help="Keys as item,key[,max], or the key file of a form; repeatable, one a form.",
)  # fmt: skip
encoding_option = click.option("--encoding", default="", metavar="NAME", help="The files' encoding, such as cp1252.")
sheet_option = click.option(
    "--sheet", default="", metavar="NAME", help="The sheet of a spreadsheet; the first if left out."
)
skip_bad_option = click.option("--skip-bad", is_flag=True, help="Leave answers with a problem out and go on.")


def marking_options(command: Command) -> Command:
    """Add to a command the options that decide how answers become marks."""
    options = [
        key_option,
        format_option,
        encoding_option,
        sheet_option,
        click.option("--pre", "pre", multiple=True, type=file_type, metavar="FILE", help="Answers before teaching."),
        click.option("--post", "post", multiple=True, type=file_type, metavar="FILE", help="Answers after teaching."),
        click.option("--form", "forms", multiple=True, metavar="NAME", help="Only answers to this form."),
        click.option("--fingerprint", metavar="CODE", default="", help="The form's code; other answers are refused."),
        click.option("--max", "maximum", type=Number(min=0, min_open=True), default=1.0, metavar="POINTS",
                     help="The points that are full marks in a table of points."),
        click.option("--blank", type=click.Choice(get_args(Blank)),
                     help="What questions left empty count as; wrong where a key marks them, missing among marks."),
        click.option("--blank-cell", "blank_signs", multiple=True, metavar="TEXT",
                     help="A text that stands for a question left empty, such as ?; repeatable."),
        click.option("--two-ticks", type=click.Choice(get_args(TwoTicks)), default="wrong", show_default=True,
                     help="What two answers count as where one was asked for."),
        skip_bad_option,
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


class MarkedRounds(Struct, frozen=True):
    """The answers and marks of each round, in the order in which they were sat.

    `problems` are of answers left out, `audit` is what a corrected key changed, `doubles` are answers that name two
    options where one was asked for, `notes` say what was recognised, `absent` are the learners who answered nothing.
    `keys` are all keys in the letters of the bank, `key_files` as they were written.
    """

    tables: dict[str, Table]
    rounds: dict[str, Scores]
    problems: tuple[Problem, ...]
    audit: tuple[Audit, ...]
    doubles: tuple[Problem, ...]
    notes: tuple[str, ...]
    absent: tuple[Attempt, ...]
    keys: KeyFile
    key_files: tuple[KeyFile, ...]


def read_files(
    files: tuple[Path, ...],
    library: Library,
    reading: Reading,
    key_files: Sequence[KeyFile],
    blank_signs: Sequence[str] = (),
) -> list[ReadFile]:
    """Read response files, those typed from paper by their keys; raises QuizError for one that cannot be opened."""
    items = {name for each in key_files for key in each.keys for name in (key.item, key.number) if name}
    reading = structs.replace(reading, items=frozenset(items))
    read = (read_responses(str(path), read_input(path, MAX_BYTES), library, reading) for path in files)
    return [prepare(file, key_files, library, blank_signs) for file in read]


def make_reading(file_format: Format | None, encoding: str, sheet: str) -> Reading:
    """Take the options that say how files are to be read; raises QuizError for an encoding that nobody knows."""
    try:
        if encoding:
            codecs.lookup(encoding)
    except LookupError as error:
        raise QuizError(f"There is no encoding {encoding!r}. Try utf-8, cp1252, latin-1 or mac_roman.") from error
    return Reading(file_format, encoding, sheet)


def mark_files(
    files: tuple[Path, ...],
    library: Library,
    policies: tuple[Policy, ...],
    *,
    key_files: tuple[Path, ...],
    file_format: Format | None,
    encoding: str,
    sheet: str,
    pre: tuple[Path, ...],
    post: tuple[Path, ...],
    forms: tuple[str, ...],
    fingerprint: str,
    maximum: float,
    blank: Blank | None,
    blank_signs: tuple[str, ...],
    two_ticks: TwoTicks,
    skip_bad: bool,
) -> MarkedRounds:
    """Read, join and mark; raises ResponseError with every problem unless they are to be skipped."""
    if not (files or pre or post):
        raise click.UsageError("Name at least one file of responses.")
    key_list, problems = read_key_files(key_files)
    reading = make_reading(file_format, encoding, sheet)
    read = read_files(files, library, reading, key_list, blank_signs)
    for name, paths in (("pre", pre), ("post", post)):
        read += [name_round(file, name) for file in read_files(paths, library, reading, key_list, blank_signs)]
    stated = {each.fingerprint for each in key_list}
    fingerprints = [fingerprint] if fingerprint else () if "" in stated else stated
    joined = join_files(read, forms=forms, fingerprints=fingerprints)
    keys, misfits = merge_keys(key_list, library)
    problems += [*misfits, *find_unused_keys(joined.table, key_list)]
    rules = Rules(keys=keys, blank=blank, two_ticks=two_ticks, maximum=maximum, policies=policies)
    return mark_joined(joined, library, rules, problems, key_list, skip_bad=skip_bad)


def mark_joined(
    joined: JoinedFiles,
    library: Library,
    rules: Rules,
    problems: list[Problem],
    key_files: Sequence[KeyFile],
    *,
    skip_bad: bool,
) -> MarkedRounds:
    """Mark round by round, with one key."""
    problems = [*problems, *joined.problems]
    tables = split_rounds(joined.table)
    scored = {name: score(table, library, rules) for name, table in tables.items()}
    for each in scored.values():
        problems += [problem for problem in each.problems if problem not in problems]
    if problems and not skip_bad:
        raise ResponseError(problems)
    if not any(each.scores.present for each in scored.values()):
        listed = "".join(f"\n{problem}" for problem in problems)
        raise QuizError(f"There is no answer with a mark in these files.{listed}")
    return MarkedRounds(
        tables={name: each.table for name, each in scored.items()},
        rounds={name: each.scores for name, each in scored.items()},
        problems=tuple(problems),
        audit=tuple(line for each in scored.values() for line in each.audit),
        doubles=tuple(problem for each in scored.values() for problem in each.doubles),
        notes=joined.notes,
        absent=joined.absent,
        keys=rules.keys,
        key_files=tuple(key_files),
    )


def report_reading(marked: MarkedRounds) -> None:
    """Report on stderr what was recognised, left out, answered twice, and who was absent."""
    for note in marked.notes:
        click.echo(note, err=True)
    for problem in marked.problems:
        click.echo(f"left out: {problem}", err=True)
    for double in marked.doubles:
        click.echo(str(double), err=True)
    for attempt in marked.absent:
        named = f" in round {attempt.round}" if attempt.round else ""
        click.echo(f"{attempt.file}:{attempt.line}: {attempt.learner} answered nothing{named}: absent", err=True)


def read_key_files(paths: Sequence[Path]) -> tuple[list[KeyFile], list[Problem]]:
    """Read key files; raises QuizError for one that cannot be opened."""
    found: list[KeyFile] = []
    problems: list[Problem] = []
    for path in paths:
        keys, more = read_key_file(str(path), read_input(path))
        found.append(keys)
        problems += more
    return found, problems
