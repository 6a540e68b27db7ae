"""Lines drawn again in place, as a terminal shows them."""

import io

import pyte
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.cli.screens.cells import cell_len
from calcinosis_quiz.cli.terminal.live_area import Region

COLUMNS, ROWS = 20, 12
LINES = st.lists(st.text(st.sampled_from("abc é漢"), max_size=8).map(str.rstrip), min_size=1, max_size=4)


class Shown:
    """A region, and the screen of a terminal that gets what it writes."""

    def __init__(self) -> None:
        """Open an empty screen."""
        self.screen = pyte.HistoryScreen(COLUMNS, ROWS, history=1000, ratio=0.5)
        self._terminal = pyte.Stream(self.screen)
        self._written = io.StringIO()
        self.region = Region(self._written)

    def feed(self, text: str = "") -> None:
        """Send what the region wrote, and a text, to the terminal."""
        sent = self._written.getvalue() + text
        self._written.seek(0)
        self._written.truncate()
        self._terminal.feed(sent.replace("\n", "\r\n"))

    def lines(self) -> list[str]:
        """List the lines on screen, without the empty ones at the end."""
        self.feed()
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip("\n").split("\n")


def as_shown(lines: list[str]) -> list[str]:
    """Write lines as the screen lists them: nothing but blanks at the end is left out."""
    return "\n".join(lines).rstrip("\n").split("\n")


@given(above=LINES, draws=st.lists(LINES, min_size=1, max_size=4), below=LINES)
def test_only_the_last_lines_drawn_are_there_and_what_stood_above_stays(
    above: list[str], draws: list[list[str]], below: list[str]
) -> None:
    shown = Shown()
    shown.feed("\n".join(above) + "\n")
    for lines in draws:
        shown.region.draw(lines)
        assert shown.lines() == as_shown([*above, *lines])
    shown.region.clear()
    shown.feed("\n".join(below))
    assert shown.lines() == as_shown([*above, *below])
    assert not shown.screen.cursor.hidden


@given(lines=LINES, data=st.data())
def test_the_cursor_is_left_where_it_is_wanted_and_the_next_drawing_still_fits(
    lines: list[str], data: st.DataObject
) -> None:
    shown = Shown()
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, cell_len(lines[row])))
    shown.region.draw(lines, (row, column))
    shown.feed()
    assert (shown.screen.cursor.y, shown.screen.cursor.x) == (row, column)
    assert not shown.screen.cursor.hidden
    shown.region.draw(["new"])
    assert shown.lines() == ["new"]
    assert shown.screen.cursor.hidden


def test_lines_as_wide_as_the_screen_take_one_row_each() -> None:
    shown = Shown()
    for letter in "ab":
        shown.region.draw([letter * COLUMNS, letter * COLUMNS])
        assert shown.lines() == [letter * COLUMNS] * 2


def test_at_the_bottom_of_the_screen_the_lines_above_scroll_and_are_kept() -> None:
    shown = Shown()
    shown.feed("\n".join(f"line {i}" for i in range(ROWS)) + "\n")
    for text in ("first", "second"):
        shown.region.draw([text, text, text])
    shown.region.clear()
    shown.feed("end")
    kept = ["".join(cell.data for _, cell in sorted(row.items())).rstrip() for row in shown.screen.history.top]
    assert [*kept, *shown.lines()] == [*(f"line {i}" for i in range(ROWS)), "end"]


def test_after_a_resize_the_lines_are_left_and_the_next_ones_stand_below() -> None:
    shown = Shown()
    shown.region.draw(["old", "older"], (0, 1))
    shown.region.forget()
    shown.region.draw(["new"])
    assert shown.lines()[0] == "old"
    assert shown.lines()[-1] == "new"
    shown.region.clear()
    shown.region.forget()
    shown.feed()
    assert not shown.screen.cursor.hidden


def test_colours_take_no_room() -> None:
    shown = Shown()
    shown.region.draw(["\x1b[1;31mred\x1b[0m"])
    shown.feed("!")
    assert shown.lines() == ["red!"]
