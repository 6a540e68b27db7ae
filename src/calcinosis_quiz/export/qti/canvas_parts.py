"""What differs between the types of Canvas items: how they are answered and marked."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, assert_never
from xml.etree.ElementTree import Element

from msgspec import Struct

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
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.export.hypertext import digits, one_line, paragraphs, show
from calcinosis_quiz.export.qti.vocabulary import node
from calcinosis_quiz.export.recast import Choice, as_choice, as_places, has_own_labels, menu_of, spellings
from calcinosis_quiz.export.texts_around import how_to_type_number, stem_paragraphs
from calcinosis_quiz.quiz.marking import wanted_of

_RESPONSE: Final = "response1"
# Canvas reads identifiers of answers as numbers; they need to differ within one item only.
_FIRST_ANSWER: Final = 1001
_FIRST_CHOICE: Final = 2001
_FULL: Final = "100"


class CanvasParts(Struct, frozen=True, kw_only=True):
    """What a type brings to an item; feedback as pairs of answer identifier and reason."""

    kind: str
    stem: str
    responses: Sequence[Element]
    conditions: Sequence[Element]
    answers: Sequence[str] = ()
    feedback: Sequence[tuple[str, str]] = ()


def parts_of(question: Question) -> CanvasParts:
    """Build what the type of a question brings to its item."""
    match question:
        case TrueFalse():
            kind = "multiple_choice_question" if has_own_labels(question) else "true_false_question"
            return _single(as_choice(question), kind)
        case SingleBestAnswer() | CaseQuestion():
            return _single(question, "multiple_choice_question")
        case MultipleResponse():
            return _several(question)
        case Cloze():
            return _blanks(question)
        case ShortAnswer():
            return _short_answer(question)
        case Numeric():
            return _number(question)
        case Ordering():
            return _pairs(as_places(question))
        case Matching():
            return _pairs(question)
        case Open():
            box = _text_box(node("response_label", ident="answer1", rshuffle="No"))
            return CanvasParts(
                kind="essay_question", stem=_stem(question), responses=[box], conditions=[condition([node("other")])]
            )
        case _:
            assert_never(question)


def html(text: str) -> Element:
    """Hold HTML, escaped as text."""
    return node("material", node("mattext", text, texttype="text/html"))


def short_text(text: str) -> Element:
    """Hold a text that Canvas shows without reading HTML; only what has several lines is HTML."""
    return html(paragraphs([text])) if "\n" in text.strip() else _plain(text)


def condition(tests: Iterable[Element], *effects: Element, again: bool = False) -> Element:
    """Apply effects where all tests hold; `again` goes on to the next condition."""
    return node("respcondition", node("conditionvar", *tests), *effects, **{"continue": "Yes" if again else "No"})


def feedback(name: str) -> Element:
    """Show feedback."""
    return node("displayfeedback", feedbacktype="Response", linkrefid=name)


def _stem(question: Question) -> str:
    advice = (how_to_type_number(question),) if isinstance(question, Numeric) else ()
    return f"<div>{paragraphs((*stem_paragraphs(question), *advice))}</div>"


def _score(points: str, action: str = "Set") -> Element:
    return node("setvar", points, action=action, varname="SCORE")


def _equals(value: str, response: str = _RESPONSE) -> Element:
    return node("varequal", value, respident=response)


def _numbered(count: int, first: int = _FIRST_ANSWER) -> list[str]:
    return [str(first + i) for i in range(count)]


def _plain(text: str) -> Element:
    return node("material", node("mattext", one_line(text), texttype="text/plain"))


def _labels(question: Choice, idents: Sequence[str]) -> list[Element]:
    return [
        node("response_label", html(show(option.text)), ident=ident)
        for ident, option in zip(idents, question.options, strict=True)
    ]


def _explained(question: Choice, idents: Sequence[str]) -> list[tuple[str, str]]:
    return [(ident, option.why) for ident, option in zip(idents, question.options, strict=True) if option.why]


def _single(question: Choice, kind: str) -> CanvasParts:
    idents = _numbered(len(question.options))
    explained = _explained(question, idents)
    key = next(ident for ident, option in zip(idents, question.options, strict=True) if option.correct)
    choice = node("render_choice", *_labels(question, idents))
    return CanvasParts(
        kind=kind,
        stem=_stem(question),
        responses=[node("response_lid", choice, ident=_RESPONSE, rcardinality="Single")],
        conditions=[
            *(condition([_equals(ident)], feedback(f"{ident}_fb"), again=True) for ident, _ in explained),
            condition([_equals(key)], _score(_FULL)),
        ],
        answers=idents,
        feedback=explained,
    )


def _several(question: MultipleResponse) -> CanvasParts:
    idents = _numbered(len(question.options))
    explained = _explained(question, idents)
    exactly = [
        _equals(ident) if option.correct else node("not", _equals(ident))
        for ident, option in zip(idents, question.options, strict=True)
    ]
    choice = node("render_choice", *_labels(question, idents))
    return CanvasParts(
        kind="multiple_answers_question",
        stem=_stem(question),
        responses=[node("response_lid", choice, ident=_RESPONSE, rcardinality="Multiple")],
        conditions=[
            *(condition([_equals(ident)], feedback(f"{ident}_fb"), again=True) for ident, _ in explained),
            condition([node("and", *exactly)], _score(_FULL)),
        ],
        answers=idents,
        feedback=explained,
    )


def _text_box(label: Element, **settings: str) -> Element:
    return node("response_str", node("render_fib", label, **settings), ident=_RESPONSE, rcardinality="Single")


def _short_answer(question: ShortAnswer) -> CanvasParts:
    texts = spellings(wanted_of(question))
    return CanvasParts(
        kind="short_answer_question",
        stem=_stem(question),
        responses=[_text_box(node("response_label", ident="answer1", rshuffle="No"))],
        conditions=[condition(map(_equals, texts), _score(_FULL))],
        answers=_numbered(len(texts)),
    )


def _number(question: Numeric) -> CanvasParts:
    low, high = accepted_range(question)
    bounds = [
        node("vargte", digits(low), respident=_RESPONSE),
        node("varlte", digits(high), respident=_RESPONSE),
    ]
    tests = bounds if question.between else [node("or", _equals(digits((low + high) / 2)), node("and", *bounds))]
    return CanvasParts(
        kind="numerical_question",
        stem=_stem(question),
        responses=[_text_box(node("response_label", ident="answer1"), fibtype="Decimal")],
        conditions=[condition(tests, _score(_FULL))],
        answers=_numbered(1),
    )


def _blanks(question: Cloze) -> CanvasParts:
    """Name each blank in square brackets, by a word that the text does not have in brackets itself."""
    between = GAP.split(question.text)[::2]
    word = "gap"
    while f"[{word}" in question.text:
        word += "_"
    names = [f"{word}{i}" for i in range(1, len(between))]
    hints = [f" ({gap.hint})" if gap.hint else "" for gap in question.gaps] or [""] * len(names)
    text = show(between[0])
    for name, hint, after in zip(names, hints, between[1:], strict=True):
        text += f"[{name}]{show(hint)}{show(after)}"
    responses, conditions = [], []
    answers: list[str] = []
    for i, name in enumerate(names):
        texts = spellings(wanted_of(question, i))
        idents = _numbered(len(texts), _FIRST_ANSWER + len(answers))
        answers += idents
        pairs = zip(idents, texts, strict=True)
        labels = [node("response_label", _plain(wording), ident=ident) for ident, wording in pairs]
        responses.append(node("response_lid", _plain(name), node("render_choice", *labels), ident=f"response_{name}"))
        conditions.append(condition([_equals(idents[0], f"response_{name}")], _score(_share(len(names)), "Add")))
    return CanvasParts(
        kind="fill_in_multiple_blanks_question",
        stem=f"<div><p>{text}</p></div>",
        responses=responses,
        conditions=conditions,
        answers=answers,
    )


def _pairs(question: Matching) -> CanvasParts:
    menu = menu_of(question)
    choices = dict(zip(menu, _numbered(len(menu), _FIRST_CHOICE), strict=True))
    prompts = list(zip(_numbered(len(question.pairs)), question.pairs, strict=True))
    share = _share(len(prompts))
    responses, conditions = [], []
    for ident, pair in prompts:
        response = f"response_{ident}"
        offered = [node("response_label", _plain(text), ident=each) for text, each in choices.items()]
        responses.append(node("response_lid", short_text(pair.prompt), node("render_choice", *offered), ident=response))
        right = _equals(choices[pair.choice], response)
        conditions.append(condition([right], _score(share, "Add"), again=True))
        if pair.why:
            conditions.append(condition([node("not", right)], feedback(f"{ident}_fb"), again=True))
    return CanvasParts(
        kind="matching_question",
        stem=_stem(question),
        responses=responses,
        conditions=conditions,
        answers=[ident for ident, _ in prompts],
        feedback=[(ident, pair.why) for ident, pair in prompts if pair.why],
    )


def _share(count: int) -> str:
    """Return one of equal parts of 100 in Canvas's two decimals; Canvas itself divides by the number of parts."""
    return f"{Decimal(100) / count:.2f}"
