"""What questions that are answered by typing bring to a QTI item."""

from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from msgspec import Struct

from calcinosis_quiz.bank.items import Cloze, Gap, Numeric, Reasoned, ShortAnswer
from calcinosis_quiz.bank.questions import gap_answers
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.bank.text_matching import Wanted, capitals_count
from calcinosis_quiz.export.hypertext import digits, one_line
from calcinosis_quiz.export.qti import processing
from calcinosis_quiz.export.qti.item_parts import Feedback, Outcome, Parts, declare_response
from calcinosis_quiz.export.qti.processing import RESPONSE
from calcinosis_quiz.export.qti.vocabulary import lines, node, paragraph, value
from calcinosis_quiz.export.recast import spellings
from calcinosis_quiz.export.texts_around import how_to_type_number, stem_paragraphs
from calcinosis_quiz.quiz.marking import Policy, wanted_of

# With an exponent, since a player may hold what was typed against it in its own notation of numbers.
_ONE_NUMBER: Final = r"[\-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][\-+]?[0-9]+)?"
_WRONG: Final = "WRONG"


class _Errors(Struct, frozen=True):
    """Texts that are known to be wrong in one response, and the outcome variable that says which was typed."""

    outcome: str
    wordings: Sequence[Reasoned]
    case_counts: bool

    def notice(self, response: str) -> list[Element]:
        """Write the rules that recognise them."""
        return [
            processing.notice_text(response, one_line(text), self.case_counts, self.outcome, identifier)
            for identifier, text, _ in self._explained
        ]

    @property
    def feedback(self) -> list[Feedback]:
        """List why each is wrong."""
        return [Feedback(self.outcome, identifier, why) for identifier, _, why in self._explained]

    @property
    def _explained(self) -> list[tuple[str, str, str]]:
        return [(f"wrong_{i}", each.text, each.why) for i, each in enumerate(self.wordings, 1) if each.why]


def _outcomes(errors: Iterable[_Errors]) -> list[Outcome]:
    return [Outcome(name=each.outcome) for each in errors if each.feedback]


def write_cloze(question: Cloze, policy: Policy) -> Parts:
    """Build a text with an entry, a response and a mapping for each gap."""
    answers = gap_answers(question)
    names = [f"{RESPONSE}_{i}" for i in range(1, len(answers) + 1)]
    wanted = [wanted_of(question, i) for i in range(len(answers))]
    rules = question.gaps or (Gap(),) * len(answers)
    between = [lines(text) for text in GAP.split(question.text)[::2]]
    text = list(between[0])
    for i, after in enumerate(between[1:]):
        hint = rules[i].hint
        text += [_entry(wanted[i].accept, names[i]), *(lines(f" ({hint})") if hint else []), *after]
    errors = [
        _Errors(f"{_WRONG}_{i}", rule.reject, capitals_count(gap))
        for i, (rule, gap) in enumerate(zip(rules, wanted, strict=True), 1)
    ]
    return Parts(
        interaction="textEntryInteraction",
        responses=[_text_response(name, gap) for name, gap in zip(names, wanted, strict=True)],
        body=[node("p", *text)],
        rules=[
            *processing.mark_gaps(names, policy),
            *(rule for name, each in zip(names, errors, strict=True) for rule in each.notice(name)),
        ],
        feedback=[feedback for each in errors for feedback in each.feedback],
        outcomes=[Outcome(name="RIGHT", kind="float", default="0"), *_outcomes(errors)],
    )


def write_short_answer(question: ShortAnswer, policy: Policy) -> Parts:
    """Build an entry whose mapping lists every accepted spelling."""
    wanted = wanted_of(question)
    errors = _Errors(_WRONG, question.reject, capitals_count(wanted))
    return Parts(
        interaction="textEntryInteraction",
        responses=[_text_response(RESPONSE, wanted)],
        body=[*map(paragraph, stem_paragraphs(question)), node("p", _entry(question.accept, RESPONSE))],
        rules=[*processing.mark_by_mapping(policy), *errors.notice(RESPONSE)],
        feedback=errors.feedback,
        outcomes=_outcomes([errors]),
    )


def write_numeric(question: Numeric) -> Parts:
    """Build an entry for plain digits; players read neither a unit nor a decimal comma as part of a number."""
    low, high = accepted_range(question)
    key = question.value if question.value is not None else low
    errors = [(error.value, f"wrong_{i}", error.why) for i, error in enumerate(question.common_errors, 1)]
    entry = node("textEntryInteraction", responseIdentifier=RESPONSE, expectedLength="10", patternMask=_ONE_NUMBER)
    return Parts(
        interaction="textEntryInteraction",
        responses=[declare_response("single", "float", key=[digits(key)])],
        body=[*map(paragraph, (*stem_paragraphs(question), how_to_type_number(question))), node("p", entry)],
        rules=[
            *processing.mark_number(low, high),
            *(processing.notice_number(number, _WRONG, feedback) for number, feedback, _ in errors),
        ],
        feedback=[Feedback(_WRONG, feedback, why) for _, feedback, why in errors],
        outcomes=[Outcome(name=_WRONG)] if errors else (),
    )


def _text_response(name: str, wanted: Wanted) -> Element:
    case = "true" if capitals_count(wanted) else "false"
    entries = [node("mapEntry", mapKey=text, mappedValue="1", caseSensitive=case) for text in spellings(wanted)]
    return node(
        "responseDeclaration",
        node("correctResponse", value(one_line(wanted.accept[0]))),
        node("mapping", *entries, lowerBound="0", upperBound="1", defaultValue="0"),
        identifier=name,
        cardinality="single",
        baseType="string",
    )


def _entry(wordings: Sequence[str], name: str) -> Element:
    width = max(len(wording) for wording in wordings)
    return node("textEntryInteraction", responseIdentifier=name, expectedLength=str(min(width + 5, 60)))
