"""Values that are not what the format declares: each named with its line, its path and what was expected."""

from pathlib import Path
from typing import Final

import pytest
from tests.bank.bank_texts import HEADER, SOUND, bank, complaints

from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.bank.load import load_library

TYPES: Final = (
    "single-best-answer, multiple-response, true-false, cloze, short-answer, numeric, ordering, matching, "
    "extended-matching, open"
)
WORDS: Final = "lower-case ASCII words joined by hyphens"
QUOTES: Final = "A text that begins with [ or { needs quotes."
BRACKETS: Final = "Write [ ] around it, or a dash before each entry."
STATEMENT: Final = "id: a, type: true-false, stem: S, answer: true"


def test_a_missing_key_is_named_at_the_first_line_of_what_lacks_it(tmp_path: Path) -> None:
    item = """
    - id: a
      type: single-best-answer
      stem: Which?
      options:
      - text: One
        correct: true
      - why: A text is missing here.
    - type: true-false
      answer: true
    - id: b
    """
    assert complaints(tmp_path, bank(item).replace("title: A bank\n", "# title\n")) == [
        "bank.yaml:1: expected the key title, got none. Add it.",
        "bank.yaml:11: items[0].options[1]: expected the key text, got none. Add it.",
        "bank.yaml:12: items[1]: expected the key id, got none. Add it.",
        "bank.yaml:12: items[1]: expected the key stem, got none. Add it.",
        f"bank.yaml:14: items[2]: the key type is missing: expected one of {TYPES}.",
    ]


def test_an_unknown_key_is_named_on_its_own_line_with_the_nearest_known_one(tmp_path: Path) -> None:
    item = """
    - id: a
      type: true-false
      stem: S
      answer: true
      explaination: E
      zzz:
        a longer
        text
    - id: b
      type: single-best-answer
      stem: S
      options:
      - text: One
        corect: true
      - {text: Two, "strange\\nkey": 1}
    """
    known = ", ".join([*TrueFalse.__struct_fields__, "type"])
    strange = 'items[1].options[1]."strange\\nkey": expected a key of the format, got "strange\\nkey".'
    assert complaints(tmp_path, "subtitle: T\n" + bank(item)) == [
        'bank.yaml:1: subtitle: expected a key of the format, got "subtitle". Did you mean "title"?',
        'bank.yaml:10: items[0].explaination: expected a key of the format, got "explaination". '
        'Did you mean "explanation"?',
        f'bank.yaml:11: items[0].zzz: expected a key of the format, got "zzz". Known keys: {known}.',
        'bank.yaml:19: items[1].options[0].corect: expected a key of the format, got "corect". Did you mean "correct"?',
        f"bank.yaml:20: {strange} Known keys: text, correct, why, fixed, real_world.",
    ]


def test_a_key_written_twice_is_named_on_the_second_line_and_points_to_the_first(tmp_path: Path) -> None:
    item = """
    - id: a
      type: true-false
      stem: S
      answer: true
      stem: T
      id: a
      later_evidence:
        text: T
        kind: since
        date: 2020
        as_of: 2020
        as_of: 2021
        source: S
    """
    once = "expected each key once, got it a second time"
    assert complaints(tmp_path, "bank: bank\n" + bank(item) + "items:\n" + SOUND) == [
        f"bank.yaml:3: bank: {once} (first on line 1). Remove one.",
        f"bank.yaml:10: items[0].stem: {once} (first on line 8). Remove one.",
        f"bank.yaml:11: items[0].id: {once} (first on line 6). Remove one.",
        f"bank.yaml:17: items[0].later_evidence.as_of: {once} (first on line 16). Remove one.",
        "bank.yaml:19: items: expected items once, got it again. Join the lists.",
    ]


