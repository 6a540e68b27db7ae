"""Fixtures: the small bank, and the clients of others that read what is exported."""

import html
import json
import re
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.foreign import need_chromium, need_module, need_program

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library

SMALL = Path(__file__).with_name("small.yaml")
CLIENTS = Path(__file__).parents[1] / "clients"
Case = tuple[str, list[dict[str, Any]]]
"""The XML of an item, and responses to it: response identifier to value."""
Play = Callable[[list[Case]], dict[str, Any]]


@pytest.fixture(scope="session")
def small() -> Library:
    """Load one small item of every type and more."""
    return open_library([SMALL])


@pytest.fixture(scope="session")
def parse_gift() -> Callable[[bytes], list[dict[str, Any]]]:
    """Return a function that reads GIFT with gift-pegjs."""
    node = need_program("node")
    need_module("gift-pegjs")

    def parse(content: bytes) -> list[dict[str, Any]]:
        done = subprocess.run([node, CLIENTS / "gift.js"], input=content, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return parse


@pytest.fixture(scope="session")
def play_items(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Return a function that plays QTI 3 items with qti3-item-player; see `_play`."""
    modules = {"PLAYER": need_module("qti3-item-player") / "dist", "VUE": need_module("vue") / "dist"}
    return partial(_play, "player.html", modules, tmp_path_factory.mktemp("player"))


@pytest.fixture(scope="session")
def play_components(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Return a function that plays QTI 3 items with qti-components; see `_play`."""
    modules = {"COMPONENTS": need_module("@citolab/qti-components") / "cdn"}
    return partial(_play, "components.html", modules, tmp_path_factory.mktemp("components"))


def _play(page_name: str, modules: dict[str, Path], folder: Path, cases: list[Case]) -> dict[str, Any]:
    """Play items in Chromium: for each, what it shows and the outcome variables after each response.

    `modules`: names that stand in the page for folders of programs.
    """
    browser = need_chromium()
    page = (CLIENTS / page_name).read_text(encoding="utf-8")
    for name, module in modules.items():
        page = page.replace(f"{name}/", f"{module.as_uri()}/")
    given = json.dumps([{"xml": xml, "answers": answers} for xml, answers in cases])
    (folder / "page.html").write_text(page.replace("CASES", quote(given)), encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
    flags += " --disable-component-update --disable-sync --virtual-time-budget=600000"
    done = subprocess.run(
        [browser, *flags.split(), f"--user-data-dir={folder}", "--dump-dom", (folder / "page.html").as_uri()],
        capture_output=True,
        check=False,
        timeout=300,
    )
    found = re.search(r'<pre id="results"[^>]*data-done="yes"[^>]*>(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert found, done.stderr.decode()[-2000:]
    played: dict[str, Any] = json.loads(html.unescape(found[1]))
    assert not [each for each in played["results"] if "error" in each], played
    return played
