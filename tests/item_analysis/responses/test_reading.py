"""Files of answers in every format, and what is wrong with them."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from msgspec import json

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.responses.detect_format import ReadFile, Reading, read_responses
from calcinosis_quiz.item_analysis.responses.long_table import write_long
from calcinosis_quiz.item_analysis.responses.table import Absent, Response, join_tables
from calcinosis_quiz.quiz.remap import digest_parts

Read = Callable[..., ReadFile]


def answers(file: ReadFile) -> dict[str, tuple[Response, ...]]:
    return {column.item: column.responses for column in file.table.columns}


def complaints(file: ReadFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.rule) for problem in file.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("learner,q1,q2\nr1,0,1\n", "wide"),
        ("learner;q1;q2\nr1;0,5;1\n", "wide"),
        ("learner,item,response\nr1,q1,A\n", "long"),
        ("token\titem\tfraction\nr1\tq1\t0.5\n", "long"),
        ("uid,item,answer,answered_at\nu,dozen,12,2026-01-01\n", "log"),
        ("Last name,First name,ID number,Status,Started,Response 1\nX,Y,7,Finished,now,two\n", "moodle"),
        ('{"format": "calcinosis-quiz-result", "version": 1, "token": "k7", "answers": []}', "result"),
        ('{"item": "dozen", "answer": "12", "uid": "u"}\n', "log"),
    ],
)
def test_the_format_is_found_by_the_header(read: Read, text: str, found: str) -> None:
    assert read(text).format == found


def test_blank_missing_and_not_reached_are_told_apart(read: Read) -> None:
    file = read(
        """
        learner,q1,q2,q3,q4
        r1,A,,NA,B
        r2,A,B,,
        r3,,,,
        r4,,NA,C,
        """
    )
    blank, missing, not_reached = Absent.BLANK, Absent.MISSING, Absent.NOT_REACHED
    assert answers(file) == {
        "q1": ("A", "A", blank),
        "q2": (blank, "B", missing),
        "q3": (missing, not_reached, "C"),
        "q4": ("B", not_reached, not_reached),
    }
    assert [(attempt.learner, attempt.line) for attempt in file.absent] == [("r3", 4)]


def test_items_of_another_form_are_missing_and_not_blank(read: Read) -> None:
    file = read("learner,form,q1,q2\nr1,A,1,\nr2,A,0,\nr3,B,,1\n")
    assert answers(file) == {"q1": ("1", "0", Absent.MISSING), "q2": (Absent.MISSING, Absent.MISSING, "1")}


@pytest.mark.parametrize("mark", ["\ufeff", "sep=;\n"])
def test_habits_of_spreadsheets_are_read(bank: Library, mark: str) -> None:
    text = f'{mark}learner;"q 1";q2;;\r\n"r;1";0,5;1;;\r\n;;;;\r\n'
    file = read_responses("a.csv", text.encode(), bank)
    assert (answers(file), complaints(file)) == ({"q 1": ("0,5",), "q2": ("1",)}, [])
    assert file.table.attempts[0].learner == "r;1"


@pytest.mark.parametrize(
    ("encoding", "guess"), [("utf-16", ""), ("latin-1", "Windows-1252"), ("mac_roman", "Mac Roman")]
)
def test_older_encodings_are_guessed_by_their_letters_and_said(bank: Library, encoding: str, guess: str) -> None:
    file = read_responses("a.csv", "learner,q1\nZoë,é\n".encode(encoding), bank)
    assert (answers(file), file.table.attempts[0].learner) == ({"q1": ("é",)}, "Zoë")
    assert [guess in note for note in file.notes] == ([True] if guess else [])


def test_an_encoding_that_is_named_decides(bank: Library) -> None:
    raw = "learner,q1\nZoë,ü\n".encode("cp850")
    assert answers(read_responses("a.csv", raw, bank, Reading(encoding="cp850"))) == {"q1": ("ü",)}
    assert complaints(read_responses("a.csv", raw, bank, Reading(encoding="utf-8"))) == [(2, "encoding")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "empty-file")]),
        ("learner\nr1\n", [(1, "no-items")]),
        ("learner,q1\nr1,1,1\n,1\n", [(2, "row-width"), (3, "no-learner")]),
        ("learner,q1,q1\nr1,1,0\n", [(1, "duplicate-column")]),
        ("learner,q1,\nr1,1,0\n", [(1, "unnamed-column")]),
        ('learner,q1\nr1,"1\n', [(2, "csv-syntax")]),
        ("learner,item,response\n,q1,A\nr1,,A\n", [(2, "no-learner"), (3, "no-item")]),
        (
            "learner,item,fraction,seconds,confidence\nr1,a,1.5,1,1\nr1,b,1,-2,1\nr1,c,1,1,perhaps\nr1,d,1,1,sure\n",
            [(2, "bad-fraction"), (3, "bad-seconds"), (4, "bad-confidence")],
        ),
        ("learner,item,response,status\nr1,a,A,lost\n", [(2, "bad-status")]),
        ('learner,item,response\nr1,dozen,"{""type"":""chosen"",""options"":[0]}"\n', [(2, "bad-response")]),
    ],
)
def test_problems_are_listed_with_their_line(read: Read, text: str, expected: list[tuple[int, str]]) -> None:
    assert sorted(complaints(read(text))) == sorted(expected)


def test_a_row_over_several_lines_is_named_by_its_first(read: Read) -> None:
    assert complaints(read('learner,q1\n"r\n1",x,y\nr2,a,b\n')) == [(2, "row-width"), (4, "row-width")]


def test_long_files_hold_everything_about_an_answer(read: Read) -> None:
    file = read(
        """
        learner,item,response,fraction,seconds,confidence,form,round
        r1,capital,B,1,12.5,sure,A,pre
        r1,primes,,0,,60%,A,pre
        r2,capital,NA,,,,A,pre
        r1,capital,A,0,3,guess,A,post
        """
    )
    capital, primes = file.table.columns
    assert capital.responses == ("B", Absent.MISSING, "A")
    assert (capital.fractions, capital.seconds) == ((1, None, 0), (12.5, None, 3))
    assert capital.confidences == (0.9, None, 0.5)
    assert (primes.responses[0], primes.fractions[0], primes.confidences[0]) == (Absent.BLANK, 0, 0.6)
    assert [(s.learner, s.round, s.form) for s in file.table.attempts] == [
        ("r1", "pre", "A"),
        ("r2", "pre", "A"),
        ("r1", "post", "A"),
    ]


def test_what_is_written_long_is_read_as_the_same(read: Read) -> None:
    wide = read("learner,round,capital,primes,dozen\nr1,pre,B,A B,12\nr2,pre,,C,\nr1,post,NA,A,13\n").table
    again = read(write_long(wide)).table
    assert {(s.learner, s.round) for s in again.attempts} == {(s.learner, s.round) for s in wide.attempts}
    assert write_long(again) == write_long(wide)


RESULT = """{
  "format": "calcinosis-quiz-result", "version": 1, "token": "k7fq", "form": "A", "fingerprint": "c0ffee",
  "banks": [{"bank": "sample", "version": "1"}], "started": "2026-01-01T09:00:00Z", "finished": "2026-01-01T09:20:00Z",
  "answers": [
    {"item": "capital", "answer": {"type": "chosen", "options": [1]}, "fraction": 1, "confidence": "sure"},
    {"item": "primes", "answer": {"type": "chosen", "options": [0, 2]}},
    {"item": "flat", "answer": null, "fraction": 0},
    {"item": "dozen", "answer": {"type": "quantity", "number": "11.5"}, "confidence": 0.25},
    {"item": "metal", "answer": {"type": "texts", "texts": ["iron"]}},
    {"item": "pairs", "answer": null}
  ]
}
"""


def test_result_files_are_read_in_the_numbering_of_the_bank(read: Read) -> None:
    file = read(RESULT)
    assert complaints(file) == []
    assert answers(file) == {
        "capital": ("B",),
        "primes": ("A C",),
        "flat": (Absent.BLANK,),
        "dozen": ("11.5",),
        "metal": ("iron",),
        "pairs": (Absent.NOT_REACHED,),
    }
    attempt = file.table.attempts[0]
    assert (attempt.learner, attempt.form, attempt.fingerprint) == ("k7fq", "A", "c0ffee")


def test_several_results_may_stand_in_one_file(read: Read) -> None:
    line = " ".join(RESULT.split())
    file = read(line + "\n" + line.replace("k7fq", "m3xx") + "\n")
    assert [(s.learner, s.line) for s in file.table.attempts] == [("k7fq", 1), ("m3xx", 2)]


@pytest.mark.parametrize(
    ("change", "line", "rule"),
    [
        (('"version": 1,', '"version": 2,'), 2, "bad-result"),
        (('"fraction": 1,', '"fraction": 7,'), 5, "bad-result"),
        (('"options": [0, 2]', '"options": [0, 9]'), 6, "unfit-answer"),
        (('"item": "flat"', '"item": "capital"'), 7, "duplicate-answer"),
        (('"item": "metal"', '"item": "ore"'), 9, "unknown-item"),
        (("  ]\n}", ""), 1, "json-syntax"),
    ],
)
def test_problems_of_a_result_are_found_by_line(read: Read, change: tuple[str, str], line: int, rule: str) -> None:
    assert complaints(read(RESULT.replace(*change))) == [(line, rule)]


def test_marks_given_again_replace_those_of_the_log(read: Read) -> None:
    file = read(
        """
        row,uid,kind,item,answer,fraction,answered_at,answer_uid,at
        answer,1,,dozen,"{""type"":""quantity"",""number"":""11""}",0.0,2026-01-01,,
        event,2,re-mark,,,1.0,,1,2026-02-01
        event,3,flag,dozen,,,,,2026-02-02
        review,4,,dozen,,,2026-02-03,,
        """
    )
    assert (complaints(file), file.table.columns[0].fractions) == ([], (1,))


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_answer_of_the_log_stands_under_the_present_letter_of_its_option(
    kind: str, bank: Library, make_library: Callable[[str], Library]
) -> None:
    asked = bank.questions["capital"]
    rows = [
        {
            "item": "capital",
            "answered_at": f"2026-01-0{i + 1}",
            "learner": f"r{i}",
            "fraction": float(i == 1),
            "answer": {"type": "chosen", "options": [i]},
            "parts": digest_parts(asked),
        }
        for i in range(3)
    ]
    if kind == "jsonl":
        text = "".join(json.encode(row).decode() + "\n" for row in rows)
    else:
        out = StringIO()
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(row | {name: json.encode(row[name]).decode() for name in ("answer", "parts")} for row in rows)
        text = out.getvalue()
    # Lyon has gone, Marseille has come, Paris has moved to the end.
    moved = make_library("""
        - {id: capital, type: single-best-answer, stem: Which town is the capital of France?,
           options: [{text: Nice}, {text: Marseille}, {text: Paris, correct: true}]}
        """)
    file = read_responses("log", text.encode(), moved)
    assert file.problems == ()
    assert answers(file) == {"capital": ("", "C", "A")}
    assert answers(read_responses("log", text.encode(), bank)) == {"capital": ("A", "B", "C")}
    merged = read_responses("long.csv", write_long(file.table).encode(), moved)
    assert answers(merged) == answers(file)
    assert [column.fractions for column in merged.table.columns] == [(0.0, 1.0, 0.0)]


def test_an_exported_log_counts_first_answers_and_leaves_out_what_was_taken_back(read: Read) -> None:
    file = read(
        """
        {"uid": "1", "item": "dozen", "answer": {"type": "quantity", "number": "10"}, "answered_at": "2026-01-03"}
        {"uid": "2", "item": "dozen", "answer": {"type": "quantity", "number": "12"}, "answered_at": "2026-01-01"}
        {"uid": "3", "item": "flat", "answer": {"type": "truth", "value": true}, "answered_at": "2026-01-01"}
        {"uid": "4", "kind": "undo", "answer_uid": "3", "answered_at": "2026-01-02"}
        {"uid": "5", "item": "flat", "answer": {"type": "truth", "value": false}, "seconds": 1.5, "kind": "answer"}
        """
    )
    joined, problems, dropped = join_tables([file.table], first_counts=[file.repeats])
    assert (complaints(file), problems, dropped) == ([], [], 1)
    assert {column.item: (column.responses, column.seconds) for column in joined.columns} == {
        "dozen": (("12",), ()),
        "flat": (("false",), (1.5,)),
    }
    assert joined.attempts[0].learner == "answers"


FRANCE = "Which town is the capital of France?"
PRIMES = "Which numbers are prime?"
MOODLE = "\n".join(
    [
        "Last name,First name,ID number,Email address,Status,Started,Completed,Duration,Grade/3.00,"
        "Question 1,Response 1,Right answer 1,Question 2,Response 2,Right answer 2,Response 3,Right answer 3",
        f"Doe,Jo,r1,jo@x,Finished,a,b,c,3.00,{FRANCE},Paris,Paris,{PRIMES},two; three,three; two,blue,blue",
        f"Roe,Al,r2,al@x,Finished,a,b,c,1.00,  {FRANCE},Lyon,Paris,{PRIMES},two,three; two,-,blue",
        f"Poe,Ed,r3,ed@x,In progress,a,-,c,-,{FRANCE},-,Paris,{PRIMES},-,three; two,-,blue",
    ]
)


def test_moodles_responses_become_letters_of_the_bank(read: Read) -> None:
    file = read(MOODLE)
    assert complaints(file) == []
    assert answers(file) == {"capital": ("B", "A"), "primes": ("A B", "A"), "question-3": ("blue", Absent.NOT_REACHED)}
    assert [attempt.learner for attempt in file.table.attempts] == ["r1", "r2"]
    assert file.table.columns[2].fractions == (1, 0)


def test_moodles_problems_are_listed(read: Read) -> None:
    changed = MOODLE.replace("Lyon", "London").replace(",r2,", ",r1,")
    assert complaints(read(MOODLE.replace("Lyon", "London"))) == [(3, "unknown-response")]
    assert complaints(read(changed)) == [(3, "duplicate-answer")]


def test_moodles_report_in_another_language_is_read_by_its_shape(read: Read) -> None:
    file = read(
        """
        Nachname,Vorname,ID-Nummer,E-Mail-Adresse,Status,Begonnen am,Beendet,Dauer,"Bewertung/1,00",Antwort 1
        Doe,Jo,r1,jo@x,Beendet,a,b,c,"1,00",Paris
        Roe,Al,r2,al@x,In Bearbeitung,a,b,c,-,
        Poe,Ed,r3,ed@x,Beendet,a,b,c,"0,00",Rom
        Gesamtdurchschnitt,,,,,,,,"0,50",
        """
    )
    assert (file.format, complaints(file)) == ("moodle", [])
    assert [attempt.learner for attempt in file.table.attempts] == ["jo@x", "ed@x"]
    assert answers(file) == {"question-1": ("Paris", "Rom")}
    assert read("learner,q 1/1.00,q 2/1.00\nr1,1,0\n").format == "wide"


def test_moodles_grades_report_is_read_with_its_marks(read: Read) -> None:
    file = read(
        'Last name,First name,Email address,Status,Grade/3.00,Q. 1 /1.00,"Q. 2 /2,00"\nDoe,Jo,j@x,Finished,2,0.50,-\n'
    )
    one, two = file.table.columns
    assert (one.fractions, two.fractions, two.maximum, two.responses) == ((0.5,), (0,), 2, (Absent.BLANK,))


def test_a_format_can_be_imposed(read: Read) -> None:
    assert answers(read("learner,item,response\nr1,A,B\n", "wide")) == {"item": ("A",), "response": ("B",)}
