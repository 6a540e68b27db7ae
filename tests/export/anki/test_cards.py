"""The cards in Anki's own reviewer page: pressed, typed into, turned, by night, on a phone and without a mouse."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from tests.export.anki.conftest import release_of
from tests.export.anki.reviewer import Face, face_of, run

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.anki.package import build_package

TEMPLATES = Path(__file__).parents[3] / "src/calcinosis_quiz/export/anki/templates"
BANK = """format: 1
bank: cards
title: Cards
items:
  - id: one
    type: single-best-answer
    stem: Which?
    options:
      - {text: alpha, why: no}
      - {text: bravo, correct: true, why: yes}
      - {text: charlie, why: no}
      - {text: delta, why: no}
      - {text: none of these, fixed: true, why: no}
  - id: in-series
    type: single-best-answer
    shuffle: false
    stem: Which?
    options: [{text: "1", why: no}, {text: "2", correct: true, why: yes}, {text: "3", why: no}, {text: "4", why: no}]
  - id: truth
    type: true-false
    stem: It is.
    answer: false
  - id: many
    type: multiple-response
    stem: All?
    options: [{text: a, correct: true}, {text: b, correct: true}, {text: c}, {text: d}]
  - id: order
    type: ordering
    stem: In which order?
    entries: [{text: zero}, {text: one}, {text: two}, {text: three}]
  - id: pairs
    type: matching
    stem: Which?
    pairs: [{prompt: p, choice: x}, {prompt: q, choice: y}]
    spare: [{text: z}]
  - id: word
    type: short-answer
    stem: Which word?
    accept: ["hydroxyapatite", "TNF-\u03b1"]
    reject: [{text: apatite, why: no}]
  - {id: number, type: numeric, stem: How many?, between: [5, 10], unit: "%"}
  - id: right-to-left
    type: single-best-answer
    stem: "\u05d0\u05d9\u05d6\u05d4?"
    options: [{text: "\u05d0\u05d1\u05d2", correct: true, why: "\u05db\u05df"}, {text: latin, why: no}]
  - id: set
    type: extended-matching
    theme: A theme
    stem: Which fits?
    options: [{text: a}, {text: b}]
    cases: [{id: case-one, stem: A case., answer: a}, {id: case-two, stem: Another., answer: b}]
  - id: long
    type: single-best-answer
    stem: "STEM"
    options: [{text: "LONG", correct: true, why: "LONG"}, {text: short, why: no}]
""".replace("STEM", "word " * 60).replace("LONG", "pneumonoultramicroscopicsilicovolcanoconiosis" * 3)


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Import a deck with all kinds of cards into the real Anki."""
    folder = tmp_path_factory.mktemp("cards")
    (folder / "cards.yaml").write_text(BANK, encoding="utf-8")
    package = folder / "cards.apkg"
    package.write_bytes(build_package(release_of(open_library([folder / "cards.yaml"])).notes, "Cards"))
    collection = Collection(str(folder / "collection.anki2"))
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    )
    yield collection
    collection.close()


@pytest.fixture
def play(cards: Collection, web: Path) -> Callable[..., Any]:
    """Run a script in the reviewer's page, with the cards of the items named."""

    def play_script(items: str, script: str, **how: Any) -> Any:  # noqa: ANN401 - what the script returns
        faces = [face_of(cards, f"ID:{item}") for item in items.split()]
        return run(faces, _TOOLS + script, web, **how)

    return play_script


_TOOLS = r"""
function texts(selector) {
  return Array.from(document.querySelectorAll(selector)).map(function (e) { return e.textContent.trim(); });
}
function press(text) {
  Array.from(document.querySelectorAll(".entry, .check")).find(function (e) {
    return e.textContent.trim() === text || e.firstChild.textContent.trim() === text;
  }).click();
}
function key(code, held) {
  var sign = code.replace(/Digit|Numpad|Key/, "").toLowerCase();
  var event = Object.assign({ code: code, key: sign, bubbles: true, cancelable: true }, held || {});
  document.body.dispatchEvent(new KeyboardEvent("keydown", event));
}
function said() { return document.querySelector(".said").textContent; }
"""


