"""Moodle XML read and graded by Moodle's rules, written down anew from its documentation."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree import ElementTree

from calcinosis_quiz.bank.items import Ordering
from calcinosis_quiz.bank.questions import Question, choices_of
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, Texts, Truth

_GAP = re.compile(r"\{1:(SHORTANSWER|SHORTANSWER_C):(.*?)\}", re.DOTALL)
_MARKED = re.compile(r"(=|%(-?\d+)%)(.*)", re.DOTALL)


def questions_in(content: bytes) -> dict[str, Any]:
    """Give the question elements by id number."""
    root = ElementTree.fromstring(content)  # noqa: S314 - our own file
    return {
        element.findtext("idnumber", ""): element
        for element in root.iter("question")
        if element.get("type") != "category"
    }


def grade(element: Any, question: Question, answer: Answer) -> float:  # noqa: ANN401 - ElementTree's own type
    """Grade an answer as Moodle does."""
    fractions = [float(each.get("fraction")) / 100 for each in element.findall("answer")]
    texts = [each.findtext("text") for each in element.findall("answer")]
    match element.get("type"), answer:
        case "multichoice", Chosen(options):
            return min(max(sum(fractions[i] for i in options), 0), 1)
        case "multichoice", Truth(value):
            return fractions[0 if value else 1]
        case "truefalse", Truth(value):
            return fractions[texts.index(str(value).lower())]
        case "shortanswer", Texts((text,)):
            is_cased = element.findtext("usecase") == "1"
            return next((f for f, t in zip(fractions, texts, strict=True) if _is_like(text, t, is_cased)), 0)
        case "numerical", Quantity(number):
            spreads = [float(each.findtext("tolerance")) for each in element.findall("answer")]
            rows = zip(fractions, map(float, texts), spreads, strict=True)
            return next((f for f, value, spread in rows if abs(float(number) - value) <= spread + 1e-9), 0)
        case "cloze", Texts(given):
            html = element.findtext("questiontext/text")
            gaps, cased = list(read_gaps(html)), [kind.endswith("_C") for kind, _ in _GAP.findall(html)]
            marks = [
                next((f for f, t, _ in gap if _is_like(text, t, is_cased)), 0)
                for gap, text, is_cased in zip(gaps, given, cased, strict=True)
            ]
            return sum(marks) / len(gaps)
        case "matching", Pairing(choices):
            return _match(element, [choices_of(question)[i] for i in choices])  # type: ignore[arg-type]
        case "ordering", Arrangement(entries):
            if element.findtext("gradingtype") == "ALL_OR_NOTHING":
                return float(entries == tuple(sorted(entries)))
            assert element.findtext("gradingtype") == "LONGEST_ORDERED_SUBSET"
            length = longest_run(entries)
            return length / len(entries) if length > 1 else 0.0
        case "matching", Arrangement(entries) if isinstance(question, Ordering):
            return _match(element, [question.entries[i].text for i in entries])
    raise TypeError(element.get("type"), answer)


def longest_run(order: tuple[int, ...]) -> int:
    """Count the entries in the longest run in the right order."""
    ending = [1] * len(order)  # the longest that ends at each place
    for i, entry in enumerate(order):
        ending[i] = 1 + max((ending[k] for k in range(i) if order[k] < entry), default=0)
    return max(ending)


def read_gaps(text: str) -> Iterator[list[tuple[float, str, str]]]:
    """Read the gaps of a cloze: for each its alternatives as fraction, text and feedback, decoded once."""
    for _, body in _GAP.findall(text):
        alternatives = []
        for part in body.split("~"):
            # A hash after an ampersand belongs to an entity; any other begins the feedback.
            answer, _, feedback = re.sub("(?<!&)#", "\n", part, count=1).partition("\n")
            found = _MARKED.fullmatch(answer)
            assert found, part
            fraction = 1.0 if found[1] == "=" else float(found[2]) / 100
            alternatives.append((fraction, unescape(found[3]), unescape(feedback)))
        yield alternatives


def _match(element: Any, given: list[str]) -> float:  # noqa: ANN401 - ElementTree's own type
    rows = [row for row in element.findall("subquestion") if row.findtext("text")]
    right: list[str] = [row.findtext("answer/text") for row in rows]
    # A menu has no line breaks.
    return sum(" ".join(a.split()) == b for a, b in zip(given, right, strict=True)) / len(right)


def _is_like(typed: str, pattern: str, is_cased: bool) -> bool:
    """Compare as the short answer type does: case aside unless asked for, a bare asterisk stands for anything."""
    parts = [re.escape(part.replace("\\*", "*")) for part in re.split(r"(?<!\\)\*", pattern)]
    return re.fullmatch(".*".join(parts), typed.strip(), 0 if is_cased else re.IGNORECASE) is not None
