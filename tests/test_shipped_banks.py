"""The shipped banks: what every item must have, and what no item may give away."""

import re
from collections import Counter

import pytest
from benchmarks.testwise import Earned, exercises_of, measure
from tests.conftest import QUIZZES

from calcinosis_quiz.bank.coverage import measure_coverage
from calcinosis_quiz.bank.items import ExtendedMatching, MultipleResponse, SingleBestAnswer, TrueFalse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.lint.run import lint_library
from calcinosis_quiz.bank.load import load_library
from calcinosis_quiz.bank.questions import Question, stem_of

# The outside sources that a note on later evidence may rest on, as they are cited.
SOURCES = (
    "Albayda et al., Arthritis Care Res 2017",
    "Balin et al., Arch Dermatol 2012",
    "Beatty et al., Clin Exp Dermatol 2021",
    "Bottomley et al., Br J Dermatol 1996",
    "Boulman et al., Semin Arthritis Rheum 2005",
    "Brueckner et al., Ann Rheum Dis 2010",
    "Caffarelli et al., Clin Interv Aging 2017",
    "Davuluri et al., Best Pract Res Clin Rheumatol 2022",
    "Delgado-Marquez et al., Actas Dermosifiliogr 2015",
    "doi:10.1007/s00198-021-06139-3",
    "doi:10.1016/j.jhsa.2021.01.025",
    "doi:10.1155/2021/6695906",
    "doi:10.1186/s12969-018-0299-9",
    "Echeverri et al., Br J Dermatol 2016",
    "Eidelman et al., 2009 (doi 10.1186/ar2841)",
    "Elmariah 2010 (PMC3004769)",
    "Hoeltzel",
    "Htet 2018",
    "M.P. Chung et al., Rheumatology 2022",
    "Mehta et al., Rheumatol Int 2021",
    "Mukamel et al., J Pediatr 2001",
    "Nat Rev Rheumatol 2023;19:805-817",
    "NCT01918904",
    "NCT02663895",
    "Pachman et al., 2006",
    "Pediatr Rheumatol 2011;9(Suppl 1):P55",
    "PMC10331242",
    "PMC10583374",
    "PMC4404195",
    "PMC7161150",
    "PMC9295519",
    "PMID 21688301",
    "Rogers et al., Arthritis Care Res 2017",
    "search of public sources for this bank",
    "Traineau et al., J Am Acad Dermatol 2020",
    "Valenzuela et al., JAMA Dermatol 2014",
    "Valenzuela et al., Semin Arthritis Rheum 2020",
)
NEVER_RIGHT_FOR_A_PATIENT = ("warfarin", "teriparatide")


@pytest.fixture(scope="module")
def earned(shipped: Library) -> list[Earned]:
    """Let the test-wise answer the banks once."""
    return measure(list(exercises_of(shipped)))


def vignettes(library: Library) -> list[Question]:
    return [question for question in library.questions.values() if question.vignette]


def test_no_problem_and_no_flaw_is_left() -> None:
    library, problems = load_library([QUIZZES])
    assert [str(problem) for problem in (*problems, *lint_library(library))] == []


def test_few_rules_are_overruled_and_each_for_a_reason_of_some_words(shipped: Library) -> None:
    reasons = [reason for item in shipped.items.values() if item.lint for reason in item.lint.ignore.values()]
    assert len(reasons) <= len(shipped.items) // 20
    assert all(len(reason.split()) >= 6 for reason in reasons)


def test_the_blueprint_has_120_places_and_every_one_is_filled(shipped: Library) -> None:
    (coverage,) = measure_coverage(shipped)
    assert sum(cell.wanted for cell in coverage.cells) == 120
    assert coverage.short_cells == ()


def test_every_fact_is_asked_about_and_every_core_fact_in_two_types(shipped: Library) -> None:
    (coverage,) = measure_coverage(shipped)
    assert len(coverage.facts) == 57
    assert coverage.short_facts == ()
    assert coverage.short_objectives == ()


