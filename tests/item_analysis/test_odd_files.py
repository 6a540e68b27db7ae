"""The class of `comma.csv`, 37 of 48 points by `key.csv`, in files that arrive by other ways than a CSV export."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import flat, run

FILES = Path(__file__).parent / "class_files"
KEY = str(FILES / "key.csv")
TABLE = [line.split(",") for line in (FILES / "comma.csv").read_text(encoding="utf-8").splitlines()]
HEADER, CLASS = TABLE[0], TABLE[1:]
PLANETS = dict(zip("ABCD", ("Mercury", "Venus", "Mars", "Saturn"), strict=True))
NUMBERS = dict(zip("ABCD", ("1.0", "2.0", "3.0", "4.0"), strict=True))


def join(rows: list[list[str]]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


def each_answer(change: Callable[[str], str]) -> str:
    return join([HEADER, *([row[0], *map(change, row[1:])] for row in CLASS)])


def one_answer(line: int, text: str) -> str:
    """Put a text into the first question of one line, which is counted from 1."""
    rows = [list(row) for row in TABLE]
    rows[line - 1][1] = text
    return join(rows)


def both_rounds(write: Callable[[int, int], str], names: tuple[str, str] = ("pre", "post")) -> str:
    """Let everybody sit the test twice; `write` gives the code of a learner in a round."""
    rows = [[write(i, k), name, *row[1:]] for k, name in enumerate(names) for i, row in enumerate(CLASS)]
    return join([["learner", "round", *HEADER[1:]], *rows])


def analyse(folder: Path, content: str | bytes, name: str = "a.csv", key: str = KEY) -> tuple[int, str]:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run("item-analysis", str(file), "--key", key, "--json")
    return result.exit_code, result.output.replace(f"{folder}/", "")


def records_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(each_answer(lambda c: chr(ord(c) + 0xFEE0)), id="typed with a full-width keyboard"),
        pytest.param(each_answer(lambda c: f"\u201c{c}\u201d"), id="in curly quotes"),
        pytest.param(each_answer(lambda c: f"\u00a0{c}\u00a0"), id="between hard blanks"),
        pytest.param(each_answer(lambda c: f"\u200b{c}\u200f"), id="between marks that nobody sees"),
        pytest.param(each_answer(lambda c: f"[{c}]"), id="in square brackets"),
        pytest.param(each_answer(lambda c: f"({c})"), id="in round brackets"),
        pytest.param(each_answer(lambda c: f"{c}) {PLANETS[c]}"), id="letters with the words of the options"),
        pytest.param(each_answer(lambda c: f"{c}. {PLANETS[c]} the planet"), id="letters with a sentence behind"),
        pytest.param(each_answer(NUMBERS.__getitem__), id="numbers of options as a spreadsheet writes them"),
        pytest.param("".join(f'"{",".join(row)}"\n' for row in TABLE), id="each line in quotes as a whole"),
        pytest.param(join(TABLE).encode("utf-16-le"), id="UTF-16 without its mark"),
        pytest.param(join([*TABLE, ["Exported by the quiz server on 5 October 2026"]]), id="a line below the table"),
        pytest.param(join([["# exported"], *TABLE]), id="a comment above the header"),
        pytest.param(join([HEADER, *([f'"Lee, Ann {r[0]}"', *r[1:]] for r in CLASS)]), id="names with a comma"),
        pytest.param(join(TABLE).replace("\n", "\r\r\n"), id="line ends converted twice"),
        pytest.param(join([*TABLE[:1], *([*row, "", ""] for row in CLASS)]), id="empty cells at the end of each row"),
    ],
)
def test_the_class_has_37_of_48_points_all_the_same(tmp_path: Path, content: str | bytes) -> None:
    code, output = analyse(tmp_path, content)
    assert code == 0, output
    test = records_of(output)[0]
    assert (test["learners"], test["items"], test["mean"]["value"]) == (12, 4, pytest.approx(37 / 48))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            one_answer(2, "\u0412"),
            "a.csv:2: hottest: expected a letter from A to E. This is the letter U+0412 of another alphabet.",
        ),
        (one_answer(6, "02.Jan"), 'a.csv:6: hottest: expected a letter from A to E. Got "02.Jan".'),
        (one_answer(6, "#REF!"), 'a.csv:6: hottest: expected a letter from A to E. Got "#REF!".'),
        (one_answer(2, "A\u2192B"), 'a.csv:2: hottest: expected a letter from A to E. Got "A\u2192B".'),
        (join([*TABLE[:6], HEADER, *TABLE[6:]]), 'a.csv:7: hottest: expected a letter from A to E. Got "hottest".'),
        (
            join([list(column) for column in zip(*TABLE, strict=True)]),
            "a.csv:1: expected a row a learner and a column a question, got the questions down the first column. Swap",
        ),
        (join([[name.upper() for name in HEADER], *CLASS]), 'got "hottest". Did you mean "HOTTEST"?'),
        (join([[row[0]] for row in TABLE]), "expected a column for the learner and one for each item, got a single"),
        (join([*TABLE[:3], ["", *TABLE[3][1:]]]), "a.csv:4: expected a learner in the first column, got an empty cell"),
        (join(TABLE).encode() + b"\0" * 200, "a.csv:14: expected text, got a NUL byte. Save the file as CSV UTF-8."),
        (
            "<!DOCTYPE html>\n<table><tr><td>learner</td></tr></table>",
            "a.csv: expected a table of answers, got a web page, whatever its name.",
        ),
        (b"%PDF-1.7\n", "a.csv: expected a table of answers, got a PDF. Export the answers as CSV or a spreadsheet"),
        (gzip.compress(join(TABLE).encode()), "got a compressed file. Unpack it and name what is in it."),
        (b"\xff\xd8\xff\xe0 a photograph", "got a picture. Type the answers into the table that `form` writes."),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place_and_what_to_do(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    code, output = analyse(tmp_path, content)
    assert code == 1
    assert said in flat(output)
    assert "Traceback" not in output


def test_a_file_that_cannot_be_read_is_the_only_problem(tmp_path: Path) -> None:
    assert "Error: 1 problem in the responses" in analyse(tmp_path, b"%PDF-1.7\n")[1]


@pytest.mark.parametrize(
    ("write", "names"),
    [
        (lambda i, k: ("r", "R")[k] + str(i), '"r0" and "R0"'),
        (lambda i, k: (f"{i + 1:02}", str(i + 1))[k], '"01" and "1"'),
        (lambda i, k: ("ann", "Ann")[k] + f"{i}@x.org", '"ann0@x.org" and "Ann0@x.org"'),
    ],
)
def test_codes_that_only_look_different_are_pointed_out_with_their_places(
    tmp_path: Path, write: Callable[[int, int], str], names: str
) -> None:
    code, output = analyse(tmp_path, both_rounds(write))
    assert code == 0
    assert f"a.csv:14: {names} (a.csv:2) are taken for two learners, and " in flat(output)


def test_codes_of_different_people_are_left_in_peace(tmp_path: Path) -> None:
    _, output = analyse(tmp_path, both_rounds(lambda i, _: f"r{i}"))
    assert "taken for two learners" not in output


def test_rounds_have_the_names_that_teachers_give_them(tmp_path: Path) -> None:
    _, output = analyse(tmp_path, both_rounds(lambda i, _: f"r{i}", ("Before", "After")))
    change = next(record for record in records_of(output) if record["record"] == "change")
    assert (change["difference"]["n"], change["difference"]["value"]) == (12, 0)


def test_a_key_in_small_letters_and_with_blanks_is_a_key(tmp_path: Path) -> None:
    key = tmp_path / "k.csv"
    key.write_text("Item,Key\nhottest,b\nlargest, a\nnearest,c \ndensest,D\n", encoding="utf-8")
    code, output = analyse(tmp_path, join(TABLE), key=str(key))
    assert code == 0
    assert records_of(output)[0]["mean"]["value"] == pytest.approx(37 / 48)


def test_two_keys_for_one_question_are_an_error_that_shows_how_to_allow_both(tmp_path: Path) -> None:
    key = tmp_path / "k.csv"
    key.write_text("item,key\nhottest,B\nhottest,C\n", encoding="utf-8")
    _, output = analyse(tmp_path, join(TABLE), key=str(key))
    assert 'k.csv:3: expected one key for hottest, got "B" in line 2 and "C" as well. Keep one; write B|C' in flat(
        output
    )