def test_each_option_stands_in_each_place_equally_often(play: Callable[..., Any]) -> None:
    tables = play(
        "one",
        """
        await showFront(faces[0]);
        return [2, 3, 4, 5, 6, 7, 8].map(function (size) {
          var options = Array.from({ length: size }, function (_, i) { return i; });
          var counts = options.map(function () { return options.map(function () { return 0; }); });
          for (var seed = 0; seed < 10000; seed++) {
            calcinosisShuffle(options, "surg-item-" + seed % 100 + " 2027-1-" + Math.floor(seed / 100))
              .forEach(function (option, place) { counts[option][place]++; });
          }
          return counts;
        });
        """,
    )
    assert [len(table) for table in tables] == [2, 3, 4, 5, 6, 7, 8]
    for table in tables:
        options = len(table)
        assert all(sum(row) == 10_000 for row in table)
        # Each option stands in one place, so that the sum over the cells, times (k - 1)/k, is chi-squared.
        expected, freedom = 10_000 / options, (options - 1) ** 2
        found = sum((count - expected) ** 2 / expected for row in table for count in row) * (options - 1) / options
        # What it passes once in ten thousand (Wilson and Hilferty 1931).
        assert found < freedom * (1 - 2 / (9 * freedom) + 3.719 * (2 / (9 * freedom)) ** 0.5) ** 3, options


def test_both_sides_show_one_order_that_changes_with_the_day_and_not_at_midnight(play: Callable[..., Any]) -> None:
    front, back, orders, days = play(
        "one",
        """
        await showFront(faces[0]);
        var front = texts("ol.options .entry");
        await showBack(faces[0]);
        var back = texts(".fold ol.letters .text");
        var orders = [];
        for (var day = 1; day < 29; day++) orders.push(calcinosisShuffle([1, 2, 3, 4], "one 2027-1-" + day).join(""));
        var moments = [new Date(2027, 0, 1, 23, 59), new Date(2027, 0, 2, 3, 59), new Date(2027, 0, 2, 4, 0)];
        return [front, back, orders, moments.map(calcinosisDay)];
        """,
    )
    assert front == back
    assert sorted(front[:4]) == ["alpha", "bravo", "charlie", "delta"]
    assert front[4] == "none of these"
    assert len(set(orders)) > 10
    assert days == ["2027-1-1", "2027-1-1", "2027-1-2"]


def test_a_choice_is_judged_at_once_in_words_and_only_once(play: Callable[..., Any]) -> None:
    wrong, after, right, live, series = play(
        "one in-series",
        """
        await showFront(faces[0]);
        press("alpha");
        var wrong = [said(), texts("li.wrong"), texts("li.missed")];
        press("bravo");
        var after = said();
        await showBack(faces[0]);
        await showFront(faces[0]);
        press("bravo");
        var right = [said(), texts("li.right"), texts("li.missed")];
        var live = document.querySelector(".said").getAttribute("aria-live");
        await showFront(faces[1]);
        return [wrong, after, right, live, texts("ol.options .entry")];
        """,
    )
    assert wrong[0].endswith("Not right. Turn the card to read why.")
    assert wrong[1:] == [["alpha \u2717\u00a0your choice, not correct"], ["bravo \u2713\u00a0correct"]]
    assert after == wrong[0]
    assert right == ["\u2713 Right.", ["bravo \u2713\u00a0your choice, correct"], []]
    assert live == "polite"
    assert series == ["1", "2", "3", "4"]


def test_digits_choose_also_with_alt_and_however_many_cards_have_been_shown(play: Callable[..., Any]) -> None:
    results = play(
        "in-series truth many word",
        """
        var results = [];
        for (var i = 0; i < 3; i++) { await showFront(faces[0]); await showBack(faces[0]); }
        key("Digit2");
        results.push(texts(".key li.right > .text"));
        await showFront(faces[0]);
        key("Digit9"); key("Digit2", { ctrlKey: true });
        results.push(said());
        key("Digit2", { altKey: true });
        results.push(said());
        await showFront(faces[1]);
        key("Numpad2");
        results.push(said());
        await showFront(faces[2]);
        key("Digit1"); key("Digit1"); key("Digit1");
        results.push(document.querySelectorAll('[aria-pressed="true"]').length);
        await showFront(faces[3]);
        var input = document.querySelector("#typeans");
        input.dispatchEvent(new KeyboardEvent("keydown", { code: "Digit1", bubbles: true }));
        return results;
        """,
    )
    assert results == [["2"], "", "\u2713 Right.", "\u2713 Right.", 1]


