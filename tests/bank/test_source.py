"""YAML texts become nodes that know their line, and nothing is taken for what was not written."""

from pathlib import Path
from typing import Final

import pytest
import yaml
from tests.bank.bank_texts import HEADER, QUIZZES, SOUND, bank, complaints, read_one

from calcinosis_quiz.bank import source
from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.bank.load import load_library
from calcinosis_quiz.bank.source import Mapping, Scalar, Sequence, decode, find_cut_texts, find_line, parse

PARSERS: Final = (yaml.CSafeLoader, yaml.SafeLoader)


@pytest.mark.parametrize(
    "written",
    ["1:40", "12:30:45", "010", "0x1F", "1e3", ".5", "1_000", "2024-01-02", "yes", "no", "on", "off", "n", "TRUE", "="],
)
def test_what_looks_like_a_number_a_date_or_a_yes_stays_the_text_that_was_written(written: str, tmp_path: Path) -> None:
    item = read_one(tmp_path, f"- {{id: a, type: true-false, stem: {written}, answer: true}}")
    assert isinstance(item, TrueFalse)
    assert item.stem == written


@pytest.mark.parametrize(
    "variant",
    [
        HEADER + SOUND,
        (HEADER + SOUND).replace("\n", "\r\n"),
        (HEADER + SOUND).replace("\n", "\r"),
        "\ufeff" + HEADER + SOUND,
        "\ufeff" + (HEADER + SOUND).replace("\n", "\r\n"),
        "---\n" + HEADER + SOUND + "...\n",
        "# about this bank\n" + HEADER + SOUND,
        (HEADER + SOUND).removesuffix("\n"),
    ],
)
def test_line_ends_marks_and_comments_change_nothing(variant: str, tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_bytes(variant.encode())
    library, problems = load_library([tmp_path])
    assert problems == ()
    assert library.items["sound"] == TrueFalse(id="sound", topic="bank", stem="It is", answer=True)


def test_lines_are_counted_alike_with_every_line_end(tmp_path: Path) -> None:
    bad = bank("- {id: a, type: true-false, stem: It is,\n   answer: perhaps}\n")
    for variant in (bad, bad.replace("\n", "\r\n"), bad.replace("\n", "\r"), "\ufeff" + bad):
        assert complaints(tmp_path, variant) == ['bank.yaml:6: items[0].answer: expected true or false, got "perhaps".']


def test_a_text_becomes_nodes_with_their_lines_and_quotes_remembered() -> None:
    assert parse("a: 1\nb:\n  - 'x'\n  - {c: }\na: >-\n  two\n  words\n") == Mapping(
        [
            (Scalar("a", 1, True), Scalar("1", 1, True)),
            (
                Scalar("b", 2, True),
                Sequence([Scalar("x", 3, False), Mapping([(Scalar("c", 4, True), Scalar("", 4, True))], 4)], 3),
            ),
            (Scalar("a", 5, True), Scalar("two words", 5, False)),
        ],
        1,
    )


@pytest.mark.parametrize(
    ("steps", "line"), [((), 1), (("b",), 3), (("b", 1), 4), (("b", 1, "c"), 5), (("b", 9), 3), (("z", 0), 1)]
)
def test_the_line_of_a_path_is_that_of_the_nearest_thing_that_exists(steps: tuple[str | int, ...], line: int) -> None:
    assert find_line(parse("a: 1\nb:\n  - x\n  - c:\n      y\n"), steps) == line


@pytest.mark.parametrize("path", sorted(QUIZZES.glob("*.yaml")), ids=lambda path: path.name)
def test_both_parsers_give_the_same_nodes_for_the_shipped_banks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = decode(path.read_bytes())
    nodes = []
    for parser in PARSERS:
        monkeypatch.setattr(source, "_PARSER", parser)
        nodes.append(parse(text))
    assert nodes[0] == nodes[1]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: planet #3 of eight\n", [1]),
        ("a: one\nb:\n  - two #three\n", [3]),
        ("a: \U0001f600 smile #1\n", [1]),
        ("a: two lines,\n  the second #1 cut\n", [2]),
        ("a: planet # a comment\n", []),
        ("a: planet#3\n", []),
        ("a: 'planet #3'\nb: \"planet #3\"\n", []),
        ("a: |\n  planet #3\n", []),
        ("#a comment\na: 1\n#another\n", []),
    ],
)
def test_a_text_that_a_comment_cuts_short_is_found(
    text: str, lines: list[int], parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_PARSER", parser)
    assert find_cut_texts(text) == lines
