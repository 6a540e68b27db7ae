"""What an exam and a quiz have in common at a terminal: keys from a hand that the test moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.cli.screens.screen import make_screen
from calcinosis_quiz.cli.terminal.answering import tick
from calcinosis_quiz.cli.terminal.keys import EOF, RESIZE
from calcinosis_quiz.cli.terminal.live_area import Leave, Stage
from calcinosis_quiz.cli.terminal.view import View
from calcinosis_quiz.quiz.key_entry import ChoiceEntry
from calcinosis_quiz.quiz.strokes import Key, Stroke


class Hand:
    """Presses the keys given; None is a tick of the clock."""

    def __init__(self, *keys: Key | None) -> None:
        """Take the keys in the order in which they are pressed."""
        self.keys = list(keys)

        self.at = 0.0

    def read(self, seconds: float | None = None) -> Stroke | None:  # noqa: ARG002 - as the terminal's
        """Press the next key, a second after the last."""
        self.at += 1
        key = self.keys.pop(0)
        return Stroke(key, self.at) if key is not None else None

    def now(self) -> float:
        """Return the time."""
        return self.at


def typing(text: str) -> list[Key]:
    return [Key("text", sign) for sign in text]


def stage(*keys: Key | None) -> Stage:
    return Stage(make_screen(), Hand(*keys))


def test_only_the_keys_asked_for_answer() -> None:
    asked = stage(Key("text", "x"), Key("up"), RESIZE, None, Key("text", "Y"))
    assert asked.choose("Sure?", "hand-in") == "yes"


@pytest.mark.parametrize("key", [EOF, Key("ctrl-c"), Key("ctrl-d")])
def test_a_terminal_that_is_gone_is_a_way_out_of_every_question(key: Key) -> None:
    for ask in (
        lambda: stage(key).choose("Sure?", "slip"),
        lambda: stage(*typing("ab"), key).edit("Why? "),
        lambda: stage(key).read(lambda _: View(("x",), 0)),
    ):
        with pytest.raises(Leave):
            ask()


def test_a_line_is_edited_with_the_cursor_keys_and_escape_backs_out() -> None:
    assert stage(*typing("ac"), Key("left"), *typing("b"), Key("enter")).edit("Why? ") == "abc"
    assert stage(*typing("ac"), RESIZE, Key("escape")).edit("Why? ") is None


def test_a_tall_view_shows_the_active_row_above_its_keys(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINES", "12")
    monkeypatch.setenv("COLUMNS", "40")
    view = View(tuple(f"row {i}" for i in range(50)), 30)
    keys = tuple((f"key{i}", "does something") for i in range(6))
    stage(Key("enter")).read(lambda _: view, keys)
    shown = capsys.readouterr().out.split("\n")
    assert any("row 30" in line for line in shown)
    assert len(shown) <= 12
    assert sum("does something" in line for line in shown) == 6


@given(keys=st.lists(st.sampled_from([*map(Key, ("up", "down", "home", "end", "tab")), *typing(" 12349x")])))
def test_ticking_points_is_toggling_them(keys: list[Key]) -> None:
    entry = ChoiceEntry(3, several=True)
    for key in keys:
        before, entry = entry, tick(entry, key)
        assert entry.cursor is None or 0 <= entry.cursor < 3
        ticks = key in typing("123") or (key == Key("text", " ") and before.cursor is not None)
        assert len(before.chosen ^ entry.chosen) == ticks
