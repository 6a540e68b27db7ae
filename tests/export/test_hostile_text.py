"""Text of hostile banks: it arrives as text in every target, and nothing of it ever runs."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.export.conftest import Play
from tests.export.moodle.reading import questions_in, read_gaps

from calcinosis_quiz.bank.items import Option, SingleBestAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.gift import write_gift
from calcinosis_quiz.export.hypertext import legal, show
from calcinosis_quiz.export.moodle.quiz_file import write_moodle
from calcinosis_quiz.export.qti.canvas import write_canvas
from calcinosis_quiz.export.qti.package import write_package

ALLOWED = {"p", "br", "div", "img"}


class Tags(HTMLParser):
    """Collects the tags and the text of some HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; none of ours has an attribute that could run."""
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"src", "alt"}

    def handle_data(self, data: str) -> None:
        """Note the text between tags."""
        self.text += data


def read_html(html: str | None) -> Tags:
    parser = Tags()
    parser.feed(html or "")
    parser.close()
    return parser


@pytest.fixture(scope="module")
def hostile() -> Library:
    return open_library([Path(__file__).with_name("hostile.yaml")])


def moodle(library: Library) -> bytes:
    return write_moodle(library, tuple(library.questions.values())).content


def zipped(content: bytes) -> dict[str, str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def html_texts_of_canvas(library: Library) -> Iterator[str]:
    for name, text in zipped(write_canvas(library, tuple(library.questions.values())).content).items():
        for element in ElementTree.fromstring(text).iter():  # noqa: S314 - our own file
            described = name.endswith("meta.xml") and element.tag.endswith("description")
            if described or element.get("texttype") == "text/html":
                yield element.text or ""


def test_moodle_gets_text_and_no_markup_of_theirs(hostile: Library) -> None:
    found = questions_in(moodle(hostile))
    assert set(found) == set(hostile.questions)
    for element in found.values():
        for holder in element.iter():
            if holder.get("format") == "html":
                assert read_html(holder.findtext("text")).tags <= ALLOWED
    stem = hostile.questions["choice"].stem  # type: ignore[union-attr]
    assert read_html(found["choice"].findtext("questiontext/text")).text == stem
    for sign in ("$$", "\\(", "@@PLUGINFILE@@", "[[", "{1:"):
        assert sign not in found["choice"].findtext("questiontext/text")


def test_a_moodle_gap_holds_what_the_author_wrote_and_only_one_gap_is_there(hostile: Library) -> None:
    text = questions_in(moodle(hostile))["gap"].findtext("questiontext/text")
    (gap,) = read_gaps(text)
    assert gap[0][:2] == (1.0, 'a#~=%\\*\\"&amp;<i>')
    refused = next(each for each in gap if each[0] == 0)
    assert refused[1] == "~x}#"
    assert read_html(refused[2]).tags == set()
    assert read_html(refused[2]).text == "<script>hacked=true</script> } ~ # &lt;"


def test_gift_parses_and_gives_the_texts_back(
    hostile: Library, parse_gift: Callable[[bytes], list[dict[str, Any]]]
) -> None:
    export = write_gift(hostile, tuple(hostile.questions.values()))
    found = {each["id"]: each for each in parse_gift(export.content) if each["type"] != "Category"}
    assert tuple(found) == export.items == tuple(hostile.questions)
    options = [read_html(each["text"]["text"]) for each in found["choice"]["choices"]]
    assert not any(option.tags for option in options)
    assert [option.text for option in options] == [option.text for option in hostile.questions["choice"].options]  # type: ignore[union-attr]
    assert [each["weight"] for each in found["several"]["choices"]] == [100, -33.33333, -33.33333, -33.33333]
    assert [each["text"]["text"] for each in found["word"]["choices"]] == ["~=#{}:\\*<b>&amp;\\", "\\*", "#"]
    assert found["match"]["matchPairs"][0]["subanswer"] == "c -> <b>"
    assert read_html(found["statement"]["stem"]["text"]).text == "{T} {F} {}"


def test_canvas_gets_text_and_no_markup_of_theirs(hostile: Library) -> None:
    texts = list(html_texts_of_canvas(hostile))
    assert all(read_html(text).tags <= ALLOWED for text in texts)
    assert any("<script>window.hacked=true</script>" in read_html(text).text for text in texts)


def test_qti_items_show_hostile_text_in_a_real_browser_and_run_none_of_it(
    hostile: Library, play_items: Play, play_components: Play
) -> None:
    files = zipped(write_package(hostile, tuple(hostile.questions.values()), version="3.0").content)
    items = {name: text for name, text in files.items() if name.startswith("items/")}
    allowed = {"p", "br", "img"}
    for text in items.values():
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}  # noqa: S314 - ours
        assert all(tag.startswith("qti-") or tag in allowed for tag in tags)
    for play in (play_items, play_components):
        played = play([(text, []) for text in items.values()])
        assert played["hacked"] is False
        shown = dict(zip(items, (each["shown"] for each in played["results"]), strict=True))
        assert '<img src=x onerror="window.hacked=true">' in shown["items/hostile_choice.xml"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_from_html_as_it_was(text: str) -> None:
    parser = read_html(show(text).replace("<br>", "\n"))
    assert parser.tags == set()
    assert parser.text == legal(text)


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_leaves_every_file_well_formed(small: Library, stem: str, option: str) -> None:
    options = (Option(text=option, correct=True, why=stem), Option(text=option + "b", why=option))
    question = SingleBestAnswer(id="choose-one", stem=stem, options=options, explanation=option)
    assert questions_in(write_moodle(small, [question]).content).keys() == {"choose-one"}
    for content in (write_package(small, [question], version="3.0").content, write_canvas(small, [question]).content):
        for text in zipped(content).values():
            ElementTree.fromstring(text)  # noqa: S314 - our own file
    gift = write_gift(small, [question]).content.decode()
    assert len(re.findall(r"\n\n", gift.strip())) == 1  # a blank line would end the question
