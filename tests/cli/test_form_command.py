"""`form`: from one command to papers, and from papers back to which questions work."""

import csv
import json
import re
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import NoReturn

import pytest
from tests.cli.running import flat, run
from tests.cli.sheets import answer_with, paper_of, type_answers

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.forms.recipes import RECIPES
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.presentation import Presented, write_answer

BANK = "\n" + "\n".join(
    f"- {{id: {topic}-{i}, type: true-false, stem: {topic} number {i}., answer: true, topic: {topic}}}"
    for topic, count in (("ants", 6), ("bees", 3))
    for i in range(count)
)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def bank_file(make_bank: Callable[[str], Path]) -> str:
    return str(make_bank(BANK))


def form(*arguments: str, folder: str = "exam") -> Path:
    """Build forms as Markdown, which takes less time than PDF, and give the folder."""
    result = run("form", *arguments, "--format", "markdown", "-o", folder)
    assert result.exit_code == 0, result.output
    return Path(folder)


def files_here() -> list[Path]:
    """List the files of the teacher, without what the program keeps for itself."""
    return sorted(path for path in Path().rglob("*") if path.parts[0] != "data")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_three_forms_come_with_all_that_an_exam_needs() -> None:
    result = run("form", "--items", "3", "--forms", "3", "--seed", "7", "-o", "exam")
    assert (result.exit_code, result.stderr) == (0, "")
    made = contents(Path("exam"))
    for letter in "ABC":
        for paper in ("exam", "answer-sheet", "key", "guide"):
            assert made[f"form-{letter}-{paper}.pdf"].startswith(b"%PDF")
            assert made[f"form-{letter}-{paper}.md"]
        for name in (f"form-{letter}.json", f"form-{letter}-key.csv", f"form-{letter}-answers.csv"):
            assert made[name]
    assert len(made) == 33
    assert re.search(r"form C  [0-9a-f]{8}  3 questions, 3 minutes\n", result.output)
    assert "exam: 33 files, seed 7" in result.output


def test_id_and_fingerprint_stand_on_every_paper_and_in_every_file() -> None:
    folder = form("--items", "6", "--seed", "3")
    code = json.loads((folder / "form-A.json").read_text())["fingerprint"]
    for name, content in contents(folder).items():
        text = content.decode()
        assert code in text, name
        assert "form A" in text or "Form A" in text or not name.endswith(".md"), name


def test_item_ids_stand_on_the_key_and_not_on_the_exam(shipped: Library) -> None:
    folder = form("--items", "10", "--seed", "3")
    ids = [each.question.id for each in paper_of(folder, "A", shipped)]
    assert all(item in (folder / "form-A-key.md").read_text() for item in ids)
    for paper in ("exam", "answer-sheet"):
        assert not any(item in (folder / f"form-A-{paper}.md").read_text() for item in ids)


def test_the_same_seed_gives_the_same_files_and_another_one_other_forms() -> None:
    first = contents(form("--items", "8", "--forms", "2", "--seed", "5", folder="one"))
    assert contents(form("--items", "8", "--forms", "2", "--seed", "5", folder="two")) == first
    assert contents(form("--items", "8", "--forms", "2", "--seed", "6", folder="three")) != first


def test_without_a_seed_the_one_drawn_is_told_and_gives_the_same_again() -> None:
    output = run("form", "--items", "5", "--format", "markdown", "-o", "one").output
    seed = re.search(r"seed (\d+)", output)
    assert seed is not None
    assert contents(form("--items", "5", "--seed", seed[1], folder="two")) == contents(Path("one"))


@pytest.mark.parametrize("recipe", RECIPES)
def test_every_recipe_has_sensible_defaults(recipe: str) -> None:
    made = contents(form("--recipe", recipe, "--seed", "7"))
    assert f"form-{'ABC'[RECIPES[recipe].forms - 1]}-exam.md" in made  # type: ignore[index]  # the names are its keys
    assert ("form-A-team-sheet.md" in made) == (recipe == "team-based-learning")
    guide = made["form-A-guide.md"].decode()
    assert all(step.what in flat(guide) for step in RECIPES[recipe].steps)  # type: ignore[index]


def test_a_board_exam_has_one_best_answer_for_every_question(shipped: Library) -> None:
    paper = paper_of(form("--recipe", "board-exam", "--seed", "1"), "A", shipped)
    assert {each.question.type for each in paper} == {"single-best-answer"}
    assert sum(each.question.vignette for each in paper) >= 3


