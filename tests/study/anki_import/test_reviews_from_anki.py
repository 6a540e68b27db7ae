"""Reviews done in the real Anki, in several versions of it, come home from every file that it writes."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from tests.cli.running import flat, run
from tests.export.anki.conftest import need_anki, release_of

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.cli.learner import learner_calendar, make_scheduler, open_snapshot
from calcinosis_quiz.export.anki.package import build_package
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, ReviewRow, write_time
from calcinosis_quiz.paths import log_file
from calcinosis_quiz.study.attempts import ItemName
from calcinosis_quiz.study.snapshot import ItemState, find_differences

TRUE_FALSE = "\n".join(f"  - {{id: q{n}, type: true-false, stem: Is it {n}?, answer: true}}" for n in range(1, 9))
BANK = f"""format: 1
bank: sample
title: Sample
items:
{TRUE_FALSE}
  - {{id: gaps, type: cloze, text: "One {{{{first}}}}, two {{{{second}}}}."}}
  - id: set
    type: extended-matching
    theme: A theme
    stem: Which fits?
    options: [{{text: a}}, {{text: b}}]
    cases: [{{id: case-1, stem: First., answer: a}}, {{id: case-2, stem: Second., answer: b}}]
"""
FORMS = ("old.apkg", "new.apkg", "old.colpkg", "new.colpkg", "collection.anki2", "open/collection.anki2")
ONE_CARD = {"q1", "q2", "q3", "q4", "q5", "q7", "q8", "case-1", "case-2"}
NO_REVIEWS = 3  # two crammed, one rescheduled by hand


def export_with_progress(bank: Path, folder: Path) -> None:
    lock, package = folder / "lock.json", folder / "mine.apkg"
    exported = run(
        "export", "anki", "--bank", bank, "--lock", lock, "--first-publication", "--with-progress", "-o", package
    )
    assert exported.exit_code == 0, exported.output


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a bank and its deck."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "sample.yaml").write_text(BANK, encoding="utf-8")
    release = release_of(open_library([folder / "sample.yaml"]))
    (folder / "deck.apkg").write_bytes(build_package(release.notes, "Sample"))
    return folder


def study_in(version: str, world: Path) -> Path:
    """Study the deck in a version of Anki, once in a test run; give the folder with what it wrote."""
    folder = world / version
    if not folder.exists():
        python = Path(sys.executable) if version == "newest" else need_anki(version)
        folder.mkdir()
        copyfile(world / "deck.apkg", folder / "deck.apkg")
        done = subprocess.run(
            [python, Path(__file__).with_name("phone.py"), folder],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": ""},
        )
        assert done.stdout.endswith("done\n"), done.stdout[-3000:] + done.stderr[-3000:]
    return folder


def come_home(file: Path, world: Path) -> str:
    result = run("history", "import-anki", file, "--bank", world / "sample.yaml")
    assert result.exit_code == 0, result.output
    return flat(result.stdout)


def told(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return content


def reviews() -> list[ReviewRow]:
    with AnswerLog(log_file()) as log:
        return list(log.read(ReviewRow))


@contextmanager
def states_here() -> Iterator[dict[ItemName, ItemState]]:
    scheduler = make_scheduler()
    with AnswerLog(log_file()) as log:
        snapshot = open_snapshot(log, scheduler)
        assert find_differences(snapshot, log, scheduler, learner_calendar()) == ()
        yield snapshot.states


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scheduler", ["sm2", "fsrs"])
@pytest.mark.parametrize("version", ["newest", "25.2.7", "24.11"])
def test_every_answer_given_in_anki_stands_in_the_log_once(
    version: str, scheduler: str, form: str, world: Path
) -> None:
    folder = study_in(version, world) / scheduler
    rows = [row for row in told(folder)["revlog"] if row[3] > 0 and not (row[6] == 3 and row[4] == 0)]
    assert f"{len(rows) + 2} reviews added, 0 were here already" in come_home(folder / form, world)
    assert "0 reviews added" in come_home(folder / form, world)
    found = sorted((row.item, write_time(row.reviewed_at), row.rating, row.milliseconds) for row in reviews())
    given = [(guid.partition(":")[2], write_time_of(at), rating, took) for guid, _, at, rating, _, took, _ in rows]
    resets = {row.item for row in reviews() if row.rating == 0}
    assert sorted(each for each in found if each[2]) == sorted(given)
    assert resets == {"q4", "q6"}
    assert {(row.bank, row.origin) for row in reviews()} == {("sample", "anki")}


def write_time_of(milliseconds: int) -> str:
    from datetime import UTC, datetime, timedelta

    return write_time(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds))


@pytest.mark.parametrize("scheduler", ["sm2", "fsrs"])
def test_the_memory_that_follows_is_the_one_that_anki_computes_itself(scheduler: str, world: Path) -> None:
    folder = study_in("newest", world) / scheduler
    come_home(folder / "new.apkg", world)
    states = told(folder)["states"]
    with states_here() as found:
        assert ("sample", "q6") not in found  # reset, and new again
        for item in ONE_CARD:
            stability, difficulty = states[f"sample:{item}"]
            assert found[ItemName("sample", item)].memory.stability == pytest.approx(stability, rel=1e-4)
            assert found[ItemName("sample", item)].memory.difficulty == pytest.approx(difficulty, rel=1e-4)
        assert all(standing.answers == 0 for standing in found.values())  # a rating is no mark


def test_a_review_in_two_files_counts_once_and_a_later_file_adds_what_is_new(world: Path, tmp_path: Path) -> None:
    folder = study_in("newest", world) / "fsrs"
    earlier = tmp_path / "earlier.anki2"
    copyfile(folder / "collection.anki2", earlier)
    with closing(sqlite3.connect(earlier)) as collection, collection:
        (half,) = collection.execute("SELECT id FROM revlog ORDER BY id LIMIT 1 OFFSET 30").fetchone()
        collection.execute("DELETE FROM revlog WHERE id >= ?", (half,))
    come_home(earlier, world)
    before = reviews()
    assert 25 <= len(before) <= 30
    come_home(folder / "new.colpkg", world)
    after = reviews()
    come_home(folder / "old.apkg", world)
    assert reviews() == after
    assert after[: len(before)] == before
    assert len({row.uid for row in after}) == len(after)


@pytest.mark.parametrize("form", FORMS)
def test_the_file_is_left_as_it_was(form: str, world: Path) -> None:
    path = study_in("newest", world) / "fsrs" / form
    before = {
        each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in path.parent.iterdir() if each.is_file()
    }
    come_home(path, world)
    assert before == {
        each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in path.parent.iterdir() if each.is_file()
    }


def test_without_scheduling_information_the_command_says_what_to_tick(world: Path) -> None:
    said = come_home(study_in("newest", world) / "fsrs" / "without.apkg", world)
    assert "0 reviews added" in said
    assert "`Include scheduling information`" in said


def test_study_and_stats_go_on_from_what_was_learnt_on_the_phone(world: Path) -> None:
    assert f"{NO_REVIEWS} left out" in come_home(study_in("newest", world) / "sm2" / "new.colpkg", world)
    shown = flat(run("stats", "--bank", world / "sample.yaml", "--plain").stdout)
    assert "10 of 11 questions seen" in shown
    assert "too few to tell (n=0)" in shown  # nothing of it was marked here
    asked = run("study", "--bank", world / "sample.yaml", "--json", "--item", "q6").stdout
    assert '"id":"q6"' in asked  # the one that was reset is asked as a new one
    assert "all match a full replay" in run("history", "check").stdout


def test_what_this_log_carried_to_anki_does_not_come_back_as_new(world: Path, tmp_path: Path) -> None:
    bank = world / "sample.yaml"
    run("quiz", "--bank", bank, "--type", "true-false", "--plain", typed="t\n" * 20)
    run("undo")  # an answer taken back stays so
    come_home(study_in("newest", world) / "fsrs" / "new.colpkg", world)
    before = reviews()
    with AnswerLog(log_file()) as log:
        assert len(list(log.read(AnswerRow))) > 5
    export_with_progress(bank, tmp_path)
    assert "0 reviews added" in come_home(tmp_path / "mine.apkg", world)
    with closing(Collection(str(tmp_path / "collection.anki2"))) as collection:
        options = ImportAnkiPackageOptions(with_scheduling=True)
        collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(tmp_path / "mine.apkg"), options=options)
        )
        card = collection.get_card(collection.find_cards("ID:q1")[0])
        card.start_timer()
        time.sleep(0.2)  # one item twice within a tenth of a second is taken for a copy, and tests are quick
        collection.sched.answerCard(card, 3)
    assert "1 review added" in come_home(tmp_path / "collection.anki2", world)
    [new] = reviews()[len(before) :]
    assert (new.item, new.rating) == ("q1", 3)


def test_a_log_that_was_lost_comes_home_from_anki_with_one_review_an_answer(world: Path, tmp_path: Path) -> None:
    bank = world / "sample.yaml"
    run("quiz", "--bank", bank, "--item", "gaps", "--plain", typed="first; second\n")
    export_with_progress(bank, tmp_path)
    log_file().unlink()
    come_home(tmp_path / "mine.apkg", world)
    assert [row.item for row in reviews()] == ["gaps"]  # its two cards carry the same answer
