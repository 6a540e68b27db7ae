"""The page of progress: sensible in every state, inert whatever the texts say, and readable in a real browser."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from docs.make_stats_page import PICTURE, write_learner_page
from tests.item_analysis.report.test_page import Outline
from tests.log.logs import answer_row, event_row, review_row
from tests.pages import check_access, look

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.log.current_answers import flags
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import Row
from calcinosis_quiz.quiz.intervals import proportion
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.attempts import read_all
from calcinosis_quiz.study.calibration import Calibrated
from calcinosis_quiz.study.forgetting import Delayed, measure_forgetting, predict_pause
from calcinosis_quiz.study.progress import StudyDay, match_states, measure_progress
from calcinosis_quiz.study.report.figures import draw_calendars, draw_calibration, draw_forgetting
from calcinosis_quiz.study.report.page import Recollection, write_page
from calcinosis_quiz.study.schedule import Scheduler
from calcinosis_quiz.study.snapshot import bring_up_to_date
from calcinosis_quiz.study.study_days import StudyCalendar

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = date(2026, 3, 1)
HOSTILE = """</svg></style></title><script>alert(1)</script><img src=x onerror=alert(1)> " & $made {x}"""
ITEMS = "- {id: q, type: true-false, topic: bones, stem: Is it?, answer: true, objective: LO1, facts: [a]}"
Write = Callable[..., str]


@pytest.fixture
def write(make_library: Callable[[str], Library], tmp_path: Path) -> Write:
    """Give a function that writes the page on a log with some rows."""

    def write(*rows: Row, items: str = ITEMS) -> str:
        library, scheduler = make_library(items), Scheduler()
        with AnswerLog(tmp_path / "history.db") as log:
            log.append(*rows)
            calendar = StudyCalendar(UTC)
            snapshot = bring_up_to_date(None, log, scheduler, calendar)
            progress = measure_progress(
                library, snapshot.states, scheduler, TODAY, totals=snapshot.totals, flagged=flags(log)
            )
            memories = [each.memory for each in match_states(library, snapshot.states).values()]
            recollection = Recollection(
                measure_forgetting((attempts for _, attempts in read_all(log, calendar)), scheduler),
                predict_pause(memories, scheduler, TODAY),
            )
        return write_page(progress, recollection, library, "now")

    return write


def answers(count: int, fraction: float = 1.0, certainty: Certainty | None = None) -> list[Row]:
    """Make answers to the one item, on every third day until today."""
    return [
        answer_row(
            f"a{n}",
            bank="sample",
            item="q",
            fraction=fraction,
            certainty=certainty,
            milliseconds=30_000,
            answered_at=NOW - timedelta(days=3 * (count - 1 - n)),
        )
        for n in range(count)
    ]


