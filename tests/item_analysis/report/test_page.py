"""The report: one page, inert whatever the texts say."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import numpy as np
import pytest
from tests.item_analysis.statistics.reference import make_scores
from tests.item_analysis.statistics.test_properties import NO_BANK, draw_class
from tests.pages import check_access, look

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.findings import Findings
from calcinosis_quiz.item_analysis.report.charts import draw_curves, draw_map
from calcinosis_quiz.item_analysis.report.page import write_page
from calcinosis_quiz.item_analysis.responses.detect_format import read_responses
from calcinosis_quiz.item_analysis.responses.key_files import read_keys
from calcinosis_quiz.item_analysis.responses.marking_rules import Rules
from calcinosis_quiz.item_analysis.responses.scoring import score
from calcinosis_quiz.item_analysis.statistics.analysis import analyse
from calcinosis_quiz.item_analysis.statistics.change import compare
from calcinosis_quiz.item_analysis.statistics.item_response import fit_response_model

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Outline(HTMLParser):
    """Collects tags, attributes and text, and checks that tags close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that must close."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that is closed already."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


HOSTILE = """</svg></style><script>alert(1)</script><img src=x onerror=alert(1)> " ' & $made {x}"""


def make_findings(seed: int = 1) -> Findings:
    before, after = (make_scores(draw_class(seed + i, n=220)) for i in range(2))
    return Findings(
        analysis=analyse(after, NO_BANK, "post"),
        change=compare(before, after),
        model=fit_response_model(after, "rasch"),
    )


def hostile_page(make_library: Callable[[str], Library]) -> str:
    quoted = HOSTILE.replace("'", "''")
    library = make_library(
        f"- {{id: q, type: single-best-answer, stem: '{quoted}', options: [{{text: '{quoted}'}},"
        " {text: y, correct: true}]}"
    )
    rows = "\n".join(f'r{i},{"AB"[i % 2]},"{HOSTILE.replace(chr(34), chr(34) * 2)}"' for i in range(12))
    table = read_responses("a.csv", f"learner,q,own\n{rows}\n".encode(), library).table
    keyed = score(table, library, Rules())
    assert [problem.rule for problem in keyed.problems] == ["unknown-item"]
    findings = Findings(analysis=analyse(keyed.scores, library, HOSTILE), skipped=keyed.problems)
    return write_page(findings, library, HOSTILE)


def typed_page() -> str:
    """Make a report on an item that no bank knows, answered with markup."""
    responses = ["<i>1</i>", "<script>x</script>", "</title>", "</svg>"]
    rows = "\n".join(f"r{i},{responses[i % 4]}" for i in range(12))
    table = read_responses("a.csv", f"learner,<b>own</b>\n{rows}\n".encode(), NO_BANK).table
    keys = read_keys("k.csv", "item,key\n<b>own</b>,<i>1</i>\n")[0]
    scored = score(table, NO_BANK, Rules(keys=keys))
    assert scored.problems == ()
    return write_page(Findings(analysis=analyse(scored.scores, NO_BANK)), NO_BANK, "now")


def test_nothing_on_the_page_can_run_or_load(make_library: Callable[[str], Library]) -> None:
    for page in (write_page(make_findings(), NO_BANK, "now"), hostile_page(make_library), typed_page()):
        outline = Outline(page)
        assert {tag for tag, _ in outline.tags}.isdisjoint(
            {"script", "img", "iframe", "link", "object", "embed", "base"}
        )
        for _, attributes in outline.tags:
            assert not any(name.startswith("on") or name in {"src", "style", "srcdoc"} for name in attributes)
            assert (attributes.get("href") or "#").startswith("#")
        policy = next(a for tag, a in outline.tags if tag == "meta" and "http-equiv" in a)
        assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
        assert "url(" not in page
        assert "@import" not in page


def test_hostile_texts_are_shown_as_they_are_written(make_library: Callable[[str], Library]) -> None:
    outline = Outline(hostile_page(make_library))
    assert outline.text.count(HOSTILE) >= 3


def test_the_page_has_a_chart_of_each_kind_and_a_part_for_every_item() -> None:
    outline = Outline(write_page(make_findings(), NO_BANK, "2026-10-05 09:00"))
    articles = [attributes["id"] for tag, attributes in outline.tags if tag == "article"]
    assert articles == [f"item-{n}" for n in range(1, 9)]
    links = {attributes["href"] for tag, attributes in outline.tags if tag == "a"}
    assert links == {f"#item-{n}" for n in range(1, 9)} | {"#items"}
    for title in ("Items by difficulty and item-rest", "Learners by score, in ten steps", "Scores before and after"):
        assert title in outline.text
    assert "2026-10-05 09:00" in outline.text


def test_options_have_curves_and_a_pull(make_library: Callable[[str], Library]) -> None:
    page = hostile_page(make_library)
    assert 'class="curve s1 keyed"' in page
    assert re.search(r"Options of [^<]*, n=\d", page)
    assert "share of each option by score third" in page.casefold()


@pytest.mark.parametrize("rows", [[], [[1.0, 1.0]], [[1.0, np.nan], [0.0, np.nan]]])
def test_next_to_no_data_still_makes_a_page(rows: list[list[float]]) -> None:
    analysis = analyse(make_scores(np.array(rows).reshape(-1, 2)), NO_BANK)
    assert Outline(write_page(Findings(analysis=analysis), NO_BANK, "now")).tags


def test_charts_keep_every_mark_inside_their_frame() -> None:
    import re

    drawn = draw_map(analyse(make_scores(draw_class(1, n=15)), NO_BANK).items)
    places = [float(value) for value in re.findall(r'(?:cx|x1|x2)="([-\d.]+)"', drawn)]
    assert places
    assert min(places) >= 0
    assert max(places) <= 720
    assert draw_curves((), "none").startswith("<svg")


@pytest.mark.parametrize("dark", [False, True])
def test_a_real_browser_shows_all_of_it_at_any_width_without_a_complaint(
    make_library: Callable[[str], Library], dark: bool
) -> None:
    page = hostile_page(make_library) if dark else write_page(make_findings(), NO_BANK, "now")
    found, complaints = look(page, (360, 768, 1280), dark=dark)
    assert complaints == []
    assert [each.width for each in found] == [360, 768, 1280]
    for each in found:
        assert (each.wide, each.scroll_width) == ([], each.width)
        assert (each.paper == "rgb(255, 255, 255)") != dark


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_that_shuts_anybody_out(dark: bool) -> None:
    assert check_access(write_page(make_findings(), NO_BANK, "now"), dark=dark) == []
