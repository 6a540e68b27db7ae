"""Cards in the page of Anki's own reviewer: its HTML, its styles, its scripts and its MathJax, in Chromium."""

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

from anki.collection import Collection
from msgspec import Struct
from tests.foreign import need_chromium

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage --allow-file-access-from-files --hide-scrollbars --force-color-profile=srgb"
)


class Face(Struct, frozen=True):
    """What Anki hands to its page: question, answer and the classes of the body."""

    question: str
    answer: str
    body: str = "card card1"


def face_of(collection: Collection, search: str, typed: str | None = None) -> Face:
    """Render the first card found, as the reviewer does once `typed` stands in its field."""
    card = collection.get_card(collection.find_cards(search)[0])
    question, answer = card.question(), card.answer()
    if found := re.search(r"\[\[type:(.+?)\]\]", question):
        compared = collection.compare_answer(card.note()[found[1]], typed or "")
        question = question.replace(found[0], '<center><input type="text" id="typeans"></center>')
        answer = answer.replace(found[0], f"<div>{compared}</div>")
    return Face(question, answer, f"card card{card.ord + 1}")


_FORMULAS = """<script src="{web}/js/mathjax.js"></script>
<script src="{web}/js/vendor/mathjax/tex-chtml-full.js"></script>"""
# The reviewer's own page waits for Python behind it; the few lines below stand in for that.
_PAGE = """<!doctype html>
<html class="{html_class}" data-bs-theme="{theme}" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>
window.bridgeCommand = window.pycmd = function () {{}};
window.errors = [];
window.addEventListener("error", function (event) {{ window.errors.push(String(event.message)); }});
window.addEventListener("unhandledrejection", function (event) {{ window.errors.push(String(event.reason)); }});
</script>
<link rel="stylesheet" href="{web}/css/webview.css"><link rel="stylesheet" href="{web}/css/reviewer.css">
{formulas}
<script src="{web}/js/reviewer.js"></script></head>
<body class="{body_class}"><div id="_mark" hidden>&#x2605;</div><div id="_flag" hidden>&#x2691;</div><div id="qa"></div>
<script>
window.pause = function (ms) {{ return new Promise(function (done) {{ setTimeout(done, ms); }}); }};
window.showFront = async function (face) {{
  var qa = document.getElementById("qa");
  qa.dataset.side = "";
  _showQuestion(face.question, face.answer, document.body.dataset.classes + " " + face.body);
  for (var i = 0; i < 100 && !qa.querySelector("main.front"); i++) await pause(10);
  await pause(120);
}};
window.showBack = async function (face) {{
  var qa = document.getElementById("qa");
  _showAnswer(face.answer, document.body.dataset.classes + " " + face.body);
  for (var i = 0; i < 100 && !qa.querySelector("main.back"); i++) await pause(10);
  await pause(120);
}};
document.body.dataset.classes = document.body.className;
var faces = {faces};
(async function () {{
  var result;
  try {{ result = await (async function () {{ {script} }})(); }} catch (error) {{ errors.push(String(error)); }}
  var out = document.createElement("template");
  out.id = "result";
  out.setAttribute("data-result", JSON.stringify({{ result: result === undefined ? null : result, errors: errors }}));
  document.body.appendChild(out);
}})();
</script></body></html>
"""


def run(
    faces: list[Face], script: str, web: Path, *, night: bool = False, formulas: bool = False, flags: Sequence[str] = ()
) -> Any:  # noqa: ANN401 - what the script returns
    """Run a script in the reviewer's page with `faces` at hand; gives what it returns. No error may have happened.

    `formulas`: with the MathJax that Anki uses, which takes a second to start.
    """
    with tempfile.TemporaryDirectory() as folder:
        page = _write_page(faces, script, web, Path(folder), night=night, formulas=formulas)
        dom = _chromium(folder, "--virtual-time-budget=60000", *flags, "--dump-dom", page.as_uri())
    found = re.search(r'data-result="([^"]*)"', dom)
    assert found, f"the page gave no result:\n{dom[-3000:]}"
    given = json.loads(unescape(found[1]))
    assert given["errors"] == [], given["errors"]
    return given["result"]


def photograph(
    face: Face, script: str, web: Path, picture: Path, *, night: bool = False, size: tuple[int, int] = (720, 900)
) -> None:
    """Write a picture of the reviewer's page after a script has run in it."""
    with tempfile.TemporaryDirectory() as folder:
        page = _write_page([face], script, web, Path(folder), night=night, formulas=True)
        width, height = size
        _chromium(
            folder,
            f"--screenshot={picture}",
            f"--window-size={width},{height}",
            "--force-device-scale-factor=1",
            "--force-prefers-reduced-motion",  # no picture of half a transition
            "--virtual-time-budget=8000",
            page.as_uri(),
        )


def _write_page(faces: list[Face], script: str, web: Path, folder: Path, *, night: bool, formulas: bool) -> Path:
    page = folder / "page.html"
    escaped = json.dumps([{"question": f.question, "answer": f.answer, "body": f.body} for f in faces])
    text = _PAGE.format(
        web=web.resolve().as_uri(),
        formulas=_FORMULAS.format(web=web.resolve().as_uri()) if formulas else "",
        faces=escaped.replace("<", "\\u003c"),
        script=script,
        html_class="night-mode" if night else "",
        theme="dark" if night else "light",
        body_class="nightMode night_mode" if night else "",
    )
    page.write_text(text, encoding="utf-8")
    return page


def _chromium(folder: str, *arguments: str) -> str:
    command = [need_chromium(), *_FLAGS.split(), f"--user-data-dir={folder}/profile", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
