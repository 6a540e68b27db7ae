"""Feedback sheets as HTML: one page a learner, or a class on one page with a break after each learner."""

import re
from collections.abc import Sequence
from html import escape
from string import Template
from typing import Final

from calcinosis_quiz.item_analysis.feedback import AnsweredQuestion, FeedbackSheet, TopicToRead
from calcinosis_quiz.item_analysis.learner_scores import LearnerScore
from calcinosis_quiz.plots.page import read_template, write_document

_ROOM: Final = "item_analysis/report"


def write_feedback_page(sheets: Sequence[FeedbackSheet], notice: str = "") -> str:
    """Write sheets as HTML; `notice` is what must be said about the bank. Every text is escaped."""
    body = "\n".join(_write_sheet(sheet, notice) for sheet in sheets)
    return write_document("Feedback", f"<main>\n{body}\n</main>", read_template(_ROOM, "feedback.css"))


def describe_score(score: LearnerScore) -> str:
    """Write a score in a sentence, such as `7 of 10 points, 70 % (40 to 89 %), grade C`."""
    points = f"{score.points:.4g} of {score.possible:.4g} points"
    if score.share.value is None or score.share.low is None or score.share.high is None:
        return points
    percent = f"{100 * score.share.value:.0f} % ({100 * score.share.low:.0f} to {100 * score.share.high:.0f} %)"
    return f"{points}, {percent}" + (f", grade {score.grade}" if score.grade else "")


def describe_topic(topic: TopicToRead) -> str:
    """Write what to read again, such as `Surgery: 2 of 4 points. In the source: paragraph 2, sentence 1`."""
    places = f". In the source: {'; '.join(map(_spell_place, topic.places))}" if topic.places else ""
    return f"{topic.topic}: {topic.points:.4g} of {topic.possible:.4g} points{places}"


def list_answers(question: AnsweredQuestion) -> list[tuple[str, str]]:
    """List what was answered, beside it what is right unless it is the same, and how sure the learner was."""
    rows = [("Your answer", question.given or "none")]
    if question.right != question.given:
        rows.append(("Right answer", question.right))
    rows.append(("You were sure by", question.certainty))
    return [(name, text) for name, text in rows if text]


def describe_attempt(score: LearnerScore) -> str:
    """Write the form and the round of a score, as far as they are known."""
    named = (("form", score.form), ("round", score.round))
    return ", ".join(f"{what} {name}" for what, name in named if name)


def _spell_place(place: str) -> str:
    """Write a place such as `P5.S3` in words; any other as it is."""
    return re.sub(r"\bP(\d+)\.S(\d+)\b", r"paragraph \1, sentence \2", place)


def _write_sheet(sheet: FeedbackSheet, notice: str) -> str:
    score = sheet.score
    topics = "".join(f"<li>{escape(describe_topic(topic))}</li>" for topic in sheet.topics)
    return Template(read_template(_ROOM, "feedback.html")).substitute(
        learner=escape(score.learner),
        about=escape(describe_attempt(score)),
        score=escape(describe_score(score)),
        topics=f"<h2>What to read again</h2><ul>{topics}</ul>" if topics else "",
        questions="\n".join(map(_write_question, sheet.questions)),
        notice="".join(f"<p>{escape(line)}</p>" for line in notice.splitlines()),
    )


def _write_question(question: AnsweredQuestion) -> str:
    kind = question.outcome.replace(" ", "-")
    shown = "".join(f"<dt>{name}</dt><dd>{_lines(text)}</dd>" for name, text in list_answers(question))
    reasons = "".join(f"<li><strong>{_lines(each.part)}</strong> {_lines(each.why)}</li>" for each in question.reasons)
    later = f'<p class="later">{_lines(question.later_evidence)}</p>'
    return (
        f'<article class="{kind}"><h3>{escape(question.number)}. <span class="outcome">{question.outcome}</span>'
        f" {question.points:.4g} of {question.maximum:.4g}</h3>"
        f'<p class="stem">{_lines(question.stem)}</p><dl>{shown}</dl>'
        + (f"<ul>{reasons}</ul>" if reasons else "")
        + (f"<p>{_lines(question.explanation)}</p>" if question.explanation else "")
        + (later if question.later_evidence else "")
        + "</article>"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
