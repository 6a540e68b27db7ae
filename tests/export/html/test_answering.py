"""Questions of every type, answered in Chromium by clicks and by keys."""

from pathlib import Path
from typing import Any

import pytest
from tests.export.html.answering import (
    Steps,
    arrow_to,
    by_tab,
    digits,
    kept,
    letters,
    letters_of_pairs,
    pick,
    put_back,
    start,
    tap,
    write,
)
from tests.export.html.browser import Page
from tests.export.html.conftest import OpenPage

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library

RIGHT: list[tuple[str, Steps, Steps, dict[str, Any]]] = [
    ("one-of-three", tap("Hydroxyapatite"), letters("Hydroxyapatite"), {"type": "chosen", "options": [1]}),
    ("one-of-three", tap("Calcite", "Hydroxyapatite"), arrow_to("Hydroxyapatite"), {"type": "chosen", "options": [1]}),
    ("some-of-five", tap("Calcite", "Quartz", "Gypsum", "Quartz"), digits("Gypsum", "Calcite"),
     {"type": "chosen", "options": [0, 1]}),
    ("yes-or-no", tap("It does not"), letters("It does not"), {"type": "truth", "value": False}),
    ("two-gaps", write("Apatite ", "CALCIUM"), by_tab("apatite", "calcium"), {"type": "texts", "texts": None}),
    ("a-word", write("Osteo-clast"), by_tab("osteo-clast"), {"type": "texts", "texts": None}),
    ("a-number", write("7,9 mm"), by_tab("8.25"), {"type": "quantity", "number": None}),
    ("in-order", tap("Talc", "Gypsum", "Calcite", "Quartz"), letters("Talc", "Gypsum", "Calcite", "Quartz"),
     {"type": "arrangement", "entries": [0, 1, 2, 3]}),
    ("in-pairs", pick(Galena="Lead", Haematite="Iron"), letters_of_pairs("Lead", "Iron"),
     {"type": "pairing", "choices": [0, 1]}),
    ("case-red", tap("Haematite"), digits("Haematite"), {"type": "chosen", "options": [1]}),
]  # fmt: skip


@pytest.fixture(scope="module")
def every_type() -> Library:
    return open_library([Path(__file__).parents[2] / "cli" / "every_type.yaml"])


@pytest.mark.parametrize("by", ["clicks", "keys"])
@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case[0])
def test_a_right_answer_is_taken_and_called_right(
    open_page: OpenPage, every_type: Library, case: tuple[str, Steps, Steps, dict[str, Any]], by: str
) -> None:
    item, clicks, keys, answer = case
    page = open_page(every_type, [item])
    start(page)
    if by == "clicks":
        clicks(page)
        page.click("button", "Check")
    else:
        keys(page)
        page.press("Enter")
    assert page.text(".bar .said") == "\u2713 Right."
    settled = kept(page)["settled"][0]
    # What was typed may be typed in several ways.
    assert {key: settled[key] if value is not None else None for key, value in answer.items()} == answer
    assert item in page.text()


