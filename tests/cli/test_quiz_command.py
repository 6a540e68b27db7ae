"""`quiz` as text: what is asked, how lines are taken, and how it ends."""

import os
import re
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, fill, read_events, run, run_program

ASKED = re.compile(r"^Question \d+ of \d+\n(?:.* - )?(\S+)$", re.MULTILINE)
SHOWN = re.compile(r"^  ([A-Z])  (.+)$", re.MULTILINE)
RIGHT = {  # texts in <> stand for the letters shown
    "one-of-three": "<Hydroxyapatite>",
    "some-of-five": "<Calcite> <Gypsum>",
    "yes-or-no": "f",
    "a-number": "7.5",
}


def asked(*arguments: str | Path, count: int = 300) -> list[str]:
    """Name the questions of a paper, all skipped."""
    result = run("quiz", *arguments, typed="skip\n" * count)
    assert result.exit_code == 0, result.output
    return ASKED.findall(result.output)


def test_without_a_command_ten_questions_are_asked() -> None:
    result = run(typed="skip\n" * 20)
    assert result.exit_code == 0
    assert len(set(ASKED.findall(result.output))) == 10


def test_answers_from_a_pipe_are_taken_line_by_line_and_the_score_ends_it() -> None:
    options = ["--bank", EVERY_TYPE, "--seed", "4", *(each for item in RIGHT for each in ("--item", item))]
    questions = read_events(run("quiz", *options, "--json", typed="null\n" * 4).stdout)[::2][:4]
    answers = [fill(RIGHT[question["item"]["id"]], question) for question in questions]
    result = run("quiz", *options, typed="\n".join(answers))  # no line end after the last
    assert result.exit_code == 0
    assert result.output.count("\n+ Right") == 4
    assert "Score: 4 of 4 (100%)" in result.output
    assert re.search(r"^minerals: 2 of 2 \(100%\)$", result.output, re.MULTILINE)
    assert "calcinosis-quiz show" not in result.output


def test_at_the_end_of_input_it_stops_and_reports_what_was_answered() -> None:
    result = run("quiz", "--bank", EVERY_TYPE, "--item", "two-cases", typed="A\n")
    assert result.exit_code == 0
    assert len(ASKED.findall(result.output)) == 2
    assert re.search(r"^Score: [01] of 1 ", result.output, re.MULTILINE)


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_without_any_input_nothing_is_counted_as_answered(arguments: tuple[str, ...]) -> None:
    result = run("quiz", "--bank", EVERY_TYPE, *arguments)
    assert result.exit_code == 0
    assert "No question was answered." in result.output or '"answered":0,"points":0,"possible":0' in result.output


def test_the_same_seed_gives_the_same_paper_in_text_and_in_json() -> None:
    arguments = ["quiz", "--bank", EVERY_TYPE, "--count", "20", "--seed", "7"]
    text = run(*arguments, typed="skip\n" * 20).output
    events = read_events(run(*arguments, "--json", typed="null\n" * 20).stdout)
    items = [event["item"] for event in events if event["event"] == "question"]
    shown = [(option["key"], option["text"]) for item in items for option in item.get("options", ())]
    assert ASKED.findall(text) == [item["id"] for item in items]
    assert SHOWN.findall(text) == shown
    assert run(*arguments, typed="skip\n" * 20).output == text


def test_other_seeds_give_other_papers() -> None:
    assert len({tuple(asked("--seed", str(seed))) for seed in range(4)}) == 4


def test_the_seed_printed_at_the_end_gives_the_same_paper_again() -> None:
    first = run("quiz", "--count", "3", typed="skip\n" * 3).output
    seed = re.findall(r"--seed (\d+)$", first, re.MULTILINE)[0]
    assert run("quiz", "--count", "3", "--seed", seed, typed="skip\n" * 3).output == first


@pytest.mark.parametrize(("count", "number"), [("1", 1), ("4", 4), ("500", 11)])
def test_count_limits_how_many_are_asked_and_none_comes_twice(count: str, number: int) -> None:
    questions = asked("--bank", EVERY_TYPE, "--count", count)
    assert len(questions) == len(set(questions)) == number


