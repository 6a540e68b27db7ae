"""What the commands that read responses have in common."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.responses.column_marker import Audit, Blanks, Rules
from calcinosis_quiz.item_analysis.responses.csv_text import decode_text
from calcinosis_quiz.item_analysis.responses.detect_format import Format, ReadFile, read_responses
from calcinosis_quiz.item_analysis.responses.join_files import JoinedFiles, ResponseError, join_files, name_round
from calcinosis_quiz.item_analysis.responses.key_files import KeyFile, read_keys
from calcinosis_quiz.item_analysis.responses.paper_answers import merge_keys, translate_paper
from calcinosis_quiz.item_analysis.responses.scoring import score
from calcinosis_quiz.item_analysis.responses.table import split_rounds
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
skip_bad_option = click.option("--skip-bad", is_flag=True, help="Leave answers with a problem out and go on.")


def marking_options(command: Command) -> Command:
    """Add to a command the options that decide how answers become marks."""
    options = [
        key_option,
        format_option,
        click.option("--pre", "pre", multiple=True, type=file_type, metavar="FILE", help="Answers before teaching."),
        click.option("--post", "post", multiple=True, type=file_type, metavar="FILE", help="Answers after teaching."),
        click.option("--form", "forms", multiple=True, metavar="NAME", help="Only answers to this form."),
        click.option("--fingerprint", metavar="CODE", default="", help="The form's code; other answers are refused."),
        click.option("--max", "maximum", type=click.FloatRange(min=0, min_open=True), default=1.0, metavar="POINTS",
                     help="The points that are full marks in a table of points."),
        click.option("--blanks", type=click.Choice(get_args(Blanks)), default="missing", show_default=True,
                     help="What questions left empty count as, where the file gives them no mark."),
        skip_bad_option,
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


class MarkedRounds:
    """The marks of each round, with what was left out and what a corrected key changed."""

    def __init__(self, rounds: dict[str, Scores], problems: tuple[Problem, ...], audit: tuple[Audit, ...]) -> None:
        """Take rounds in the order in which they were sat."""
        self.rounds, self.problems, self.audit = rounds, problems, audit


def read_files(
    files: tuple[Path, ...], library: Library, file_format: Format | None, key_files: Sequence[KeyFile]
) -> list[ReadFile]:
    """Read response files, those typed from paper by their keys; raises QuizError for one that cannot be opened."""
    read = (read_responses(str(path), read_bytes(path), library, file_format) for path in files)
    return [translate_paper(file, key_files, library) for file in read]


def mark_files(
    files: tuple[Path, ...],
    library: Library,
    policies: tuple[Policy, ...],
    *,
    key_files: tuple[Path, ...],
    file_format: Format | None,
    pre: tuple[Path, ...],
    post: tuple[Path, ...],
    forms: tuple[str, ...],
    fingerprint: str,
    maximum: float,
    blanks: Blanks,
    skip_bad: bool,
) -> MarkedRounds:
    """Read, join and mark; raises ResponseError with every problem unless they are to be skipped."""
    if not (files or pre or post):
        raise click.UsageError("Name at least one file of responses.")
    key_list, problems = read_key_files(key_files)
    read = read_files(files, library, file_format, key_list)
    for name, paths in (("pre", pre), ("post", post)):
        read += [name_round(file, name) for file in read_files(paths, library, file_format, key_list)]
    stated = {each.fingerprint for each in key_list}
    joined = join_files(
        read, forms=forms, fingerprints=[fingerprint] if fingerprint else () if "" in stated else stated
    )
    keys, misfits = merge_keys(key_list, library)
    problems += misfits
    rules = Rules(keys=keys, blanks=blanks, maximum=maximum, policies=policies)
    return mark_joined(joined, library, rules, problems, skip_bad)


def mark_joined(
    joined: JoinedFiles, library: Library, rules: Rules, problems: list[Problem], skip_bad: bool
) -> MarkedRounds:
    """Mark round by round, with one key."""
    problems = [*problems, *joined.problems]
    rounds: dict[str, Scores] = {}
    audit: list[Audit] = []
    for name, table in split_rounds(joined.table).items():
        scored = score(table, library, rules)
        rounds[name] = scored.scores
        problems += [problem for problem in scored.problems if problem not in problems]
        audit += scored.audit
    if problems and not skip_bad:
        raise ResponseError(problems)
    if not any(scores.present for scores in rounds.values()):
        listed = "".join(f"\n{problem}" for problem in problems)
        raise QuizError(f"There is no answer with a mark in these files.{listed}")
    return MarkedRounds(rounds, tuple(problems), tuple(audit))


def read_key_files(paths: Sequence[Path]) -> tuple[list[KeyFile], list[Problem]]:
    """Read key files; raises QuizError for one that cannot be opened."""
    found: list[KeyFile] = []
    problems: list[Problem] = []
    for path in paths:
        text = decode_text(str(path), read_bytes(path))
        if isinstance(text, Problem):
            problems.append(text)
            continue
        keys, more = read_keys(str(path), text)
        found.append(keys)
        problems += more
    return found, problems


def read_bytes(path: Path) -> bytes:
    """Read a whole file, or standard input for `-`; raises QuizError where that cannot be done."""
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise QuizError(f"Could not read {path}: {error.strerror or error}. Check the path.") from error
