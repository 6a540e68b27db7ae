"""Tables: CSV and TSV from anywhere, spreadsheets, and the layouts of quiz programs."""

import io
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest
from tests.imports.reading import causes, only, read

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.formats import FORMATS
from calcinosis_quiz.imports.reading import Document, Reading, RefusedFileError

HEAD = "Question,Option A,Option B,Option C,Correct,Feedback\n"
KAHOOT = [
    "Question - max 120 characters",
    *(f"Answer {i} - max 75 characters" for i in range(1, 5)),
    "Time limit (sec) \u2013 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
]
QUIZIZZ = [
    "Question Text",
    "Question Type",
    *(f"Option {i}" for i in range(1, 6)),
    "Correct Answer",
    "Time in seconds",
    "Image Link",
    "Answer explanation",
]


def sheet(*rows: Sequence[object], hidden: Sequence[Sequence[object]] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if hidden:
        more = book.create_sheet("Key")
        more.sheet_state = "hidden"
        for row in hidden:
            more.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv(*lines: str) -> Reading:
    return read("table", HEAD + "\n".join(lines))


def keys(reading: Reading) -> list[list[str]]:
    """List the right options of all choices."""
    items = [each.item for each in reading.drafts]
    return [
        [option.text for option in item.options if option.correct]
        for item in items
        if isinstance(item, SingleBestAnswer | MultipleResponse)
    ]


def test_a_table_is_read_by_its_headings_and_says_how() -> None:
    reading = csv("Which?,Lead,Iron,Zinc,B,A metal.")
    item = only(reading, SingleBestAnswer)
    assert [(option.text, option.correct) for option in item.options] == [
        ("Lead", False),
        ("Iron", True),
        ("Zinc", False),
    ]
    assert item.explanation == "A metal."
    assert reading.drafts[0].place.line == 2
    assert reading.notes == (
        'Columns: question = A "Question"; options = B "Option A", C "Option B", D "Option C"; '
        'correct = E "Correct"; explanation = F "Feedback".',
    )


@pytest.mark.parametrize("key", ["B", "b)", "2", "Iron", "iron", "Option B", "(b)"])
def test_a_key_is_a_letter_a_number_or_the_text(key: str) -> None:
    assert keys(csv(f"Which?,Lead,Iron,Zinc,{key},")) == [["Iron"]]


@pytest.mark.parametrize("key", ['"A,B"', "A;B", "1|2", "a and b", '"Lead, Iron"', "A+B"])
def test_a_key_may_name_several(key: str) -> None:
    head = "Question,Option 1,Option 2,Option 3,Option 4,Key\n"
    assert keys(read("table", f"{head}Which?,Lead,Iron,Zinc,Tin,{key}")) == [["Lead", "Iron"]]


def test_a_key_that_can_be_read_two_ways_is_asked_about_and_not_guessed() -> None:
    reading = csv("How many?,2,3,1,2,")
    assert reading.drafts == ()
    assert causes(reading) == [("unclear", "the key names one option by its text and another by its place")]


@pytest.mark.parametrize(
    ("key", "cause"), [("E", "the key names no option by number, letter or text"), ("", "no option is marked as right")]
)
def test_a_row_without_a_key_is_named_and_the_others_come_in(key: str, cause: str) -> None:
    reading = csv(f"One?,a,b,c,{key},", "Two?,a,b,c,A,")
    assert len(reading.drafts) == 1
    assert [(loss.what, loss.place.line) for loss in reading.losses] == [(cause, 2)]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters_quotes_and_line_ends_inside_cells(delimiter: str) -> None:
    text = f"\ufeffsep={delimiter}\r\n" if delimiter == ";" else ""
    text += delimiter.join(["Frage", "Antwort 1", "Antwort 2", "Richtige Antwort"]) + "\r\n"
    text += delimiter.join(['"Zwei\r\nZeilen, ""so""?"', "ja, sicher", "nein", "1"]) + "\r\n"
    text += delimiter.join(["Noch eine?", "ja", "nein", "2"])
    reading = read("table", text)
    assert [each.item.stem for each in reading.drafts if isinstance(each.item, SingleBestAnswer)] == [
        'Zwei\nZeilen, "so"?',
        "Noch eine?",
    ]
    assert reading.drafts[1].place.line == (5 if delimiter == ";" else 4)


def test_what_looks_like_a_formula_is_text() -> None:
    assert only(csv("What does =A1+B1 do?,=A1,adds,c,B,"), SingleBestAnswer).options[0].text == "=A1"


def test_types_without_options() -> None:
    head = "Type,Question,Option 1,Option 2,Correct\n"
    rows = "true/false,It is.,,,TRUE\nshort answer,Which?,,,iron|Fe\nnumeric,How far?,,,7.5\nessay,Why?,,,It presses.\n"
    items = [each.item for each in read("table", head + rows).drafts]
    assert [type(item) for item in items] == [TrueFalse, ShortAnswer, Numeric, Open]
    assert isinstance(items[1], ShortAnswer)
    assert items[1].accept == ("iron", "Fe")


def test_columns_can_be_named_where_there_are_no_headings() -> None:
    content = b"1,Which?,Lead,Iron,B\n2,And now?,x,y,A\n"
    reader = FORMATS["table"].load_reader()
    reading = reader(Document("a.csv", content, columns="question=B,options=C-D,correct=E"))
    assert keys(reading) == [["Iron"], ["x"]]
    with pytest.raises(RefusedFileError, match="question=B"):
        reader(Document("a.csv", content))
    with pytest.raises(RefusedFileError, match="expected parts such as"):
        reader(Document("a.csv", content, columns="question=Frage"))


def test_a_kahoot_sheet_with_its_title_rows_blank_answers_and_a_spoilt_key() -> None:
    content = sheet(
        ["Quiz template"],
        ["Add questions below"],
        [],
        [None, *KAHOOT],
        [1, "Which?", "Lead", None, "Iron", "Zinc", 20, 3],
        [2, "And these?", 1, 2, 3, 4, 20, "1,3"],
        [3, "And those?", "a", "b", "c", "d", 20, 1.3],
        [4, "True or not?", True, False, None, None, 20, 2],
        [5, *[None] * 7],
    )
    assert detect(Document("x", content)) == "table"
    reading = read("table", content)
    assert keys(reading) == [["Iron"], ["1", "3"], ["a", "c"]]
    last = reading.drafts[3].item
    assert isinstance(last, TrueFalse)
    assert last.answer is False
    assert str(reading.drafts[0].place) == "a-file, sheet Sheet, row 5"
    assert [loss.found for loss in reading.losses] == ["1.3"]


def test_a_quizizz_sheet_with_its_row_of_prose() -> None:
    prose = ["Text of the question", "Question type (default is Multiple Choice)", "Text for option 1"]
    prose += ["Text for option 2 (optional)"] * 4
    prose += ["The correct option choice (between 1-5). Leave blank for Open-Ended."]
    content = sheet(
        QUIZIZZ,
        prose,
        ["Which?", "Multiple Choice", "Lead", "Iron", None, None, None, 2, 30, None, "A metal."],
        ["These?", "Checkbox", "a", "b", "c", "d", None, "1,3", 30],
        ["Symbol?", "Fill-in-the-Blank", "Fe", "iron", None, None, None, None, 30],
        ["Your view?", "Poll", "good", "bad", None, None, None, None, 30],
        ["Why?", "Open-Ended", None, None, None, None, None, None, 30],
    )
    reading = read("table", content)
    assert [type(each.item) for each in reading.drafts] == [SingleBestAnswer, MultipleResponse, ShortAnswer, Open]
    assert [cause for kind, cause in causes(reading) if kind == "left out"] == [
        "a row that explains the headings",
        "a type that has no right answer",
    ]


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    reading = read("table", sheet(HEAD.strip().split(","), ["Which?", "a", "b", "c", "A", ""], hidden=[["secret"]]))
    assert [(loss.place.record, loss.what) for loss in reading.losses] == [("sheet Key", "a hidden sheet")]


def test_a_cell_far_away_is_refused_before_a_reader_sees_it() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Question", "x"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(RefusedFileError, match="row 1,048,576, column 16,384"):
        read("table", buffer.getvalue())


def test_blackboards_text_by_its_types() -> None:
    lines = [
        "MC\tWhich?\tLead\tincorrect\tIron\tcorrect",
        "MA\tThese?\ta\tcorrect\tb\tcorrect\tc\tincorrect\td\tincorrect",
        "TF\tIt is.\tfalse",
        "ESS\tWhy?\tIt presses.",
        "ORD\tPut in order\tone\ttwo\tthree",
        "MAT\tMatch\tcat\tKatze\tdog\tHund",
        "FIB\tSymbol of iron?\tFe\tfe2",
        "FIB_PLUS\t[a] is [b].\ta\tCalcium\tCa\t\tb\tmetal",
        "NUM\tHow far?\t7.5\t0.5",
        "OP\tHow was it?\tgood\tbad",
        "MC\tBroken?\tLead\tperhaps",
    ]
    content = "\r\n".join(lines)
    assert detect(Document("x", content.encode())) == "blackboard-tab"
    reading = read("blackboard-tab", content)
    kinds = [SingleBestAnswer, MultipleResponse, TrueFalse, Open, Ordering, Matching, ShortAnswer, Cloze, Numeric]
    assert [type(each.item) for each in reading.drafts] == kinds
    cloze, number = reading.drafts[7].item, reading.drafts[8].item
    assert isinstance(cloze, Cloze)
    assert isinstance(number, Numeric)
    assert cloze.text == "{{Calcium}} is {{metal}}."
    assert (number.value, number.tolerance) == (Decimal("7.5"), "0.5")
    assert [loss.place.line for loss in reading.losses] == [10, 11]


def test_a_wooclap_table() -> None:
    content = sheet(
        ["Type", "Title", "Correct", "Choice", "Choice", "Choice"],
        ["MCQ", "Which?", "2", "Lead", "Iron", "Zinc"],
        ["MCQ", "These?", "1,2", "a", "b", "c", "d"],
        ["OpenQuestion", "Why?", "It presses."],
        ["GuessNumber", "How far?", 7.5],
        ["Matching", "Match", None, "cat --- Katze", "dog --- Hund"],
        ["Sorting", "Order", None, "one", "two"],
        ["FillInTheBlanks", "Bone is [apatite]."],
        ["Poll", "Well?", None, "yes", "no"],
    )
    assert detect(Document("x", content)) == "wooclap"
    reading = read("wooclap", content)
    kinds = [SingleBestAnswer, MultipleResponse, Open, Numeric, Matching, Ordering, Cloze]
    assert [type(each.item) for each in reading.drafts] == kinds
    assert causes(reading) == [("left out", "a type that has no right answer here")]


def test_our_own_columns_take_every_type_and_quoted_formulas() -> None:
    head = "Id,Type,Question,Option 1,Why 1,Option 2,Why 2,Option 3,Why 3,Correct,Explanation,Topic,Tags\n"
    text = head + (
        "one,single-best-answer,'=1+1?,2,Yes.,1,,3,,1,,sums,x y\n"
        "two,cloze,Bone is {{hard::how?}}.,firm | stiff,,,,,,,,,\n"
        "three,matching,Match.,a --- b,,c --- d,,--- e,,,,,\n"
        "four,ordering,Order.,first,,second,Then.,,,,,,\n"
        "five,numeric,How much?,1 to 2,,20,Ten times.,,,,,,\n"
        "six,open,Why?,point,,,,,,Because.,,,\n"
        "seven,true-false,Bone is hard.,True,So.,False,,,,True,,,\n"
    )
    assert detect(Document("x.csv", text.encode())) == "table"
    reading = read("table", text)
    choice, cloze, matching, ordering, numeric, opened, truth = (each.item for each in reading.drafts)
    assert isinstance(choice, SingleBestAnswer)
    assert (choice.stem, choice.options[0].correct, choice.options[0].why, choice.tags) == (
        "=1+1?",
        True,
        "Yes.",
        ("x", "y"),
    )
    assert isinstance(cloze, Cloze)
    assert (cloze.text, cloze.gaps[0].accept, cloze.gaps[0].hint) == ("Bone is {{hard}}.", ("firm", "stiff"), "how?")
    assert isinstance(matching, Matching)
    assert [(each.prompt, each.choice) for each in matching.pairs] == [("a", "b"), ("c", "d")]
    assert isinstance(ordering, Ordering)
    assert ordering.entries[1].why == "Then."
    assert isinstance(numeric, Numeric)
    assert [str(each.value) for each in numeric.common_errors] == ["20"]
    assert isinstance(opened, Open)
    assert (opened.model_answer, opened.points) == ("Because.", ("point",))
    assert isinstance(truth, TrueFalse)
    assert (truth.answer, truth.why_true) == (True, "So.")
    assert not reading.losses
