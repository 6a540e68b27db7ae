"""Text of hostile banks is shown as it is written and never runs; what runs all the same, the browser stops."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from tests.export.html.answering import start, tap
from tests.export.html.conftest import OpenPage

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library

HOSTILE = Path(__file__).parents[1] / "hostile.yaml"
TEXTS = [
    "</script><script>window.hacked = true</script>",
    '<img src=x onerror="window.hacked = true"><svg onload=window.hacked=true>',
    '"><b onmouseover=alert(1)>\' onclick=alert(1) x="',
    "javascript:window.hacked=true",
    "{{constructor.constructor('window.hacked=true')()}} ${hacked} $title #{x}",
    "<!-- --><![CDATA[ ]]> &lt;b&gt; &amp; \\u003cb\\u003e <b>bold</b>",
    "\u202eright to left\u202c \u0634\u0631\u0627\u064a\u064a\u0646 \u05e2\u05d5\u05e8 <end",
    "</style><style>*{display:none}</style> @import url(//example.com/x.css)",
    "two\nlines  and   blanks",
]


SHOWN = {"stem", "options", "text", "why", "explanation", "entries", "pairs", "prompt", "choice", "spare", "theme"} | {
    "why_true", "why_false", "points", "model_answer", "hint", "gaps", "cases", "true_label", "later_evidence"
}  # fmt: skip


def shown_texts(library: Library) -> list[str]:
    """List the texts of every question and its key, those of a gapped text piece by piece."""

    def walk(value: object) -> list[str]:
        if isinstance(value, str):
            return [part for part in re.split(r"\{\{(.*?)\}\}", value) if part]
        if isinstance(value, dict):
            return [text for key in value if key in SHOWN for text in walk(value[key])]
        return [text for each in value for text in walk(each)] if isinstance(value, list) else []

    return [text for item in library.items.values() for text in walk(msgspec.to_builtins(item))]


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_shown_exactly_and_does_nothing(open_page: OpenPage, text: str) -> None:
    page = open_page(_library_of(text), title=text, screen={"width": 1000, "height": 900})
    assert page.all("h1") == [text]
    start(page, "Exam")
    assert page.all("legend") == [f"{text}?"]
    assert sorted(page.all(".option .text")) == sorted([text, f"{text}1", f"{text}2"])
    tap(f"{text}1")(page)
    page.press("Enter")
    page.click("button", "Hand in")
    page.run("document.querySelector('details').open = true")
    page.wait_for("details", "one-of-three")
    assert {f"{text} why", f"{text} why 1"} <= set(page.all(".why"))
    assert f"{text} explanation" in page.all(".note p")
    assert page.run("return [window.hacked === undefined, document.scripts.length, document.images.length]") == [
        True,
        2,
        0,
    ]


def _library_of(text: str) -> Library:
    """Make a library around a text that a bank may hold or not: pages are made from values."""
    library = open_library([Path(__file__).parents[2] / "cli" / "every_type.yaml"])
    loaded = library.banks[0]
    question = library.questions["one-of-three"]
    options = [
        msgspec.structs.replace(option, text=f"{text}{mark}", why=f"{text} why{' ' * bool(mark)}{mark}")
        for option, mark in zip(getattr(question, "options", ())[:3], ("", "1", "2"), strict=True)
    ]
    hostile = msgspec.structs.replace(
        question, stem=f"{text}?", options=tuple(options), explanation=f"{text} explanation"
    )
    bank = msgspec.structs.replace(loaded.bank, items=(hostile,))
    return Library((type(loaded)(loaded.file, bank, None, loaded.folder),))


def test_every_text_of_a_hostile_bank_of_all_types_stands_on_its_page(open_page: OpenPage) -> None:
    library = open_library([HOSTILE])
    page = open_page(library, screen={"width": 1000, "height": 900})
    start(page)
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    printed = page.run("return document.getElementById('paper').textContent")
    for text in shown_texts(library):
        assert text in printed
    assert page.run("return window.hacked === undefined")


def put(tag: str, **properties: str) -> str:
    """Write a script that puts an element into the page."""
    return f"document.body.append(Object.assign(document.createElement('{tag}'), {json.dumps(properties)}));"


OUTSIDE = "http://127.0.0.1:9/"
ATTEMPTS = {
    "a script": put("script", textContent="window.ran = true"),
    "a handler": "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = true\">');",
    "text as code": "try { window.eval('window.ran = true'); } catch { }",
    "a request": f"try {{ await fetch('{OUTSIDE}'); }} catch {{ }}",
    "a beacon": f"navigator.sendBeacon('{OUTSIDE}', 'x');",
    "a picture": put("img", src=f"{OUTSIDE}x.png"),
    "a frame": put("iframe", src=OUTSIDE),
    "a form": put("form", action=OUTSIDE, id="sent") + "document.getElementById('sent').submit();",
    "a style": put("style", textContent="#page { display: none }"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_chromium_enforces_the_policy_of_the_page(open_page: OpenPage, attempt: str) -> None:
    page = open_page(_library_of("x"))
    listen = "document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));"
    page.run(f"window.broken = []; {listen}")
    page.run(ATTEMPTS[attempt] + " await new Promise((done) => setTimeout(done, 100));")
    assert page.run("return broken.length > 0"), attempt
    assert page.run("return window.ran === undefined && document.getElementById('page').offsetHeight > 0")
    sent = [event for event in page.happened("Network.responseReceived") if event["response"]["url"].startswith("http")]
    assert sent == []
    page.browser.events.pop(page.session)  # what was blocked was reported, as it should be


def test_pictures_are_shown_and_scripts_in_them_do_not_run(open_page: OpenPage, tmp_path: Path) -> None:
    picture = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'>SCRIPT</svg>"
    (tmp_path / "hand.svg").write_text(picture.replace("SCRIPT", ""))
    item = "{id: q, type: true-false, stem: S, answer: true, image: {file: hand.svg, alt: 'A hand <b>'}}"
    (tmp_path / "bank.yaml").write_text(f"format: 1\nbank: b\ntitle: T\nitems:\n  - {item}\n")
    library = open_library([tmp_path / "bank.yaml"])  # which would refuse the script
    (tmp_path / "hand.svg").write_text(picture.replace("SCRIPT", "<script>parent.hacked = true</script>"))
    page = open_page(library)
    start(page)
    assert page.run("const i = document.images[0]; await i.decode(); return [i.naturalWidth, i.alt]") == [
        40,
        "A hand <b>",
    ]
    assert page.run("return window.hacked === undefined")
