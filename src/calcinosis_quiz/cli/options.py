"""Options that several commands share."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, get_args

import click
from click.shell_completion import CompletionItem

from calcinosis_quiz.bank.cache import open_library
from calcinosis_quiz.bank.folders import find_files
from calcinosis_quiz.bank.items import Difficulty, ItemType, Level
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import BankError
from calcinosis_quiz.bank.questions import Question, stem_of
from calcinosis_quiz.cli.settings import read_settings
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import describe_existing
from calcinosis_quiz.paths import find_banks, is_own_data, kept_banks_folder
from calcinosis_quiz.quiz.marking import POLICIES
from calcinosis_quiz.quiz.selection import VALUES, Filters

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # takes 6 ms, and stands in annotations alone

Command = TypeVar("Command", bound=Callable[..., Any])

_LONGEST_HELP = 60  # characters of a question beside its id
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
    """Add the filters to a command, all repeatable: any value of one filter, and all of the different ones."""
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


def _suggest(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the value of a filter from the banks named so far; where they cannot be read, with nothing."""
    return _complete(ctx, param.name or "", incomplete)


def suggest_items(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the id of an item, with its question beside it where the shell shows that."""
    return _complete(ctx, "item", incomplete)


def _complete(ctx: click.Context, name: str, incomplete: str) -> list[CompletionItem]:
    try:
        library = open_banks(tuple(ctx.params.get("banks") or ()))
    except QuizError:
        return []
    helps: dict[str, str | None] = {}
    for question in library.questions.values():
        for value in VALUES[name](question):
            helps.setdefault(value, _describe_value(library, question, name))
    return [
        CompletionItem(value, help=helps[value]) for value in sorted(helps) if value and value.startswith(incomplete)
    ]


def _describe_value(library: Library, question: Question, name: str) -> str | None:
    if name == "topic":
        return library.topic_title(question)
    return " ".join(stem_of(question).split())[:_LONGEST_HELP] if name == "item" else None


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
    """Load the banks named, or the shipped ones; a file of another program is said to be one."""
    try:
        return open_library(find_banks(banks, read_settings().bank), kept_banks_folder())
    except BankError:
        from calcinosis_quiz.cli.foreign import refuse_foreign

        refuse_foreign(banks)
        raise


class OutputFile(click.Path):
    """A file that a command writes; what every other path option of the command names is read."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)


class OutputFolder(OutputFile):
    """A folder that a command writes files into."""

    def __init__(self) -> None:
        click.Path.__init__(self, file_okay=True, path_type=Path)  # what a file in its place means, the command says


force_option = click.option("--force", is_flag=True, help="Replace files that exist.")


def output_options(command: Command) -> Command:
    """Add the file to write, and the permission to replace it."""
    command = force_option(command)
    return click.option("--output", "-o", required=True, type=OutputFile(), metavar="FILE", help="The file to write.")(
        command
    )


def refuse_existing(*wanted: Path | None, force: bool) -> None:
    """Check the outputs of the command that runs before its work begins; None stands for one that is not wanted.

    Raises QuizError for files that exist, unless forced, for missing folders, and always for a file that the command
    also reads or that the program keeps for itself.
    """
    outputs = [path for path in wanted if path is not None]
    read = list(_files_read(click.get_current_context()))
    for path in outputs:
        if is_own_data(path):
            raise QuizError(f"{path} is a file that calcinosis-quiz keeps for itself. Choose another name.")
        if any(_is_same(path, each) for each in read):
            raise QuizError(f"{path} is one of the files that are read here. Choose another name for what is written.")
        if path.is_file() and not force:
            raise QuizError(describe_existing(path))
        if not path.absolute().parent.is_dir():
            raise QuizError(f"Could not write {path}: there is no folder {path.parent}. Make it first.")


def _files_read(context: click.Context) -> Iterator[Path]:
    """List the files that the options of a command name for reading, those of its banks included."""
    for parameter in context.command.params:
        if not isinstance(parameter.type, click.Path) or isinstance(parameter.type, OutputFile):
            continue
        value = context.params.get(parameter.name or "")
        named = value if isinstance(value, tuple) else () if value is None else (value,)
        if parameter.name == "banks":
            yield from _bank_files(find_banks(named))
        else:
            yield from map(Path, named)


def _bank_files(places: Iterable["Traversable"]) -> Iterator[Path]:
    for place in places:
        with suppress(OSError):  # reading the banks says what is wrong with them
            for file, ledger in find_files(place):
                yield from (each for each in (file, ledger) if isinstance(each, Path))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
