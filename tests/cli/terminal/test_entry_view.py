"""How an answer in the making looks."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from tests.quiz.test_key_entry import GAPS, KEYS, NUMBER, ONE, ORDER, PAIRS, SOME, TRUTH, WORD, play

from calcinosis_quiz.bank.items import Cloze, Gap, Matching, Numeric, Option, Pair, Reasoned, SingleBestAnswer
from calcinosis_quiz.cli.screens.cells import cell_len
from calcinosis_quiz.cli.screens.console import Console
from calcinosis_quiz.cli.terminal.entry_view import view
from calcinosis_quiz.cli.terminal.view import View, say, write_hints
from calcinosis_quiz.quiz.key_entry import Entry, TextEntry, begin, press
from calcinosis_quiz.quiz.key_table import phase_of, write_footer
from calcinosis_quiz.quiz.line_editor import Line
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.strokes import Key

COLOURS = re.compile(r"\x1b\[[\d;]*m")
WIDE = "漢字かな交じり文がとても長く続いていて空白がない漢字かな交じり文がとても長く続いていて空白がない"
COMBINED = "e\u0301a\u0308" * 30
LONG = "word " * 30
WIDTHS = st.sampled_from([40, 60, 80, 88])


def console(width: int = 60) -> Console:
    return Console(width=width, is_terminal=True, styled=True, speaks_unicode=True)


def lines_of(shown: View) -> list[str]:
    return [COLOURS.sub("", line) for line in shown.lines]


def draw(presented: Presented, keys: str = "", width: int = 60) -> list[str]:
    entry = play(presented, keys)
    assert isinstance(entry, Entry)
    return [line.rstrip() for line in lines_of(view(console(width), presented, entry))]


def reworded(presented: Presented, text: str) -> Presented:
    """Give a question in which every text that can be chosen is long and told apart by a number."""
    question = presented.question
    changes: dict[str, tuple[object, ...]] = {}
    if isinstance(question, Matching):
        choices = {pair.choice: f"{text}{i}" for i, pair in enumerate(question.pairs)}
        changes["pairs"] = tuple(
            Pair(prompt=f"{text}{i}", choice=choices[p.choice]) for i, p in enumerate(question.pairs)
        )
    for field, kind in (("options", Option), ("entries", Reasoned)):
        if hasattr(question, field):
            changes[field] = tuple(
                structs.replace(part, text=f"{text}{i}") for i, part in enumerate(getattr(question, field))
            )
            assert all(isinstance(part, kind) for part in changes[field])
    return structs.replace(presented, question=structs.replace(question, **changes)) if changes else presented


@given(
    presented=st.sampled_from([ONE, SOME, TRUTH, ORDER, PAIRS, GAPS, WORD, NUMBER]),
    keys=st.lists(KEYS, max_size=12),
    text=st.sampled_from(["", WIDE, COMBINED, LONG]),
    width=WIDTHS,
)
def test_no_line_is_wider_than_the_screen_whatever_was_pressed(
    presented: Presented, keys: list[Key], text: str, width: int
) -> None:
    presented = reworded(presented, text) if text else presented
    entry: Entry = begin(presented)
    hints = write_footer(phase_of(presented.question), "quiz", len(presented.order))
    for key in [*keys, Key("paste", text)]:
        shown = view(console(width), presented, entry)
        assert [line for line in lines_of(shown) if cell_len(line) > width] == []
        assert 0 <= shown.row < len(shown.lines)
        assert shown.column is None or 0 <= shown.column < width
        footer = [COLOURS.sub("", line) for line in write_hints(console(width), hints)]
        assert [line for line in footer if cell_len(line) > width] == []
        taken = press(presented, entry, key)
        if not isinstance(taken, Entry):
            return
        entry = taken


@given(text=st.text(st.sampled_from("ab é漢\u0301\u200d"), max_size=60), back=st.integers(0, 60), width=WIDTHS)
def test_the_cursor_stands_behind_what_was_typed(text: str, back: int, width: int) -> None:
    line = Line().insert(text)
    for _step in range(back):
        line = line.move_left()
    shown = view(console(width), WORD, TextEntry((line,)))
    assert shown.column is not None
    [drawn] = lines_of(shown)
    typed = drawn.removeprefix("Your answer: ")
    assert typed in line.text
    before = shown.column - len("Your answer: ")
    # What stands before the cursor on screen is the end of what stands before it in the line.
    cells = [typed[:end] for end in range(len(typed) + 1) if sum(map(cell_len, typed[:end])) == before]
    assert any(line.text[: line.cursor].endswith(part) for part in cells)


def test_a_very_long_paste_is_drawn_at_once() -> None:
    line = Line().insert("x" * 300_000)
    assert len(view(console(), WORD, TextEntry((line,))).lines[0]) < 60


def test_options_show_the_cursor_what_is_ticked_and_what_is_struck_out() -> None:
    assert draw(ONE) == ["  A c", "  B a", "  C d", "  D b"]
    assert draw(ONE, "<down><down>/") == ["  A c", "> B a (struck out)", "  C d", "  D b"]
    assert draw(SOME, "bd<up>") == ["  [ ] A c", "  [x] B a", "> [ ] C d", "  [x] D b"]
    assert draw(TRUTH) == ["  T True", "  F False"]


def test_an_order_shows_the_places_the_letters_and_what_is_held() -> None:
    assert draw(ORDER) == [">  1. A c", "   2. B a", "   3. C b"]
    assert draw(ORDER, " <down>") == ["   1. B a", "<> 2. A c", "   3. C b"]


def test_pairs_show_the_prompts_with_their_letters_and_the_choices_below() -> None:
    assert draw(PAIRS, "c") == ["  1 C one", "> 2 _ two", "", "     A C", "     B A", "     C B"]


def test_gaps_and_numbers_say_what_is_wanted() -> None:
    hinted = present(Cloze(id="q", text="{{a}} and {{b}}", gaps=(Gap(hint="a metal"), Gap())))
    assert draw(hinted, "x") == ["Gap 1 (a metal): x", "Gap 2:"]
    assert draw(GAPS, "<tab>y<enter>") == ["Gap 1:", "Gap 2: y", "Nothing is typed here yet."]
    assert draw(present(Cloze(id="q", text="{{a}}"))) == ["The missing words:"]
    assert draw(present(Numeric(id="q", stem="s", value=Decimal("7.5"), tolerance="0", unit="mm"))) == [
        "Your answer (mm):"
    ]
    assert draw(NUMBER, "far<enter>") == ["Your answer: far", "Expected a number."]


def test_a_long_hint_leaves_room_to_type() -> None:
    hinted = present(Cloze(id="q", text="{{a}}", gaps=(Gap(hint=LONG.strip()),)))
    lines = draw(hinted, "x", width=40)
    assert lines[-1] == "x"
    assert " ".join(lines[:-1]) == f"The missing words ({LONG.strip()}):"


@pytest.mark.parametrize("width", [40, 60])
def test_a_message_is_wrapped_with_the_line_being_typed_behind_it(width: int) -> None:
    shown = say(console(width), LONG, Line("abc", 2))
    assert max(map(cell_len, shown.lines)) <= width
    assert shown.lines[-1].endswith("abc")
    assert (shown.row, shown.column) == (len(shown.lines) - 1, cell_len(shown.lines[-1]) - 1)
    assert say(console(width), "short").lines == ("short",)
    full = say(console(width), "x" * (width - 1), Line("abc", 3))
    assert full.lines == ("x" * (width - 1), "abc")


def test_only_a_shown_option_can_be_long_without_a_blank() -> None:
    question = SingleBestAnswer(id="q", stem="s", options=(Option(text="x" * 100, correct=True), Option(text="y")))
    assert draw(present(question), width=60) == ["  A " + "x" * 56, "    " + "x" * 44, "  B y"]
