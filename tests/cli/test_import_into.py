"""`import --into`: a second import keeps ids, history and local edits."""

from pathlib import Path

import pytest
from tests.cli.running import run

from calcinosis_quiz.bank.items import SingleBestAnswer
from calcinosis_quiz.bank.load import open_library

BANK, STATE = Path("bones.yaml"), Path("bones.imported.json")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def question(title: str, stem: str, idnumber: str = "", wrong: str = "Calcite", why: str = "") -> str:
    number = f"<idnumber>{idnumber}</idnumber>" if idnumber else ""
    return (
        f'<question type="multichoice"><name><text>{title}</text></name>{number}'
        f'<questiontext format="html"><text>{stem}</text></questiontext><answer fraction="100"><text>Apatite</text>'
        f'<feedback><text>{why}</text></feedback></answer><answer fraction="0"><text>{wrong}</text></answer></question>'
    )


def write(*questions: str) -> None:
    Path("course.xml").write_text(f"<quiz>{''.join(questions)}</quiz>", encoding="utf-8")


def bring(*questions: str) -> str:
    write(*questions)
    result = run("import", "course.xml", "--into", BANK)
    assert result.exit_code == 0, result.output
    return result.output


def item(name: str) -> SingleBestAnswer:
    found = open_library([BANK]).items[name]
    assert isinstance(found, SingleBestAnswer)
    return found


def edit(old: str, new: str) -> None:
    text = BANK.read_text(encoding="utf-8")
    assert old in text
    BANK.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_file_twice_changes_nothing_byte_for_byte() -> None:
    bring(question("Bone", "Which mineral?", "77"), question("Shell", "And in shells?"))
    edit("  - id: bone\n", "  # my own remark\n  - id: bone\n")
    before = BANK.read_bytes(), STATE.read_bytes()
    output = bring(question("Bone", "Which mineral?", "77"), question("Shell", "And in shells?"))
    assert (BANK.read_bytes(), STATE.read_bytes()) == before
    assert "2 questions known from before, 0 new, 0 changed" in output
    assert "bones.yaml is as it was" in output


def test_what_changed_at_the_source_comes_in_under_the_old_id() -> None:
    bring(question("Bone", "Which mineral?", "77"))
    bring(question("Bone mineral", "Which mineral is it?", "77"))
    assert list(open_library([BANK]).items) == ["bone"] or list(open_library([BANK]).items) == ["77"]
    assert next(iter(open_library([BANK]).items.values())).id == open_library([BANK]).banks[0].bank.items[0].id
    assert "Which mineral is it?" in BANK.read_text(encoding="utf-8")


def test_a_question_without_an_id_is_known_by_its_words_whatever_the_order_of_its_options() -> None:
    bring(question("Bone", "Which mineral?"))
    output = bring(question("Another title", "Which  mineral?", why="Yes."))
    assert "0 new, 1 changed" in output
    assert item("bone").options[0].why == "Yes."


def test_a_local_edit_stays_where_the_source_did_not_change() -> None:
    bring(question("Bone", "Which mineral?", "b-one"))
    edit("stem: Which mineral?", "stem: Which mineral, as far as you know?")
    edit("type: single-best-answer", "type: single-best-answer\n    level: apply")
    bring(question("Bone", "Which mineral?", "b-one", wrong="Gypsum"))
    found = item("b-one")
    assert (found.stem, found.level) == ("Which mineral, as far as you know?", "apply")
    assert found.options[1].text == "Gypsum"


def test_where_both_changed_both_stand_in_the_file_and_in_the_report() -> None:
    bring(question("Bone", "Which mineral?", "b-one"))
    edit("stem: Which mineral?", "stem: Which mineral, my way?")
    output = bring(question("Bone", "Which mineral, their way?", "b-one"))
    text = BANK.read_text(encoding="utf-8")
    assert item("b-one").stem == "Which mineral, my way?"
    assert 'Conflict in stem: the source now says: "Which mineral, their way?"' in text
    assert "the source and the bank both changed" in output
    again = BANK.read_bytes()
    bring(question("Bone", "Which mineral, their way?", "b-one"))
    assert BANK.read_bytes() == again


def test_new_questions_are_added_and_vanished_ones_kept_and_listed() -> None:
    bring(question("Bone", "Which mineral?"), question("Shell", "And in shells?"))
    output = bring(question("Shell", "And in shells?"), question("Tooth", "And in enamel?"))
    assert list(open_library([BANK]).items) == ["bone", "shell", "tooth"]
    assert "New: tooth" in output
    assert "No longer there, kept: bone" in output


def test_a_near_match_is_asked_about() -> None:
    bring(question("Bone", "Which mineral are most deposits in the skin made of?"))
    output = bring(question("Bone", "Which mineral are most of the deposits in the skin made of?"))
    assert "a new question reads almost like one of the bank" in output
    assert len(open_library([BANK]).items) == 2


def test_a_bank_that_was_never_imported_into_takes_questions_too() -> None:
    BANK.write_text(
        "format: 1\nbank: bones\ntitle: Bones\nitems:\n"
        "- id: mine\n  type: true-false\n  stem: It is.\n  answer: true\n",
        encoding="utf-8",
    )
    bring(question("Bone", "Which mineral?"))
    assert list(open_library([BANK]).items) == ["mine", "bone"]


def test_a_damaged_state_is_refused_and_nothing_is_written() -> None:
    bring(question("Bone", "Which mineral?"))
    STATE.write_text("{", encoding="utf-8")
    before = BANK.read_bytes()
    write(question("Bone", "Which?"))
    result = run("import", "course.xml", "--into", BANK)
    assert result.exit_code == 1
    assert "not the state of an earlier import" in result.output
    assert BANK.read_bytes() == before


def test_a_dry_run_into_a_bank_writes_nothing() -> None:
    bring(question("Bone", "Which mineral?"))
    before = BANK.read_bytes()
    write(question("Tooth", "And in enamel?"))
    assert "1 new" in run("import", "course.xml", "--into", BANK, "--dry-run").output
    assert BANK.read_bytes() == before
