"""One question as the element that Moodle's importer reads."""

from base64 import b64encode
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Final, assert_never
from xml.etree.ElementTree import Element, SubElement

from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.bank.text_matching import capitals_count
from calcinosis_quiz.export.fractions import weigh_options, write_percent
from calcinosis_quiz.export.hypertext import digits, legal, one_line, paragraphs, picture, show
from calcinosis_quiz.export.recast import as_choice, as_places, has_own_labels, may_shuffle, menu_of, spellings
from calcinosis_quiz.export.texts_around import comments_on, reasons_for, stem_paragraphs, tags_of
from calcinosis_quiz.quiz.marking import Policy, choose_policy, wanted_of

# Signs that end or divide an answer, as entities, which Moodle decodes after it has cut the answers apart.
_SIGNS: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "{}~#=%\\$@[]"})


def write_cloze(question: Cloze) -> str:
    """Write the whole text as HTML; each gap accepts its spellings and says why others are wrong."""
    between = [show(part) for part in GAP.split(question.text)[::2]]
    html = between[0]
    for i, after in enumerate(between[1:]):
        rule = question.gaps[i] if question.gaps else Gap()
        html += _write_gap(question, i, rule) + (f" ({show(rule.hint)})" if rule.hint else "") + after
    return f"<p>{html}</p>"


def _write_gap(question: Cloze, i: int, rule: Gap) -> str:
    # What stands in the braces comes first: Moodle shows the first right answer as the key.
    wanted = wanted_of(question, i)
    kind = "SHORTANSWER_C" if capitals_count(wanted) else "SHORTANSWER"
    right = spellings(wanted)
    parts = [f"={_answer(text)}" for text in right]
    parts += [f"%0%{_answer(one_line(wording.text))}{_feedback(wording.why)}" for wording in rule.reject]
    return f"{{1:{kind}:{'~'.join(parts)}}}"


def _answer(text: str) -> str:
    """Write an answer: decoded once it is plain text again, its asterisks literal."""
    return _encode(legal(text).replace("*", "\\*"))


def _feedback(why: str | None) -> str:
    """Write feedback: decoded once it is HTML, so it is escaped twice."""
    return f"#{_encode(escape(legal(why), quote=False).replace(chr(10), '<br>'))}" if why else ""


def _encode(text: str) -> str:
    return escape(text, quote=False).translate(_SIGNS)


_PENALTY: Final = "0.3333333"  # Moodle's default; it counts only where a quiz allows several tries at one question


def write_question(
    library: Library, question: Question, policies: Sequence[Policy], *, native_ordering: bool
) -> Element | None:
    """Build the element of a question; None when Moodle cannot express it."""
    element = _write_body(question, policies, native_ordering)
    if element is None:
        return None
    after = paragraphs([*reasons_for(question), *comments_on(library, question)])
    image = read_image(library.bank_of(question.id).folder, question.image) if question.image else b""
    head = _write_head(question, image, after)
    for place, part in enumerate(head):
        element.insert(place, part)
    tags = SubElement(element, "tags")
    for tag in tags_of(library, question):
        SubElement(SubElement(tags, "tag"), "text").text = tag
    return element


def _write_head(question: Question, image: bytes, after: str) -> list[Element]:
    """Write what every question has; its name and id number are the item's id, which outlives every edit."""
    holder = Element("question")
    _add_text(SubElement(holder, "name"), question.id)
    stem = write_cloze(question) if isinstance(question, Cloze) else paragraphs(stem_paragraphs(question))
    if question.image:
        stem = picture(f"@@PLUGINFILE@@/{question.image.file.rpartition('/')[2]}", question.image.alt) + stem
    _add_html(holder, "questiontext", stem)
    if question.image:
        _add_file(holder[-1], question.image.file, image)
    _add_html(holder, "generalfeedback", after)
    grade = "0" if isinstance(question, Open) else "1"
    _add_settings(holder, defaultgrade=grade, penalty=_PENALTY, hidden="0", idnumber=question.id)
    return list(holder)


def _write_body(question: Question, policies: Sequence[Policy], native_ordering: bool) -> Element | None:
    match question:
        case MultipleResponse():
            weights = weigh_options(question, policies)
            return _choice(question, [write_percent(each) for each in weights.percent]) if weights else None
        case SingleBestAnswer() | CaseQuestion():
            return _choice(question, ["100" if option.correct else "0" for option in question.options])
        case TrueFalse() if has_own_labels(question):
            return _write_body(as_choice(question), policies, native_ordering)
        case TrueFalse():
            return _true_false(question)
        case Cloze():
            return Element("question", type="cloze")
        case ShortAnswer():
            return _short_answer(question)
        case Numeric():
            return _numerical(question)
        case Ordering() if native_ordering:
            return _ordering(question, choose_policy(question.type, policies))
        case Ordering():
            return _matching(as_places(question))
        case Matching():
            return _matching(question)
        case Open():
            element = Element("question", type="essay")
            _add_settings(
                element, responseformat="editor", responserequired="1", responsefieldlines="10", attachments="0"
            )
            _add_html(element, "graderinfo", paragraphs(reasons_for(question)))
            return element
        case _:
            assert_never(question)


