"""The page for everybody: by screen reader, by touch, in the dark, at rest, from right to left, on narrow screens."""

from pathlib import Path
from typing import Any

import pytest
from tests.export.html.answering import kept, put_back, start, tap
from tests.export.html.browser import Page
from tests.export.html.conftest import OpenPage
from tests.foreign import need_module

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library

ITEMS = [
    "one-of-three",
    "some-of-five",
    "yes-or-no",
    "two-gaps",
    "a-word",
    "a-number",
    "in-order",
    "in-pairs",
    "case-red",
]
ITEMS += ["in-sentences"]
ENTRIES = [[0], [0, 2], [0], ["apatite", "iron"], ["osteoblasts"], ["75"], [1, 0, 2, 3], [2, 1], [0], ["It hurts."]]
SETTLED = [
    {"type": "chosen", "options": [0]}, {"type": "chosen", "options": [0, 2]}, {"type": "truth", "value": True},
    {"type": "texts", "texts": ["apatite", "iron"]}, {"type": "texts", "texts": ["osteoblasts"]},
    {"type": "quantity", "number": "75"}, {"type": "arrangement", "entries": [1, 0, 2, 3]},
    {"type": "pairing", "choices": [2, 1]}, {"type": "chosen", "options": [0]},
    {"type": "self-mark", "text": "It hurts.", "points": [0]},
]  # fmt: skip


@pytest.fixture(scope="module")
def every_type() -> Library:
    return open_library([Path(__file__).parents[2] / "cli" / "every_type.yaml"])


@pytest.fixture(scope="module")
def axe() -> str:
    return (need_module("axe-core") / "axe.min.js").read_text(encoding="utf-8")


def find_faults(page: Page, axe: str, *rules: str) -> list[str]:
    """Run axe-core, all of its rules or those named; a fault is anything that it finds, however small."""
    page.send("Runtime.evaluate", expression=axe)
    found = page.run(
        """const some = rules.length ? { runOnly: { type: "rule", values: rules } } : {};
           const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false, ...some });
           const list = (nodes) => nodes.map((node) => node.html).join(" ");
           return violations.map((each) => `${each.impact} ${each.id}: ${list(each.nodes)}`);""",
        rules=rules,
    )
    return [str(each) for each in found]


def fits(page: Page) -> bool:
    """Tell whether nothing sticks out to the side."""
    return bool(page.run("return document.documentElement.scrollWidth <= innerWidth"))


def small_targets(page: Page) -> list[str]:
    """List what can be pressed and is smaller than a finger."""
    found: list[str] = page.run(
        """return [...document.querySelectorAll("button, a, summary, select, input, textarea")].filter((each) => {
             const box = (each.closest("label.option") || each).getBoundingClientRect();
             return box.width && (box.width < 44 || box.height < 44);
           }).map((each) => each.outerHTML);"""
    )
    return found


def check(page: Page, axe: str, *rules: str) -> None:
    assert find_faults(page, axe, *rules) == []
    assert small_targets(page) == []
    assert fits(page)


def test_every_screen_is_sound(open_page: OpenPage, every_type: Library, axe: str) -> None:
    narrow = {"width": 320, "height": 640}
    page = open_page(every_type, ITEMS, screen=narrow, form="A", fingerprint="12345678", time_limit=600)
    unsettled = [None] * len(ITEMS)
    check(page, axe)
    start(page)
    for place in range(len(ITEMS)):
        put_back(page, at=place, entries=ENTRIES)
        check(page, axe)
    put_back(page, at=0, settled=SETTLED)
    check(page, axe)
    exam = {"mode": "exam", "entries": [*ENTRIES[:4], ["osteoclazt"], *ENTRIES[5:]], "flags": [1, 2], "deadline": 9e12}
    for stage in ("asking", "review", "slips"):
        put_back(page, stage=stage, settled=unsettled, **exam)
        check(page, axe)
    open_end(page)  # feedback of every type
    check(page, axe)


def test_in_the_dark_everything_can_be_read(open_page: OpenPage, every_type: Library, axe: str) -> None:
    page = open_page(every_type, ITEMS, screen={"width": 1280, "dark": True}, form="A", fingerprint="12345678")
    check(page, axe, "color-contrast")
    start(page)
    put_back(page, at=1, entries=ENTRIES)
    check(page, axe, "color-contrast")
    put_back(page, mode="exam", stage="review", flags=[1, 2], deadline=9e12)
    check(page, axe, "color-contrast")
    open_end(page)
    check(page, axe, "color-contrast")


def open_end(page: Page) -> None:
    put_back(page, stage="end", settled=SETTLED, mode="exam", deadline=None)
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; });")
    for item in ITEMS:
        page.wait_for(".one .item", item)


def test_a_page_without_keys_is_sound(open_page: OpenPage, every_type: Library, axe: str) -> None:
    page = open_page(every_type, ["in-pairs"], keyed=False, mode="exam")
    check(page, axe)
    start(page)
    check(page, axe)
    put_back(page, stage="end")
    check(page, axe)


