"""Fixtures: one Chromium for all tests of the page, pages made from banks, and the page's marking in node."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.export.html.browser import Browser, Page
from tests.foreign import need_program

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.html.page import Settings, write_page
from calcinosis_quiz.export.marking_scripts import read_marking_scripts
from calcinosis_quiz.quiz.presentation import present

TEMPLATES = files("calcinosis_quiz").joinpath("export", "html", "templates")
# Reads a line of JSON, [script, argument], and writes what the script makes of it.
_ANSWERER = """
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [body, given] = JSON.parse(line);
  process.stdout.write(JSON.stringify(new Function("given", body)(given)) + "\\n");
});
"""
Ask = Callable[[str, object], Any]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def node() -> Iterator[Ask]:
    """Give a function that runs a script beside the page's own marking; `given` is its argument."""
    program = need_program("node")
    scripts = [read_marking_scripts(), *(TEMPLATES.joinpath(f"{name}.js").read_text() for name in ("marking", "entry"))]
    process = subprocess.Popen(
        [program, "-e", "\n".join(scripts).replace("const ", "var ") + _ANSWERER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    to, back = process.stdin, process.stdout

    def ask(script: str, given: object) -> Any:  # noqa: ANN401 - what the script returns
        to.write(json.dumps([script, msgspec.to_builtins(given)]).encode() + b"\n")
        to.flush()
        return json.loads(back.readline())

    yield ask
    to.close()
    process.wait(10)
    back.close()


@pytest.fixture(scope="session")
def chromium_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Start Chromium once, with one page."""
    if sys.platform == "win32":
        pytest.skip("the browser is steered by pipes that Windows does not hand on")
    started = Browser(tmp_path_factory.mktemp("chromium"))
    yield Page(started)
    started.close()


@pytest.fixture
def open_page(chromium_page: Page, tmp_path: Path) -> Iterator[OpenPage]:
    """Give a function that opens the page of a library; at the end nothing may have gone wrong on it, or left it."""
    page = chromium_page

    def open_library_page(
        library: Library, items: Sequence[str] = (), *, screen: dict[str, Any] | None = None, **settings: object
    ) -> Page:
        wanted = [library.find_question(item) for item in items] or list(library.questions.values())
        chosen = msgspec.convert({"title": "Sample"} | settings, Settings)
        file = tmp_path / "page.html"
        file.write_bytes(write_page(library, [present(each) for each in wanted], chosen))
        page.look(**{"motion": False} | (screen or {}))  # what moves takes time
        page.open(file.as_uri())
        return page

    yield open_library_page
    page.run_first()
    assert (page.troubles(), page.requests()) == ([], [])
