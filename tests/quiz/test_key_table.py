"""The key table: no key that answers commands, a command has the same key everywhere, and the page is made from it."""

import os
from collections import defaultdict
from pathlib import Path
from typing import Final, get_args

import pytest

from calcinosis_quiz.quiz.key_table import Action, Command, Mode, Phase, find_row, rows_of, write_help
from calcinosis_quiz.quiz.presentation import LETTERS
from calcinosis_quiz.quiz.strokes import Key

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "keys.md"
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
TITLES: Final[dict[Phase, str]] = {
    "one": "Single best answer, extended matching",
    "truth": "True or false",
    "several": "Multiple response",
    "order": "Ordering",
    "pairs": "Matching",
    "text": "Short answer, numeric, open",
    "gaps": "Cloze",
    "points": "The points of an open answer",
    "certainty": "How sure are you?",
    "slip": "Did you mean...?",
    "feedback": "Under the reasons",
    "reading": "A long question",
    "reason": "The reason for a flag",
    "review": "Review of an exam",
    "hand-in": "Hand in?",
}
HEAD: Final = """\
# Keys

Made from the table that the program reads its keys by; the tests keep it fresh.
A character that can answer never commands, so commands are signs, and the same everywhere.
Where text is typed every character is text: press Esc before a command. In the exam `>` and `<` go to the next question
and the one before. In study, `e`, or `1` to `4` with `--grades`, says under the reasons how well you knew it; Enter
alone leaves it at good.
Keys pressed before something has been on screen for 0.15 seconds, held over from it or pasted, do nothing.
"""


def make_page() -> str:
    parts = [HEAD]
    for phase, title in TITLES.items():
        parts.append(f"\n## {title}\n\n| key | |\n|---|---|\n")
        parts += [f"| {keys.replace('|', ' ')} | {what} |\n" for keys, what in write_help(phase, "quiz")]
        if phase == "one":
            commands = [row for row in rows_of("menu", "exam") if row not in rows_of("menu", "quiz")]
            parts.append("\nIn an exam the commands are:\n\n| key | |\n|---|---|\n")
            parts += [f"| {' or '.join(row.keys)} | {row.what} |\n" for row in commands if row.action != "leave"]
    return "".join(parts)


def test_the_page_of_keys_is_made_from_the_table() -> None:
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(make_page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == make_page(), "run the tests once with UPDATE_DOCS=1"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("phase", get_args(Phase))
def test_no_letter_and_no_digit_commands(phase: Phase, mode: Mode) -> None:
    for sign in f"{LETTERS}{LETTERS.lower()}0123456789":
        row = find_row(rows_of(phase, mode), Key("text", sign), 26)
        assert row is None or row.action not in get_args(Command), sign


@pytest.mark.parametrize("phase", get_args(Phase))
def test_every_letter_of_an_option_names_it_however_many_there_are(phase: Phase) -> None:
    if phase in {"one", "several", "order", "pairs"}:
        for letter in LETTERS:
            row = find_row(rows_of(phase), Key("text", letter.lower()), 26)
            assert row is not None
            assert row.action == "place"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("phase", get_args(Phase))
def test_a_key_does_one_thing(phase: Phase, mode: Mode) -> None:
    keys = [key for row in rows_of(phase, mode) if row.action not in {"easy", "grade"} for key in row.keys]
    assert len(keys) == len(set(keys))


def test_the_same_command_has_the_same_key_everywhere() -> None:
    keys: dict[Action, set[tuple[str, ...]]] = defaultdict(set)
    for phase in get_args(Phase):
        for mode in MODES:
            for row in rows_of(phase, mode):
                if row.action in get_args(Command):
                    keys[row.action].add(row.keys)
    assert {action: names for action, names in keys.items() if len(names) > 1} == {}


@pytest.mark.parametrize("phase", get_args(Phase))
def test_a_paste_answers_nothing(phase: Phase) -> None:
    row = find_row(rows_of(phase), Key("paste", "A\n"), 4)
    assert row is None or row.action == "type"