def test_a_team_answers_the_questions_that_each_member_answered_alone() -> None:
    folder = form("--recipe", "team-based-learning", "--seed", "7")
    sheet = (folder / "form-A-team-sheet.md").read_text()
    assert "Team" in sheet
    assert "4, 2, 1, 0" in flat(sheet)


def test_a_case_is_disclosed_step_by_step_with_folds_between(shipped: Library) -> None:
    folder = form("--recipe", "case-based-hour", "--seed", "7")
    text = flat((folder / "form-A-exam.md").read_text())
    case = next(each for each in paper_of(folder, "A", shipped) if each.question.vignette)
    stem = text.index(flat(case.question.stem)[:60])  # type: ignore[union-attr]  # a vignette has a stem
    options = text.index(case.choices[-1][1], stem)
    assert "Fold" in text[stem:options]
    assert case.question.explanation is not None
    assert flat(case.question.explanation)[:60] not in text
    assert flat(case.question.explanation)[:60] in flat((folder / "form-A-guide.md").read_text())


def test_a_hedge_hunt_shows_claims_without_labels_and_a_key_with_their_place(shipped: Library) -> None:
    folder = form("--recipe", "hedge-hunt", "--seed", "7", "--topic", "surgery", "--items", "4")
    assert sorted(contents(folder)) == ["hunt-A-claims.md", "hunt-A-key.md", "hunt-A.json"]
    claims, key = ((folder / f"hunt-A-{name}.md").read_text() for name in ("claims", "key"))
    ledger = next(loaded.ledger for loaded in shipped.banks if loaded.ledger)
    for name in json.loads((folder / "hunt-A.json").read_text())["claims"]:
        fact = ledger.find_fact(name)
        assert fact is not None
        assert name in key
        assert name not in claims
        assert fact.where[0] in key
        assert fact.statement.split()[-1].rstrip(".") in claims
    assert "Tally" in key


