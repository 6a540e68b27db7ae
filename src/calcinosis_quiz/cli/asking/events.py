"""The JSON Lines protocol of a quiz: sessions to events (`protocol.py`), lines to answers."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from msgspec import UNSET, structs

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
from calcinosis_quiz.bank.questions import CaseQuestion, gap_answers, stem_of
from calcinosis_quiz.cli.asking.protocol import (
    AnyEvent,
    DueDay,
    ErrorEvent,
    ExamOutlook,
    GapShown,
    GradesEvent,
    GradeShown,
    ItemShown,
    Labelled,
    LeechEvent,
    LeftToday,
    LureShown,
    NearMissEvent,
    OutcomeEvent,
    OutlookEvent,
    Picture,
    Points,
    QuestionEvent,
    ResultEvent,
    SelfMarkEvent,
    SkippedEvent,
    TopicRecall,
)
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
    from calcinosis_quiz.study.grades import Grade
    from calcinosis_quiz.study.leeches import Leech


def question_event(presented: Presented, number: int, of: int) -> QuestionEvent:
    """Describe an open question as it is shown; nothing in it tells the answer."""
    return QuestionEvent(number=number, of=of, item=_show_item(presented), expected=describe_answer(presented))


def _show_item(presented: Presented) -> ItemShown:
    question = presented.question
    item = ItemShown(
        id=question.id,
        type=question.type,
        topic=question.topic,
        stem=stem_of(question),
        options=tuple(Labelled(letter, text) for letter, text in presented.choices) or UNSET,
        image=Picture(question.image.file, question.image.alt) if question.image else UNSET,
    )
    match question:
        case TrueFalse():
            options = (Labelled("T", question.true_label), Labelled("F", question.false_label))
            return structs.replace(item, options=options)
        case Cloze():
            hints = [gap.hint for gap in question.gaps] or [None] * len(gap_answers(question))
            return structs.replace(item, gaps=tuple(GapShown(str(i), hint) for i, hint in enumerate(hints, 1)))
        case Numeric():
            return structs.replace(item, unit=question.unit)
        case Matching():
            prompts = tuple(Labelled(str(i), pair.prompt) for i, pair in enumerate(question.pairs, 1))
            return structs.replace(item, prompts=prompts)
        case CaseQuestion():
            return structs.replace(
                item, set=question.set_id, theme=question.theme, stem=question.stem, lead_in=question.lead_in
            )
        case SingleBestAnswer() | MultipleResponse() | ShortAnswer() | Ordering() | Open():
            return item
        case _:
            assert_never(question)


def reply_event(reply: Reply, presented: Presented) -> AnyEvent:
    """Describe what came of a line of input."""
    question = presented.question
    match reply:
        case Outcome():
            return outcome_event(reply)
        case Skipped():
            return SkippedEvent(id=question.id)
        case NearMiss():
            return NearMissEvent(
                id=question.id,
                answer=_write_answer(presented, reply.answer),
                suggestion=_write_answer(presented, reply.suggestion),
                message="true takes the suggestion, false keeps the answer, anything else is a new answer.",
            )
        case SelfMarking() if isinstance(question, Open):
            points = tuple(Labelled(str(i), point) for i, point in enumerate(question.points, 1))
            return SelfMarkEvent(id=question.id, model_answer=question.model_answer, points=points)
        case _:
            return ErrorEvent(message=reply.message if isinstance(reply, Unreadable) else "not an answer")


def outcome_event(outcome: Outcome) -> OutcomeEvent:
    """Describe an answer that has been marked."""
    presented, question = outcome.presented, outcome.presented.question
    return OutcomeEvent(
        id=question.id,
        fraction=outcome.mark.fraction if outcome.mark.counts else None,
        policy=outcome.mark.policy,
        working=outcome.mark.working,
        answer=_write_answer(presented, outcome.answer),
        key=_write_answer(presented, key_of(question)),
        parts=remark_on(presented, outcome.answer),
        explanation=question.explanation,
        facts=question.facts,
        later_evidence=question.later_evidence,
    )


def result_event(result: Result, degrees: Sequence[Degree] = ()) -> ResultEvent:
    """Describe the end of a session; `degrees` where certainty was stated."""
    return ResultEvent(
        answered=result.answered,
        points=result.total.points,
        possible=result.total.possible,
        by_topic={topic: Points(score.points, score.possible) for topic, score in result.by_topic.items()},
        missed=result.missed,
        unanswered=result.unanswered,
        calibration=tuple(degrees) or UNSET,
    )


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
        case Arrangement(entries):
            return [presented.letter(i) for i in entries]
        case Pairing(choices):
            return {str(i): presented.letter(choice) for i, choice in enumerate(choices, 1)}
        case SelfMark(text, points):
            return {"text": text, "points": sorted(i + 1 for i in points)}
        case _:
            assert_never(answer)


def grades_event(item: str, grades: Sequence["Grade"]) -> GradesEvent:
    """Describe the ratings that the learner may choose from, each with the day on which the item is due then."""
    return GradesEvent(id=item, grades=tuple(GradeShown(str(g.rating), g.name, g.due) for g in grades))


def leech_event(leech: "Leech") -> LeechEvent:
    """Describe an item that is missed again and again, with the wrong part that was most often chosen."""
    lure = LureShown(leech.lure.text, leech.lure.why, leech.times) if leech.lure else None
    return LeechEvent(id=leech.item, misses=leech.misses, facts=leech.facts, chosen=lure)


def outlook_event(outlook: "Outlook") -> OutlookEvent:
    """Describe what lies ahead, at the end of a session of study."""
    topics = tuple(TopicRecall(topic.name, topic.recall, topic.seen, topic.questions) for topic in outlook.topics)
    return OutlookEvent(
        due=outlook.due,
        forecast=tuple(DueDay(day, count) for day, count in outlook.following),
        left=LeftToday(outlook.left.reviews, outlook.left.new, outlook.left.held_back),
        next_at=outlook.next_at,
        in_the_future=outlook.in_the_future,
        exam=ExamOutlook(outlook.exam_day, topics) if outlook.exam_day is not None else UNSET,
    )
