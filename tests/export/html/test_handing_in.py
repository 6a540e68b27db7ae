"""From answers on the page to figures for the teacher: the result file, handed on and read by item-analysis."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import EVERY_TYPE, read_events, run
from tests.export.html.answering import letters_of_pairs, start, tap, write
from tests.export.html.browser import Page
from tests.export.html.conftest import OpenPage

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library

ANSWERS = {
    "Which mineral are": tap("Hydroxyapatite"),
    "Which of these hold": tap("Calcite"),
    "The report gives": tap("It does not"),
    "Fill in": write("apatite", "iron"),
    "Which cells": write("osteoblasts"),
    "How far": write("7,5"),
    "from soft to hard": tap("Gypsum", "Talc", "Calcite", "Quartz"),
    "Which metal": letters_of_pairs("Lead", "Zinc"),
    "red streak": tap("Haematite"),
    "grey streak": tap("Malachite"),
    "Why does it hurt": write("It presses.", field="textarea"),
}
MARKS = {
    "one-of-three": 1, "some-of-five": 0.5, "yes-or-no": 1, "two-gaps": 0.5, "a-word": 0, "a-number": 1,
    "in-order": 2 / 3, "in-pairs": 0.5, "case-red": 1, "case-grey": 0,
}  # fmt: skip


@pytest.fixture
def every_type() -> Library:
    return open_library([Path(EVERY_TYPE)])


def answer_everything(page: Page) -> None:
    for _ in range(11):
        text = page.text()
        next(steps for stem, steps in ANSWERS.items() if stem in text)(page)
        page.click(".bar .primary")
    page.click("button", "Hand in")


def result_of(page: Page, code: str = "r07") -> dict[str, Any]:
    """Type a code, and read what would be handed in."""
    page.run("const field = document.getElementById('token'); field.focus(); field.select();")
    page.type(code)
    content: str = page.run(
        "return document.querySelector('.result a[download]') && document.querySelector('.result textarea').value"
    )
    found: dict[str, Any] = json.loads(content)
    return found


def download(page: Page, folder: Path) -> Path:
    """Click the link, and wait for the file."""
    page.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)
    page.click(".result a", "Download")
    for _ in range(100):
        if files := list(folder.glob("*.json")):
            return files[0]
        page.run("await new Promise((done) => setTimeout(done, 50))")
    raise AssertionError("no file came")


def analyse(file: Path) -> dict[str, float | None]:
    done = run("item-analysis", file, "--bank", EVERY_TYPE, "--json")
    assert done.exit_code == 0, done.output
    return {
        event["item"]: event["difficulty"]["value"] for event in read_events(done.stdout) if event["record"] == "item"
    }


@pytest.mark.parametrize("keyed", [True, False])
def test_the_downloaded_file_gives_the_teacher_the_marks_of_the_page(
    open_page: OpenPage, every_type: Library, tmp_path: Path, keyed: bool
) -> None:
    page = open_page(every_type, mode="exam", keyed=keyed, form="B", fingerprint="12345678")
    start(page)
    answer_everything(page)
    result = result_of(page)
    if keyed:
        assert {each["item"]: each["fraction"] for each in result["answers"] if "fraction" in each} == MARKS
        assert page.text(".total").split()[:3] == ["6.17", "of", "10"]
    else:
        assert not any("fraction" in each for each in result["answers"])
        assert "Give the file below to your teacher" in page.text()
    folder = tmp_path / "downloads"
    folder.mkdir()
    file = download(page, folder)
    assert file.name == "result-B-r07.json"
    assert json.loads(file.read_text()) == result
    assert (result["token"], result["form"], result["fingerprint"]) == ("r07", "B", "12345678")
    assert analyse(file) == pytest.approx(MARKS)


def test_an_exam_counts_what_was_left_as_wrong(open_page: OpenPage, every_type: Library, tmp_path: Path) -> None:
    page = open_page(every_type, ["one-of-three", "a-number"], mode="exam")
    start(page)
    page.click("header button", "Review")
    page.click("button", "Hand in")
    page.click("button", "Yes")
    result = result_of(page)
    assert [(each["answer"], each["fraction"]) for each in result["answers"]] == [(None, 0), (None, 0)]
    (tmp_path / "r.json").write_text(json.dumps(result))
    (tmp_path / "s.json").write_text(json.dumps(result | {"token": "r08"}))
    done = run("item-analysis", tmp_path / "r.json", tmp_path / "s.json", "--bank", EVERY_TYPE, "--json")
    marks = [event["difficulty"] for event in read_events(done.stdout) if event["record"] == "item"]
    assert [(each["value"], each["n"]) for each in marks] == [(0, 2), (0, 2)]


def test_a_result_can_be_copied(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three"])
    start(page)
    page.click("header button", "Finish")
    page.send("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    result = result_of(page)
    page.click(".result button", "Copy")
    page.wait_for(".result .said", "Copied.")
    assert json.loads(page.run("return navigator.clipboard.readText()")) == result


def test_where_the_clipboard_is_refused_the_text_is_marked_to_be_copied(
    open_page: OpenPage, every_type: Library
) -> None:
    page = open_page(every_type, ["one-of-three"])
    start(page)
    page.click("header button", "Finish")
    page.run(
        """Object.defineProperty(navigator, "clipboard", { value: undefined });
           document.execCommand = () => false;"""
    )
    page.click(".result button", "Copy")
    page.wait_for(".result .said", "Marked for you: copy it by hand.")
    assert '"calcinosis-quiz-result"' in page.run("return getSelection().toString() || document.activeElement.value")


@pytest.mark.parametrize("name", ["Anna", "anna.schmidt", "a@b.org", "Anna Schmidt", "\u0410\u043d\u043d\u0430"])
def test_a_code_that_looks_like_a_name_is_advised_against(open_page: OpenPage, every_type: Library, name: str) -> None:
    page = open_page(every_type, ["one-of-three"])
    start(page)
    page.click("header button", "Finish")
    assert page.text("#token-warning") == ""
    result_of(page, name)
    assert "looks like a name" in page.text("#token-warning")
    assert result_of(page, "r07")["token"] == "r07"  # noqa: S105 - a learner's code is no secret
    assert page.text("#token-warning") == ""


def test_a_code_is_made_up_and_kept_for_the_next_time(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three"])
    start(page)
    page.click("header button", "Finish")
    made = page.run("return document.getElementById('token').value")
    assert any(sign.isdigit() for sign in made)
    result_of(page, "r07")
    page.click("button", "New round")
    page.reload()
    start(page)
    page.click("header button", "Finish")
    assert page.run("return document.getElementById('token').value") == "r07"


def test_without_a_code_there_is_nothing_to_hand_in(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, ["one-of-three"])
    start(page)
    page.click("header button", "Finish")
    page.run(
        "const field = document.getElementById('token'); field.value = ' '; field.dispatchEvent(new Event('input'));"
    )
    assert page.text("#token-warning") == "Type a code first."
    assert page.run("return document.querySelector('.result textarea').value") == ""
    assert page.run("return document.querySelector('.result a').hasAttribute('href')") is False


def test_questions_and_key_are_printed_and_never_the_key_of_an_exam_that_is_being_written(
    open_page: OpenPage, every_type: Library
) -> None:
    page = open_page(every_type, mode="exam")
    page.run(
        "window.addEventListener('beforeprint', () => { window.printed = document.getElementById('paper').innerText; })"
    )
    for is_sitting in (False, True):
        assert page.print().startswith(b"%PDF")
        printed = page.run("return window.printed")
        assert "Which mineral are most deposits made of?" in printed
        assert ("It makes bone as well." in printed) is not is_sitting
        assert ("Answer: 1C 2B" in printed) is not is_sitting
        assert page.run("return document.getElementById('paper').childElementCount") == 0
        if not is_sitting:
            start(page)


def test_a_page_without_keys_prints_none(open_page: OpenPage, every_type: Library) -> None:
    page = open_page(every_type, keyed=False, mode="exam")
    page.run(
        "window.addEventListener('beforeprint', () => { window.printed = document.getElementById('paper').innerText; })"
    )
    page.print()
    printed = page.run("return window.printed")
    assert "Which mineral" in printed
    assert "Key" not in printed
