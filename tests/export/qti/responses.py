"""Our answers as the values that a QTI player stores."""

from string import ascii_uppercase
from typing import Any

from calcinosis_quiz.bank.items import Cloze, MultipleResponse
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, Texts, Truth


def response_of(question: Question, answer: Answer) -> dict[str, Any]:
    """Give the values of the response variables for an answer."""
    match answer:
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
        case Quantity(number):
            return {"RESPONSE": float(number)}
        case Texts(texts) if isinstance(question, Cloze):
            return {f"RESPONSE_{i}": text for i, text in enumerate(texts, 1)}
        case Texts(texts):
            return {"RESPONSE": texts[0]}
    raise TypeError(answer)
