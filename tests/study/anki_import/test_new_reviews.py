"""Which rows of Anki's review log become reviews, read as Anki's own scheduler reads them."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.running import flat, run
from tests.export.anki.conftest import release_of
from tests.log.logs import IN_MEMORY, START, answer_row, event_row, review_row

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.anki.package import COLLECTION, build_package, read_members
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import ReviewRow
from calcinosis_quiz.paths import log_file
from calcinosis_quiz.study.anki_import.new_reviews import Arrivals, find_arrivals, interpret
from calcinosis_quiz.study.anki_import.review_log import Entry

LEARN, REVIEW, RELEARN, FILTERED, BY_HAND, RESCHEDULED = range(6)
RESET = (0, 0, BY_HAND)  # rating, ease, kind
NAMES = {"bank:item": ("bank", "item"), "bank:gaps": ("bank", "gaps")}
TODAY = date(2030, 1, 1)
BEGIN = int(START.timestamp() * 1000)


def entry(minute: float, rating: int = 3, ease: int = 2500, kind: int = REVIEW, ordinal: int = 0) -> Entry:
    return Entry(
        "bank:gaps" if ordinal else "bank:item", ordinal, BEGIN + int(minute * 60_000), rating, ease, 7000, kind
    )


def read(*steps: tuple[int, int, int]) -> list[int | None]:
    entries = [entry(minute, rating, ease, kind) for minute, (rating, ease, kind) in enumerate(steps)]
    return [grade for _, grade in interpret(entries)]


@pytest.mark.parametrize(
    ("steps", "grades"),
    [
        ([(3, 0, LEARN), (3, 0, LEARN), (4, 2500, REVIEW)], [3, 3, 4]),
        ([(3, 0, LEARN), (1, 2300, REVIEW), (3, 2300, RELEARN)], [3, 1, 3]),
        ([(3, 2500, REVIEW), (2, 0, FILTERED)], [3, None]),  # crammed
        ([(3, 2500, REVIEW), (2, 2500, FILTERED)], [3, 2]),  # ahead of its time
        ([(3, 2500, REVIEW), (0, 2500, BY_HAND), (0, 2500, RESCHEDULED)], [3, None, None]),
        ([(3, 2500, REVIEW), RESET, (3, 0, LEARN)], [3, 0, 3]),
        ([(3, 2500, REVIEW), RESET], [3, 0]),
        ([(3, 0, LEARN), (3, 2500, REVIEW), (1, 0, LEARN), (3, 0, LEARN)], [3, 3, 0, 1, 3]),  # reset without a row
        ([(3, 0, LEARN), (2, 0, FILTERED), (3, 0, LEARN)], [3, None, 3]),  # cramming in between is no reset
        ([(3, 0, LEARN), (0, 2500, RESCHEDULED), (3, 0, LEARN)], [3, None, 0, 3]),
        ([(5, 2500, REVIEW), (-1, 2500, REVIEW)], [None, None]),
    ],
)
def test_rows_are_read_as_anki_reads_them(steps: Sequence[tuple[int, int, int]], grades: list[int | None]) -> None:
    assert read(*steps) == grades


def arrive(log: AnswerLog, *entries: Entry, today: date = TODAY) -> Arrivals:
    arrivals = find_arrivals(entries, NAMES, log, today, UTC)
    log.merge(arrivals.rows)
    return arrivals


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3000),
        st.sampled_from([0, 1, 2, 3, 4]),
        st.sampled_from([0, 2500]),
        st.sampled_from([LEARN, REVIEW, RELEARN, FILTERED, BY_HAND, RESCHEDULED]),
        st.integers(0, 2),
    ),
    max_size=20,
    unique_by=lambda step: step[0],
).map(lambda steps: sorted((entry(*step) for step in steps), key=lambda each: (each.guid, each.ordinal, each.at)))


@given(entries=STEPS, cut=st.integers(0, 20))
def test_however_often_and_in_whatever_portions_it_is_read_every_review_counts_once(
    entries: list[Entry], cut: int
) -> None:
    with AnswerLog(IN_MEMORY) as whole, AnswerLog(IN_MEMORY) as portions:
        arrive(whole, *entries)
        early = BEGIN + cut * 150 * 60_000
        arrive(portions, *[each for each in entries if each.at < early])
        arrive(portions, *entries)
        assert arrive(portions, *entries).rows == ()
        uids = [sorted(row.uid for row in log.read(ReviewRow)) for log in (whole, portions)]
        assert uids[0] == uids[1]
        assert len(set(uids[0])) == len(uids[0])


def test_an_answer_that_a_deck_carried_to_anki_is_known_even_when_it_was_taken_back() -> None:
    with AnswerLog(IN_MEMORY) as log:
        log.append(answer_row("a", 1), answer_row("b", 2, item="gaps"), event_row("u", "undo", answer_uid="b"))
        carried = [entry(1), entry(2, ordinal=1), entry(2 + 1 / 60_000, ordinal=2)]
        arrivals = arrive(log, *carried, entry(3, ordinal=2))
        assert arrivals.known == 3
        assert [row.uid for row in arrivals.rows] == [f"anki:bank:gaps:2:{BEGIN + 180_000}"]


def test_a_review_that_a_deck_carried_to_the_second_card_of_its_note_is_known() -> None:
    with AnswerLog(IN_MEMORY) as log:
        arrive(log, entry(5, ordinal=1))
        assert arrive(log, entry(5, ordinal=1), entry(5 + 1 / 60_000, ordinal=2)).rows == ()


def test_two_cards_of_a_note_answered_one_after_the_other_are_two_reviews() -> None:
    with AnswerLog(IN_MEMORY) as log:
        assert len(arrive(log, entry(5, ordinal=1), entry(5.02, ordinal=2)).rows) == 2


def test_reviews_of_days_that_have_not_come_wait_for_them() -> None:
    today = START.date()
    dates = [
        entry(0),
        entry(30 * 24 * 60),
        Entry("bank:item", 0, -5, 3, 0, 0, 1),
        Entry("bank:item", 0, 2**62, 3, 0, 0, 1),
    ]
    with AnswerLog(IN_MEMORY) as log:
        arrivals = arrive(log, *dates, today=today)
        assert (len(arrivals.rows), arrivals.misdated) == (1, 3)
        assert len(arrive(log, *dates, today=today + timedelta(days=30)).rows) == 1


def test_a_reset_there_makes_an_item_new_here_and_later_reviews_begin_anew() -> None:
    from calcinosis_quiz.study.schedule import Review, Scheduler
    from calcinosis_quiz.study.snapshot import Derived

    day = 24 * 60
    with AnswerLog(IN_MEMORY) as log, Derived(IN_MEMORY, log, Scheduler(), UTC) as derived:
        log.append(answer_row("a"))
        arrive(log, entry(9 * day), entry(10 * day, *RESET))
        derived.update()
        assert derived.standings() == {}
        assert derived.verify() == ()
        arrive(log, entry(12 * day, 4))
        derived.update()
        fresh = Scheduler().replay([Review((START + timedelta(days=12)).date(), 4)])
        assert derived.standings()["bank", "item"].memory == fresh
        assert sum(total.answers for total in derived.days().values()) == 3
        assert derived.histories() == [
            [Review(START.date(), 3), Review((START + timedelta(days=9)).date(), 3)],
            [Review((START + timedelta(days=12)).date(), 4)],
        ]


BANK = "\n".join(f"- {{id: {name}, type: true-false, stem: It is {name}., answer: true}}" for name in ("known", "gone"))


@pytest.fixture
def collection_with(make_library: Callable[[str], Library], tmp_path: Path) -> Callable[..., Path]:
    """Make a collection that has the notes of two items, and run SQL on it."""

    def make(sql: str) -> Path:
        members = read_members(build_package(release_of(make_library(BANK)).notes, "Sample"))
        path = tmp_path / "collection.anki2"
        path.write_bytes(members[COLLECTION])
        with closing(sqlite3.connect(path)) as collection, collection:
            collection.executescript(sql)
        return path

    return make


REVIEWED = "INSERT INTO revlog SELECT {at} + id % 1000, id, -1, {ease}, 1, 1, 2500, 5000, 1 FROM cards;"
NOW = int(datetime.now(UTC).timestamp() * 1000)


def test_notes_of_items_that_are_gone_are_named_and_the_rest_comes_home(
    collection_with: Callable[..., Path], make_bank: Callable[[str], Path]
) -> None:
    path = collection_with(REVIEWED.format(at=NOW - 10**9, ease=3))
    smaller = make_bank(BANK.partition("\n")[0])
    said = flat(run("history", "import-anki", path, "--bank", smaller).stdout)
    assert "1 review added" in said
    assert "1 note of items that these banks do not have (sample:gone). Name the bank with --bank." in said
    make_bank(BANK)
    assert "1 review added, 1 were here already" in flat(run("history", "import-anki", path, "--bank", smaller).stdout)


def test_another_bank_s_deck_is_told_by_its_notes(collection_with: Callable[..., Path]) -> None:
    result = run("history", "import-anki", collection_with(""))
    assert result.exit_code == 1
    assert "2 notes of items that these banks do not have (sample:gone, sample:known)" in flat(result.stderr)


def test_a_phone_whose_clock_is_ahead_is_told_and_nothing_is_written(
    collection_with: Callable[..., Path], make_bank: Callable[[str], Path]
) -> None:
    path = collection_with(REVIEWED.format(at=NOW + 10**10, ease=3))
    result = run("history", "import-anki", path, "--bank", make_bank(BANK))
    assert result.exit_code == 1
    assert "2 reviews left out, dated in the future or before 1970" in flat(result.stderr)
    with AnswerLog(log_file()) as log:
        assert list(log.read(ReviewRow)) == []


@pytest.mark.parametrize("ease", ["'three'", "x'00'", "2.5", "NULL"])
def test_a_review_log_with_nonsense_in_it_is_damaged(
    ease: str, collection_with: Callable[..., Path], make_bank: Callable[[str], Path]
) -> None:
    nonsense = "DROP TABLE revlog; CREATE TABLE revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type);"
    path = collection_with(nonsense + REVIEWED.format(at=NOW - 10**9, ease=ease))
    result = run("history", "import-anki", path, "--bank", make_bank(BANK))
    assert result.exit_code == 1
    assert "is damaged" in result.stderr


def test_reviews_are_exported_and_merged_like_any_other_row(tmp_path: Path) -> None:
    with AnswerLog(log_file()) as log:
        log.append(review_row("r"))
    out = tmp_path / "log.jsonl"
    run("history", "export", "-o", out)
    assert json.loads(out.read_text(encoding="utf-8"))["rating"] == 3
    assert "0 rows added, 1 were here already" in run("history", "import", out).stdout
    log_file().unlink()
    assert "1 rows added" in run("history", "import", out).stdout
