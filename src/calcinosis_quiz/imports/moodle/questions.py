"""Moodle's question types, one function each: the element of a question to an item."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem, Pair, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.pairs import make_matching, make_ordering
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.moodle.calculated import read_calculated
from calcinosis_quiz.imports.moodle.embedded import MARK, build_embedded, pieces, split_gaps
from calcinosis_quiz.imports.moodle.head import (
    MoodleHead,
    answer_text,
    fraction_of,
    is_true,
    note_lost,
    read_markup,
    read_text,
    unit_of,
    why_of,
)
from calcinosis_quiz.imports.pictures import drop_pictures
from calcinosis_quiz.imports.plain_text import from_html, one_line
from calcinosis_quiz.imports.reading import LeftOutError, Record
from calcinosis_quiz.imports.tree import Element, inner_text

_REFERENCE: Final = re.compile(r"\[\[(\d+)(?:[^\]\d][^\]]*)?\]\]")


def _choice(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    choices = []
    for number, answer in enumerate(node.findall("answer"), 1):
        text = read_markup(answer_text(answer), answer.get("format") or head.form)
        note_lost(record, text)
        words = text.text or next((image.alt for image in text.images if image.alt), "")
        if text.images and not text.text:
            record.change("an option was only an image; its description, or a number, stands in its place")
            words = words or f"Image {number}"
        elif text.images:
            drop_pictures(record, text.images, "an option")
        choices.append(Choice(words, fraction_of(answer), why_of(record, answer, head.form)))
    single = node.get("type") != "multichoiceset" and is_true(node.find("single"), default=True)
    shuffle = is_true(node.find("shuffleanswers"), default=False)
    return make_choice(record, head.head(), choices, single=single, shuffle=shuffle, weighted=True)


def _true_false(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    answers = node.findall("answer")
    named = {one_line(answer_text(answer)).casefold(): answer for answer in answers}
    true, false = named.get("true"), named.get("false")
    if true is None and false is None and len(answers) == 2:  # other languages: the first is true
        true, false = answers
    key = true if true is not None else false
    if key is None:
        raise LeftOutError("it has no answers")
    answer = fraction_of(key) > 0 if true is not None else fraction_of(key) <= 0
    why_true = why_of(record, true, head.form) if true is not None else ""
    why_false = why_of(record, false, head.form) if false is not None else ""
    return make_true_false(head.head(), answer=answer, why_true=why_true, why_false=why_false)


def _short_answer(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    wordings = [
        Wording(one_line(answer_text(answer)), fraction_of(answer), why_of(record, answer, head.form))
        for answer in node.findall("answer")
    ]
    return make_typed(record, head.head(), wordings, case_matters=is_true(node.find("usecase")), wildcards=True)


def _numerical(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    ranges = []
    for answer in node.findall("answer"):
        text = answer_text(answer).strip()
        value = read_number(text)
        if value is None:
            if text != "*":
                record.change("an answer that is no number is dropped", text)
            continue
        tolerance = abs(read_number(inner_text(answer.find("tolerance")) or "0") or Decimal(0))
        ranges.append(
            NumberRange(value - tolerance, value + tolerance, fraction_of(answer), why_of(record, answer, head.form))
        )
    return make_numeric(record, head.head(), ranges, unit_of(record, node))


def _matching(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    pairs, spare = [], []
    for row in node.findall("subquestion"):
        prompt = read_text(record, row, head.form, "a prompt")
        answer = row.find("answer")
        choice = read_text(record, answer, "html" if node.get("type") == "ddmatch" else "plain_text", "a choice")
        if not choice:
            record.change("a prompt without a choice is dropped", prompt)
        elif prompt:
            pairs.append(Pair(prompt=prompt, choice=one_line(choice)))
        else:
            spare.append(one_line(choice))
    return make_matching(head.head(), pairs, spare)


def _cloze(record: Record, _node: Element, head: MoodleHead) -> AuthoredItem:
    marked, gaps = split_gaps(head.markup)
    if not gaps:
        raise LeftOutError("no embedded answer in it can be read")
    return build_embedded(record, read_markup(marked, head.form), gaps, head.head)


def _essay(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    notes = read_text(record, node.find("graderinfo"), head.form, "the notes for graders")
    return make_open(record, head.head(), notes)


def _description(_record: Record, _node: Element, _head: MoodleHead) -> AuthoredItem:
    raise LeftOutError("a description asks nothing")


def _ordering(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    entries = sorted(node.findall("answer"), key=fraction_of)
    texts = [
        Reasoned(
            text=read_markup(answer_text(answer), answer.get("format") or head.form).text,
            why=why_of(record, answer, head.form) or None,
        )
        for answer in entries
    ]
    if any(not each.text for each in texts):
        raise LeftOutError("an entry of its order has no text (an image?)")
    return make_ordering(head.head(), texts)


def _gap_select(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    """Read menus or boxes for the places `[[1]]` of a text; a place offers the boxes of its own group."""
    boxes = [
        (one_line(inner_text(box.find("text"))), inner_text(box.find("group")).strip() or "1")
        for tag in ("selectoption", "dragbox")
        for box in node.findall(tag)
    ]
    keys: list[GapKey] = []

    def take(found: re.Match[str]) -> str:
        place = int(found.group(1)) - 1
        if not 0 <= place < len(boxes):
            return found.group()
        text, group = boxes[place]
        offered = sorted({each for each, of in boxes if of == group}, key=str.casefold)
        keys.append(GapKey(from_html(text).text, hint="one of: " + ", ".join(from_html(each).text for each in offered)))
        return MARK.format(len(keys) - 1)

    marked = _REFERENCE.sub(take, head.markup)
    record.change("words to choose for the gaps of a text stand beside each gap as a hint")
    return make_cloze(record, head.head(""), list(pieces(read_markup(marked, head.form).text, keys)))


def _rows(record: Record, node: Element, head: MoodleHead) -> AuthoredItem:
    """Read statements of which each is to be judged, as the plugins mtf and kprime have them."""
    columns = {
        each.get("number"): inner_text(each.find("responsetext/text")).strip() for each in node.findall("column")
    }
    weights = {
        (each.get("rownumber"), each.get("columnnumber")): read_number(inner_text(each.find("value"))) or Decimal(0)
        for each in node.findall("weight")
    }
    pairs = []
    for row in node.findall("row"):
        best = max(columns, key=lambda column: weights.get((row.get("number"), column), Decimal(0)), default=None)
        text = next((row.find(tag) for tag in ("optiontext", "rowtext") if row.find(tag) is not None), None)
        prompt = read_text(record, text, head.form, "a statement")
        if best is not None and prompt:
            why = read_text(record, row.find("feedbacktext"), head.form, "feedback") or None
            pairs.append(Pair(prompt=prompt, choice=from_html(columns[best]).text, why=why))
    return make_matching(head.head(), pairs, [from_html(text).text for text in columns.values()])


QuestionReader = Callable[[Record, Element, MoodleHead], AuthoredItem]
READERS: Final[Mapping[str, QuestionReader]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "cloze": _cloze,
    "multianswer": _cloze,
    "essay": _essay,
    "description": _description,
    "ordering": _ordering,
    "gapselect": _gap_select,
    "ddwtos": _gap_select,
    "mtf": _rows,
    "kprime": _rows,
    "calculated": read_calculated,
    "calculatedsimple": read_calculated,
    "calculatedmulti": read_calculated,
}
