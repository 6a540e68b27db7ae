"""The learner's settings: one TOML file, and environment variables that win over it."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from msgspec import Meta, Struct, ValidationError, convert, structs

from calcinosis_quiz.bank.problems import BankError, Problem, did_you_mean
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.paths import settings_file

Count = Annotated[int, Meta(ge=0, le=9999)]
Hour = Annotated[int, Meta(ge=0, le=23)]


class Settings(Struct, frozen=True, kw_only=True):
    """What a learner can set; options on the command line win over all of it."""

    bank: str = ""
    new_per_day: Count = 10
    reviews_per_day: Count = 100
    retention: Annotated[float, Meta(ge=0.7, le=0.99)] = 0.9
    day_start: Hour = 4
    certainty: bool = False
    grades: bool = False
    colour: bool = True
    plain: bool = False


class Description(Struct, frozen=True):
    """What a setting does, and which values it takes."""

    does: str
    takes: str


_SWITCH: Final = "true or false"
DESCRIPTIONS: Final[Mapping[str, Description]] = {
    "bank": Description("A bank file or a folder of banks; empty for the shipped ones.", "a path in quotes"),
    "new_per_day": Description("New questions a day in `study`.", "a whole number from 0 to 9999"),
    "reviews_per_day": Description("Questions seen before, a day, in `study`.", "a whole number from 0 to 9999"),
    "retention": Description("The chance of recalling a question when it is due.", "a number from 0.7 to 0.99"),
    "day_start": Description("The hour at which a new day begins.", "a whole number from 0 to 23"),
    "certainty": Description("Ask how sure you are after each answer.", _SWITCH),
    "grades": Description("Choose when a question comes back after a right answer in `study`.", _SWITCH),
    "colour": Description("Use colour on the terminal.", _SWITCH),
    "plain": Description("No colour, nothing that moves: for screen readers.", _SWITCH),
}
_TYPES: Final = {field.name: field.type for field in structs.fields(Settings)}
_VARIABLE: Final = "CALCINOSIS_QUIZ_"


class SettingsError(BankError):
    """A settings file that cannot be used as it is, with every problem found in it."""


def read_settings() -> Settings:
    """Read the file and the environment; raises SettingsError with every problem, and QuizError for a variable."""
    values = {name: value for name, (value, _) in read_values().items()}
    return Settings(**values)


def read_values() -> dict[str, tuple[Any, str]]:
    """Return each setting that is not the default one, with the file or the variable that it comes from."""
    path = settings_file()
    values = {}
    if path.is_file():
        found, problems = parse_settings(read_settings_text(path), str(path))
        if problems:
            raise SettingsError(problems, "in your settings: `calcinosis-quiz config edit` opens the file")
        values = {name: (value, str(path)) for name, value in found.items()}
        if values.get("bank", ("", ""))[0]:
            values["bank"] = (str(path.parent / Path(values["bank"][0]).expanduser()), str(path))
    for name in _TYPES.keys() - {"bank"}:  # CALCINOSIS_QUIZ_BANKS names banks
        variable = _VARIABLE + name.upper()
        if os.environ.get(variable):
            values[name] = (read_value(name, os.environ[variable], variable), variable)
    return values


def parse_settings(text: str, file: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read the text of a settings file; every key or value that is wrong is a problem with its line."""
    import tomllib

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, (Problem(file, _line_in(str(error)), "", "toml", "error", f"This is not TOML: {error}."),)
    values, problems = {}, []
    for name, value in document.items():
        try:
            values[name] = _check(name, value)
        except ValueError as error:
            problems.append(Problem(file, _line_of(name, text), name, "setting", "error", str(error)))
    return values, tuple(problems)


def read_value(name: str, text: str, place: str) -> Any:  # noqa: ANN401 - of the type of the setting
    """Read a value that is written without quotes; raises QuizError when the setting or the value is wrong."""
    try:
        return _check(name, text, strict=False)
    except ValueError as error:
        raise QuizError(f"{place}: {error}") from error


def default_from_settings(name: str) -> Callable[[], Any]:
    """Return what gives an option its default when it is left out."""
    return lambda: getattr(read_settings(), name)


def _check(name: str, value: object, *, strict: bool = True) -> Any:  # noqa: ANN401 - of the type of the setting
    if name not in _TYPES:
        raise ValueError(f"there is no such setting.{did_you_mean(name, _TYPES)}")
    try:
        return convert(value, _TYPES[name], strict=strict)
    except ValidationError as error:
        raise ValueError(f"expected {DESCRIPTIONS[name].takes}, got {_write(value)}.") from error


def _write(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _line_of(name: str, text: str) -> int:
    """Return the line that sets a key; the file has no tables inside tables, so the first one is it."""
    starts = (name, f'"{name}"', f"'{name}'", f"[{name}]", f"[[{name}]]")
    for number, line in enumerate(text.splitlines(), 1):
        if any(line.replace(" ", "").startswith((f"{start}=", f"{start}.", f"[{name}")) for start in starts):
            return number
    return 0


def _line_in(message: str) -> int:
    """Return the line that an error of the parser names, 0 when it names none."""
    found = re.search(r"at line (\d+)", message)
    return int(found[1]) if found else 0


def read_settings_text(path: Path) -> str:
    """Read the text of the settings file; raises QuizError when that is not possible."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QuizError(f"Could not read {path}: {reason}. Mend or delete it.") from error
