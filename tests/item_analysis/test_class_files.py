"""Files of answers as teachers have them, sound and broken: each gives the value worked out by hand, or says why not.

The class of `comma.csv` has 2, 4, 2, 4, 3, 3, 2, 4, 3, 4, 3 and 3 of 4 points by `key.csv`: 37 of 48.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import flat, run

FILES = Path(__file__).parent / "class_files"
CLASS = 37 / 48


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES)


def analyse(*arguments: str) -> tuple[list[dict[str, Any]], str]:
    result = run("item-analysis", *arguments, "--json")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    return records, "\n".join(line for line in lines if not line.startswith("{"))


def mean_of(*arguments: str) -> Any:  # noqa: ANN401 - compared with approximate values
    """Return how many learners and items were counted, and the mean share of the points."""
    records, _ = analyse(*arguments)
    test = records[0]
    return test["learners"], test["items"], test["mean"]["value"]


@pytest.mark.parametrize(
    "file",
    [f"{name}.csv" for name in ["comma", "semicolon", "cr-only", "bom-crlf", "sep-line", "spaces", "utf16", "lower"]]
    + [f"{name}.csv" for name in ["blank-middle", "blank-rows", "pipe", "latin1", "macroman", "merged-header"]]
    + ["tab.tsv", "class.xlsx", "class-renamed.csv"],
)
def test_however_a_table_is_written_the_class_has_37_of_48_points(file: str) -> None:
    assert mean_of(file, "--key", "key.csv") == (12, 4, pytest.approx(CLASS))


@pytest.mark.parametrize(
    ("file", "points"), [("percent.csv", 34.5), ("decimal-comma.csv", 33), ("decimal-comma-comma.csv", 33)]
)
def test_partial_marks_are_read_however_they_are_written(file: str, points: float) -> None:
    assert mean_of(file) == (12, 4, pytest.approx(points / 48))


@pytest.mark.parametrize("file", ["percent.csv", "decimal-comma.csv", "decimal-comma-comma.csv", "total-col.csv"])
def test_marks_are_never_marked_again_as_if_they_were_letters(file: str) -> None:
    result = run("item-analysis", file, "--key", "key.csv")
    assert result.exit_code == 1
    assert "expected the responses to hottest to mark by this key, got marks" in flat(result.output)
    assert "Leave the key out to analyse the marks." in flat(result.output)


def test_a_column_of_totals_is_left_out_and_said() -> None:
    records, said = analyse("total-col.csv")
    assert records[0]["mean"]["value"] == pytest.approx(CLASS)
    assert said == "total-col.csv: left out: the column Total"


def test_rows_of_totals_are_left_out_and_said() -> None:
    records, said = analyse("total-row.csv")
    assert (records[0]["learners"], records[0]["mean"]["value"]) == (12, pytest.approx(CLASS))
    assert "the row Total in line 14" in said
    assert "the row Mean in line 15, whose numbers do not sum up the others" in said


def test_letters_typed_for_digits_are_eight_errors_with_their_cells() -> None:
    result = run("item-analysis", "letter-o-for-zero.csv")
    assert result.exit_code == 1
    assert "8 problems" in result.output
    assert 'letter-o-for-zero.csv:2: largest: expected a mark from 0 to 1, got "O".' in flat(result.output)


def test_a_question_mark_is_asked_about_by_an_error_that_names_the_switch() -> None:
    result = run("item-analysis", "question-mark.csv", "--key", "key.csv")
    assert result.exit_code == 1
    assert "question-mark.csv:2: hottest:" in result.output
    assert "--blank-cell '?'" in flat(result.output)
    declared = ("question-mark.csv", "--key", "key.csv", "--blank-cell", "?")
    assert mean_of(*declared) == (12, 4, pytest.approx(38 / 48))  # r01 then has the last three
    records, _ = analyse(*declared, "--blank", "missing")
    hottest = next(record for record in records if record.get("item") == "hottest")
    assert (hottest["learners"], hottest["difficulty"]["value"]) == (11, pytest.approx(9 / 11))


def test_two_letters_where_one_was_asked_for_earn_nothing_and_are_listed() -> None:
    assert mean_of("two-letters.csv", "--key", "key.csv") == (12, 4, pytest.approx(38 / 48))
    records, said = analyse("two-letters.csv", "--key", "key.csv")
    assert 'two-letters.csv:2: hottest: answered twice: "AB"' in said
    assert [record["path"] for record in records if record["record"] == "two-ticks"] == ["hottest"]
    refused = run("item-analysis", "two-letters.csv", "--key", "key.csv", "--two-ticks", "error")
    assert refused.exit_code == 1
    assert "two-letters.csv:2: hottest: answered twice" in flat(refused.output)


def test_two_ticks_on_a_sheet_of_a_form_earn_nothing_and_are_listed() -> None:
    records, said = analyse("two-ticks.csv", "--key", "form-A-key.csv")
    assert (records[0]["learners"], records[0]["items"], records[0]["mean"]["value"]) == (2, 10, pytest.approx(0.9))
    assert "two-ticks.csv:2: pres-form-general-then-dermatomyositis: answered twice" in said


def test_a_row_that_ends_early_has_not_reached_the_rest_and_earns_nothing_for_it() -> None:
    records, _ = analyse("short-row.csv", "--key", "key.csv")
    assert records[0]["mean"]["value"] == pytest.approx(36 / 48)
    assert [record["not_reached"] for record in records if record["record"] == "item"] == [0, 0, 1, 1]


def test_what_was_left_blank_before_teaching_earns_nothing() -> None:
    keys = ("--key", "form-A-key.csv", "--key", "form-B-key.csv")
    assert mean_of("blank-pretest.csv", *keys, "--round", "pre") == (3, 10, pytest.approx(7 / 30))
    assert mean_of("blank-pretest.csv", *keys) == (3, 10, pytest.approx(0.8))
    records, _ = analyse("blank-pretest.csv", *keys, "--round", "pre")
    items = {record["item"]: record for record in records if record["record"] == "item"}
    never = items["then-assoc-mda5-where-expected"]
    assert (never["learners"], never["mean"], never["blank"], never["not_reached"]) == (3, 0, 1, 2)
    assert records[0]["notes"][0] == "Answers left blank (5) and not reached (18) earn 0 (--blank missing: as missing)."
    missing = (*keys, "--round", "pre", "--blank", "missing")
    assert mean_of("blank-pretest.csv", *missing)[2] == pytest.approx((1 + 1 + 1) / 3)


def test_learners_who_were_absent_are_named_and_left_out() -> None:
    asked = run("item-analysis", "absent.csv", "--key", "key.csv")
    assert asked.exit_code == 1
    assert "absent.csv:16: hottest:" in asked.output
    assert "--blank-cell X" in flat(asked.output)
    records, said = analyse("absent.csv", "--key", "key.csv", "--blank-cell", "x")
    assert (records[0]["learners"], records[0]["mean"]["value"]) == (12, pytest.approx(CLASS))
    assert [line.split(" answered nothing")[0] for line in said.splitlines()] == [
        "absent.csv:14: r13",
        "absent.csv:15: r14",
        "absent.csv:16: r15",
    ]


@pytest.mark.parametrize("file", ["duplicate-learner.csv", "duplicate-name-differs.csv"])
def test_a_learner_who_is_there_twice_is_named(file: str) -> None:
    result = run("item-analysis", file, "--key", "key.csv")
    assert result.exit_code == 1
    assert (
        f'{file}:14: expected one answer of a learner to an item, got a second one to hottest and 3 more items by "r01"'
        in flat(result.output)
    )


@pytest.mark.parametrize(("file", "said"), [("empty.csv", "got an empty file"), ("header-only.csv", "no answer")])
def test_a_file_without_answers_says_so(file: str, said: str) -> None:
    result = run("item-analysis", file)
    assert result.exit_code == 1
    assert said in result.output


def test_names_are_learners_like_any_other_and_never_printed() -> None:
    records, said = analyse("names.csv")
    assert (records[0]["learners"], records[0]["mean"]["value"], said) == (2, 0.5, "")


def test_people_of_one_address_are_one_person() -> None:
    result = run("item-analysis", "name-columns.csv", "--key", "key.csv")
    assert result.exit_code == 1
    assert "11 problems" in result.output
    assert '"ann@example.org", first seen at name-columns.csv:2' in flat(result.output)


def test_two_people_of_one_name_are_told_apart_by_their_addresses(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = "Ann,Lee,ann1@example.org,B,A,C,D\nAnn,Lee,ann2@example.org,B,A,C,A\n"
    file.write_text(f"First name,Last name,Email,hottest,largest,nearest,densest\n{rows}", encoding="utf-8")
    records, said = analyse(str(file), "--key", "key.csv")
    assert (records[0]["learners"], records[0]["mean"]["value"]) == (2, pytest.approx(7 / 8))
    assert "learner = Email; left out: First name, Last name" in said


def test_a_guess_of_the_encoding_is_said() -> None:
    assert "latin1.csv: read as Windows-1252, which is a guess" in analyse("latin1.csv", "--key", "key.csv")[1]
    assert "macroman.csv: read as Mac Roman, which is a guess" in analyse("macroman.csv", "--key", "key.csv")[1]
    assert analyse("macroman.csv", "--key", "key.csv", "--encoding", "mac_roman")[1] == ""
    assert run("item-analysis", "latin1.csv", "--encoding", "klingon").exit_code == 1


def test_rows_above_the_header_are_left_out_and_said() -> None:
    assert analyse("merged-header.csv", "--key", "key.csv")[1] == "merged-header.csv: left out: 2 rows above the header"


def test_canvas_is_read_with_its_points() -> None:
    records, said = analyse("canvas-student-analysis.csv")
    assert said.startswith(
        "canvas-student-analysis.csv: read as a Canvas student analysis: 2 questions, 5 learners; left"
    )
    means = {record["item"]: record["difficulty"]["value"] for record in records if record["record"] == "item"}
    assert means == {"Which planet is hottest?": 1, "Which planet is largest?": 0}


def test_google_forms_is_marked_by_a_key_with_the_words_of_the_options(tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    key.write_text("item,key\nWhich planet is hottest?,Venus\nWhich planet is largest?,Saturn\n", encoding="utf-8")
    records, said = analyse("google-forms.csv", "--key", str(key))
    assert said == "google-forms.csv: read as a Google Forms quiz: 2 questions, 7 learners; left out: Timestamp, Score"
    assert (records[0]["learners"], records[0]["mean"]["value"]) == (7, 0.5)
    without = run("item-analysis", "google-forms.csv")
    assert without.exit_code == 1
    assert "Give the key with --key" in flat(without.output)


def test_mentimeter_is_marked_by_a_key(tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    key.write_text("item,key\nQuestion 1,Venus\nQuestion 2,Jupiter\n", encoding="utf-8")
    assert mean_of("mentimeter.csv", "--key", str(key)) == (5, 2, 1.0)


@pytest.mark.parametrize(("file", "items", "mean"), [("moodle-responses.csv", 2, 0.5), ("moodle-german.csv", 1, 1.0)])
def test_moodle_is_read_in_any_language_and_its_average_is_no_learner(file: str, items: int, mean: float) -> None:
    assert mean_of(file) == (5, items, mean)


def test_keys_are_no_answers() -> None:
    for file in ("key.csv", "form-A-key.csv", "form-B-key.csv"):
        assert run("item-analysis", file).exit_code == 1


@pytest.mark.parametrize("file", sorted(path.name for path in FILES.iterdir()))
def test_no_file_ends_in_a_traceback(file: str) -> None:
    for more in ((), ("--key", "key.csv")):
        result = run("item-analysis", file, *more)
        assert result.exit_code in {0, 1}
        assert "Traceback" not in result.output


def test_a_class_whose_file_was_corrected_counts_once_over_the_years(tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    items = [
        "nearest",
        "largest",
        "hottest",
        "longest-day",
        "tilted",
        "densest",
        "lightest",
        "telescope",
        "predicted",
        "wandering",
    ]
    key.write_text("item,key\n" + "".join(f"{item},A\n" for item in items), encoding="utf-8")
    add = ["item-uses", "add", str(tmp_path / "u.jsonl")]
    about = ["--key", str(key), "--name", "class", "--date", "2026-10-05"]
    assert "10 uses added" in run(*add, "uses.csv", *about).output
    assert "0 uses added, 1 replaced, 9 were there already" in run(*add, "uses-corrected.csv", *about).output
    shown = run("item-uses", "show", str(tmp_path / "u.jsonl"), "--json").output
    assert {json.loads(line)["learners"] for line in shown.splitlines()} == {16}