def test_filters_and_a_blueprint_choose_the_questions(shipped: Library) -> None:
    Path("b.yaml").write_text(
        "format: 1\ntitle: My test\ncells:\n  - {count: 2, topic: surgery}\n  - {count: 3, type: true-false}\n"
    )
    folder = form("--blueprint", "b.yaml", "--seed", "2")
    questions = [each.question for each in paper_of(folder, "A", shipped)]
    assert len(questions) == 5
    assert sum(question.type == "true-false" for question in questions) >= 3
    assert "My test" in (folder / "form-A-exam.md").read_text()
    only = paper_of(form("--type", "open", "--items", "3", "--seed", "2", folder="open"), "A", shipped)
    assert {each.question.type for each in only} == {"open"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--items", "10"], "one form of 10 need 10 questions, and there are 9: 1 short."),
        (["--items", "4", "--forms", "3"], "3 forms of 4 need 12 questions, and there are 9: 3 short."),
        (["--blueprint", "none.yaml"], "Could not read none.yaml"),
        (["--blueprint", "b.yaml"], 'b.yaml:3: cells[0].topic: expected a known topic, got "wasps". There are: ants'),
        (["--recipe", "hedge-hunt"], "facts.yaml"),
        (["--recipe", "hedge-hunt", "--type", "open"], "only --topic and --fact choose among them"),
        (["--recipe", "hedge-hunt", "--blueprint", "b.yaml"], "only --topic and --fact choose among them"),
        (["--topic", "wasps"], "No question has the topic 'wasps'"),
        (["--items", "2", "-o", "b.yaml"], "b.yaml is a file, and the forms need a folder"),
        (["--items", "2", "-o", "b.yaml/exam"], "Could not make b.yaml/exam: Not a directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_said_in_one_message_and_nothing_is_written(
    bank_file: str, arguments: list[str], message: str
) -> None:
    Path("b.yaml").write_text("format: 1\ncells:\n  - {count: 2, topic: wasps}\n")
    before = files_here()
    place = [] if "-o" in arguments else ["-o", "exam"]
    result = run("form", *arguments, *place, "--seed", "1", "--format", "markdown", "--bank", bank_file)
    assert result.exit_code == 1
    assert message in flat(result.stderr)
    assert files_here() == before


@pytest.mark.parametrize("arguments", [["--items", "0"], ["--items", "-3"], ["--forms", "0"], ["--forms", "27"]])
def test_sizes_that_no_form_can_have_are_wrong_usage(arguments: list[str]) -> None:
    assert run("form", *arguments, "-o", "exam").exit_code == 2


def test_files_that_exist_are_kept_all_of_them(bank_file: str) -> None:
    folder = form("--items", "2", "--seed", "1", "--bank", bank_file)
    (folder / "form-A-exam.md").unlink()
    before = contents(folder)
    again = ["form", "--items", "3", "--seed", "2", "--format", "markdown", "-o", "exam", "--bank", bank_file]
    result = run(*again)
    assert result.exit_code == 1
    assert "nothing was written. Choose another folder, or replace with --force." in flat(result.stderr)
    assert contents(folder) == before
    assert run(*again, "--force").exit_code == 0
    assert contents(folder).keys() > before.keys()
    assert all(contents(folder)[name] != content for name, content in before.items())


def test_a_folder_that_cannot_be_written_to_is_named(bank_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    Path("exam").mkdir()
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    result = run("form", "--items", "2", "--format", "markdown", "-o", "exam", "--bank", bank_file)
    assert result.exit_code == 1
    assert re.search(r"Could not write exam/form-A\S+: Permission denied", result.stderr)
    assert list(Path("exam").iterdir()) == []


def test_an_interrupted_run_leaves_no_file_half_written(bank_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_handle: int) -> None:
        if list(Path().glob("exam/.form-A-key*")):
            raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupt)
    assert run("form", "--items", "2", "--format", "markdown", "-o", "exam", "--bank", bank_file).exit_code == 1
    assert list(Path("exam").iterdir()) == []


def test_without_typst_markdown_is_written_with_a_hint(bank_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calcinosis_quiz.cli.commands.form.find_spec", lambda _name: None)
    result = run("form", "--items", "2", "-o", "exam", "--bank", bank_file)
    assert result.exit_code == 0
    assert "pip install 'calcinosis-quiz[pdf]'" in result.stderr
    assert not list(Path("exam").glob("*.pdf"))
    assert list(Path("exam").glob("*.md"))


def test_pdf_without_typst_is_refused_with_a_hint_and_nothing_is_written(
    bank_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    result = run("form", "--items", "2", "--format", "pdf", "-o", "exam", "--bank", bank_file)
    assert result.exit_code == 1
    assert "pip install 'calcinosis-quiz[pdf]'" in flat(result.stderr)
    assert not Path("exam").exists()


def records(output: str, kind: str) -> list[dict[str, object]]:
    return [each for line in output.splitlines() if (each := json.loads(line))["record"] == kind]


def test_a_form_answered_on_paper_and_typed_in_is_analysed_by_its_key(shipped: Library) -> None:
    folder = form("--items", "20", "--seed", "7")
    learners = {f"r{i:02}": "" for i in range(1, 11)}

    def answer(learner: str, number: int, presented: Presented) -> str:
        """Let the learner with number n know the first 2n questions."""
        return answer_with(lambda _: float(number <= 2 * int(learner[1:])), number)(learner, number, presented)

    answers = type_answers(folder, "A", learners, answer, shipped)
    result = run("item-analysis", answers, "--key", folder / "form-A-key.csv", "--json")
    assert result.exit_code == 0, result.output
    assert records(result.output, "audit") == []
    items = {str(each["item"]): each for each in records(result.output, "item")}
    assert len(items) == 20
    for number, presented in enumerate(paper_of(folder, "A", shipped), 1):
        know = sum(number <= 2 * i for i in range(1, 11))
        difficulty: dict[str, float] = items[presented.question.id]["difficulty"]  # type: ignore[assignment]
        partly = presented.question.type in {"multiple-response", "ordering", "matching"}
        assert difficulty["value"] >= know / 10 if partly else difficulty["value"] == pytest.approx(know / 10)


def test_options_are_counted_under_the_letters_of_the_bank(shipped: Library) -> None:
    folder = form("--type", "single-best-answer", "--items", "5", "--seed", "7")
    answers = type_answers(folder, "A", {"r1": "", "r2": ""}, answer_with(lambda _: 1.0, 1), shipped)
    result = run("item-analysis", answers, "--key", folder / "form-A-key.csv", "--json")
    for item in records(result.output, "item"):
        question = shipped.questions[str(item["item"])]
        options: list[dict[str, object]] = item["options"]  # type: ignore[assignment]
        chosen = {each["label"]: each["count"] for each in options}
        keyed = "ABCDEFGHIJ"[next(i for i, option in enumerate(question.options) if option.correct)]  # type: ignore[union-attr]
        assert chosen[keyed] == 2


def test_numbers_without_the_key_of_their_form_are_never_marked(shipped: Library) -> None:
    folder = form("--type", "single-best-answer", "--items", "5", "--seed", "7")
    answers = type_answers(folder, "A", {"r1": ""}, answer_with(lambda _: 1.0, 1), shipped)
    result = run("item-analysis", answers)
    assert result.exit_code == 1
    assert "Give the key with --key" in result.stderr


def test_the_key_of_another_form_is_refused(shipped: Library) -> None:
    folder = form("--items", "5", "--forms", "2", "--seed", "7")
    answers = type_answers(folder, "A", {"r1": "", "r2": ""}, answer_with(lambda _: 1.0, 1), shipped)
    result = run("item-analysis", answers, "--key", folder / "form-B-key.csv")
    assert result.exit_code == 1
    assert 'expected answers to form "A" with the fingerprint' in flat(result.stderr)


def test_two_forms_crossed_over_show_what_was_gained(shipped: Library) -> None:
    folder = form("--recipe", "pre-post-test", "--items", "10", "--seed", "7")
    before, after = answer_with(lambda _: 0.4, 1), answer_with(lambda _: 0.8, 2)
    first, second = [f"r{i}" for i in range(5)], [f"r{i}" for i in range(5, 10)]
    rounds = {
        "A": dict.fromkeys(first, "pre") | dict.fromkeys(second, "post"),
        "B": dict.fromkeys(second, "pre") | dict.fromkeys(first, "post"),
    }
    keys: list[str | Path] = []
    files = []
    for letter, learners in rounds.items():

        def answer(learner: str, number: int, presented: Presented, learners: dict[str, str] = learners) -> str:
            return (before if learners[learner] == "pre" else after)(learner, number, presented)

        files.append(type_answers(folder, letter, learners, answer, shipped))
        keys += ["--key", folder / f"form-{letter}-key.csv"]
    result = run("item-analysis", *files, *keys)
    assert result.exit_code == 0, result.output
    assert "10 learners, 20 items, round post" in result.output
    assert "pre to post: 10 learners in both" in result.output
    added = run("item-uses", "add", "uses.jsonl", *files, *keys, "--name", "autumn", "--date", "2026-10-05")
    assert added.output == "uses.jsonl: 40 uses added\n"


def test_a_corrected_key_is_given_in_the_letters_of_the_paper(shipped: Library) -> None:
    folder = form("--type", "single-best-answer", "--items", "5", "--seed", "7")
    answers = type_answers(folder, "A", {"r1": "", "r2": ""}, answer_with(lambda _: 1.0, 1), shipped)
    key = folder / "form-A-key.csv"
    header, first, *rest = csv.reader(StringIO(key.read_text()))
    other = "A" if first[2] != "A" else "B"
    key.write_text("\n".join(",".join(row) for row in [header, [*first[:2], other, *first[3:]], *rest]))
    result = run("item-analysis", answers, "--key", key, "--json")
    (audit,) = records(result.output, "audit")
    assert (audit["item"], audit["lowered"]) == (first[1], 2)


def test_merging_with_the_key_gives_the_letters_of_the_bank(shipped: Library) -> None:
    folder = form("--type", "single-best-answer", "--items", "5", "--seed", "7")
    answers = type_answers(folder, "A", {"r1": ""}, answer_with(lambda _: 1.0, 1), shipped)
    result = run("responses", "merge", answers, "--key", folder / "form-A-key.csv", "-o", "all.csv")
    assert result.exit_code == 0, result.output
    for row in csv.DictReader(StringIO(Path("all.csv").read_text())):
        question = shipped.questions[row["item"]]
        assert row["response"] == write_answer(Presented(question, tuple(range(9))), key_of(question))


def test_an_export_can_hold_what_is_new_since_a_form(shipped: Library) -> None:
    folder = form("--items", "5", "--seed", "7")
    result = run("export", "gift", "-o", "new.gift", "--changed-since", folder / "form-A.json")
    assert result.exit_code == 0, result.output
    assert f"{len(shipped.questions) - 5} new, 0 changed, 0 gone" in result.output
