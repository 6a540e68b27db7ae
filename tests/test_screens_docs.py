"""The pictures of the terminal: what the program shows today is what the documents show."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from docs.make_screens import FOLDER, files_of, write_page
from docs.scenes import SCENES

# A test process with threads may fork all the same: the child becomes another program at once.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

LARGEST = 40_000  # bytes: a page of pictures must load over a hospital's network
NAMES = [shot.name for scene in SCENES for shot in scene.shots]


@cache
def made() -> dict[Path, str]:
    """Play every scene, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return {path: content for files in pool.map(files_of, SCENES) for path, content in files.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_what_the_terminal_shows(name: str) -> None:
    for path, content in made().items():
        if path.stem != name:
            continue
        if os.environ.get("UPDATE_DOCS"):
            path.write_text(content, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == content, (
            f"{path.name}: run the tests once with UPDATE_DOCS=1 and look at the difference"
        )


def test_the_page_shows_every_picture_and_no_other_is_kept() -> None:
    page = FOLDER.with_suffix(".md")
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(write_page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == write_page()
    assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_needs_nothing_from_elsewhere(name: str) -> None:
    picture = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert len(picture.encode()) < LARGEST
    assert "prefers-color-scheme:dark" in picture
    assert re.findall(r"https?://|@import|url\(|<script|<image", picture) == ["http://"]  # the name of the format


def test_every_item_type_is_shown_and_explained() -> None:
    types = {shot.name for scene in SCENES if scene.chapter == "The ten types" for shot in scene.shots}
    assert len(types) == 2 * 10
    for name in types:
        if name.endswith("-feedback"):
            text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
            assert re.search(r"Right|Partly right|Wrong|Marked by yourself", text), name
            assert "How the report puts it: " in text
