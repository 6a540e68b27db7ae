"""Questions that answer each other are found, and others are left in peace."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.forms.cueing import Cue, find_cues

Find = Callable[[str], list[tuple[str, str, str]]]
FILLER = "".join(
    f"\n- {{id: filler-{i}, type: true-false, stem: Bees number {i} dance., answer: true}}" for i in range(9)
)


@pytest.fixture(scope="module")
def shipped_cues(shipped: Library) -> tuple[Cue, ...]:
    return tuple(find_cues(tuple(shipped.questions.values())).pairs())


@pytest.mark.parametrize(
    "pair",
    [
        # 70% as a gap, as a number, and quoted in the stem of a vignette
        ("epi-juvenile-ceiling-cloze", "epi-juvenile-ceiling-number"),
        ("epi-juvenile-ceiling-cloze", "epi-parent-told-seventy-percent"),
        # normal minerals
        ("labs-serum-pattern", "labs-phosphate-statement"),
        ("labs-serum-pattern", "labs-colleague-doubts-calcinosis"),
        ("labs-serum-pattern", "labs-serum-and-contrast-cloze"),
        # PDE-5 and hypoxia
        ("em-step-for-pde5", "em-agent-for-hypoxia-trial"),
        ("em-step-for-pde5", "em-inhibitors-by-target-cloze"),
        ("em-agent-for-hypoxia-trial", "cur-emq-widen-vessels"),
        # no common fact, but an option that states the answer
        ("pres-claim-needing-date", "labs-deposit-mineral"),
        ("mech-step-beyond-the-report", "labs-deposit-mineral"),
        ("cur-cautions-on-oral-list", "assoc-cohort-size"),
    ],
)
def test_pairs_of_the_shipped_bank_that_answer_each_other_are_found(
    shipped_cues: tuple[Cue, ...], pair: tuple[str, str]
) -> None:
    assert set(pair) in [{cue.giver, cue.taker} for cue in shipped_cues]


@pytest.mark.parametrize(
    "pair",
    [
        ("surg-two-worries", "pres-complications-named"),  # infection of a wound, infection of a deposit
        ("epi-most-cases-in-adult-clinic", "assoc-mda5-when-expected"),  # 16 patients, week 16
        ("labs-serum-pattern", "surg-recurrence-typical-range"),
        ("em-bone-regulators-named", "cur-emq-pulses-from-outside"),  # denosumab among ten shared options
    ],
)
def test_a_common_word_alone_is_no_cue(shipped_cues: tuple[Cue, ...], pair: tuple[str, str]) -> None:
    assert set(pair) not in [{cue.giver, cue.taker} for cue in shipped_cues]


def test_most_pairs_of_the_shipped_bank_go_together(shipped: Library, shipped_cues: tuple[Cue, ...]) -> None:
    pairs = len(shipped.questions) * (len(shipped.questions) - 1) // 2
    assert len({frozenset((cue.giver, cue.taker)) for cue in shipped_cues}) < 0.06 * pairs


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
    """Find the cues among items that stand in a bank with others, so that no word is rare because all are."""

    def find(items: str) -> list[tuple[str, str, str]]:
        library = make_library(dedent(items).strip() + FILLER)
        return [(cue.giver, cue.taker, cue.kind) for cue in find_cues(tuple(library.questions.values())).pairs()]

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
