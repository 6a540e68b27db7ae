"""What goes with the papers of a form, read again by whoever reads it."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from msgspec import json

from calcinosis_quiz.bank.fingerprint import bank_version, fingerprint, read_stamps
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.forms.build import build_forms
from calcinosis_quiz.forms.files import FormFile, write_answer_table, write_form, write_key_file
from calcinosis_quiz.forms.form import Form
from calcinosis_quiz.forms.recipes import RECIPES
from calcinosis_quiz.item_analysis.responses.detect_format import read_responses
from calcinosis_quiz.item_analysis.responses.key_files import read_keys
from calcinosis_quiz.item_analysis.responses.paper_answers import merge_keys, to_bank
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.typed_answers import read_answer


@pytest.fixture(scope="module")
def form(shipped: Library) -> Form:
    return build_forms(shipped, tuple(shipped.questions.values()), RECIPES["exam"], forms=2, seed=7, items=20).forms[1]


def test_the_record_says_what_stood_on_the_form_and_in_which_order(shipped: Library, form: Form) -> None:
    record = json.decode(write_form(shipped, form), type=FormFile)
    assert (record.form, record.fingerprint, record.seed, record.recipe) == ("B", form.fingerprint, 7, "exam")
    assert record.bank_version == bank_version(shipped)
    assert [(item.number, item.item, item.order) for item in record.items] == [
        (i, each.question.id, each.order) for i, each in enumerate(form.paper, 1)
    ]


def test_the_record_carries_a_stamp_of_every_question(shipped: Library, form: Form) -> None:
    stamps = read_stamps([write_form(shipped, form).decode()])
    assert stamps == {each.question.id: fingerprint(shipped, each.question) for each in form.paper}


def test_what_a_question_may_not_stand_with_is_no_other_question(make_library: Callable[[str], Library]) -> None:
    item = "- {id: q, type: true-false, stem: Ants sleep., answer: true%s}"
    free, apart = make_library(item % ""), make_library(item % ", not_with: [other]")
    assert fingerprint(free, free.questions["q"]) == fingerprint(apart, apart.questions["q"])


def test_the_key_is_right_in_the_letters_of_the_paper(form: Form) -> None:
    rows = list(csv.DictReader(StringIO(write_key_file(form).decode())))
    assert [row["item"] for row in rows] == [each.question.id for each in form.paper]
    for row, each in zip(rows, form.paper, strict=True):
        assert read_answer(each, row["key"]) == key_of(each.question)
        assert row["fingerprint"] == form.fingerprint


def test_item_analysis_takes_the_key_for_the_key_of_the_bank(shipped: Library, form: Form) -> None:
    keys, problems = read_keys("key.csv", write_key_file(form).decode())
    assert problems == []
    assert keys.fingerprint == form.fingerprint
    taken, problems = merge_keys([keys], shipped)
    assert problems == []
    assert [key.responses for key in taken.keys] == [()] * 20


def test_an_answer_in_the_letters_of_the_paper_is_the_same_in_those_of_the_bank(form: Form) -> None:
    for each in form.paper:
        for letter, text in each.choices if each.question.type == "single-best-answer" else ():
            bank_letter = to_bank(each.question, each.order, letter)
            assert each.question.options["ABCDEFGHIJ".index(bank_letter)].text == text  # type: ignore[union-attr]  # it has options


def test_the_empty_table_is_read_as_nobody(shipped: Library, form: Form) -> None:
    read = read_responses("answers.csv", write_answer_table(form), shipped)
    assert (read.format, read.problems, read.table.attempts) == ("wide", (), ())
    assert [column.item for column in read.table.columns] == [str(i) for i in range(1, 21)]