def names(page: Page) -> list[str]:
    """List what a screen reader says of each control: its role, its name, and its state."""
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    heard = {"radio", "checkbox", "textbox", "combobox", "button", "group"}
    return [
        f"{node['role']['value']} {node.get('name', {}).get('value', '')}".strip()
        for node in nodes
        if not node.get("ignored") and node["role"]["value"] in heard
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("one-of-three", ["group Which mineral are most deposits made of?", "radio B Hydroxyapatite"]),
        ("some-of-five", ["group Which of these hold calcium?", "checkbox A Calcite"]),
        ("two-gaps", ["group Fill in what is missing.", "textbox Gap 1 of 2, a mineral"]),
        ("a-number", ["group How far is it?", "textbox Your answer mm"]),
        ("in-order", ["group Put these from soft to hard.", "button Talc place 1"]),
        ("in-pairs", ["group Which metal does each mineral hold?", "combobox Galena"]),
        ("case-red", ["group Which mineral is it?", "radio A Galena"]),
        ("in-sentences", ["group Why does it hurt?", "textbox Your answer"]),
    ],
)
def test_a_screen_reader_hears_question_and_controls(
    open_page: OpenPage, every_type: Library, item: str, expected: list[str]
) -> None:
    library = every_type
    page = open_page(library, [item], form="A", fingerprint="12345678", mode="exam")
    # A form fixes the order, here that of the bank.
    start(page)
    if item == "in-order":
        tap("Talc")(page)
    heard = names(page)
    for each in expected:
        assert each in heard, heard


def test_the_focus_goes_where_the_learner_goes_on(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three", "yes-or-no"], mode="exam")
    start(page, "Practice")
    focus = "return document.activeElement.textContent"
    assert page.run(focus) == "Question 1 of 2"
    page.press("a", "Enter")
    assert page.run(focus) == "Next"
    page.press("Enter")
    assert page.run(focus) == "Question 2 of 2"
    page.click("header button", "Finish")
    assert page.run(focus) == "Your score"


def test_the_verdict_is_said_in_a_live_region_that_was_there_before(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three"])
    start(page)
    page.run(
        """window.said = []; const live = document.querySelector("body > .spoken");
           new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true });"""
    )
    tap("Hydroxyapatite")(page)
    page.press("Enter")
    assert page.run("return [said, document.querySelector('body > .spoken').isConnected]") == [["Right."], True]


def test_dark_is_dark_and_light_is_light(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type)
    brightness = (
        "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b)"
    )
    light = page.run(brightness)
    page.look(dark=True)
    assert page.run(brightness) < 150
    assert light > 600


def test_nothing_moves_for_those_who_want_no_motion(open_page: OpenPage, every_type: Library) -> None:
    moving = """const every = [...document.querySelectorAll("*")];
                const times = every.map((each) => getComputedStyle(each).transitionDuration);
                return times.filter((time) => !/^0s(, 0s)*$/.test(time)).length;"""
    page = open_page(every_type, screen={"motion": False})
    assert page.run(moving) == 0
    page.look(motion=True)
    assert page.run(moving) > 0


def test_each_text_has_its_own_direction(open_page: OpenPage, make_library: Any) -> None:  # noqa: ANN401 - a fixture
    labels = 'true_label: Yes, false_label: "\u05dc\u05d0"'
    stem = '"\u05e9\u05d0\u05dc\u05d4 (1)?"'
    library = make_library(f"- {{id: q, type: true-false, stem: {stem}, answer: true, {labels}}}")
    page = open_page(library)
    start(page)
    direction = """return [...document.querySelectorAll("legend, .option .text")]
                     .map((each) => getComputedStyle(each).direction);"""
    assert page.run(direction) == ["rtl", "ltr", "rtl"]


def test_a_finger_does_what_a_mouse_does(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["some-of-five"])
    page.send("Emulation.setTouchEmulationEnabled", enabled=True)
    page.click("button", "Start", touch=True)
    for text in ("Calcite", "Gypsum"):
        page.click(".option", text, touch=True)
    page.click("button", "Check", touch=True)
    page.send("Emulation.setTouchEmulationEnabled", enabled=False)
    assert page.text(".bar .said") == "\u2713 Right."


def test_long_words_and_many_options_stay_on_a_narrow_screen(open_page: OpenPage, make_library: Any) -> None:  # noqa: ANN401
    word = "hydroxychloroquine" * 8
    options = ", ".join(f"{{text: {word}{i}, correct: {str(i == 3).lower()}}}" for i in range(26))
    page = open_page(
        make_library(f"- {{id: q, type: multiple-response, stem: {word}, options: [{options}]}}"), screen={"width": 320}
    )
    start(page)
    assert fits(page)
    page.press("z", "Enter")
    assert fits(page)
    assert kept(page)["settled"][0] is not None


def test_focus_is_never_hidden_below_the_bar(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["some-of-five"], screen={"width": 360, "height": 480})
    start(page)
    page.press("ArrowDown")
    for _ in range(4):
        box, bar = page.run(
            """return [document.activeElement.closest("label, button").getBoundingClientRect().bottom,
                       document.querySelector(".bar").getBoundingClientRect().top]"""
        )
        assert box <= bar
        page.press("Tab")
