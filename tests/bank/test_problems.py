"""Problems as a reader sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.problems import BankError, PathStep, Problem, did_you_mean, quote, write_path


@pytest.mark.parametrize(
    ("line", "path", "text"),
    [
        (7, "items[0].stem", "a.yaml:7: items[0].stem: expected a text."),
        (7, "", "a.yaml:7: expected a text."),
        (0, "", "a.yaml: expected a text."),
    ],
)
def test_a_problem_is_written_as_file_line_path_and_message(line: int, path: str, text: str) -> None:
    assert str(Problem("a.yaml", line, path, "empty-text", "error", "expected a text.")) == text


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), ""),
        (("title",), "title"),
        (("items", 3, "options", 1, "correct"), "items[3].options[1].correct"),
        (("items", 0, "not a key"), 'items[0]."not a key"'),
        (("two\nlines",), '"two\\nlines"'),
    ],
)
def test_a_path_is_written_with_points_and_brackets_and_strange_keys_in_quotes(
    steps: tuple[PathStep, ...], path: str
) -> None:
    assert write_path(steps) == path


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("stme", ["stem", "facts"], ' Did you mean "stem"?'),
        ("surg-concern", {"surg-concerns", "lab-calcium"}, ' Did you mean "surg-concerns"?'),
        ("zzz", ["stem", "facts"], ""),
        ("stem", [], ""),
    ],
)
def test_the_nearest_known_word_is_offered_or_none(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known) == hint


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("yes", '"yes"'),
        ("Sjögren", '"Sjögren"'),
        ("a\nb\tc", '"a\\nb\\tc"'),
        ("bell \x07", '"bell \\x07"'),
        ("x" * 60, f'"{"x" * 60}"'),
        ("x" * 61, f'"{"x" * 57}..."'),
    ],
)
def test_a_quoted_text_is_short_and_shows_what_cannot_be_printed(text: str, quoted: str) -> None:
    assert quote(text) == quoted


@given(st.text())
def test_whatever_is_quoted_prints_on_one_short_line(text: str) -> None:
    assert quote(text).isprintable()
    assert len(quote(text)) <= 62


@pytest.mark.parametrize(("count", "heading"), [(1, "1 problem in"), (2, "2 problems in")])
def test_an_error_about_banks_counts_and_lists_every_problem(count: int, heading: str) -> None:
    problem = Problem("a.yaml", 7, "title", "empty-text", "error", "expected a text.")
    error = BankError([problem] * count)
    assert str(error) == "\n".join([f"{heading} the question banks:", *["a.yaml:7: title: expected a text."] * count])
    assert error.problems == (problem,) * count
