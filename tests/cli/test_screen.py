"""What is drawn: plain where it must be, and never wider than the screen."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, run

BOX = re.compile("[\u2500-\u259f]")  # box drawing and block elements
PLAIN_COMMANDS = [
    "quiz --count 20",
    "quiz --count 20 --plain",
    f"quiz --count 20 --bank {EVERY_TYPE}",
    "list",
    "show surg-recurrence-basis",
    f"show two-cases --bank {EVERY_TYPE}",
    f"mark in-pairs AB --bank {EVERY_TYPE}",
    "check",
]
JAPANESE = "皮膚筋炎における石灰化について正しいものはどれか。"
BONES = "🦴" * 50
WORD = "hydroxyapatite" * 12
WIDE = f"""
- id: wide
  type: single-best-answer
  stem: {JAPANESE}{JAPANESE}{JAPANESE} {BONES}
  options:
    - {{text: {JAPANESE} {JAPANESE}{BONES}, correct: true, why: {JAPANESE}{JAPANESE}{JAPANESE}}}
    - {{text: {BONES}}}
    - {{text: {WORD}}}
"""


def cells(line: str) -> int:
    """Count the cells of a line in a terminal, by the Unicode standard's own table."""
    width = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)
    return width - sum(unicodedata.combining(sign) != 0 for sign in line)


@pytest.mark.parametrize("command", PLAIN_COMMANDS, ids=lambda command: command.replace(EVERY_TYPE, "FILE"))
def test_a_pipe_gets_no_escape_sequences_no_boxes_and_no_trailing_blanks(command: str) -> None:
    output = run(*command.split(), typed="A\nB\n\n1\nx y z\n5\nt\n" * 20).output
    assert output
    assert "\x1b" not in output
    assert BOX.findall(output) == []
    assert [line for line in output.split("\n") if line != line.rstrip()] == []


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    output = run("quiz", "--count", "1000", "--seed", "1", typed="skip\n" * 1000, COLUMNS=str(columns)).output
    lines = [line.removesuffix("skip") for line in output.split("\n")]
    assert output.count("Skipped.") > 100
    assert [line for line in lines if cells(line) > columns and not line.startswith("  calcinosis-quiz ")] == []


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_feedback_is_no_wider_than_the_screen(columns: int) -> None:
    for item in ("surg-recurrence-basis", "surg-four-figures-order", "surg-two-conditions"):
        output = run("show", item, COLUMNS=str(columns)).output
        assert [line for line in output.split("\n") if cells(line) > columns] == []


def test_lines_stay_short_enough_to_read_on_a_wide_screen() -> None:
    output = run("show", "surg-recurrence-basis", COLUMNS="200").output
    assert 60 < max(map(cells, output.split("\n"))) <= 88


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_wide_signs_and_long_words_wrap_within_the_width(columns: int, make_bank: Callable[[str], Path]) -> None:
    output = run("quiz", "--bank", make_bank(WIDE), typed="B\n", COLUMNS=str(columns)).output.partition("Next")[0]
    shown = "".join(output.partition("Score: ")[0].split())
    assert [line for line in output.split("\n") if cells(line) > columns] == []
    assert shown.count("🦴") == 50 * 5
    assert shown.count(JAPANESE) == 3 + 2 * 2 + 3
    assert shown.count(WORD) == 2


def test_a_width_of_zero_says_nothing_about_the_screen() -> None:
    show = ["show", "a-word", "--bank", EVERY_TYPE]
    assert run(*show, COLUMNS="0").output == run(*show).output


def test_every_verdict_is_a_word_and_not_only_a_colour() -> None:
    output = run("mark", "some-of-five", "A C", "--bank", EVERY_TYPE).output
    for word in ("x Wrong", "+ A Calcite (right)", "x C Quartz (wrong)", "> B Gypsum (missed)"):
        assert word in output


def test_marks_of_other_programs_in_a_text_are_shown_as_they_are(make_bank: Callable[[str], Path]) -> None:
    item = '- {id: marks, type: true-false, stem: "Is [bold]x[/bold] :bone: \\\\n <b>?", answer: true}'
    output = run("show", "marks", "--bank", make_bank(item)).output
    assert "Is [bold]x[/bold] :bone: \\n <b>?" in output