def _choice(question: SingleBestAnswer | MultipleResponse | CaseQuestion, fractions: Sequence[str]) -> Element:
    single = not isinstance(question, MultipleResponse)
    element = Element("question", type="multichoice")
    _add_settings(
        element,
        single=_truth(single),
        shuffleanswers=_truth(may_shuffle(question)),
        answernumbering="ABCD",
        showstandardinstruction="0" if single else "1",
    )
    for option, fraction in zip(question.options, fractions, strict=True):
        _add_answer(element, fraction, show(option.text), option.why, form="html")
    return element


def _true_false(question: TrueFalse) -> Element:
    element = Element("question", type="truefalse")
    for side, why in ((True, question.why_true), (False, question.why_false)):
        _add_answer(element, "100" if side == question.answer else "0", _truth(side), why)
    return element


def _short_answer(question: ShortAnswer) -> Element:
    element = Element("question", type="shortanswer")
    wanted = wanted_of(question)
    _add_settings(element, usecase="1" if capitals_count(wanted) else "0")
    for text in spellings(wanted):
        _add_answer(element, "100", _literal(text), None)
    for wording in question.reject:
        _add_answer(element, "0", _literal(one_line(wording.text)), wording.why)
    return element


def _numerical(question: Numeric) -> Element:
    element = Element("question", type="numerical")
    low, high = accepted_range(question)
    _add_number(element, "100", (low + high) / 2, (high - low) / 2, None)
    for error in question.common_errors:
        _add_number(element, "0", error.value, Decimal(0), error.why)
    if question.unit:
        unit = SubElement(SubElement(element, "units"), "unit")
        _add_settings(unit, multiplier="1", unit_name=one_line(question.unit))
    # A unit may be typed and is never marked.
    _add_settings(element, unitgradingtype="0", unitpenalty="0", showunits="0" if question.unit else "3", unitsleft="0")
    return element


def _matching(question: Matching) -> Element:
    element = Element("question", type="matching")
    _add_settings(element, shuffleanswers="true")
    rows = [(show(pair.prompt), pair.choice) for pair in question.pairs]
    needed = {choice for _, choice in rows}
    rows += [("", choice) for choice in menu_of(question) if choice not in needed]
    for prompt, choice in rows:
        row = SubElement(element, "subquestion", format="html")
        _add_text(row, prompt)
        _add_text(SubElement(row, "answer"), one_line(choice))
    return element


def _ordering(question: Ordering, policy: Policy) -> Element:
    element = Element("question", type="ordering")
    grading = "ALL_OR_NOTHING" if policy == "all-or-nothing" else "LONGEST_ORDERED_SUBSET"
    _add_settings(
        element,
        layouttype="VERTICAL",
        selecttype="ALL",
        selectcount=str(len(question.entries)),
        gradingtype=grading,
        showgrading="SHOW",
        numberingstyle="none",
    )
    for place, entry in enumerate(question.entries, 1):
        _add_answer(element, str(place), show(entry.text), entry.why, form="html")
    return element


def _literal(text: str) -> str:
    """Keep an asterisk from standing for anything."""
    return text.replace("*", "\\*")


def _truth(value: bool) -> str:
    return str(value).lower()


def _add_number(parent: Element, fraction: str, value: Decimal, tolerance: Decimal, why: str | None) -> None:
    answer = _add_answer(parent, fraction, digits(value), why)
    SubElement(answer, "tolerance").text = digits(tolerance)


def _add_answer(
    parent: Element, fraction: str, text: str, why: str | None, form: str = "moodle_auto_format"
) -> Element:
    answer = SubElement(parent, "answer", fraction=fraction, format=form)
    _add_text(answer, text)
    _add_html(answer, "feedback", paragraphs([why] if why else []))
    return answer


def _add_html(parent: Element, tag: str, html: str) -> None:
    _add_text(SubElement(parent, tag, format="html"), html)


def _add_file(parent: Element, file: str, content: bytes) -> None:
    element = SubElement(parent, "file", name=file.rpartition("/")[2], path="/", encoding="base64")
    element.text = b64encode(content).decode()


def _add_text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _add_settings(parent: Element, **settings: str) -> None:
    for name, value in settings.items():
        SubElement(parent, name).text = value
