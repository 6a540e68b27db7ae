"""Inputs that once lost data, leaked, hung or crashed, each with the commands that it broke."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.running import EVERY_TYPE, run

from calcinosis_quiz.log.log import AnswerLog

FAULTS = Path(__file__).parents[1] / "faults"
BANK = str(FAULTS / "b.yaml")
AFTERWARDS = (
    ("stats",),
    ("stats", "--json"),
    ("study", "--plain"),
    ("quiz", "--resume", "--plain"),
    ("quiz", "--resume", "--exam", "--plain"),
    ("history", "check"),
    ("history", "export"),
    ("re-mark",),
    ("flag",),
    ("suspend",),
    ("undo",),
    ("undo", "--undo"),
)


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


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Export a log with answers of every type, an exam, flags, an undo and a re-mark."""
    home = {"CALCINOSIS_QUIZ_HOME": str(tmp_path_factory.mktemp("log"))}
    typed = "a\nb\ntrue\n1\nabc\na b c\n" * 8
    run("quiz", "--bank", EVERY_TYPE, "--json", "--seed", "1", "-n", "30", "--confidence", typed=typed, **home)
    run("quiz", "--bank", EVERY_TYPE, "--exam", "--json", "--seed", "2", typed="a\nb\nquit\n", **home)
    run("flag", "--bank", EVERY_TYPE, "sba", "--reason", "two keys?", **home)
    run("undo", **home)
    return run("history", "export", **home).stdout


HOSTILE = [
    *(
        "0",
        "-1",
        "1e999",
        "99999999999999999999",
        "1.5",
        "null",
        "true",
        '""',
        "[]",
        "{}",
        '"study"',
        "[-1]",
        "[99999999]",
    ),
    '"\\u001b[2J"',
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59+14:00"',
    '{"type": "quantity", "number": "1e99999"}',
    '{"type": "chosen", "options": [99]}',
    '{"type": "pairing", "choices": []}',
]


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """Choose lines of a file, a value in each, and what comes in its place."""
    return draw(
        st.lists(st.tuples(st.integers(0, 200), st.integers(0, 30), st.sampled_from(HOSTILE)), min_size=1, max_size=6)
    )


def mutate(text: str, changes: list[tuple[int, int, str]]) -> str:
    """Put other values into lines of JSON, by their places."""
    lines = text.splitlines()
    for line, place, value in changes:
        row = lines[line % len(lines)]
        values = list(re.finditer(r'(?<=[:\[,])(?:"(?:[^"\\]|\\.)*"(?!:)|[\w.+-]+|\[[^\[\]{}]*\]|\{[^{}]*\})', row))
        if values:
            found = values[place % len(values)]
            lines[line % len(lines)] = row[: found.start()] + value + row[found.end() :]
    return "\n".join(lines)


@settings(max_examples=25, deadline=None)
@given(changes=mutations())
def test_any_mutation_of_an_exported_log_can_be_imported_and_breaks_nothing(
    changes: list[tuple[int, int, str]], exported: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    file = home / "mutated.jsonl"
    file.write_text(mutate(exported, changes), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALCINOSIS_QUIZ_HOME", str(home))
        patch.setenv("CALCINOSIS_QUIZ_BANKS", EVERY_TYPE)
        assert run("history", "import", file).exit_code == 0
        hold_everything()
        with AnswerLog(home / "history.db") as log:
            assert log.query("PRAGMA integrity_check") == [("ok",)]
