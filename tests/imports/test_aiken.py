"""Aiken."""

from tests.imports.reading import only, read

from calcinosis_quiz.bank.items import MultipleResponse, SingleBestAnswer


def test_questions_need_no_blank_line_between_them() -> None:
    text = "Which <b>?\nA) Lead\nB. Iron\nC.Zinc\nANSWER: B\nAnd now?\na. x\nb. y\nAnswer:a\n"
    reading = read("aiken", text)
    assert [each.place.line for each in reading.drafts] == [1, 6]
    item = reading.drafts[0].item
    assert isinstance(item, SingleBestAnswer)
    assert item.stem == "Which <b>?"
    assert [(each.text, each.correct) for each in item.options] == [("Lead", False), ("Iron", True), ("Zinc", False)]
    assert reading.losses == ()


def test_a_question_and_an_option_may_take_several_lines() -> None:
    item = only(read("aiken", "A case.\nWhich is it?\nA. one\ngoes on\nB. two\nANSWER: A"), SingleBestAnswer)
    assert (item.stem, item.options[0].text) == ("A case.\nWhich is it?", "one\ngoes on")


def test_a_line_that_begins_with_a_letter_out_of_turn_is_text() -> None:
    item = only(read("aiken", "Which is it?\nB. subtilis is a rod.\nA. yes\nB. no\nANSWER: A"), SingleBestAnswer)
    assert item.stem == "Which is it?\nB. subtilis is a rod."


def test_several_letters_are_a_choice_of_several() -> None:
    item = only(read("aiken", "Which?\nA. a\nB. b\nC. c\nD. d\nANSWER: A, C"), MultipleResponse)
    assert [each.correct for each in item.options] == [True, False, True, False]


def test_each_broken_question_is_named_and_the_others_come_in() -> None:
    reading = read(
        "aiken", "One?\nA. a\nB. b\nANSWER: D\n\nTwo?\nA. a\nANSWER: A\n\nThree?\nA. a\nB. b\nANSWER: B\n\nFour?"
    )
    assert len(reading.drafts) == 1
    assert [(loss.place.line, loss.what) for loss in reading.losses] == [
        (1, "ANSWER names no option"),
        (6, "it has fewer than two options"),
        (15, "no line ANSWER: follows"),
    ]
