"""What one question shows and another one asks for is found, however it is written; an author may keep more apart."""

from collections.abc import Callable
from decimal import Decimal
from textwrap import dedent

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.forms.cueing import find_cues
from calcinosis_quiz.forms.question_texts import figures_of, squeeze

Pairs = Callable[[str], list[tuple[str, str, str]]]

PLAIN = ("set apart", "shows the answer", "shows the figure")


@pytest.fixture
def pairs_in(make_library: Callable[[str], Library]) -> Pairs:
    """List giver, taker and rule, of the rules that need nothing but the texts or an author's word."""

    def find(items: str) -> list[tuple[str, str, str]]:
        questions = tuple(make_library(dedent(items).strip()).questions.values())
        return [(cue.giver, cue.taker, cue.kind) for cue in find_cues(questions).pairs() if cue.kind in PLAIN]

    return find


SHOWING = {
    "stem": "{id: giver, type: open, stem: '%s', model_answer: x, points: [y]}",
    "option": "{id: giver, type: single-best-answer, stem: S, options: [{text: '%s'}, {text: a, correct: true}]}",
    "entry": "{id: giver, type: ordering, stem: S, entries: [{text: a}, {text: '%s'}]}",
    "prompt": "{id: giver, type: matching, stem: S, pairs: [{prompt: '%s', choice: a}, {prompt: p, choice: b}]}",
    "choice": (
        "{id: giver, type: matching, stem: S, pairs: [{prompt: p, choice: a}, {prompt: q, choice: b}], "
        "spare: [{text: '%s'}]}"
    ),
    "text around a gap": "{id: giver, type: cloze, text: '%s and {{a}}'}",
    "hint": "{id: giver, type: cloze, text: 'It is {{a}}', gaps: [{hint: '%s'}]}",
    "unit": "{id: giver, type: numeric, stem: S, value: 7, unit: '%s'}",
    "label": "{id: giver, type: true-false, stem: S, answer: true, true_label: '%s'}",
    "case": (
        "{id: set, type: extended-matching, theme: T, stem: L, options: [{text: a}, {text: b}], "
        "cases: [{id: giver, stem: '%s', answer: a}]}"
    ),
}


@pytest.mark.parametrize("where", SHOWING)
def test_an_answer_is_found_wherever_a_paper_shows_it(pairs_in: Pairs, where: str) -> None:
    asked = "- {id: taker, type: short-answer, stem: S, accept: [uric acid]}\n- "
    assert pairs_in(asked + SHOWING[where] % "uric acid") == [("giver", "taker", "shows the answer")]
    assert pairs_in(asked + SHOWING[where] % "acid, uric") == []


@pytest.mark.parametrize(
    "asking",
    [
        "{id: taker, type: single-best-answer, stem: S, options: [{text: uric acid, correct: true}, {text: a}]}",
        "{id: taker, type: multiple-response, stem: S, "
        "options: [{text: uric acid, correct: true}, {text: a}, {text: b}]}",
        "{id: taker, type: short-answer, stem: S, accept: [urate, uric acid]}",
        "{id: taker, type: cloze, text: 'It is {{uric acid}}.'}",
        "{id: taker, type: cloze, text: 'It is {{urate}}.', gaps: [{accept: [uric acid]}]}",
    ],
)
def test_whatever_is_marked_right_is_an_answer(pairs_in: Pairs, asking: str) -> None:
    giver = "- {id: giver, type: true-false, stem: Stones of uric acid melt., answer: true}\n- "
    assert pairs_in(giver + asking) == [("giver", "taker", "shows the answer")]


@pytest.mark.parametrize(
    ("answer", "shown", "is_readable"),
    [
        ("NXP-2", "Antibodies to NXP2 were found.", True),
        ("NXP2", "anti-NXP-2", True),
        ("NXP-2", "anti-NXP-24", False),
        ("ulcer", "Two Ulcers healed.", True),
        ("café", "The CAFE opens.", True),
        ("\u03b3-globulin", "gamma globulin", True),
        ("shock-wave", "A shockwave breaks it.", False),  # the root of a word is taken before words are joined
        ("fingertip", "at the finger tip", True),
        ("art", "A party in the arctic", False),
        ("uric acid", "Acid and uric.", False),
        ("70%", "In 70 of 100", True),
        ("\u00b1", "\u00b1", False),  # nothing in it is a word
    ],
)
def test_an_answer_is_compared_as_typed_answers_are(
    pairs_in: Pairs, answer: str, shown: str, is_readable: bool
) -> None:
    found = pairs_in(f"""
        - {{id: taker, type: short-answer, stem: S, accept: ["{answer}"]}}
        - {{id: giver, type: true-false, stem: "{shown}", answer: true}}
    """)
    assert ("giver", "taker", "shows the answer") in found or not is_readable
    assert is_readable or found == []