def test_several_answers_are_checked_together(play: Callable[..., Any]) -> None:
    disabled, part, whole = play(
        "many",
        """
        await showFront(faces[0]);
        var disabled = document.querySelector(".check").disabled;
        press("a"); press("c"); press("Check");
        var part = [said(), texts("li.right").length, texts("li.wrong").length, texts("li.missed").length];
        await showFront(faces[0]);
        press("a"); press("b"); press("c"); press("c"); press("Check");
        return [disabled, part, said()];
        """,
    )
    assert disabled is True
    assert part == ["\u2717 1 of 2 found, 1 wrong.", 1, 1, 1]
    assert whole == "\u2713 All right."


def test_entries_are_put_in_order_and_prompts_paired_by_tapping(play: Callable[..., Any]) -> None:
    wrong, right, pairs, mixed = play(
        "order pairs",
        """
        await showFront(faces[0]);
        ["one", "zero", "two", "three", "Check"].forEach(press);
        var wrong = [said(), texts("li.wrong").sort()];
        await showFront(faces[0]);
        ["one", "one", "zero", "one", "two", "three", "Check"].forEach(press);
        var right = said();
        await showFront(faces[1]);
        ["x", "y", "Check"].forEach(press);
        var pairs = said();
        await showFront(faces[1]);
        ["z", "x", "p", "x", "Check"].forEach(press);
        var mixed = [said(), texts("ol.prompts li.right").length, texts("ol.prompts li.wrong").length];
        return [wrong, right, pairs, mixed];
        """,
    )
    assert wrong[0] == "\u2717 2 of 4 in the right place."
    assert [text.partition(" ")[0] for text in wrong[1]] == ["one", "zero"]
    assert "comes as number 2" in wrong[1][0]
    assert right == "\u2713 All in the right place."
    assert pairs == "\u2713 All pairs right."
    assert mixed == ["\u2717 1 of 2 pairs right.", 1, 1]


def test_what_was_typed_is_marked_in_words_also_where_anki_marks_it_red(cards: Collection, web: Path) -> None:
    typed = {
        "word": ["tnf alpha", "hydroxyapatit", "apatite", "bone", ""],
        "number": ["10 %", "7,5", "4", "seven", "1,000", ""],
    }
    faces = [face_of(cards, f"ID:{item}", text) for item, texts in typed.items() for text in texts]
    said = run(
        faces,
        """
        var said = [];
        for (var face of faces) {
          await showFront(face); await showBack(face);
          said.push([document.querySelector(".said").textContent, document.querySelectorAll(".key .chosen").length]);
        }
        return said;
        """,
        web,
    )
    assert said == [
        ["\u2713 Right.", 0],
        ["\u2248 Nearly: one letter from \u201chydroxyapatite\u201d.", 0],
        ["\u2717 Not right.", 1],
        ["\u2717 Not right.", 0],
        ["", 0],
        ["\u2713 Right.", 0],
        ["\u2713 Right.", 0],
        ["\u2717 Not right.", 0],
        ["Type a number, in %.", 0],
        ["1,000 can be read in two ways. Write 1000 or 1.000.", 0],
        ["", 0],
    ]


def test_the_back_shows_what_was_chosen_and_why_it_was_wrong(play: Callable[..., Any]) -> None:
    shown = play(
        "one many order pairs",
        """
        var shown = [];
        async function turn(face, steps) {
          await showFront(face);
          steps.forEach(press);
          await showBack(face);
          shown.push([said(), texts(".key li.chosen")]);
        }
        await turn(faces[0], ["alpha"]);
        await turn(faces[0], ["bravo"]);
        await turn(faces[1], ["a", "c"]);
        await turn(faces[2], ["one", "zero", "two", "three"]);
        await turn(faces[3], ["x", "z"]);
        return shown;
        """,
    )
    assert shown == [
        ["\u2717 Not right.", ["\u2717\u00a0your choice, not correct alphano"]],
        ["\u2713 Right.", ["\u2713\u00a0your choice, correct bravoyes"]],
        ["\u2717 1 of 2 found, 1 wrong.", mine(shown[2][1])],
        [
            "\u2717 2 of 4 in the right place.",
            [
                *("zero \u2717\u00a0yours: 2", "one \u2717\u00a0yours: 1"),
                *("two \u2713\u00a0yours", "three \u2713\u00a0yours"),
            ],
        ],
        ["\u2717 1 of 2 pairs right.", ["p \u2192 x \u2713\u00a0yours", "q \u2192 y \u2717\u00a0yours: z"]],
    ]


