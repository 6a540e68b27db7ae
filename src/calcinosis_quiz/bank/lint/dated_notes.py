"""Rules about the dates of notes on other evidence: of which kind a note is, and when somebody looked last."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HOUSE, About, Remark, question_rule

YEARS_UNTIL_OLD: Final = 3


@question_rule(
    About(
        id="evidence-kind",
        severity="error",
        rationale="What came out before the source has not moved since, and a learner must be told which it is.",
        source=HOUSE,
        bad="""
type: true-false
stem: This 2015 report lists warfarin among the oral drugs.
answer: true
facts: [cur-oral-warfarin]
later_evidence: {text: A trial disappointed., kind: since, date: 2012, as_of: 2026, source: A trial}
""",
        good="""
type: true-false
stem: This 2015 report lists warfarin among the oral drugs.
answer: true
facts: [cur-oral-warfarin]
later_evidence: {text: A trial disappointed., kind: published, date: 2012, as_of: 2026, source: A trial}
""",
        needs_ledger=True,
    )
)
def evidence_kind(asked: Asked) -> Iterator[Remark]:
    """Find a note whose kind its date contradicts; a bare year that holds the source's own day may be either."""
    note = asked.question.later_evidence
    if note is None or asked.ledger is None:
        return
    told = asked.ledger.source.as_of
    order = _compare(note.date, told)
    if order < 0 and note.kind == "since":
        message = f"what came out in {note.date} was there before the source of {told}. Write kind: published."
        yield (*asked.steps, "later_evidence", "kind"), message
    if order > 0 and note.kind == "published":
        message = f"what came out in {note.date} is later than the source of {told}. Write kind: since."
        yield (*asked.steps, "later_evidence", "kind"), message


@question_rule(
    About(
        id="evidence-not-looked-at",
        severity="warning",
        rationale="A note that nobody has held against the literature for three years may have been overtaken itself.",
        source=HOUSE,
        bad="""
type: true-false
stem: The lecture lists warfarin among the oral drugs.
answer: true
later_evidence: {text: A review advises against it., kind: since, date: 2020, as_of: 2020, source: A review}
""",
        good="""
type: true-false
stem: The lecture lists warfarin among the oral drugs.
answer: true
later_evidence: {text: A review advises against it., kind: since, date: 2020, as_of: 2026, source: A review}
""",
    )
)
def evidence_not_looked_at(asked: Asked) -> Iterator[Remark]:
    """Find a note last looked at three years ago or more, or before it came out; silent where no day is given."""
    note = asked.question.later_evidence
    if note is None:
        return
    if _compare(note.as_of, note.date) < 0:
        message = f"nobody can have looked in {note.as_of} at what came out in {note.date}. Correct date or as_of."
        yield (*asked.steps, "later_evidence", "as_of"), message
    elif asked.day is not None and _compare(note.as_of, _years_before(asked.day)) < 0:
        message = (
            f"last looked at {note.as_of}, {YEARS_UNTIL_OLD} years ago or more. "
            "Look again, mend the note, and set as_of to this month."
        )
        yield (*asked.steps, "later_evidence", "as_of"), message


def _compare(one: str, other: str) -> int:
    """Compare two dates as far as both are known: below 0 where the first is earlier, 0 where nobody can tell."""
    length = min(len(one), len(other))
    return (one[:length] > other[:length]) - (one[:length] < other[:length])


def _years_before(today: date) -> str:
    return f"{today.year - YEARS_UNTIL_OLD:04}{today.isoformat()[4:]}"


RULES = (evidence_kind, evidence_not_looked_at)
