"""Contents as lines: grids whose last column takes what is left, stacks and indents."""

from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.cli.screens.layout import Column, Content, Grid, Indented, Stack, lay_out
from calcinosis_quiz.cli.screens.text import Text


def plain(content: Content, width: int) -> list[str]:
    return [line.plain for line in lay_out(content, width)]


def test_a_long_last_cell_goes_on_below_itself() -> None:
    rows = [("A", "Calcium oxalate, which stones are made of"), ("B", "Urate")]
    assert plain(Grid(rows), 24) == ["A  Calcium oxalate,", "   which stones are made", "   of", "B  Urate"]


def test_a_last_column_can_be_cut_instead() -> None:
    grid = Grid([("item", "a question that is long")], [Column(), Column(overflow="cut")])
    assert plain(grid, 16) == ["item  a questio\u2026"]


def test_titles_stand_above_and_numbers_to_the_right() -> None:
    grid = Grid([("one", "1"), ("two", "1000")], [Column("name"), Column("n", right=True)])
    assert plain(grid, 40) == ["name     n", "one      1", "two   1000"]


def test_wide_characters_take_two_cells_of_their_column() -> None:
    assert plain(Grid([("漢", "x"), ("abc", "y")]), 20) == ["漢   x", "abc  y"]


def test_stacks_go_down_and_indents_to_the_right() -> None:
    content = Stack(["one", Indented(Stack([Text("two three"), ""])), Grid([])])
    assert plain(content, 8) == ["one", "  two", "  three", ""]


@given(
    st.lists(st.tuples(st.text("ab ", max_size=4), st.text("abc \u6f22", max_size=40)), max_size=5), st.integers(16, 60)
)
def test_no_line_is_wider_than_the_screen_or_ends_in_a_blank(rows: list[tuple[str, str]], width: int) -> None:
    for line in lay_out(Indented(Grid(rows)), width):
        assert line.cells <= width
        assert line.plain == line.plain.rstrip()


def test_column_styles_add_to_those_of_the_text() -> None:
    (line,) = lay_out(Grid([(Text("A", "dim"), "text")], [Column(style="bold")]), 20)
    assert line.parts[0] == ("A", "bold dim")
