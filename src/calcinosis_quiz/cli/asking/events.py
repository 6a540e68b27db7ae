"""The JSON Lines protocol of a quiz: sessions to events, lines to answers."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import to_builtins

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, gap_answers, stem_of
from calcinosis_quiz.cli.json_text import Event
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, SelfMark, Texts, Truth, key_of
from calcinosis_quiz.quiz.feedback import remark_on
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.results import Degree, Result
from calcinosis_quiz.quiz.session import (
    NearMiss,
    Outcome,
    Reply,
    SelfMarking,
    Session,
    Skipped,
    respond,
    respond_with,
    skip,
)
from calcinosis_quiz.quiz.typed_answers import Unreadable, describe_answer

if TYPE_CHECKING:
    from calcinosis_quiz.study.forecast import Outlook


def question_event(presented: Presented, number: int, of: int) -> Event:
    """Describe an open question as it is shown; nothing in it tells the answer."""
    question = presented.question
    item: Event = {"id": question.id, "type": question.type, "topic": question.topic, "stem": stem_of(question)}
    match question:
        case TrueFalse():
            item["options"] = [{"key": "T", "text": question.true_label}, {"key": "F", "text": question.false_label}]
        case Cloze():
            hints = [gap.hint for gap in question.gaps] or [None] * len(gap_answers(question))
            item["gaps"] = [{"key": str(i), "hint": hint} for i, hint in enumerate(hints, 1)]
        case Numeric():
            item["unit"] = question.unit
        case Matching():
            item["prompts"] = [{"key": str(i), "text": pair.prompt} for i, pair in enumerate(question.pairs, 1)]
        case CaseQuestion():
            item |= {
                "set": question.set_id,
                "theme": question.theme,
                "stem": question.stem,
                "lead_in": question.lead_in,
            }
    if presented.choices:
        item["options"] = [{"key": letter, "text": text} for letter, text in presented.choices]
    if question.image:
        item["image"] = {"file": question.image.file, "alt": question.image.alt}
    return {"event": "question", "number": number, "of": of, "item": item, "expected": describe_answer(presented)}


def reply_event(reply: Reply, presented: Presented) -> Event:
    """Describe what came of a line of input."""
    question = presented.question
    match reply:
        case Outcome():
            return outcome_event(reply)
        case Skipped():
            return {"event": "skipped", "id": question.id}
        case NearMiss():
            suggestion = _write_answer(presented, reply.suggestion)
            return {
                "event": "near-miss",
                "id": question.id,
                "answer": _write_answer(presented, reply.answer),
                "suggestion": suggestion,
                "message": "true takes the suggestion, false keeps the answer, anything else is a new answer.",
            }
        case SelfMarking() if isinstance(question, Open):
            points = [{"key": str(i), "text": point} for i, point in enumerate(question.points, 1)]
            return {"event": "self-mark", "id": question.id, "model_answer": question.model_answer, "points": points}
        case _:
            return error_event(reply.message if isinstance(reply, Unreadable) else "not an answer")


def outcome_event(outcome: Outcome) -> Event:
    """Describe an answer that has been marked."""
    presented, question = outcome.presented, outcome.presented.question
    return {
        "event": "outcome",
        "id": question.id,
        "fraction": outcome.mark.fraction if outcome.mark.counts else None,
        "policy": outcome.mark.policy,
        "working": outcome.mark.working,
        "answer": _write_answer(presented, outcome.answer),
        "key": _write_answer(presented, key_of(question)),
        "parts": [to_builtins(remark) for remark in remark_on(presented, outcome.answer)],
        "explanation": question.explanation,
        "facts": list(question.facts),
        "later_evidence": to_builtins(question.later_evidence),
    }


def result_event(result: Result, degrees: Sequence[Degree] = ()) -> Event:
    """Describe the end of a session; `degrees` where certainty was stated."""
    event: Event = {
        "event": "result",
        "answered": result.answered,
        "points": result.total.points,
        "possible": result.total.possible,
        "by_topic": {t: {"points": s.points, "possible": s.possible} for t, s in result.by_topic.items()},
        "missed": list(result.missed),
        "unanswered": list(result.unanswered),
    }
    return event | ({"calibration": [to_builtins(degree) for degree in degrees]} if degrees else {})


def error_event(message: str) -> Event:
    """Say what was wrong with a line; the question stays open."""
    return {"event": "error", "message": message}


def respond_to_line(session: Session, line: str) -> tuple[Session, Reply]:
    """Take a line of JSON, an answer or `{"answer": ...}`, null to skip; anything else is Unreadable."""
    try:
        value = json.loads(line, parse_float=Decimal)
        json.dumps(value, ensure_ascii=False, default=str).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError, ArithmeticError):  # the last for an exponent beyond all bounds
        return session, Unreadable('This line is not JSON. Send an answer as JSON, such as "A", or null to skip.')
    if isinstance(value, dict) and "answer" in value:
        value = value["answer"]
    if value is None:
        return skip(session)
    presented = session.current
    if presented is not None and isinstance(presented.question, Cloze) and isinstance(value, list):
        if len(value) == len(gap_answers(presented.question)) and all(isinstance(v, str) and v.strip() for v in value):
            return respond_with(session, Texts(tuple(v.strip() for v in value)))
        return session, Unreadable(f"Expected {describe_answer(presented)}.")
    text = _to_text(
        value,
        takes_numbers=presented is not None
        and isinstance(presented.question, Numeric | Cloze | ShortAnswer | Open)
        and not isinstance(session.pending, SelfMarking),
        takes_pairs=presented is not None and isinstance(presented.question, Matching),
        takes_points=isinstance(session.pending, SelfMarking),
    )
    if text is None:
        message = "Expected a text, a number, true, false, a list of letters or numbers, or null to skip."
        return session, Unreadable(message)
    return respond(session, text)


def _to_text(value: object, *, takes_numbers: bool, takes_pairs: bool, takes_points: bool) -> str | None:
    """Write a JSON value as a learner would type it; None for what nobody could type."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case Decimal() if takes_numbers:
            return str(value)
        case [] if takes_points:
            return "0"
        case list() if all(isinstance(each, str | int) and not isinstance(each, bool) for each in value):
            return " ".join(map(str, value))
        case dict() if takes_pairs and all(isinstance(letter, str) for letter in value.values()):
            return " ".join(f"{number}{letter}" for number, letter in value.items())
    return None