WRONG: list[tuple[str, Steps, str, list[str]]] = [
    ("one-of-three", tap("Calcite"), "\u2717 Wrong. The answer is ",
     ["Calcite\n\u2717 Your answer, wrong\nIt makes shells.",
      "Hydroxyapatite\n\u2713 The right answer\nIt makes bone as well.",
      "Struvite\nIt makes stones of the kidney.", "Explanation\nApatite is the mineral of bone."]),
    ("some-of-five", tap("Calcite", "Quartz"), "\u2717 Wrong.",
     ["Calcite\n\u2713 Right, and chosen", "Gypsum\n\u2713 Right, not chosen", "Quartz\n\u2717 Wrong, and chosen"]),
    ("some-of-five", tap("Calcite"), "\u25d0 Partly right: 0.5 of 1.", ["1 of 2 correct options"]),
    ("yes-or-no", tap("It does"), "\u2717 Wrong. The answer is F.",
     ["It does not\n\u2713 The right answer\nNo trial is cited."]),
    ("two-gaps", write("apatite", "iron"), "\u25d0 Partly right: 0.5 of 1.",
     ["iron\n\u2717 Your answer", "calcium\n\u2713 Right answer\nThat makes rust.", "hydroxyapatite\n\u2713 Right"]),
    ("a-word", write("osteoblasts"), "\u2717 Wrong.",
     ["osteoblasts\n\u2717 Your answer\nThey build it.", "osteoclasts\n\u2713 Right answer"]),
    ("a-number", write("75"), "\u2717 Wrong.",
     ["75 mm\n\u2717 Your answer\nThe point was lost.", "7.5 mm\n\u2713 Right answer\nIt was measured."]),
    ("in-order", tap("Gypsum", "Talc", "Calcite", "Quartz"), "\u25d0 Partly right: 0.67 of 1.",
     ["1\nTalc\n\u2717 You put it in place 2\nSoftest.", "3\nCalcite\n\u2713 In its place"]),
    ("in-pairs", pick(Galena="Zinc", Haematite="Iron"), "\u25d0 Partly right: 0.5 of 1.",
     ["\u2192 Lead\n\u2717 You chose: Zinc\nA sulphide.", "Zinc\n\u2013 Belongs to none\nIn sphalerite."]),
    ("case-red", tap("Malachite"), "\u2717 Wrong. The answer is ",
     ["Haematite\n\u2713 The right answer\nRed as blood.", "Malachite\n\u2717 Your answer, wrong\nGreen."]),
]  # fmt: skip


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[0])
def test_a_wrong_answer_is_explained_part_by_part(
    open_page: OpenPage, every_type: Library, case: tuple[str, Steps, str, list[str]]
) -> None:
    item, steps, verdict, reasons = case
    page = open_page(every_type, [item])
    start(page)
    steps(page)
    page.click("button", "Check")
    assert page.text(".bar .said").startswith(verdict)
    said = page.text("main").replace("\n\n", "\n")
    for reason in reasons:
        assert reason in said, said


def test_an_open_answer_is_marked_by_its_writer_and_counts_for_nothing(
    open_page: OpenPage, every_type: Library
) -> None:
    page = open_page(every_type, ["in-sentences"])
    start(page)
    page.click("textarea")
    page.type("It presses.")
    page.click("button", "Compare")
    assert "It presses, and the skin above it breaks." in page.text()
    page.click(".option", "It presses on nerves")
    assert kept(page)["settled"][0] == {"type": "self-mark", "text": "It presses.", "points": [0]}
    page.click("button", "Finish")
    assert "1 answered, none of them marked." in page.text()


@pytest.mark.parametrize(
    ("item", "steps", "complaint"),
    [
        ("one-of-three", tap(), "Choose one."),
        ("some-of-five", tap(), "Choose at least one."),
        ("two-gaps", write("apatite"), "1 of 2 gaps is still empty."),
        ("two-gaps", write("apatite", "calcium; more"), "Leave out the semicolon."),
        ("a-number", write("1,234"), "1,234 can be read in two ways. Write 1234 or 1.234."),
        ("a-number", write("7 miles"), "\u201cmiles\u201d is not the unit. Type a number, in mm."),
        ("in-order", tap("Talc"), "3 still without a place."),
        ("in-pairs", pick(Galena="Lead"), "1 of 2 has no choice yet."),
        ("in-sentences", tap(), "Write an answer."),
    ],
)
def test_what_cannot_be_read_is_asked_again_and_not_marked(
    open_page: OpenPage, every_type: Library, item: str, steps: Steps, complaint: str
) -> None:
    page = open_page(every_type, [item])
    start(page)
    steps(page)
    page.click(".bar .primary")
    assert page.text(".bar .said") == complaint
    assert kept(page)["settled"] == [None]