@pytest.mark.parametrize(
    ("item", "complaint"),
    [
        (f"{STATEMENT[:-4]}yes", 'answer: expected true or false, got "yes".'),
        (f"{STATEMENT[:-4]}no", 'answer: expected true or false, got "no".'),
        (f"{STATEMENT[:-4]}on", 'answer: expected true or false, got "on".'),
        (f"{STATEMENT[:-4]}True", 'answer: expected true or false, got "True".'),
        (f"{STATEMENT[:-4]}1", 'answer: expected true or false, got "1".'),
        (f"{STATEMENT[:-4]}", "answer: expected true or false, got nothing."),
        (f"{STATEMENT[:-4]}[true]", "answer: expected true or false, got a list."),
        (f"{STATEMENT[:-4]}'true'", 'answer: expected true or false, got "true". Write it without quotes.'),
        (f"{STATEMENT}, reviewed: [sic]", f"reviewed: expected a text, got a list. {QUOTES}"),
        (f"{STATEMENT}, reviewed: {{a: b}}", f"reviewed: expected a text, got a mapping of keys. {QUOTES}"),
        (f"{STATEMENT}, facts: one", f'facts: expected a list, got "one". {BRACKETS}'),
        (f"{STATEMENT}, tags: {{a: b}}", f"tags: expected a list, got a mapping of keys. {BRACKETS}"),
        (f"{STATEMENT}, tags: ", f"tags: expected a list, got nothing. {BRACKETS}"),
        (f"{STATEMENT}, lint: off", 'lint: expected a mapping of keys, got "off".'),
        (f"{STATEMENT}, lint: {{ignore: [a]}}", "lint.ignore: expected a mapping of keys, got a list."),
        (f"{STATEMENT}, lint: {{ignore: {{a: [b]}}}}", f"lint.ignore.a: expected a text, got a list. {QUOTES}"),
        (
            "id: a, type: open, stem: S, model_answer: M, points: [1, [2]]",
            f"points[1]: expected a text, got a list. {QUOTES}",
        ),
        ("id: a, type: numeric, stem: S, value: two", 'value: expected a number such as 2 or 0.5, got "two".'),
        ("id: a, type: numeric, stem: S, value: 1e100", 'value: expected a number such as 2 or 0.5, got "1e100".'),
        ("id: a, type: numeric, stem: S, value: ٣", 'value: expected a number such as 2 or 0.5, got "٣".'),
        ("id: a, type: numeric, stem: S, value: [2]", "value: expected a number such as 2 or 0.5, got a list."),
        ("id: a, type: numeric, stem: S, between: 5-10", f'between: expected a list, got "5-10". {BRACKETS}'),
    ],
)
def test_a_value_of_the_wrong_type_is_told_what_it_should_be(item: str, complaint: str, tmp_path: Path) -> None:
    assert complaints(tmp_path, bank(f"- {{{item}}}")) == [f"bank.yaml:5: items[0].{complaint}"]


@pytest.mark.parametrize(
    ("item", "complaint"),
    [
        (STATEMENT.replace("a", "Two Words", 1), f'id: expected {WORDS}, got "Two Words".'),
        (STATEMENT.replace("a", "sjögren", 1), f'id: expected {WORDS}, got "sjögren".'),
        (STATEMENT.replace("a", "a" * 81, 1), "id: expected at most 80 characters, got 81. Shorten it."),
        (
            STATEMENT.replace("stem: S", f"stem: {'s' * 8001}"),
            "stem: expected at most 8000 characters, got 8001. Shorten it.",
        ),
        (f"{STATEMENT}, tags: [fine, Not_fine]", f'tags[1]: expected {WORDS}, got "Not_fine".'),
        (f"{STATEMENT}, facts: [a, b, c, d, e]", "facts: expected 0 to 4 entries, got 5."),
        (
            f"{STATEMENT}, level: aply",
            'level: expected one of apply, evaluate, remember, understand, got "aply". Did you mean "apply"?',
        ),
        (f"{STATEMENT}, difficulty: 3", 'difficulty: expected one of easy, hard, medium, got "3".'),
        (f"{STATEMENT}, population: [adult]", "population: expected one of adult, both, juvenile, got a list."),
        (
            f"{STATEMENT}, later_evidence: {{text: T, kind: since, date: 2020, as_of: May, source: S}}",
            'later_evidence.as_of: expected a year, or a date as 2020-11-11, got "May".',
        ),
        (
            "id: a, type: numeric, stem: S, value: 1, tolerance: 5 mm",
            'tolerance: expected a tolerance such as 0.5, or 5% of the value, got "5 mm".',
        ),
        (
            f"id: a, type: numeric, stem: S, value: 1, tolerance: {'9' * 2_000_000}",
            "tolerance: expected at most 20 characters, got 2000000. Shorten it.",
        ),
        ("id: a, type: numeric, stem: S, between: [5]", "between: expected 2 entries, got 1."),
        ("id: a, type: short-answer, stem: S, accept: []", "accept: expected at least 1 entries, got 0."),
        (
            "id: a, type: single-best-answer, stem: S, options: [{text: T, correct: true}]",
            "options: expected 2 to 26 entries, got 1.",
        ),
        (
            "id: a, type: cloze, text: No gap",
            'text: expected a text with the answers in {{double braces}}, got "No gap".',
        ),
        (
            "id: a, type: cloze, text: '{{}}'",
            'text: expected a text with the answers in {{double braces}}, got "{{}}".',
        ),
        ("id: a, type: sba, stem: S", f'type: expected one of {TYPES}, got "sba".'),
        (
            "id: a, type: multiple-respons, stem: S",
            f'type: expected one of {TYPES}, got "multiple-respons". Did you mean "multiple-response"?',
        ),
        ("id: a, type: [open]", f"type: expected one of {TYPES}, got a list."),
    ],
)
def test_a_value_outside_what_is_allowed_is_told_what_is(item: str, complaint: str, tmp_path: Path) -> None:
    assert complaints(tmp_path, bank(f"- {{{item}}}")) == [f"bank.yaml:5: items[0].{complaint}"]


