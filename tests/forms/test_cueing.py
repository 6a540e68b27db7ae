"""Questions that answer each other are found, and others are left in peace."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.forms.cueing import find_cues

Find = Callable[[str], list[tuple[str, str, str]]]
BY_FACTS_AND_WORDS = ("same knowledge", "same answer", "holds the answer")
FILLER = "".join(
    f"\n- {{id: filler-{i}, type: true-false, stem: Bees number {i} dance., answer: true}}" for i in range(9)
)


def test_most_pairs_of_the_shipped_bank_go_together(shipped: Library) -> None:
    questions = tuple(shipped.questions.values())
    cues = {frozenset((cue.giver, cue.taker)) for cue in find_cues(questions).pairs()}
    assert 0 < len(cues) < 0.12 * len(questions) * (len(questions) - 1) / 2


def test_sets_of_places_are_the_pairs_that_the_rule_names(shipped: Library) -> None:
    questions = tuple(shipped.questions.values())
    cues = find_cues(questions)
    facts = [frozenset(question.facts) for question in questions]
    sets = [getattr(question, "set_id", question.id) for question in questions]
    for i in range(len(questions)):
        for j in range(i):
            same = bool(facts[i] & facts[j]) and (facts[i] <= facts[j] or facts[j] <= facts[i]) and sets[i] != sets[j]
            assert bool(cues.taken["same knowledge"][i] >> j & 1) == same
            assert cues.between(i) >> j & 1 == cues.between(j) >> i & 1
        assert not cues.between(i) >> i & 1


def test_words_are_rare_among_all_questions_not_among_those_chosen(shipped: Library) -> None:
    questions = tuple(shipped.questions.values())
    chosen = [question for question in questions if question.topic == "surgery"]
    ids = {question.id for question in chosen}
    of_all = {cue for cue in find_cues(questions).pairs() if {cue.giver, cue.taker} <= ids}
    assert set(find_cues(chosen, among=questions).pairs()) == of_all


@pytest.fixture
def cues_in(make_library: Callable[[str], Library]) -> Find:
    """Find the cues by facts and telling words, in a bank with others, so that no word is rare because all are."""

    def find(items: str) -> list[tuple[str, str, str]]:
        cues = find_cues(tuple(make_library(dedent(items).strip() + FILLER).questions.values())).pairs()
        return [(cue.giver, cue.taker, cue.kind) for cue in cues if cue.kind in BY_FACTS_AND_WORDS]

    return find


def test_a_bank_without_facts_is_read_by_its_words(cues_in: Find) -> None:
    found = cues_in(
        """
        - {id: gap, type: cloze, text: "Gout begins most often in the big {{toe}}."}
        - {id: asked, type: short-answer, stem: Where does gout begin most often?, accept: [toe]}
        - id: picked
          type: single-best-answer
          stem: Which crystals lie in the joint in gout?
          options: [{text: Monosodium urate, correct: true}, {text: Calcium oxalate}]
        - id: given
          type: true-false
          stem: "Monosodium urate, the crystals of gout, dissolve in warm water."
          answer: false
        """
    )
    assert found == [("gap", "asked", "same answer"), ("given", "picked", "holds the answer")]


def test_an_answer_is_known_by_the_words_that_no_wrong_option_has(cues_in: Find) -> None:
    found = cues_in(
        """
        - id: picked
          type: single-best-answer
          stem: Which salt forms kidney stones most often?
          options: [{text: Calcium oxalate, correct: true}, {text: Calcium phosphate}]
        - {id: half, type: true-false, stem: Calcium forms kidney stones., answer: true}
        - {id: whole, type: true-false, stem: Oxalate stones of the kidney dissolve., answer: false}
        """
    )
    assert found == [("whole", "picked", "holds the answer")]


def test_a_common_word_alone_ties_no_two_questions(cues_in: Find) -> None:
    found = cues_in(
        """
        - id: picked
          type: single-best-answer
          stem: Which complication follows a wound?
          options: [{text: Infection by germs, correct: true}, {text: A scar}]
        - {id: other, type: true-false, stem: Germs cause infection in the lung., answer: true}
        """
    )
    assert found == []


def test_a_number_is_an_answer_too(cues_in: Find) -> None:
    found = cues_in(
        """
        - {id: asked, type: numeric, stem: How many bones has the wrist?, value: 8, unit: bones}
        - {id: told, type: true-false, stem: The wrist has 8 bones in two rows., answer: true}
        - {id: other, type: true-false, stem: The wrist has 18 tendons., answer: true}
        """
    )
    assert found == [("told", "asked", "holds the answer")]


def test_what_is_shown_after_answering_cues_nothing(cues_in: Find) -> None:
    found = cues_in(
        """
        - {id: asked, type: short-answer, stem: Which nerve runs through the carpal tunnel?, accept: [median]}
        - id: other
          type: true-false
          stem: The carpal tunnel is narrow.
          answer: true
          why_true: The median nerve runs through the carpal tunnel.
          explanation: The median nerve runs through the carpal tunnel.
        """
    )
    assert found == []


def test_questions_on_the_same_facts_ask_for_the_same_knowledge(cues_in: Find) -> None:
    found = cues_in(
        """
        - {id: one, type: true-false, stem: Ants sleep., answer: true, facts: [a]}
        - {id: both, type: true-false, stem: Whales sing., answer: true, facts: [a, b]}
        - {id: overlapping, type: true-false, stem: Stones roll., answer: true, facts: [b, c]}
        - {id: none, type: true-false, stem: Rivers flow., answer: true}
        """
    )
    assert found == [("one", "both", "same knowledge")]


def test_cases_of_one_set_were_written_to_stand_together(cues_in: Find) -> None:
    found = cues_in(
        """
        - id: nerves
          type: extended-matching
          theme: Nerves of the arm
          stem: Which nerve is hurt?
          options: [{text: Median}, {text: Ulnar}, {text: Radial}]
          cases:
            - {id: nerves-thumb, stem: The thumb is numb., answer: Median, facts: [a]}
            - {id: nerves-wrist, stem: The wrist drops., answer: Radial, facts: [a]}
        """
    )
    assert found == []