@pytest.mark.parametrize(
    ("asked", "shown", "is_readable"),
    [
        ("value: 16", "Of 16 patients", True),
        ("value: 16", "sixteen patients", True),
        ("value: 16", "in week 16.", True),
        ("value: 16", "116 patients, 160 visits, 1.6 mg", False),
        ("value: 5", "PDE-5 and NXP5", False),
        ("value: 10", "in 5-10 years", True),
        ("value: 2.5", "2.5-fold", True),
        ("value: 70, tolerance: 5%", "in 68 of them", True),
        ("value: 70, tolerance: 5%", "in 60 of them", False),
        ("between: [5, 10]", "after 7 years", True),
        ("value: 1200", "1,200 patients", True),
        ("value: 0.5", "half of them", False),
    ],
)
def test_a_number_is_given_away_by_any_figure_that_would_be_marked_right(
    pairs_in: Pairs, asked: str, shown: str, is_readable: bool
) -> None:
    found = pairs_in(f"""
        - {{id: taker, type: numeric, stem: S, {asked}}}
        - {{id: giver, type: true-false, stem: "{shown}", answer: true}}
    """)
    assert found == ([("giver", "taker", "shows the figure")] if is_readable else [])


def test_of_a_range_that_is_the_answer_both_ends_must_be_shown(pairs_in: Pairs) -> None:
    found = pairs_in(
        """
        - id: taker
          type: single-best-answer
          stem: How often?
          options: [{text: About 5-10%, correct: true}, {text: About 20%}]
        - {id: one-end, type: true-false, stem: It took 5 years., answer: true}
        - {id: both, type: true-false, stem: "It took 5 years, then 10.", answer: true}
        """
    )
    assert found == [("both", "taker", "shows the figure")]


def test_a_pair_is_given_away_where_prompt_and_choice_both_stand(pairs_in: Pairs) -> None:
    found = pairs_in(
        """
        - {id: taker, type: matching, stem: S, pairs: [{prompt: gout, choice: urate}, {prompt: rickets, choice: bone}]}
        - {id: both, type: true-false, stem: Urate lies in joints in gout., answer: true}
        - {id: crossed, type: true-false, stem: Rickets has no urate., answer: true}
        """
    )
    assert found == [("both", "taker", "shows the answer")]


def test_an_author_keeps_questions_apart_in_both_directions_sets_and_cases_too(pairs_in: Pairs) -> None:
    found = pairs_in(
        """
        - {id: one, type: true-false, stem: Ants sleep., answer: true, not_with: [other, set]}
        - {id: other, type: true-false, stem: Whales sing., answer: true}
        - id: set
          type: extended-matching
          theme: T
          stem: L
          options: [{text: first}, {text: second}]
          cases:
            - {id: case-1, stem: Rivers flow., answer: first, not_with: [case-2]}
            - {id: case-2, stem: Stones roll., answer: second}
        """
    )
    assert {(frozenset(pair), kind) for *pair, kind in found} == {
        (frozenset({"one", "other"}), "set apart"),
        (frozenset({"one", "case-1"}), "set apart"),
        (frozenset({"one", "case-2"}), "set apart"),
        (frozenset({"case-1", "case-2"}), "set apart"),
    }


def test_figures_are_read_with_separators_and_as_words() -> None:
    assert figures_of("Of 1,200 patients 2.5% or 3,5 % (twelve) had it; PDE-5, IL6 and v1.2 are names.") == {
        Decimal(1200), Decimal("2.5"), Decimal("3.5"), Decimal(12)
    }  # fmt: skip


def test_words_are_squeezed_by_their_roots() -> None:
    assert squeeze("Fingertip ulcers") == squeeze("finger-tip ULCER")
