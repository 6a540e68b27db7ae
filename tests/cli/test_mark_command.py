"""`mark`: what an answer earns, for every type and every policy."""

import pytest
from tests.cli.running import EVERY_TYPE, flat, read_events, run

# Letters count in the order of the bank: A is the first option written.
MARKS = [
    ("one-of-three", "B", "right-or-wrong", 1),
    ("one-of-three", "2", "right-or-wrong", 1),
    ("one-of-three", "c", "right-or-wrong", 0),
    ("some-of-five", "A B", "false2", 1),
    ("some-of-five", "AC", "false2", 0),
    ("some-of-five", "A", "false2", 0.5),
    ("some-of-five", "A B C D", "false2", 0),
    ("yes-or-no", "no", "right-or-wrong", 1),
    ("yes-or-no", "true", "right-or-wrong", 0),
    ("two-gaps", "apatite; calcium", "share-right", 1),
    ("two-gaps", "apatite; iron", "share-right", 0.5),
    ("a-word", "Osteoclast", "right-or-wrong", 1),
    ("a-word", "osteoblasts", "right-or-wrong", 0),
    ("a-number", "6.75", "right-or-wrong", 1),
    ("a-number", "6.74", "right-or-wrong", 0),
    ("a-number", "-7.5", "right-or-wrong", 0),
    ("in-order", "A B C D", "longest-ordered", 1),
    ("in-order", "B A C D", "longest-ordered", 2 / 3),
    ("in-order", "D C B A", "longest-ordered", 0),
    ("in-pairs", "1A 2B", "share-right", 1),
    ("in-pairs", "B B", "share-right", 0.5),
    ("case-red", "B", "right-or-wrong", 1),
    ("case-grey", "B", "right-or-wrong", 0),
    ("in-sentences", "1", "self-marked", 0.5),
    ("in-sentences", "0", "self-marked", 0),
]
POLICIES = [
    ("some-of-five", "A C", "plus-minus", 0),
    ("some-of-five", "A B C", "plus-minus", 0.5),
    ("some-of-five", "A B", "all-or-nothing", 1),
    ("some-of-five", "A", "all-or-nothing", 0),
    ("two-gaps", "apatite; iron", "all-or-nothing", 0),
    ("in-order", "B A C D", "kendall", 2 / 3),
    ("in-order", "D A B C", "kendall", 0),
    ("in-order", "B A C D", "all-or-nothing", 0),
    ("in-pairs", "B B", "all-or-nothing", 0),
]


@pytest.mark.parametrize(("item", "answer", "policy", "fraction"), MARKS)
def test_an_answer_earns_what_the_default_policy_gives(item: str, answer: str, policy: str, fraction: float) -> None:
    result = run("mark", item, answer, "--bank", EVERY_TYPE)
    outcome, *more = read_events(run("mark", item, answer, "--bank", EVERY_TYPE, "--json").stdout)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{fraction:.4g} of 1 ({policy})\n")
    assert more == []
    assert (outcome["event"], outcome["id"], outcome["policy"]) == ("outcome", item, policy)
    assert outcome["fraction"] == (pytest.approx(fraction) if policy != "self-marked" else None)


@pytest.mark.parametrize(("item", "answer", "policy", "fraction"), POLICIES)
def test_a_policy_changes_what_an_answer_earns(item: str, answer: str, policy: str, fraction: float) -> None:
    arguments = ["mark", item, answer, "--policy", policy, "--bank", EVERY_TYPE]
    assert run(*arguments).stdout.startswith(f"{fraction:.4g} of 1 ({policy})\n")
    outcome = read_events(run(*arguments, "--json").stdout)[0]
    assert (outcome["policy"], outcome["fraction"]) == (policy, pytest.approx(fraction))


def test_the_text_says_why() -> None:
    output = flat(run("mark", "some-of-five", "A C", "--bank", EVERY_TYPE).output)
    assert "Wrong: 1 of 2 correct options; 1/2 off for 1 wrong one." in output
    for line in ("+ A Calcite (right)", "> B Gypsum (missed)", "x C Quartz (wrong)"):
        assert line in output
    assert "An oxide of silicon." in output


@pytest.mark.parametrize(
    ("item", "policy", "fitting"),
    [
        ("one-of-three", "kendall", "right-or-wrong"),
        ("some-of-five", "kendall", "false2, plus-minus, all-or-nothing"),
        ("two-gaps", "plus-minus", "share-right, all-or-nothing"),
        ("in-order", "false2", "longest-ordered, kendall, all-or-nothing"),
        ("in-pairs", "longest-ordered", "share-right, all-or-nothing"),
        ("case-red", "all-or-nothing", "right-or-wrong"),
        ("in-sentences", "all-or-nothing", "self-marked"),
    ],
)
def test_a_policy_that_does_not_fit_is_an_error_that_names_those_that_do(item: str, policy: str, fitting: str) -> None:
    result = run("mark", item, "A", "--policy", policy, "--bank", EVERY_TYPE)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {policy} does not fit the type ")
    assert result.stderr.endswith(f"which has: {fitting}.\n")


@pytest.mark.parametrize(
    ("item", "answer", "expected"),
    [
        ("one-of-three", "E", "Expected one letter A-D."),
        ("one-of-three", "", "Expected one letter A-D."),
        ("a-number", "far", "Expected a number (mm)."),
        ("two-gaps", "apatite", "Expected 2 answers with ; between them."),
        ("in-sentences", "3", "Expected numbers from 1 to 2, or 0 for none."),
    ],
)
def test_an_answer_that_cannot_be_read_is_an_error_and_not_a_mark(item: str, answer: str, expected: str) -> None:
    result = run("mark", item, answer, "--bank", EVERY_TYPE, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {answer!r} is no answer to {item}. {expected}\n"


def test_a_near_miss_is_told_beside_the_mark() -> None:
    output = run("mark", "a-word", "osteoclsts", "--bank", EVERY_TYPE).output
    assert output.startswith(
        "0 of 1 (right-or-wrong)\nIn a quiz it would be asked about first: did you mean osteoclasts?"
    )
    outcome = read_events(run("mark", "a-word", "osteoclsts", "--bank", EVERY_TYPE, "--json").stdout)[0]
    assert (outcome["near_miss"], outcome["fraction"]) == ("osteoclasts", 0)


def test_a_set_has_no_mark_of_its_own() -> None:
    result = run("mark", "two-cases", "A", "--bank", EVERY_TYPE)
    assert result.exit_code == 1
    assert result.stderr == "Error: two-cases is a set of cases. Name one of them: case-red, case-grey.\n"