def _write_answer(presented: Presented, answer: Answer) -> object:
    match answer:
        case Chosen(options) if isinstance(presented.question, MultipleResponse):
            return sorted(presented.letter(i) for i in options)
        case Chosen(options):
            return "".join(presented.letter(i) for i in options)
        case Truth(value):
            return value
        case Texts(texts):
            return list(texts) if isinstance(presented.question, Cloze) else "; ".join(texts)
        case Quantity(number):
            return number
        case Arrangement(entries) if isinstance(presented.question, Ordering):
            return [presented.letter(i) for i in entries]
        case Pairing(choices):
            return {str(i): presented.letter(choice) for i, choice in enumerate(choices, 1)}
        case SelfMark(text, points):
            return {"text": text, "points": sorted(i + 1 for i in points)}
    raise TypeError(f"no JSON for {answer}")


def outlook_event(outlook: "Outlook") -> Event:
    """Describe what lies ahead."""
    event: Event = {
        "event": "outlook",
        "due": outlook.due,
        "forecast": [{"day": day.isoformat(), "due": count} for day, count in outlook.following],
        "in_the_future": outlook.in_the_future,
    }
    if outlook.exam_day is not None:
        event["exam"] = {
            "day": outlook.exam_day.isoformat(),
            "topics": [
                {"topic": topic.name, "recall": topic.recall, "seen": topic.seen, "questions": topic.questions}
                for topic in outlook.topics
            ],
        }
    return event
