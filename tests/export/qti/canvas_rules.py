"""QTI 1.2 items marked as Canvas marks each kind of question, written from what its documentation says."""

import re
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from tests.export.answers_to import Given

from calcinosis_quiz.bank.items import Ordering
from calcinosis_quiz.bank.questions import Question, choices_of
from calcinosis_quiz.quiz.answers import Arrangement, Chosen, Pairing, Quantity, Texts, Truth

NS = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}


def field(item: Element, label: str) -> str | None:
    """Read a field of an item's metadata."""
    fields = item.iterfind(".//q:qtimetadatafield", NS)
    return next(
        each.findtext("q:fieldentry", None, NS) for each in fields if each.findtext("q:fieldlabel", "", NS) == label
    )


def grade(item: Element, question: Question, given: Given) -> float:
    """Mark an answer."""
    labels = {each.get("ident"): each for each in item.iterfind(".//q:response_label", NS)}
    scored = [
        each
        for each in item.iterfind(".//q:respcondition", NS)
        if each.find("q:setvar", NS) is not None and each.find("q:conditionvar", NS) is not None
    ]
    match field(item, "question_type"), given.answer:
        case "multiple_choice_question" | "true_false_question", Chosen(options):
            return float(_texts(scored[0]) == [list(labels)[next(iter(options))]])
        case "multiple_choice_question" | "true_false_question", Truth(value):
            return float(_texts(scored[0]) == [list(labels)[0 if value else 1]])
        case "multiple_answers_question", Chosen(options):
            right = {each.text for each in scored[0].iterfind(".//q:and/q:varequal", NS)}
            chosen = {list(labels)[i] for i in options}
            return max(len(chosen & right) - len(chosen - right), 0) / len(right)
        case "short_answer_question", Texts((text,)):
            return float(text.strip().lower() in [each.lower() for each in _texts(scored[0])])
        case "fill_in_multiple_blanks_question", Texts(texts):
            blanks = item.findall(".//q:response_lid", NS)
            accepted = [[each.findtext(".//q:mattext", "", NS).lower() for each in _labels(blank)] for blank in blanks]
            return sum(text.strip().lower() in each for text, each in zip(texts, accepted, strict=True)) / len(blanks)
        case "numerical_question", Quantity():
            return float(_is_in_range(scored[0], given.typed[0]))
        case "matching_question", Pairing() | Arrangement():
            return _match(item, scored, texts_given(question, given))
    raise TypeError(field(item, "question_type"), given.answer)


def _texts(condition: Element) -> list[str]:
    return [each.text or "" for each in condition.iterfind(".//q:varequal", NS)]


def _labels(response: Element) -> list[Element]:
    return response.findall(".//q:response_label", NS)


def _is_in_range(condition: Element, typed: str) -> bool:
    try:
        number = Decimal(typed)
    except InvalidOperation:
        return False
    low, high = (Decimal(condition.findtext(f".//q:{name}", "", NS)) for name in ("vargte", "varlte"))
    return low <= number <= high


def texts_given(question: Question, given: Given) -> list[str]:
    """List the texts that an answer puts at each prompt or place, in their order."""
    answer = given.answer
    if isinstance(answer, Pairing):
        return [choices_of(question)[i] for i in answer.choices]  # type: ignore[arg-type]  # a pairing answers a matching
    assert isinstance(answer, Arrangement)
    assert isinstance(question, Ordering)
    return [question.entries[i].text for i in answer.entries]


def _match(item: Element, scored: list[Element], given: list[str]) -> float:
    keys = {
        each.get("respident"): each.text for condition in scored for each in condition.iterfind(".//q:varequal", NS)
    }
    responses = item.findall(".//q:response_lid", NS)
    right = 0
    for response, text in zip(responses, given, strict=True):
        shown = {each.get("ident"): each.findtext(".//q:mattext", "", NS) for each in _labels(response)}
        right += shown[keys[response.get("ident")]] == re.sub(r"\s+", " ", text).strip()
    return right / len(responses)
