"""No text gives a traceback: shipped banks, damaged in every way that editors and disks know, only give problems."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.bank.bank_texts import LEDGER, QUIZZES

from calcinosis_quiz.bank import source
from calcinosis_quiz.bank.load import load_library

PAGE: Final = 3  # items: short enough to damage often, long enough for one item to damage another
LINE_END: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def pages(text: str) -> list[str]:
    """Cut a bank into small banks of a few items each."""
    header, *items = re.split(r"(?m)^(?=  - id: )", text)
    return [header + "".join(items[i : i + PAGE]) for i in range(0, len(items), PAGE)]


PATHS: Final = [path for path in sorted(QUIZZES.glob("*.yaml")) if path.name != "facts.yaml"]
PAGES: Final = [page for path in PATHS for page in pages(path.read_text("utf-8"))]
FACTS: Final = (QUIZZES / "facts.yaml").read_text("utf-8")

PLACES: Final = st.integers(0, 50_000)
FEW: Final = st.integers(0, 3)
SIGNS: Final = st.sampled_from("\t\n\r :-?[]{},#&*!|>'\"%@`\\\x85\u2028\ufeff")
VALUES: Final = st.sampled_from([
    "", "~", "null", "true", "yes", "0", "-1.5", "1e999", "010", "1:40", "2024-01-02", ".nan", "٣", "[]", "{}", "{? a}",
    "[a, b]", "[[1], {a: b}]", "{a: b}", '""', "''", '"', "'", "|", ">-", "&a x", "*a", "!!python/name:os.getpid",
    "- a", "? a", "a: b", "<<: {a: b}", "@", "`", "%", "#", "---", "...", "\t", "{{", "{{}}", "\u2028", "\ufeff",
    '"\\U00110000"', '"\\0"', '"\\ud800"', "9" * 5000, "x" * 9000, "[" * 40, "{a: " * 40,
])  # fmt: skip
SHAPES: Final = st.sampled_from(
    ["{key}: {other}", "{key}: {value}{other}", "{key}{other}: {value}", "{key}", "{other}"]
)
LINES: Final = st.sampled_from(
    ["", "{here}{here}", "{there}", " {here}", "    {here}", "\t{here}", "{bare}", "{bare}\n"]
)


def damage_bytes(text: str, edits: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Overwrite, insert or cut out a few bytes."""
    raw = bytearray(text.encode())
    for place, cut, put in edits:
        start = place % len(raw)
        raw[start : start + cut] = put
    return bytes(raw)


def damage_text(text: str, edits: Sequence[tuple[int, int, str]]) -> bytes:
    """Insert characters of any script, and signs that YAML reads."""
    for place, cut, put in edits:
        start = place % len(text)
        text = text[:start] + put + text[start + cut :]
    return text.encode()


def damage_lines(text: str, edits: Sequence[tuple[int, int, str]]) -> bytes:
    """Delete, double, swap, indent, outdent and join lines."""
    lines = text.splitlines(keepends=True)
    for place, other, shape in edits:
        here, there = lines[place % len(lines)], lines[other % len(lines)]
        lines[place % len(lines)] = shape.format(here=here, there=there, bare=here.strip())
    return "".join(lines).encode()


def damage_values(text: str, edits: Sequence[tuple[int, str, str]]) -> bytes:
    """Put something else before or behind a few keys."""
    lines = text.splitlines()
    places = [i for i, line in enumerate(lines) if ":" in line]
    for place, shape, other in edits:
        i = places[place % len(places)]
        key, _, value = lines[i].partition(":")
        lines[i] = shape.format(key=key, value=value, other=other)
    return "\n".join(lines).encode()


DAMAGES: Final[dict[Callable[[str, Any], bytes], st.SearchStrategy[Any]]] = {
    damage_bytes: st.tuples(PLACES, FEW, st.binary(max_size=4)),
    damage_text: st.tuples(PLACES, FEW, SIGNS | st.characters(codec="utf-8")),
    damage_lines: st.tuples(PLACES, PLACES, LINES),
    damage_values: st.tuples(PLACES, SHAPES, VALUES | st.text(max_size=8)),
}


def damaged(texts: Sequence[str]) -> pytest.MarkDecorator:
    """Run a test on each kind of damage, with one of the texts damaged in one to four places."""
    raws = [
        st.builds(damage, st.sampled_from(texts), st.lists(edit, min_size=1, max_size=4))
        for damage, edit in DAMAGES.items()
    ]
    return pytest.mark.parametrize("raws", raws, ids=[damage.__name__ for damage in DAMAGES])


def repeated(times: int) -> settings:
    return settings(max_examples=times, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a small ledger, so that every citation of a shipped item is unknown."""
    made = tmp_path_factory.mktemp("banks")
    (made / "facts.yaml").write_text(LEDGER)
    return made


def check_problems(path: Path, raw: bytes) -> None:
    """Load what was damaged; whatever is said about it stands on one line and points into the file."""
    path.write_bytes(raw)
    lines = len(LINE_END.split(raw.decode("utf-8", "replace")))
    for problem in load_library([path])[1]:
        assert str(problem).isprintable()
        assert problem.message.startswith(("expected ", "not readable as YAML: ", "the "))
        assert problem.message.endswith((".", "?"))
        assert re.fullmatch("[a-z]+(-[a-z]+)*", problem.rule)
        assert problem.file == str(path)
        assert 1 <= problem.line <= lines or problem.rule == "empty-file"


def test_the_pages_are_sound_before_they_are_damaged(tmp_path: Path) -> None:
    for page in PAGES:
        (tmp_path / "page.yaml").write_text(page)
        assert load_library([tmp_path / "page.yaml"])[1] == ()


@damaged(PAGES)
@repeated(500)
@given(data=st.data())
def test_a_damaged_bank_gives_problems_and_no_traceback(
    raws: st.SearchStrategy[bytes], folder: Path, data: st.DataObject
) -> None:
    check_problems(folder / "bank.yaml", data.draw(raws))


@damaged([FACTS])
@repeated(60)
@given(data=st.data())
def test_a_damaged_ledger_gives_problems_and_no_traceback(
    raws: st.SearchStrategy[bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_problems(tmp_path_factory.getbasetemp() / "facts.yaml", data.draw(raws))


@damaged(PAGES)
@repeated(60)
@given(data=st.data())
def test_the_python_parser_gives_no_traceback_either(
    raws: st.SearchStrategy[bytes], folder: Path, data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "_PARSER", yaml.SafeLoader)
        check_problems(folder / "bank.yaml", data.draw(raws))


@repeated(250)
@given(raw=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_at_all_give_problems_and_no_traceback(raw: bytes, folder: Path) -> None:
    check_problems(folder / "bank.yaml", raw)