def test_lists_of_options_have_a_fair_length(shipped: Library) -> None:
    limits = {SingleBestAnswer: (4, 5), MultipleResponse: (5, 8), ExtendedMatching: (5, 10)}
    for item in shipped.items.values():
        if isinstance(item, SingleBestAnswer | MultipleResponse | ExtendedMatching):
            least, most = limits[type(item)]
            assert least <= len(item.options) <= most, item.id


def test_every_option_has_a_reason_and_every_question_an_explanation(shipped: Library) -> None:
    for question in shipped.questions.values():
        assert question.explanation, question.id
        for option in getattr(question, "options", ()):
            assert option.why, f"{question.id}: {option.text}"


def test_half_of_the_statements_are_supported(shipped: Library) -> None:
    answers = [item.answer for item in shipped.items.values() if isinstance(item, TrueFalse)]
    assert 0.4 <= sum(answers) / len(answers) <= 0.6


def test_there_are_at_least_22_vignettes_of_patients_of_either_sex_and_any_age(shipped: Library) -> None:
    stems = [stem_of(question) for question in vignettes(shipped)]
    ages = {
        int(age) for stem in stems for age in re.findall(r"\b(\d+)-year-old|aged (\d+)", stem) for age in age if age
    }
    sexes = Counter(sex for stem in stems for sex in ("woman", "man", "girl", "boy") if re.search(rf"\b{sex}\b", stem))
    assert len(stems) >= 22
    assert min(ages) < 18
    assert max(ages) > 65
    assert sexes["woman"] + sexes["girl"] >= 8
    assert sexes["man"] + sexes["boy"] >= 8


def test_skin_is_described_in_more_than_one_tone(shipped: Library) -> None:
    stems = " ".join(stem_of(question) for question in vignettes(shipped))
    assert len(re.findall(r"\b(brown|black|dark)\b", stems)) >= 3
    assert len(re.findall(r"\b(fair|pale|white|freckled)\b", stems)) >= 1


def test_laboratory_values_of_calcium_stand_in_both_units_with_their_ranges(shipped: Library) -> None:
    measured = [stem_of(q) for q in vignettes(shipped) if re.search(r"calcium is\s+\d", stem_of(q))]
    assert measured
    for stem in measured:
        assert "mmol/L" in stem
        assert "mg/dL" in stem
        assert "reference" in stem


def test_what_later_evidence_speaks_against_is_never_right_for_a_patient(shipped: Library) -> None:
    for question in vignettes(shipped):
        right = [option.text.casefold() for option in getattr(question, "options", ()) if option.correct]
        assert not any(drug in text for drug in NEVER_RIGHT_FOR_A_PATIENT for text in right), question.id


def test_later_evidence_rests_on_known_sources(shipped: Library) -> None:
    known = [source.casefold() for source in SOURCES]
    for question in shipped.questions.values():
        if question.later_evidence:
            for part in re.split(r";\s|\band\b", question.later_evidence.source.casefold()):
                assert any(source in part for source in known), f"{question.id}: {part}"


def test_no_strategy_of_the_test_wise_pays(earned: list[Earned]) -> None:
    paying = {row.strategy for row in earned if max(row.in_file_order, row.in_shuffles) > row.limit}
    assert paying == set()


def test_the_strategies_answer_every_single_best_answer_item_and_vignette(shipped: Library) -> None:
    exercised = {exercise.id for exercise in exercises_of(shipped)}
    assert exercised >= {question.id for question in vignettes(shipped)}
    assert exercised >= {item.id for item in shipped.items.values() if isinstance(item, SingleBestAnswer)}


def test_the_key_is_the_longest_option_in_three_of_ten_items_at_most(shipped: Library) -> None:
    items = [item for item in shipped.items.values() if isinstance(item, SingleBestAnswer)]
    longest = [max(item.options, key=lambda option: len(option.text)).correct for item in items]
    assert sum(longest) <= 0.3 * len(items)


def test_the_ledger_gives_the_rules_what_they_need_to_look_at_anything(shipped: Library) -> None:
    # A rule that is silent because it never applies would make a clean report worth nothing.
    for loaded in shipped.banks:
        assert loaded.ledger is not None
        assert loaded.ledger.anchors
        assert loaded.ledger.abbreviations
        assert loaded.ledger.hedge_forms
