"""Inputs that once lost data, leaked, hung or crashed, each with the commands that it broke."""

import random
import re
import shutil
from pathlib import Path

import pytest
from tests.cli.running import run
from tests.log.mutated_exports import AFTERWARDS, export_log, find_failures, mutate

FAULTS = Path(__file__).parents[1] / "faults"
BANK = str(FAULTS / "b.yaml")


def hold_everything(typed: str = "quit\n") -> None:
    """Run what works on a log; every command must end well."""
    for command in AFTERWARDS:
        result = run(*command, typed=typed)
        assert result.exit_code == 0, (command, result.output)


@pytest.mark.parametrize("name", ["m_ms_overflow", "m_year1", "m_fut", "m_ans_quantity", "m_esc_ids"])
def test_whatever_is_imported_leaves_every_command_working(name: str) -> None:
    result = run("history", "import", FAULTS / f"{name}.jsonl")
    assert result.exit_code == 0
    assert re.search(r"\d+ rows added", result.stdout)
    hold_everything()


def test_undo_takes_back_the_answer_given_last_and_never_an_imported_one() -> None:
    assert run("history", "import", FAULTS / "m_fut.jsonl").exit_code == 0
    assert run("undo").stdout == "There is no answer to take back.\n"
    assert run("quiz", "--bank", BANK, "--plain", typed="true\n").exit_code == 0
    assert run("undo").stdout.startswith("Taken back: q1, ")
    assert run("undo", "--undo").stdout.startswith("Given back: q1, ")
    assert run("undo").stdout.startswith("Taken back: q1, ")
    assert run("undo").stdout == "There is no answer to take back.\n"


@pytest.mark.parametrize(("name", "kept"), [("bad-answer", 2), ("bad-time", 7)])
def test_a_log_with_rows_that_cannot_be_read_is_mended_by_what_its_message_names(
    name: str, kept: int, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(FAULTS / f"{name}.db", tmp_path / "data" / "history.db")
    for command in (("stats",), ("history", "export"), ("history", "check")):
        result = run(*command)
        assert result.exit_code in {0, 1}
        assert result.exit_code == 0 or "`calcinosis-quiz history repair`" in result.stderr
    assert "history repair" in run("history", "check").stderr
    repaired = run("history", "repair").stdout
    assert f"repaired, {kept} rows saved." in repaired
    assert "cannot be used; what can be read of them is in" in repaired
    hold_everything()
    assert run("history", "repair").stdout.endswith("nothing to repair\n")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Export a log once for all mutations of it."""
    return export_log(tmp_path_factory.mktemp("log"))


@pytest.mark.parametrize("batch", range(6))
def test_any_of_300_mutated_exports_can_be_imported_and_breaks_nothing(
    batch: int, exported: str, tmp_path: Path
) -> None:
    rng = random.Random(batch)  # noqa: S311 - cases that can be made again
    exports = [mutate(exported, rng, f"m{number}") for number in range(50)]
    assert find_failures(exports, tmp_path) == []


def test_a_log_whose_schema_is_no_text_is_mended_by_what_its_message_names(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(FAULTS / "bad-schema.db", tmp_path / "data" / "history.db")
    refused = run("stats")
    assert refused.exit_code == 1 or "was set aside as" in refused.stderr
    assert run("history", "repair").exit_code == 0
    hold_everything()
    assert list((tmp_path / "data").glob("history.db.damaged-*"))


def test_a_lock_that_is_nested_without_end_is_no_lock_file(tmp_path: Path) -> None:
    lock = tmp_path / "deep.anki-lock.json"
    shutil.copy(FAULTS / "deep.anki-lock.json", lock)
    refused = run("export", "anki", "--bank", BANK, "-o", tmp_path / "new.apkg", "--lock", lock)
    assert refused.exit_code == 1
    assert "is not a lock file" in refused.stderr