FILTERS: list[tuple[str, set[str]]] = [
    ("--topic minerals", {"one-of-three", "some-of-five"}),
    ("--type numeric", {"a-number"}),
    ("--type numeric --type open", {"a-number", "in-sentences"}),
    ("--level apply", {"some-of-five"}),
    ("--difficulty hard", {"a-number"}),
    ("--objective LO1", {"one-of-three"}),
    ("--fact most-are-apatite", {"one-of-three"}),
    ("--tag starter", {"one-of-three"}),
    ("--item two-cases", {"case-red", "case-grey"}),
    ("--item case-red --item a-word", {"case-red", "a-word"}),
    ("--topic minerals --level apply", {"some-of-five"}),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_a_filter_keeps_the_questions_that_it_names(filters: str, expected: set[str]) -> None:
    assert set(asked("--bank", EVERY_TYPE, "--count", "20", *filters.split())) == expected


@pytest.mark.parametrize(
    ("filters", "next_step"),
    [
        ("--topic minerels", 'Did you mean "minerals"?'),
        ("--level evaluate", "There are: apply, remember."),
        ("--difficulty medium", "There are: easy, hard."),
        ("--objective LO99", "There are: LO1."),
        ("--fact xyz", "There are: most-are-apatite."),
        ("--level evaluate --item a-word", "There are: apply, remember."),
        ("--tag xyz", "There are: starter."),
        ("--item one-of-tree", 'Did you mean "one-of-three"?'),
        ("--topic minerals --type open", "Leave one out; `list` shows what there is."),
    ],
)
def test_a_filter_that_leaves_nothing_is_an_error_with_the_next_step(filters: str, next_step: str) -> None:
    result = run("quiz", "--bank", EVERY_TYPE, *filters.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: No question ")
    assert next_step in result.stderr


def test_banks_are_read_from_files_and_folders(tmp_path: Path) -> None:
    for name in ("one", "two"):
        item = f"{{id: {name}-item, type: true-false, stem: It is., answer: true}}"
        text = f"format: 1\nbank: {name}\ntitle: {name}\nitems: [{item}]\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert asked("--bank", tmp_path / "one.yaml") == ["one-item"]
    assert set(asked("--bank", tmp_path)) == {"one-item", "two-item"}
    both = asked("--bank", tmp_path / "two.yaml", "--bank", EVERY_TYPE, "--count", "50")
    assert len(both) == 12
    assert "two-item" in both


@pytest.mark.parametrize("item", sorted(RIGHT))
def test_an_unreadable_answer_is_asked_again_and_never_marked(item: str) -> None:
    options = ["quiz", "--bank", EVERY_TYPE, "--item", item, "--seed", "1"]
    right = fill(RIGHT[item], read_events(run(*options, "--json").stdout)[0])
    output = run(*options, typed=f"!\n\n\N{SNOWMAN}\n{right}\n").output
    assert output.count("\nExpected ") == 3
    assert "Score: 1 of 1 (100%)" in output


def test_a_question_that_is_skipped_counts_nowhere() -> None:
    output = run("quiz", "--bank", EVERY_TYPE, "--item", "two-cases", typed="skip\n:Skip\n").output
    assert output.count("\nSkipped.\n") == 2
    assert "No question was answered." in output


@pytest.mark.parametrize("word", ["quit", "Quit ", ":quit"])
def test_quit_ends_with_the_score_of_what_was_answered(word: str) -> None:
    output = run("quiz", "--bank", EVERY_TYPE, "--item", "two-cases", typed=f"A\n{word}\nA\n").output
    assert len(ASKED.findall(output)) == 2
    assert re.search(r"Score: [01] of 1 ", output)


def test_a_single_letter_is_an_answer_where_words_are_typed() -> None:
    output = run("quiz", "--bank", EVERY_TYPE, "--item", "a-word", typed="s\n").output
    assert "Score: 0 of 1 (0%)" in output


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("y", "Score: 1 of 1 (100%)"),
        ("n", "Score: 0 of 1 (0%)"),
        ("osteoclast", "Score: 1 of 1 (100%)"),
        ("osteocytes", "Score: 0 of 1 (0%)"),
        ("\ny", "Expected a word or a few."),
        ("skip", "No question was answered."),
        ("quit", "No question was answered."),
        ("osteoclosts\nn", "Score: 0 of 1 (0%)"),
    ],
)
def test_a_near_miss_is_asked_about_before_it_is_marked(lines: str, said: str) -> None:
    output = run("quiz", "--bank", EVERY_TYPE, "--item", "a-word", typed=f"osteoclassts\n{lines}\n").output
    assert "Close. Did you mean: osteoclasts?\n(y or n) >" in output
    assert said in output


def test_a_policy_changes_how_partly_right_answers_are_marked() -> None:
    options = ["quiz", "--bank", EVERY_TYPE, "--item", "in-pairs", "--seed", "1"]
    typed = fill("1<Lead> 2<Zinc>", read_events(run(*options, "--json").stdout)[0])
    assert "Score: 0.5 of 1 (50%)" in run(*options, typed=typed).output
    assert "Score: 0 of 1 (0%)" in run(*options, "--policy", "all-or-nothing", typed=typed).output


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_words_are_read_whatever_ends_their_lines(ends: str) -> None:
    words = ("help", "maybe", "true", "quit")
    typed = "".join(f"{word}{ends}" for word in words).encode()
    done = run_program("quiz", "--bank", EVERY_TYPE, "--item", "yes-or-no", "--plain", typed=typed)
    shown = done.stdout.decode()
    assert (done.returncode, "\r" in shown.replace(os.linesep, "\n")) == (0, False)
    assert "maybe" not in shown.partition("Score")[2]
    assert "Score: 0 of 1" in shown or "Score: 1 of 1" in shown


@pytest.mark.parametrize("value", ["x", "1.5", "0", "-1"])
def test_a_number_that_is_none_is_named_in_words(value: str) -> None:
    result = run("quiz", "--count", value)
    assert result.exit_code == 2
    assert f"'{value}' is not a whole number of at least 1." in result.output
    result = run("study", "--retention", value)
    assert f"'{value}' is not a number from 0.7 to 0.99." in result.output