@pytest.fixture(scope="session")
def learnt(shipped: Library, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the page of the simulated learner."""
    return write_learner_page(shipped, tmp_path_factory.mktemp("learner"))


def test_a_beginner_is_told_how_to_begin(write: Write) -> None:
    outline = Outline(write())
    assert "calcinosis-quiz study begins" in outline.text
    assert "0 of 1" in outline.text
    assert not any(tag == "svg" for tag, _ in outline.tags)


def test_one_answer_is_too_few_to_tell(write: Write) -> None:
    text = Outline(write(*answers(1)).partition("</head>")[2].removesuffix("</html>\n")).text
    assert "too few to tell (n=1)" in text
    assert "100%" not in text
    assert "without study" not in text
    assert "Nothing has come back on a later day yet." in text
    assert "No answer came with a certainty yet." in text


def test_a_log_of_anki_reviews_alone_has_its_days_and_its_forgetting_but_no_marks(write: Write) -> None:
    rows = [
        review_row(f"r{n}", bank="sample", item="q", reviewed_at=NOW - timedelta(days=3 * (7 - n))) for n in range(8)
    ]
    text = Outline(write(*rows)).text
    assert "too few to tell (n=0)" in text
    assert "8 answers on 8 study days" in text
    assert "Forgetting curve" in text
    assert "100% (n=7)" in text


def test_everything_that_stats_shows_is_on_the_page_with_its_n(learnt: str) -> None:
    outline = Outline(learnt)
    for part in ("Topics", "Due", "Remembering", "Judging yourself", "Study days", "Objectives", "Facts", "Flagged"):
        assert part in outline.text, part
    for part in (
        "due today",
        "days in a row",
        "Brier score",
        "n=612",
        "time an answer",
        "next 30 days",
        "predicted 87%",
    ):
        assert part in outline.text, part
    assert "Sure but wrong, back within a week" in outline.text
    assert "two options seem right" in outline.text
    assert "Surgery: 13 of 13 questions" in outline.text


def test_every_plot_has_a_title_a_description_and_its_figures_as_a_table(learnt: str) -> None:
    outline = Outline(learnt)
    ids = {attributes["id"] for _, attributes in outline.tags if "id" in attributes}
    plots = [
        attributes for tag, attributes in outline.tags if tag == "svg" and attributes["class"] in {"plot", "calendar"}
    ]
    assert len(plots) == 5
    for plot in plots:
        assert set((plot["aria-labelledby"] or "").split()) <= ids
    figures = learnt.split("<figure>")[1:]
    assert len(figures) == 5
    assert all("<details><summary>The same as a table</summary>" in figure for figure in figures)
    names = [name for _, attributes in outline.tags if (name := attributes.get("id"))]
    assert len(names) == len(set(names))


def test_nothing_on_the_page_can_run_or_load(write: Write) -> None:
    quoted = HOSTILE.replace("'", "''")
    items = f"- {{id: q, type: true-false, topic: bones, stem: '{quoted}', answer: true}}"
    wrong = answers(6, fraction=0.0, certainty="sure")
    page = write(*wrong, event_row("f", "flag", bank="sample", item="q", reason=HOSTILE), items=items)
    outline = Outline(page)
    assert outline.text.count(HOSTILE) == 2
    assert {tag for tag, _ in outline.tags}.isdisjoint({"script", "img", "iframe", "link", "object", "embed", "base"})
    for _, attributes in outline.tags:
        assert not any(name.startswith("on") or name in {"src", "style", "srcdoc", "href"} for name in attributes)
    assert "url(" not in page
    assert "@import" not in page


def test_names_out_of_a_log_are_inert_too(write: Write) -> None:
    page = write(*answers(1), event_row("f", "flag", bank="sample", item="<script>x</script>", reason="<b>"))
    assert "<script" not in page


def test_years_before_the_last_one_have_calendars_of_their_own() -> None:
    days = [StudyDay(date(2023, 5, 1), 3, 1000), StudyDay(date(2024, 12, 31), 4, 1000), StudyDay(TODAY, 5, 1000)]
    drawn = draw_calendars(days, TODAY)
    assert drawn.count('class="calendar"') == 3
    assert "<details><summary>2024</summary>" in drawn
    assert "2023: 3 answers on 1 study day." in drawn


def test_days_at_the_end_of_the_calendar_do_no_harm() -> None:
    days = [StudyDay(date(1, 1, 1), 1, 0), StudyDay(date.max, 1, 0)]
    assert draw_calendars(days, TODAY).count('class="calendar"') == 2
    assert draw_calendars([], date(1, 1, 1)).startswith("<figure>")


def test_a_degree_of_certainty_with_too_few_answers_has_no_point() -> None:
    drawn = draw_calibration(
        [Calibrated("guess", 1 / 3, proportion(1, 2)), Calibrated("sure", 0.9, proportion(40, 50))]
    )
    assert drawn.count('class="measured"') == 1
    assert "too few to tell (n=2)" in drawn
    assert "<svg" not in draw_calibration([Calibrated("guess", 1 / 3, proportion(1, 2))])


def test_a_delay_with_too_few_reviews_has_no_point() -> None:
    few, enough = Delayed(1, 1, 1.0, 0.9, proportion(2, 2)), Delayed(2, 2, 2.0, 0.8, proportion(5, 9))
    drawn = draw_forgetting([few, enough])
    assert drawn.count('class="measured"') == 1
    assert drawn.count('class="expected-mark"') == 2
    assert "too few to tell (n=2)" in drawn
    assert "<svg" not in draw_forgetting([few])


@pytest.mark.parametrize("dark", [False, True])
def test_a_real_browser_shows_all_of_it_at_any_width_without_a_complaint(learnt: str, dark: bool) -> None:
    found, complaints = look(learnt, (360, 768, 1280), dark=dark)
    assert complaints == []
    assert [each.width for each in found] == [360, 768, 1280]
    for each in found:
        assert (each.wide, each.scroll_width) == ([], each.width)
        assert each.smallest >= 9
        assert (each.paper == "rgb(255, 255, 255)") != dark


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_that_shuts_anybody_out(learnt: str, dark: bool) -> None:
    assert check_access(learnt, dark=dark) == []


def test_the_picture_of_the_page_is_small() -> None:
    assert PICTURE.stat().st_size < 150_000
