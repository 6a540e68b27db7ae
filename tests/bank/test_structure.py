"""What makes an item impossible to ask or to mark: found, with the line of what is wrong.

Each comment in an item below stands above the line at fault, and says what loading says of it.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from textwrap import indent
from typing import Final

import pytest
from tests.bank.bank_texts import announced, bank, complaints

from calcinosis_quiz.bank.items import Numeric
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.bank.structure import accepted_range

FAULTY: Final = """
type: single-best-answer
stem: S
options:
# .options: expected one option with correct: true, got none. Mark the best one.
- text: A
- text: B

type: single-best-answer
stem: S
options:
# .options: expected one option with correct: true, got 2. Keep the best one, or use the type multiple-response.
- {text: A, correct: true}
- {text: B, correct: true}

type: single-best-answer
stem: S
options:
- {text: A, correct: true}
- text: Two words
- text: two words
- text: Two  words
# .options[4]: expected each option once, got "Two words" again. Change one.
- text: "Two words "

type: multiple-response
stem: S
options:
# .options: expected at least one option with correct: true, got none. Mark them.
- text: A
- text: B
- text: C

type: cloze
# .text: expected an answer in every {{ }}, got an empty gap. Fill it.
text: "{{A}} and {{ }}"

type: cloze
# .text: expected the answer alone in the braces, got "A::a letter". Write a hint under gaps: hint.
text: "{{A::a letter}}"

type: cloze
# .text: expected no braces inside a gap, got "{A". Split it.
text: "{{{A}} and B"

type: cloze
# .text: expected {{ and }} in pairs, got one without the other. Close the gap.
text: "{{A}} and {{B"

type: cloze
# .text: expected {{ and }} in pairs, got one without the other. Close the gap.
text: "{{A}} and B}}"

type: cloze
text: "{{A}} and {{B}}"
gaps:
# .gaps: expected one entry for each of the 2 gaps in the text, got 1.
- hint: a letter

type: cloze
text: "{{A}}"
gaps:
- accept: [B]
  reject:
  - text: C
  - text: a
  # .gaps[0].reject[2]: expected a wording that is wrong, got "A", which is accepted too. Remove one of them.
  - text: A
  # .gaps[0].reject[3]: expected a wording that is wrong, got "B", which is accepted too. Remove one of them.
  - text: B

type: short-answer
stem: S
accept: [A, B]
reject:
- text: b
# .reject[1]: expected a wording that is wrong, got "B", which is accepted too. Remove one of them.
- text: B

# : expected either value or between, got neither. Keep one of them.
type: numeric
stem: S

# : expected either value or between, got both. Keep one of them.
type: numeric
stem: S
value: 1
between: [1, 2]

type: numeric
stem: S
# .between: expected the lower number first, got 10 and 5. Swap them.
between: [10, 5]

type: numeric
stem: S
between: [5, 10]
# .tolerance: expected no tolerance with between. Widen the range.
tolerance: 1

type: numeric
stem: S
value: 0
# .tolerance: expected a plain tolerance for the value 0, got 5%.
tolerance: 5%

type: numeric
stem: S
value: 40
tolerance: 5%
common_errors:
- {value: 37, why: W}
- why: W
  # .common_errors[1].value: expected a wrong number, got 38, which is marked right. Change it or the tolerance.
  value: 38

type: ordering
stem: S
entries:
- text: A
- text: B
# .entries[2]: expected each entry once, got "A" again. Change one.
- text: A

type: matching
stem: S
pairs:
- {prompt: P, choice: A}
- {prompt: p, choice: C}
# .pairs[2]: expected each prompt once, got "P" again. Change one.
- {prompt: P, choice: B}

type: matching
stem: S
pairs:
# .pairs: expected at least two different choices, got one. Add a spare choice.
- {prompt: P, choice: A}
- {prompt: Q, choice: A}

type: matching
stem: S
pairs: [{prompt: P, choice: A}, {prompt: Q, choice: B}]
spare:
- text: C
# .spare[1]: expected each spare choice once, got "C" again. Change one.
- text: C
# .spare[2]: expected a choice that no prompt needs, got "A". Remove it from spare.
- text: A

type: extended-matching
theme: T
stem: S
options:
- text: Surgery
- text: Bisphosphonate
# .options[2]: expected each option once, got "Surgery" again. Change one.
- text: Surgery
cases:
- {id: b, stem: C, answer: Surgery}
- id: c
  stem: C
  # .cases[1].answer: expected the text of one of the options, got "Biphosphonate". Did you mean "Bisphosphonate"?
  answer: Biphosphonate

type: open
stem: S
model_answer: M
points:
- P
- Q
- p
# .points[3]: expected each point once, got "P" again. Change one.
- P
"""


@pytest.mark.parametrize("item", FAULTY.strip("\n").split("\n\n"))
def test_an_item_that_cannot_be_asked_or_marked_is_told_why_all_at_once(item: str, tmp_path: Path) -> None:
    text = bank("-\n" + indent(f"{item}\nid: a\n", "  "))
    assert complaints(tmp_path, text) == announced(text, above="items[0]")


@pytest.mark.parametrize(("last", "count"), [("{text: C, correct: true}", 0), ("{text: C}", 1)])
def test_a_multiple_response_item_needs_two_wrong_options(last: str, count: int, tmp_path: Path) -> None:
    options = f"{{text: A, correct: true}}, {{text: B, correct: true}}, {last}"
    text = bank(f"- {{id: a, type: multiple-response, stem: S, options: [{options}]}}")
    assert complaints(tmp_path, text) == [
        f"bank.yaml:5: items[0].options: expected at least two wrong options, got {count}: "
        "with fewer, choosing everything would earn marks. Add distractors."
    ]


@pytest.mark.parametrize(
    ("item", "low", "high"),
    [
        (Numeric(id="a", stem="S", value=Decimal(2)), "2", "2"),
        (Numeric(id="a", stem="S", value=Decimal(2), tolerance="0.5"), "1.5", "2.5"),
        (Numeric(id="a", stem="S", value=Decimal(-40), tolerance="5%"), "-42", "-38"),
        (Numeric(id="a", stem="S", between=(Decimal(5), Decimal(10))), "5", "10"),
    ],
)
def test_the_accepted_range_includes_the_tolerance_on_both_sides(item: Numeric, low: str, high: str) -> None:
    assert accepted_range(item) == (Decimal(low), Decimal(high))


def test_a_matching_item_has_a_letter_for_every_choice(problems_of: Callable[[str], tuple[Problem, ...]]) -> None:
    def choices(count: int) -> str:
        pairs = ", ".join(f"{{prompt: p{i}, choice: c{i}}}" for i in range(20))
        spare = ", ".join(f"{{text: s{i}}}" for i in range(count - 20))
        item = f"{{id: m, type: matching, stem: S, pairs: [{pairs}], spare: [{spare}]}}"
        return f"format: 1\nbank: b\ntitle: B\nitems:\n  - {item}\n"

    assert problems_of(choices(26)) == ()
    (problem,) = problems_of(choices(27))
    assert problem.message.startswith("expected at most 26 different choices, got 27")