def mine(rows: list[str]) -> list[str]:
    """Check the two rows chosen of `many`, whose order is that of the day."""
    assert sorted(rows) == ["\u2713\u00a0your choice, correct a", "\u2717\u00a0your choice, not correct c"]
    return rows


def test_a_choice_reaches_no_other_card_and_no_later_review(play: Callable[..., Any]) -> None:
    states = play(
        "one in-series",
        """
        var states = [];
        function look() { states.push([said(), document.querySelectorAll(".chosen").length]); }
        await showFront(faces[0]); press("alpha");
        await showBack(faces[1]); look();
        await showFront(faces[0]); await showBack(faces[0]); look();
        await showFront(faces[0]); press("alpha");
        sessionStorage.setItem("calcinosis", sessionStorage.getItem("calcinosis").replace(/ [0-9]+-/, " 2001-"));
        window.calcinosisKept = null;
        await showBack(faces[0]); look();
        return states;
        """,
    )
    assert states == [["", 0]] * 3


def test_where_a_page_forgets_the_storage_remembers_and_without_both_the_back_is_whole(
    play: Callable[..., Any],
) -> None:
    remembered, forgotten, rows, broken = play(
        "one",
        """
        await showFront(faces[0]); press("alpha");
        window.calcinosisKept = null;
        await showBack(faces[0]);
        var remembered = said();
        await showFront(faces[0]); press("alpha");
        window.calcinosisKept = null; sessionStorage.clear();
        await showBack(faces[0]);
        var forgotten = said(), rows = texts(".fold ol.letters .verdict").length;
        Object.defineProperty(window, "sessionStorage", { get: function () { throw new Error("switched off"); } });
        await showFront(faces[0]); press("alpha");
        await showBack(faces[0]);
        return [remembered, forgotten, rows, said()];
        """,
    )
    assert (remembered, forgotten, rows, broken) == ("\u2717 Not right.", "", 5, "\u2717 Not right.")


def test_one_key_checks_and_one_opens_the_folds_and_both_are_told(play: Callable[..., Any]) -> None:
    hint, before, checked, opened, closed, shown = play(
        "many",
        """
        await showFront(faces[0]);
        var hint = texts(".keys");
        key("KeyC"); key("KeyB");
        var before = said();
        key("KeyJ"); key("KeyH", { altKey: true }); key("KeyC");
        var checked = said();
        await showBack(faces[0]);
        function open() { return Array.from(document.querySelectorAll(".fold"), function (e) { return e.open; }); }
        key("KeyW");
        var opened = open();
        key("KeyW");
        return [hint, before, checked, opened, open(), texts(".fold kbd")];
        """,
    )
    assert hint == ["Keys: the letter at the right, or Alt and the number; C checks."]
    assert before == ""
    assert checked in {"\u2717 1 of 2 found, 0 wrong.", "\u2717 0 of 2 found, 1 wrong."}
    assert (opened, closed, shown) == ([True, True], [False, False], ["W"])


def test_a_back_is_short_until_it_is_unfolded(shipped: Library, tmp_path: Path, web: Path) -> None:
    package = tmp_path / "shipped.apkg"
    package.write_bytes(build_package(release_of(shipped).notes, "Shipped"))
    collection = Collection(str(tmp_path / "collection.anki2"))
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    )
    faces = [face_of(collection, f"ID:{item}") for item in shipped.questions]
    collection.close()
    script = """
    var words = [];
    for (var face of faces) {
      await showFront(face); await showBack(face);
      words.push(document.querySelector("main.back").innerText.split(/\\s+/).length);
    }
    return words;
    """
    assert median(run(faces, script, web)) <= 40


