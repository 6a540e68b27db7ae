"""Options that several commands share."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, TypeVar, get_args

import click

from calcinosis_quiz.bank.cache import open_library
from calcinosis_quiz.bank.items import Difficulty, ItemType, Level
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.paths import find_banks, kept_banks_folder
from calcinosis_quiz.quiz.marking import POLICIES
from calcinosis_quiz.quiz.selection import VALUES, Filters

Command = TypeVar("Command", bound=Callable[..., Any])

_DURATION = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?")


class Duration(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic from click 8.5 on
    """A time such as 90s, 20m or 1h30m, as seconds."""

    name = "time"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the time; anything else is wrong usage."""
        if isinstance(value, int):
            return value
        found = _DURATION.fullmatch(value.strip())
        seconds = (
            sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else 0
        )
        if not seconds:
            self.fail(f"{value!r} is not a time such as 90s, 20m or 1h30m.", param, ctx)
        return seconds


bank_option = click.option(
    "--bank",
    "banks",
    multiple=True,
    metavar="PATH",
    type=click.Path(),  # for completion; whether it is there is said with everything else that is wrong with it
    help="A bank file or a folder of banks, instead of the shipped ones.",
)

as_json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON Lines, one object a line.")

policy_option = click.option(
    "--policy",
    "policies",
    multiple=True,
    type=click.Choice([policy for fitting in POLICIES.values() for policy in fitting if len(fitting) > 1]),
    help="How partly right answers are marked, for the types that it fits.",
)


def filter_options(command: Command) -> Command:
    """Give a command the filters, all repeatable: any of the values of one, all of the different ones."""
    choices = {"type": get_args(ItemType), "level": get_args(Level), "difficulty": get_args(Difficulty)}
    wanted = {
        "topic": "Questions on this topic.",
        "type": "Questions of this type.",
        "level": "Questions at this level.",
        "difficulty": "Questions of this estimated difficulty.",
        "objective": "Questions for this learning objective, such as LO10.",
        "fact": "Questions that rest on this fact.",
        "tag": "Questions with this tag.",
        "item": "This question, or all cases of this set.",
    }
    for name, text in reversed(wanted.items()):
        kind = click.Choice(choices[name]) if name in choices else None
        metavar = None if kind else name.upper()
        suggest = None if kind else _suggest
        command = click.option(
            f"--{name}", name, multiple=True, type=kind, metavar=metavar, help=text, shell_complete=suggest
        )(command)
    return command


def _suggest(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Complete the value of a filter from the banks named so far; where they cannot be read, with nothing."""
    try:
        library = open_banks(tuple(ctx.params.get("banks") or ()))
    except QuizError:
        return []
    known = {value for question in library.questions.values() for value in VALUES[param.name or ""](question)}
    return sorted(value for value in known if value and value.startswith(incomplete))


class FilterValues(TypedDict):
    """The values of the options that `filter_options` gives a command, as click hands them over."""

    topic: tuple[str, ...]
    type: tuple[str, ...]
    level: tuple[str, ...]
    difficulty: tuple[str, ...]
    objective: tuple[str, ...]
    fact: tuple[str, ...]
    tag: tuple[str, ...]
    item: tuple[str, ...]


def filters_of(options: FilterValues) -> Filters:
    """Take the filters out of all options of a command."""
    return Filters(
        topic=options["topic"],
        type=options["type"],
        level=options["level"],
        difficulty=options["difficulty"],
        objective=options["objective"],
        fact=options["fact"],
        tag=options["tag"],
        item=options["item"],
    )


def make_filters(values: dict[str, tuple[str, ...]]) -> Filters:
    """Turn the values of the filter options into filters."""
    return Filters(**values)


def open_banks(banks: tuple[str, ...]) -> Library:
    """Load the banks named, or the shipped ones."""
    return open_library(find_banks(banks), kept_banks_folder())


def output_options(command: Command) -> Command:
    """Give a command the file to write, and leave to replace it."""
    file = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--force", is_flag=True, help="Replace files that exist.")(command)
    return click.option("--output", "-o", required=True, type=file, metavar="FILE", help="The file to write.")(command)


def refuse_existing(*wanted: Path, force: bool) -> None:
    """Look before work begins; raises QuizError for files that exist, unless forced, and for missing folders."""
    for path in wanted:
        if path.is_file() and not force:
            raise QuizError(f"{path} exists and is kept. Choose another name, or replace it with --force.")
        if not path.absolute().parent.is_dir():
            raise QuizError(f"Could not write {path}: there is no folder {path.parent}. Make it first.")