@pytest.mark.parametrize(
    ("button", "said", "texts"), [("Yes", "\u2713 Right.", ["osteoclast"]), ("No", "\u2717 Wrong.", ["osteoclazt"])]
)
def test_a_slip_of_the_keyboard_is_asked_about(
    open_page: OpenPage, every_type: Library, button: str, said: str, texts: list[str]
) -> None:
    page = open_page(every_type, ["a-word"])
    start(page)
    by_tab("osteoclazt")(page)
    page.press("Enter")
    assert "Did you mean \u201costeoclast\u201d?" in page.text()
    page.click("button", button)
    assert page.text(".bar .said") == said
    assert kept(page)["settled"][0]["texts"] == texts


def test_an_order_is_taken_back_by_a_second_tap(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["in-order"])
    start(page)
    tap("Talc", "Gypsum", "Talc", "Quartz")(page)
    assert kept(page)["entries"] == [[1, 3]]
    page.click("button", "Start again")
    assert kept(page)["entries"] == [[]]


def test_practice_ends_with_a_score_by_topic_and_what_was_missed(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three", "yes-or-no", "a-number"])
    start(page)
    open_ones = {"Which mineral": tap("Hydroxyapatite"), "The report": tap("It does")}
    while open_ones:
        stem = next((each for each in open_ones if each in page.text()), None)
        if stem is None:
            page.click("button", "Skip")
            continue
        open_ones.pop(stem)(page)
        page.press("Enter")
        page.click(".bar .primary", "Next")
    page.click("header button", "Finish")
    assert page.text(".total").split() == ["1", "of", "2", "50", "%"]
    assert "2 of 3 answered." in page.text()
    assert sorted(page.all(".topics th")) == ["One item of every type", "minerals"]
    assert page.all("section:has(> .one) h3") == ["To look at again", "The others"]
    page.click("summary", "The report")
    page.wait_for("details", "No trial is cited.")
    page.click("button", "Practise 1 missed")
    assert "Question 1 of 1" in page.text()
    assert kept(page)["mode"] == "practice"
    assert kept(page)["ids"] == ["yes-or-no"]


def sit_exam(page: Page) -> None:
    start(page, "Exam")


def test_an_exam_says_nothing_until_it_is_handed_in(open_page: OpenPage, every_type: Library) -> None:
    items = ["one-of-three", "yes-or-no", "a-word", "a-number", "in-sentences"]
    page = open_page(every_type, items, form="A", fingerprint="12345678")
    sit_exam(page)
    tap("Hydroxyapatite")(page)
    page.press("Enter")
    tap("It does")(page)
    page.click("button", "Flag")
    page.click("button", "Next")
    write("osteoclazt")(page)
    page.press("Enter")
    assert "Wrong" not in page.text()
    assert "Right" not in page.text()
    page.click("header button", "Review")
    tiles = [
        " ".join(tile.split())
        for tile in page.run("return [...document.querySelectorAll('.tile')].map((t) => t.innerText)")
    ]
    assert [tile.split(maxsplit=1)[-1].lstrip("0123456789 ") for tile in tiles] == [
        "\u2713 answered", "\u2713 answered \u2691 flagged", "\u2713 answered", "\u25cb no answer", "\u25cb no answer"
    ]  # fmt: skip
    page.click(".tile", "2")
    tap("It does not")(page)
    page.click("header button", "Review")
    page.click("button", "Hand in")
    assert "2 without a whole answer. Hand in all the same?" in page.text()
    page.click("button", "Yes, hand in")
    assert "what did you mean?" in page.text()
    page.click("label", "osteoclast")
    page.click("button", "Mark my paper")
    assert page.text(".total").split() == ["3", "of", "4", "75", "%"]
    page.click("summary", "How far")
    page.wait_for("details[open]", "No answer")
    page.wait_for("details[open]", "7.5 mm")


def test_an_exam_is_handed_in_when_its_time_is_up_even_in_another_tab(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three"], mode="exam", time_limit=1200)
    assert "You have 20 minutes." in page.text()
    start(page)
    tap("Hydroxyapatite")(page)
    assert page.text(".clock") in {"20:00", "19:59", "19:58"}
    put_back(page, deadline=1)
    assert "Time is up" in page.text()
    assert page.text(".total").split()[0] == "1"


def test_a_session_goes_on_after_the_page_was_thrown_away(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type)
    start(page, "Exam")
    page.click("button", "Next")
    before = kept(page)
    text = page.text()
    page.reload()
    assert page.text() == text
    assert {key: value for key, value in kept(page).items() if key != "seconds"} == {
        key: value for key, value in before.items() if key != "seconds"
    }
    assert kept(page)["seconds"][0] >= 0


def test_typed_text_survives_too(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["two-gaps"])
    start(page)
    write("apa")(page)
    page.reload()
    assert page.run("return [...document.querySelectorAll('input.gap')].map((each) => each.value)") == ["apa", ""]


@pytest.mark.parametrize("kept_before", ["null", "{", '{"mode": "practice"}', '{"ids": ["gone"]}', "[]", "7"])
def test_what_cannot_be_progress_of_this_page_is_passed_over(
    open_page: OpenPage, every_type: Library, kept_before: str
) -> None:
    page = open_page(every_type, ["one-of-three"])
    start(page)
    name = page.run("return Object.keys(localStorage).find((each) => each !== 'calcinosis-quiz code')")
    page.run_first(f"localStorage.setItem({name!r}, {kept_before!r});")
    page.reload()
    assert "Start" in page.text()


@pytest.mark.parametrize(
    "trouble", ["throw new DOMException('full', 'QuotaExceededError');", "throw new Error('refused');"]
)
def test_a_browser_that_keeps_nothing_is_warned_of_and_works(
    open_page: OpenPage, every_type: Library, trouble: str
) -> None:
    page = open_page(every_type, ["one-of-three"])
    source = (
        f"for (const name of ['getItem', 'setItem', 'removeItem']) Storage.prototype[name] = () => {{ {trouble} }};"
    )
    page.run_first(source)
    page.reload()
    assert "keeps no progress" in page.text()
    start(page)
    assert "do not close this page" in page.text()
    tap("Hydroxyapatite")(page)
    page.press("Enter")
    assert page.text(".bar .said") == "\u2713 Right."


def test_storage_that_is_refused_altogether_does_no_harm(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three"])
    source = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page.run_first(source)
    page.reload()
    start(page)
    assert "Which mineral" in page.text()


def test_each_sitting_has_an_order_of_its_own_and_fixed_options_stay_last(
    open_page: OpenPage, every_type: Library
) -> None:
    page = open_page(every_type, ["one-of-three"])
    orders = set()
    start(page)
    for seed in range(6):
        put_back(page, seed=seed)
        texts = page.all(".option .text")
        assert texts[-1] == "Struvite"
        orders.add(tuple(texts))
        assert page.all(".option .text") == texts
    assert len(orders) > 1


def test_topics_and_number_are_chosen_at_the_start(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type)
    assert "10 questions" in page.text(".bar")
    page.click("label", "One item of every type")
    assert page.text(".bar .said") == "2 questions"
    page.click("label", "minerals")
    assert page.text(".bar .said") == "Choose at least one topic."
    page.click("label", "minerals")
    page.click("button", "Start")
    assert sorted(kept(page)["ids"]) == ["one-of-three", "some-of-five"]


def test_left_and_right_arrows_turn_the_pages_and_never_beyond_the_ends(
    open_page: OpenPage, every_type: Library
) -> None:
    page = open_page(every_type, ["one-of-three", "yes-or-no"], mode="exam")
    start(page)
    places = []
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.press(key)
        places.append(kept(page)["at"])
    assert places == [0, 1, 1, 0]


def test_time_on_a_question_is_counted_while_it_is_seen(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three", "yes-or-no"], mode="exam")
    start(page)
    page.run("await new Promise((done) => setTimeout(done, 300))")
    page.click("button", "Next")
    first, second = kept(page)["seconds"]
    assert first >= 0.3
    assert second < 0.3