@pytest.mark.parametrize("night", [False, True])
def test_pages_fit_a_phone_and_follow_day_and_night(play: Callable[..., Any], night: bool) -> None:
    widths, directions, colours, ring = play(
        "long right-to-left",
        """
        await showFront(faces[0]);
        var widths = [document.documentElement.scrollWidth, innerWidth];
        var height = document.querySelector(".entry").getBoundingClientRect().height;
        await showBack(faces[0]);
        widths.push(document.documentElement.scrollWidth, height);
        await showFront(faces[1]);
        var directions = Array.from(document.querySelectorAll(".entry")).map(function (e) {
          return e.textContent.trim() + " " + getComputedStyle(e).direction;
        }).sort();
        var style = getComputedStyle(document.body);
        var entry = document.querySelector(".entry");
        entry.focus({ focusVisible: true });
        return [widths, directions, [style.color, style.backgroundColor], getComputedStyle(entry).outlineStyle];
        """,
        night=night,
        flags=["--window-size=320,640"],
    )
    full, inner, turned, height = widths
    assert full <= inner
    assert turned <= inner
    assert height >= 40
    assert directions == ["latin ltr", "\u05d0\u05d1\u05d2 rtl"]
    assert colours == (
        ["rgb(232, 234, 238)", "rgb(29, 33, 39)"] if night else ["rgb(29, 36, 48)", "rgb(252, 252, 250)"]
    )
    assert ring == "solid"


@pytest.mark.parametrize("night", [False, True])
def test_a_button_looks_like_the_card_in_every_state(play: Callable[..., Any], night: bool) -> None:
    # The reviewer has styles of its own for buttons, for disabled ones in particular.
    states = play(
        "many",
        """
        await showFront(faces[0]);
        function look(element) {
          var style = getComputedStyle(element);
          var sides = [style.borderTopColor, style.borderRightColor, style.borderBottomColor, style.borderLeftColor];
          return [style.color, style.backgroundColor, new Set(sides).size];
        }
        var check = document.querySelector(".check"), before = look(check);
        press("a");
        await pause(300);
        return [before, look(check), look(document.querySelector(".entry"))];
        """,
        night=night,
    )
    quiet, raised = ("rgb(170, 179, 192)", "rgb(42, 48, 57)") if night else ("rgb(86, 96, 112)", "rgb(241, 243, 246)")
    assert states[0] == [quiet, raised, 1]
    assert states[1][1] == ("rgb(138, 184, 255)" if night else "rgb(26, 95, 180)")
    assert states[2][1:] == [raised, 1]


def test_a_case_stands_on_lines_of_its_own_between_theme_and_lead_in(play: Callable[..., Any]) -> None:
    shown = play("case-one", "await showFront(faces[0]); return document.querySelector('.stem').innerText;")
    assert [line for line in shown.split("\n") if line] == ["A theme", "A case.", "Which fits?"]


def test_nothing_moves_for_those_who_asked_for_that(play: Callable[..., Any]) -> None:
    script = "await showFront(faces[0]); return getComputedStyle(document.querySelector('.entry')).transitionDuration;"
    assert play("one", script) != "0s"
    assert play("one", script, flags=["--force-prefers-reduced-motion"]) == "0s"


def test_without_scripts_the_options_are_a_list_to_read(cards: Collection) -> None:
    for item, wanted in (("one", 5), ("many", 4), ("order", 4), ("pairs", 5)):
        face = face_of(cards, f"ID:{item}")
        plain = re.sub(r"<(style|script)>.*?</\1>", "", face.question, flags=re.DOTALL)
        assert len(re.findall(r"<li[^>]*>[^<]+</li>", plain)) == wanted
        assert "correct" not in re.sub(r"<[^>]*>", "", plain).casefold()


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_has_the_contrast_that_wcag_asks_for_by_day_and_night() -> None:
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    themes = [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r"\{([^}]*--ink:[^}]*)\}", css)]
    assert len(themes) == 2
    for theme in themes:
        pairs = [(ink, paper) for ink in ("ink", "quiet", "right", "wrong") for paper in ("paper", "raised")]
        pairs += [("right", "right-paper"), ("wrong", "wrong-paper"), ("ink", "right-paper"), ("ink", "wrong-paper")]
        pairs += [("ink", "note"), ("paper", "focus")]
        for ink, paper in pairs:
            low, high = sorted((luminance(theme[ink]), luminance(theme[paper])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)


def test_a_face_shows_nothing_of_a_template(cards: Collection) -> None:
    faces = [face_of(cards, f"cid:{number}") for number in cards.find_cards("")]
    assert all(isinstance(face, Face) and "has a problem" not in face.question + face.answer for face in faces)
    assert all("{{" not in face.question + face.answer for face in faces)
