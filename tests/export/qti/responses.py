"""Our answers as values of QTI's response variables."""

from string import ascii_uppercase

from tests.export.answers_to import Given
from tests.export.qti.interpreter import Value

from calcinosis_quiz.bank.items import Cloze, MultipleResponse
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.answers import Arrangement, Chosen, Pairing, Quantity, Texts, Truth


def response_of(question: Question, given: Given) -> dict[str, Value]:
    """Write the values of the response variables for an answer; a number as it was typed."""
    if given.untouched:
        return {"RESPONSE": None}
    match given.answer:
        case Chosen(options):
            letters = [ascii_uppercase[i] for i in sorted(options)]
            if not isinstance(question, MultipleResponse):
                return {"RESPONSE": letters[0]}
            return {"RESPONSE": letters or None}
        case Truth(value):
            return {"RESPONSE": "A" if value else "B"}
        case Arrangement(entries):
            return {"RESPONSE": [ascii_uppercase[i] for i in entries]}
        case Pairing(choices):
            return {"RESPONSE": [f"P{i} C{choice + 1}" for i, choice in enumerate(choices, 1)]}
        case Quantity():
            return {"RESPONSE": given.typed[0]}
        case Texts() if isinstance(question, Cloze):
            return {f"RESPONSE_{i}": text for i, text in enumerate(given.typed, 1)}
        case Texts():
            return {"RESPONSE": given.typed[0]}
    raise TypeError(given.answer)
