"""Files of quiz and survey programs, and spreadsheets, each made here as the program makes it."""

from io import BytesIO

import openpyxl
import pytest
from tests.item_analysis.conftest import marks_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.responses.detect_format import ReadFile, Reading, read_responses
from calcinosis_quiz.item_analysis.responses.key_files import read_key_file
from calcinosis_quiz.item_analysis.responses.marking_rules import Rules
from calcinosis_quiz.item_analysis.responses.scoring import score

NO_BANK = Library(())


def read_text(text: str, library: Library = NO_BANK) -> ReadFile:
    return read_responses("a.csv", text.encode(), library)


def workbook(rows: list[list[object]], name: str = "Sheet", more: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    if more:
        book.create_sheet(more).append(["learner", "q9"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_zipgrade_is_marked_by_its_own_key_and_not_by_its_marks() -> None:
    file = read_text(
        "QuizName,StudentFirstName,StudentLastName,StudentID,Stu1,PriKey1,Points1,Mark1,Stu2,PriKey2,Points2,Mark2\n"
        "T,Ann,Lee,7,B,B,1,C,,A,0,X\n"
        "T,Ann,Lee,8,C,B,0,X,A,A,1,C\n"
    )
    scored = score(file.table, NO_BANK, Rules())
    assert (marks_of(scored, "1"), marks_of(scored, "2")) == ({"7": 1, "8": 0}, {"7": 0, "8": 1})
    assert "read as an export of ZipGrade: 2 questions, 2 learners" in file.notes[0]


def test_blackboard_is_read_with_its_points(bank: Library) -> None:
    file = read_text(
        "Username,Last Name,First Name,Question ID 1,Question 1,Answer 1,Possible Points 1,Auto Score 1\n"
        'u1,Lee,Ann,Question ID 1,Which town is the capital of France?,"<p>Paris</p>",2,2\n'
        "u2,Lee,Bo,Question ID 1,Who knows?,Nobody,4,1\n",
        bank,
    )
    scored = score(file.table, bank, Rules())
    assert marks_of(scored, "capital") == {"u1": 1}
    assert file.table.columns[1].fractions == (None, 0.25)


def test_microsoft_forms_is_read_in_any_language_from_its_spreadsheet() -> None:
    rows: list[list[object]] = [
        ["ID", "Startzeit", "E-Mail-Adresse", "Name", "Frage eins", "Punkte - Frage eins", "Feedback - Frage eins"],
        [1, "2026-10-05", "a@x.org", "Ann Lee", "Venus", 2, None],
        [2, "2026-10-05", "b@x.org", "Ann Lee", "Mars", 0, None],
        [3, "2026-10-05", "c@x.org", "Bo Lee", None, 0, None],
    ]
    file = read_responses("a.xlsx", workbook(rows), NO_BANK)
    scored = score(file.table, NO_BANK, Rules())
    assert marks_of(scored, "Frage eins") == {"a@x.org": 1, "b@x.org": 0, "c@x.org": 0}
    assert "read as a Microsoft Forms quiz: 1 question, 3 learners; left out: ID, Startzeit, Name" in file.notes[-1]


def test_google_forms_is_read_with_its_scores_by_question() -> None:
    file = read_text(
        "Zeitstempel,Username,Punkte,1. Frage,1. Frage [Score],1. Frage [Feedback]\n"
        '"2026/10/05 9:01 AM GMT+2",a@x.org,1 / 2,Venus,1.00 / 2,\n'
        '"2026/10/05 9:02 AM GMT+2",b@x.org,2 / 2,Mars,2.00 / 2,\n'
    )
    assert file.table.columns[0].fractions == (0.5, 1.0)
    assert [attempt.learner for attempt in file.table.attempts] == ["a@x.org", "b@x.org"]


def test_answers_in_the_words_of_the_options_become_letters(bank: Library) -> None:
    file = read_text('learner,capital,primes\nr1,paris,two; three\nr2,LYON,"two, four"\n', bank)
    scored = score(file.table, bank, Rules())
    assert scored.problems == ()
    assert marks_of(scored, "capital") == {"r1": 1, "r2": 0}
    assert marks_of(scored, "primes") == {"r1": 1, "r2": 0}


def test_numbers_and_truths_of_a_spreadsheet_are_read_as_they_look(bank: Library) -> None:
    raw = workbook([["learner", "capital", "flat", "dozen"], ["r1", "B", False, 12], [7, "C", True, 11.5]])
    scored = score(read_responses("a.xlsx", raw, bank).table, bank, Rules())
    assert scored.problems == ()
    assert marks_of(scored, "flat") == {"r1": 1, "7": 0}
    assert marks_of(scored, "dozen") == {"r1": 1, "7": 0}


def test_another_sheet_is_read_where_it_is_named() -> None:
    raw = workbook([["learner", "q1"], ["r1", 1]], "Class", "Other")
    first = read_responses("a.xlsx", raw, NO_BANK)
    assert [column.item for column in first.table.columns] == ["q1"]
    assert first.notes == ('a.xlsx: read the sheet "Class"; --sheet reads another: "Other"',)
    assert [column.item for column in read_responses("a.xlsx", raw, NO_BANK, Reading(sheet="Other")).table.columns] == [
        "q9"
    ]
    (problem,) = read_responses("a.xlsx", raw, NO_BANK, Reading(sheet="Othr")).problems
    assert 'Did you mean "Other"?' in problem.message


def test_a_cell_far_away_is_refused_before_it_takes_all_memory() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "learner", 1
    out = BytesIO()
    book.save(out)
    (problem,) = read_responses("a.xlsx", out.getvalue(), NO_BANK).problems
    assert "1,048,576" in problem.message


def test_a_damaged_spreadsheet_is_one_problem() -> None:
    for raw in (b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken"):
        assert [problem.line for problem in read_responses("a.xlsx", raw, NO_BANK).problems] == [0]


def test_a_key_may_be_a_spreadsheet() -> None:
    keys, problems = read_key_file("key.xlsx", workbook([["item", "key", "max"], ["q1", "B", 2]]))
    assert problems == []
    assert [(key.item, key.responses, key.maximum) for key in keys.keys] == [("q1", ("B",), 2.0)]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("learner,total\nr1,1\nr2,0\n", []),  # nothing but a total
        ("learner,a,Summe\nr1,1,1\nr2,0,0\n", ["a"]),
        ("learner,a,b,Average\nr1,1,0,0.5\nr2,1,1,1\n", ["a", "b"]),
        ("learner,a,b,Total score (%)\nr1,1,0,50 %\nr2,1,1,100 %\n", ["a", "b"]),
        ("learner,a,b,Score\nr1,A,B,1/2\nr2,B,B,2/2\n", ["a", "b"]),
        ("learner,a,total\nr1,A,B\nr2,B,C\n", ["a", "total"]),  # letters: an item of that name
        ("learner,mean,median\nr1,A,B\nr2,B,C\n", ["mean", "median"]),
    ],
)
def test_totals_are_told_from_items_by_what_they_hold(text: str, columns: list[str]) -> None:
    assert [column.item for column in read_text(text).table.columns] == columns


def test_a_learner_called_like_a_total_is_told_by_the_answers() -> None:
    file = read_text("learner,a,b\nMean,A,B\nSum,B,B\nr1,B,A\n")
    assert [attempt.learner for attempt in file.table.attempts] == ["Mean", "Sum", "r1"]
    (problem,) = read_text("learner,a,b\nTotal,1,0\nr1,1,1\nr2,1,1\n").problems
    assert (problem.line, problem.rule) == (2, "unclear-total")


def test_a_column_called_total_that_adds_nothing_up_is_asked_about() -> None:
    (problem,) = read_text("learner,a,b,Total\nr1,1,0,0\nr2,1,1,0\n").problems
    assert (problem.rule, problem.path) == ("unclear-total", "Total")


@pytest.mark.parametrize(
    ("text", "learners"),
    [
        ("Class 3\n\nlearner;a;b\nr1;1;0\n", ["r1"]),
        ("learner\ta\tb\nr1\t1\t0\n", ["r1"]),
        ("learner|a|b\nr1|1|0\n", ["r1"]),
        ('learner,a,b\n"Lee, Ann",1,0\n', ["Lee, Ann"]),
        ("learner;a;b\nr1;0,5;1\nr2;0,25;0\n", ["r1", "r2"]),
        ("learner,a,b\r\nr1,1,0\r\n\x1a", ["r1", "\x1a"]),
        ("Vorname;Nachname;a;b\nAnn;Lee;1;0\n", ["Ann Lee"]),
        ("learner,a,b,,,\nr1,1,0,,,\n", ["r1"]),
    ],
)
def test_tables_are_read_however_they_were_saved(text: str, learners: list[str]) -> None:
    assert [attempt.learner for attempt in read_text(text).table.attempts] == learners


def test_option_numbers_are_letters_only_where_nothing_else_is_there(bank: Library) -> None:
    scored = score(read_text("learner,capital,primes\nr1,2,1 2\nr2,3,3\n", bank).table, bank, Rules())
    assert scored.problems == ()
    assert marks_of(scored, "capital") == {"r1": 1, "r2": 0}
    mixed = score(read_text("learner,capital\nr1,2\nr2,B\nr3,C\n", bank).table, bank, Rules())
    assert [(problem.line, problem.rule) for problem in mixed.problems] == [(2, "unknown-response")]


@pytest.mark.parametrize(
    ("word", "mark"), [("richtig", 0), ("FAUX", 1), ("vero", 0), ("Nein", 1), ("T", 0), ("T F", 0)]
)
def test_true_and_false_are_read_in_the_languages_of_spreadsheets(bank: Library, word: str, mark: float) -> None:
    scored = score(read_text(f"learner,flat\nr1,{word}\n", bank).table, bank, Rules())
    assert marks_of(scored, "flat") == {"r1": mark}
    assert len(scored.doubles) == (word == "T F")


def test_a_table_without_learners_is_no_export_of_a_program() -> None:
    assert read_text("Stu1,PriKey1\nA,B\n").format == "wide"


KAHOOT = [
    *("Question Number", "Question", "Answer 1", "Answer 2", "Correct Answers", "Time Allotted to Answer (seconds)"),
    *("Player", "Answer", "Correct / Incorrect", "Correct", "Incorrect", "Score (points)", "Answer Time (seconds)"),
]


def kahoot_row(number: str, title: str, player: str, answer: str | None, mark: str | None) -> list[object]:
    return [number, title, "Paris", "Lyon", "Paris", 20, player, answer, mark, 1, 0, 900, 3.2]


def test_a_kahoot_report_is_read_from_the_sheet_that_lists_the_answers(bank: Library) -> None:
    town = "Which&nbsp;town is the capital of France?"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Final Scores"])
    sheet = book.create_sheet("RawReportData Data")
    for row in (
        [*KAHOOT],
        kahoot_row("1 Quiz", town, "ann", "Paris", "Correct"),
        kahoot_row("1 Quiz", town, "bo", "LYON", "Incorrect"),
        kahoot_row("2 Quiz", "Which is it?", "ann", "Lyon", "Incorrect"),
        kahoot_row("2 Quiz", "Which is it?", "bo", None, "Incorrect"),
        kahoot_row("3 Quiz", "Which is it?", "ann", "Paris", "Correct"),
        kahoot_row("3 Quiz", "Which is it?", "bo", "Paris", "Correct"),
        kahoot_row("4 Poll", "How was it?", "ann", "Paris", None),
    ):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    file = read_responses("a.xlsx", out.getvalue(), bank)
    assert file.problems == ()
    assert marks_of(score(file.table, bank, Rules()), "capital") == {"ann": 1, "bo": 0}
    scored = score(read_responses("a.xlsx", out.getvalue(), NO_BANK).table, NO_BANK, Rules())
    assert scored.problems == ()
    assert marks_of(scored, "Which is it?") == {"ann": 0, "bo": 0}
    assert marks_of(scored, "Which is it? (2)") == {"ann": 1, "bo": 1}
    assert file.notes[-1] == (
        "a.xlsx: read as a report of Kahoot: 3 questions, 2 learners; left out, without a right answer: How was it?"
    )


def test_a_player_who_answers_a_question_of_kahoot_twice_is_an_error() -> None:
    rows: list[list[object]] = [
        [*KAHOOT],
        *[kahoot_row("1 Quiz", "Town?", "ann", answer, "Correct") for answer in ("Paris", "Lyon")],
    ]
    (problem,) = read_responses("a.xlsx", workbook(rows), NO_BANK).problems
    assert str(problem) == (
        'a.xlsx:3: Player: expected one answer of a player to a question, got a second one to "Town?". Remove one.'
    )