@pytest.mark.parametrize("nothing", ["", "~", "null", "''", '"  "', ">-\n"])
def test_an_empty_text_is_told_to_be_written_or_dropped(nothing: str, tmp_path: Path) -> None:
    item = f"- id: a\n  type: true-false\n  stem: {nothing}\n  answer: true\n"
    assert complaints(tmp_path, bank(item)) == [
        "bank.yaml:7: items[0].stem: expected a text, got nothing. Write it, or drop the key."
    ]


@pytest.mark.parametrize(
    ("escape", "code"),
    [("\\a", "U+0007"), ("\\0", "U+0000"), ("\\e[31m", "U+001B"), ("\\x9b", "U+009B"), ("\\u2028", "U+2028")],
)
def test_a_control_character_written_as_an_escape_is_refused(escape: str, code: str, tmp_path: Path) -> None:
    item = f'- {{id: a, type: true-false, stem: "x{escape}x", answer: true}}'
    assert complaints(tmp_path, bank(item)) == [
        f"bank.yaml:5: items[0].stem: expected printable text, got the control character {code}. Remove it."
    ]


@pytest.mark.parametrize(
    ("items", "got"),
    [("", "nothing"), (" ~", '"~"'), (" []", "none"), (" many", '"many"'), (" {a: b}", "a mapping of keys")],
)
def test_a_bank_without_items_is_told_to_have_one(items: str, got: str, tmp_path: Path) -> None:
    assert complaints(tmp_path, HEADER.rstrip() + items) == [
        f"bank.yaml:4: items: expected a list of at least one item, got {got}."
    ]


def test_a_bank_without_the_key_items_is_told_to_add_it(tmp_path: Path) -> None:
    assert complaints(tmp_path, HEADER.removesuffix("items:\n")) == [
        "bank.yaml:1: expected the key items, got none. List the questions under it."
    ]


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("0", "got 0."),
        ("one", 'got "one".'),
        ("1.0", 'got "1.0".'),
        ("-1", 'got "-1".'),
        ("²", 'got "²".'),
        ("[1]", "got a list."),
        ("", "got nothing."),
        ('"1"', 'got "1". Write it without quotes.'),
    ],
)
def test_a_format_that_never_was_is_refused(written: str, complaint: str, tmp_path: Path) -> None:
    text = bank(SOUND).replace("format: 1", f"format: {written}")
    assert complaints(tmp_path, text) == [f"bank.yaml:1: format: expected the number 1, {complaint}"]


@pytest.mark.parametrize(("item", "got"), [("just words", '"just words"'), ("[a]", "a list"), ("", "nothing")])
def test_an_item_that_is_no_mapping_is_named(item: str, got: str, tmp_path: Path) -> None:
    assert complaints(tmp_path, bank(f"- {item}\n{SOUND}")) == [
        f"bank.yaml:5: items[0]: expected a mapping of keys, got {got}."
    ]


def test_a_comma_between_braces_that_cuts_a_text_is_explained(tmp_path: Path) -> None:
    item = "- {id: a, type: true-false, stem: It is so, they say., answer: true}"
    assert complaints(tmp_path, bank(item)) == [
        'bank.yaml:5: items[0]."they say.": expected a key of the format, got "they say.".'
        " Put double quotes around a text that holds a comma between { }."
    ]


@pytest.mark.parametrize("fault", ["tags: [b, B]", "zzz: 1", "stem: T", "answer: yes"])
def test_an_item_with_anything_wrong_in_it_is_not_used(fault: str, tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(bank(f"- {{{STATEMENT}, {fault}}}\n{SOUND}"))
    assert list(load_library([tmp_path])[0].items) == ["sound"]
