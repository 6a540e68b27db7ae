"""Documents: what stands on exam, answer sheet, key and guide, for every type of question."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.export.paper.papers import LABEL, paper_of, png

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.paper import compose
from calcinosis_quiz.export.paper.document import (
    AnswerSheet,
    Blank,
    CaseSet,
    Choice,
    Document,
    KeyEntry,
    Question,
    Reason,
    SheetRow,
    Table,
)
from calcinosis_quiz.export.paper.keys import explain_one, lay_out, write_key
from calcinosis_quiz.export.paper.questions import ask, ask_one
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.typed_answers import read_answer

LETTERS = "ABCDEFGH"


@pytest.fixture(scope="module")
def every_type() -> Library:
    return open_library([Path(__file__).parents[2] / "cli" / "every_type.yaml"])


def asked(library: Library, item: str) -> Question:
    return ask_one(library, 1, present(library.questions[item]))


def explained(library: Library, item: str) -> KeyEntry:
    return explain_one(library, 1, present(library.questions[item]))


def row_of(library: Library, item: str) -> SheetRow:
    return lay_out([present(library.questions[item])])[0]


def texts_in(block: Question) -> tuple[str, ...]:
    return tuple(choice.text for choice in block.choices)


def test_choices_are_lettered_in_the_order_shown(every_type: Library) -> None:
    presented = Presented(every_type.questions["one-of-three"], (2, 0, 1, 3))
    block = ask_one(every_type, 4, presented)
    assert block.number == 4
    assert block.choices[:2] == (Choice("A", "Urate"), Choice("B", "Calcite"))
    assert block.task == ""
    assert write_key(presented) == "C"


def test_several_choices_say_so_on_paper_and_sheet(every_type: Library) -> None:
    assert asked(every_type, "some-of-five").task == "Choose all that apply."
    assert row_of(every_type, "some-of-five") == SheetRow(number=1, letters=tuple("ABCD"), note="all that apply")


@pytest.mark.parametrize(
    ("stem", "said"),
    [
        ("Which two hold calcium?", "Choose 2."),
        ("Some hold calcium. Pick 2.", "Choose 2."),
        ("Which three hold calcium?", "Choose all that apply."),  # two do, so a number would mislead
        ("Which hold calcium?", "Choose all that apply."),
        ("Which two-part names hold calcium?", "Choose all that apply."),
    ],
)
def test_a_number_to_choose_is_named_only_where_the_stem_asks_for_it_and_it_is_true(
    make_library: Callable[[str], Library], stem: str, said: str
) -> None:
    library = make_library(f"""
        - id: q
          type: multiple-response
          stem: "{stem}"
          options: [{{text: a, correct: true}}, {{text: b, correct: true}}, {{text: c}}, {{text: d}}]
    """)
    assert asked(library, "q").task == said


def test_each_type_on_the_paper_is_explained_and_no_other(make_library: Callable[[str], Library]) -> None:
    chosen = "- {id: q, type: true-false, stem: Ants sleep., answer: true}\n"
    typed = "- {id: n, type: numeric, stem: Legs?, value: 6}\n"
    several = "- {id: m, type: multiple-response, stem: S, options: [{text: a, correct: true}, {text: b}, {text: c}]}"

    def told(items: str) -> str:
        library = make_library(items)
        return " ".join(compose.how_to_answer([present(each) for each in library.questions.values()]))

    assert told(chosen) == (
        "T and F: choose T if the statement holds, F if it does not. A guess costs nothing, so answer everything."
    )
    assert "write digits" in told(chosen + typed)
    assert "A guess costs nothing, so answer everything." not in told(chosen + several)
    assert "each wrong one takes a share off" in told(chosen + several)


def test_a_statement_has_its_own_two_labels_in_a_row(every_type: Library) -> None:
    block = asked(every_type, "yes-or-no")
    assert block.choices == (Choice("T", "It does"), Choice("F", "It does not"))
    assert block.in_a_row
    assert row_of(every_type, "yes-or-no").letters == ("T", "F")
    assert explained(every_type, "yes-or-no").answer == "It does not"


def test_a_cloze_has_numbered_blanks_with_their_hints(every_type: Library) -> None:
    block = asked(every_type, "two-gaps")
    assert block.gapped == ("Most deposits are ", Blank("1", "a mineral"), ", a salt of ", Blank("2", "a metal"), ".")
    assert row_of(every_type, "two-gaps").lines == ("1", "2")
    key = explained(every_type, "two-gaps")
    assert key.answer == "1 hydroxyapatite; 2 calcium"
    assert key.reasons[0] == Reason("1", "hydroxyapatite", True, "Also right: apatite. As in bone.")
    assert key.refused == (Reason("", "iron", False, "That makes rust."),)


def test_a_single_gap_needs_no_number(make_library: Callable[[str], Library]) -> None:
    library = make_library("- {id: q, type: cloze, text: 'A {{b}} c'}")
    assert asked(library, "q").gapped == ("A ", Blank(), " c")
    assert explained(library, "q").reasons == ()


def test_typed_answers_get_a_line_and_numbers_their_unit(every_type: Library) -> None:
    assert asked(every_type, "a-word").lines == 1
    assert (asked(every_type, "a-number").lines, asked(every_type, "a-number").unit) == (1, "mm")
    assert row_of(every_type, "a-number").unit == "mm"
    key = explained(every_type, "a-number")
    assert key.answer == "7.5 mm"
    assert key.reasons[0].why == "From 6.75 to 8.25 is right. It was measured."
    assert key.refused[0].text == "75"


def test_an_ordering_has_a_box_for_each_place(every_type: Library) -> None:
    presented = Presented(every_type.questions["in-order"], (3, 0, 2, 1))
    assert ask_one(every_type, 1, presented).places == ("1", "2", "3", "4")
    assert write_key(presented) == "B D C A"
    assert [reason.label for reason in explain_one(every_type, 1, presented).reasons] == ["B", "D", "C", "A"]
    assert lay_out([presented])[0] == SheetRow(number=1, letters=tuple("ABCD"), rows=("1", "2", "3", "4"))


def test_a_matching_has_a_box_for_each_prompt_and_all_choices(every_type: Library) -> None:
    block = asked(every_type, "in-pairs")
    assert block.prompts == ("Galena", "Haematite")
    assert texts_in(block) == ("Lead", "Iron", "Zinc")
    assert row_of(every_type, "in-pairs").rows == ("1", "2")
    key = explained(every_type, "in-pairs")
    assert key.answer == "1 A, 2 B"
    assert [reason.correct for reason in key.reasons] == [True, True, False]


def test_an_open_question_has_lines_and_its_points_in_the_key(every_type: Library) -> None:
    assert asked(every_type, "in-sentences").lines == 6
    assert len(row_of(every_type, "in-sentences").lines) == 6
    assert [reason.text for reason in explained(every_type, "in-sentences").reasons] == [
        "It presses on nerves",
        "The skin breaks",
    ]


def test_neighbouring_cases_share_their_options_and_others_do_not(every_type: Library) -> None:
    red, grey = (present(every_type.questions[each]) for each in ("case-red", "case-grey"))
    other = present(every_type.questions["a-word"])
    together = list(ask(every_type, [red, grey, other], first=5))
    assert isinstance(together[0], CaseSet)
    assert [case.number for case in together[0].cases] == [5, 6]
    assert together[0].cases[0].choices == ()
    apart = list(ask(every_type, [red, other, grey]))
    assert [len(block.cases) if isinstance(block, CaseSet) else 0 for block in apart] == [1, 0, 1]


def test_cases_whose_options_stand_in_different_orders_do_not_share_a_list(every_type: Library) -> None:
    red, grey = every_type.questions["case-red"], every_type.questions["case-grey"]
    blocks = list(ask(every_type, [Presented(red, (0, 1, 2)), Presented(grey, (2, 1, 0))]))
    assert len(blocks) == 2


def test_a_question_can_be_disclosed_in_two_steps(every_type: Library) -> None:
    presented = present(every_type.questions["one-of-three"])
    stem, options = (ask_one(every_type, 1, presented, part) for part in ("stem", "options"))
    assert (stem.stem != (), stem.choices) == (True, ())
    assert (options.stem, options.choices != ()) == ((), True)


def test_a_case_on_its_own_brings_theme_and_lead_in(every_type: Library) -> None:
    assert asked(every_type, "case-red").stem == (
        "Colours of streaks",
        "It leaves a red streak.",
        "Which mineral is it?",
    )


@settings(max_examples=300)
@given(...)
def test_the_key_on_paper_is_an_answer_that_earns_full_marks(presented: Presented) -> None:
    question = presented.question
    if question.type in {"open", "numeric", "cloze", "short-answer", "true-false"}:
        return  # written in words, for people
    answer = read_answer(presented, write_key(presented).replace(" ", "").replace(",", " "))
    assert answer == key_of(question)
    assert mark(question, answer).fraction == 1


def test_the_exam_never_holds_what_the_key_does(shipped: Library) -> None:
    paper = paper_of(shipped)
    written = repr(compose.exam(LABEL, paper, shipped).blocks)
    for presented in paper:
        explanation = presented.question.explanation
        assert explanation is None or explanation not in written
        assert presented.question.id not in written


def test_the_key_says_what_a_claim_rests_on_and_what_has_moved_since(shipped: Library) -> None:
    moved = next(each for each in shipped.questions.values() if each.later_evidence and shipped.facts_of(each))
    entry = explain_one(shipped, 1, present(moved))
    assert moved.later_evidence is not None
    assert entry.note_heading == moved.later_evidence.heading
    assert entry.note.startswith(moved.later_evidence.text)
    assert entry.support[0].places == shipped.facts_of(moved)[0].where
    assert entry.item == moved.id


def test_the_guide_parts_the_right_answer_from_likely_errors_and_asks(every_type: Library) -> None:
    paper = [present(every_type.questions["one-of-three"])]
    entry = compose.facilitator_guide(LABEL, paper, every_type).blocks[0]
    assert isinstance(entry, KeyEntry)
    assert [reason.text for reason in entry.reasons] == ["Hydroxyapatite"]
    assert [reason.text for reason in entry.refused] == ["Calcite", "Urate", "Struvite"]
    assert entry.ask


def test_the_answers_stand_in_two_columns_where_they_are_short(every_type: Library) -> None:
    short = [present(every_type.questions[each]) for each in ("one-of-three", "a-word", "a-number")]
    table = compose.at_a_glance(short)[1]
    assert isinstance(table, Table)
    assert table.rows == (("1", "B", "3", "7.5 mm"), ("2", "osteoclasts", "", ""))
    long = [*short, present(every_type.questions["in-sentences"])]
    table = compose.at_a_glance(long, first=7)[1]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["7", "8", "9", "10"]


def test_a_team_sheet_has_boxes_for_each_try(every_type: Library) -> None:
    document = compose.answer_sheet(LABEL, paper_of(every_type), every_type, ("1st", "2nd"))
    sheet = document.blocks[-1]
    assert isinstance(sheet, AnswerSheet)
    assert sheet.tries == ("1st", "2nd")
    assert document.kind == "Team answer sheet"


@pytest.mark.parametrize("make", [compose.exam, compose.key, compose.facilitator_guide])
def test_every_document_says_where_its_questions_come_from(make: Callable[..., Document], shipped: Library) -> None:
    document = make(LABEL, paper_of(shipped)[:3], shipped)
    assert document.label == LABEL
    assert "Not medical advice" in document.footer
    assert "invented" in document.notices[0]
    assert "Source: RheumReports" in document.notices[0]


def test_a_picture_comes_with_question_and_key_and_a_lost_one_is_one_message(
    make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    picture = tmp_path / "hand.png"
    picture.write_bytes(png())
    library = open_library(
        [make_bank("- {id: q, type: true-false, stem: Is it?, answer: true, image: {file: hand.png, alt: A hand}}")]
    )
    paper = paper_of(library)
    for document in (compose.exam(LABEL, paper, library), compose.key(LABEL, paper, library)):
        shown = next(block for block in document.blocks if isinstance(block, Question | KeyEntry))
        assert shown.picture is not None
        assert (shown.picture.alt, shown.picture.content) == ("A hand", png())
    picture.unlink()
    with pytest.raises(QuizError, match=r"hand\.png"):
        compose.exam(LABEL, paper, library)
