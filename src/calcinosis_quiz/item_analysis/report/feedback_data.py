"""Feedback sheets as plain data for the template of the PDF."""

from collections.abc import Sequence

from calcinosis_quiz.item_analysis.feedback import AnsweredQuestion, FeedbackSheet
from calcinosis_quiz.item_analysis.report.feedback_page import (
    describe_attempt,
    describe_score,
    describe_topic,
    list_answers,
)

_LONG = 2400
"""Characters beyond which a question may break across pages, for it may not fit on one."""


def describe_sheets(sheets: Sequence[FeedbackSheet]) -> list[dict[str, object]]:
    """Write sheets as lists, dictionaries and texts, as the template `feedback.typ` takes them."""
    return [
        {
            "learner": sheet.score.learner,
            "about": describe_attempt(sheet.score),
            "score": describe_score(sheet.score),
            "topics": [describe_topic(topic) for topic in sheet.topics],
            "questions": [_describe_question(question) for question in sheet.questions],
        }
        for sheet in sheets
    ]


def _describe_question(question: AnsweredQuestion) -> dict[str, object]:
    texts = [question.stem, question.explanation, question.later_evidence, *(each.why for each in question.reasons)]
    return {
        "number": question.number,
        "outcome": question.outcome,
        "points": f"{question.points:.4g}",
        "maximum": f"{question.maximum:.4g}",
        "stem": question.stem,
        "rows": [[name, text] for name, text in list_answers(question)],
        "reasons": [{"part": each.part, "why": each.why} for each in question.reasons],
        "explanation": question.explanation,
        "later": question.later_evidence,
        "long": sum(map(len, texts)) > _LONG,
    }
