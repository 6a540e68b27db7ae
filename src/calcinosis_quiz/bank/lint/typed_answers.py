"""Rules about typed answers: what is right and what is wrong must be told apart in the open."""

from collections.abc import Iterator, Sequence
from typing import Final

from calcinosis_quiz.bank.items import Cloze, Match, Reasoned, ShortAnswer
from calcinosis_quiz.bank.lint.question_view import Asked, Steps
from calcinosis_quiz.bank.lint.rule import HOUSE, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import gap_answers
from calcinosis_quiz.bank.text_matching import Wanted, match_level, normalise

_WHAT_COUNTS: Final[dict[Match, str]] = {
    "case": "capitals count",
    "accents": "accents count",
    "exact": "every sign counts",
}


@question_rule(
    About(
        id="stricter-match",
        severity="warning",
        rationale="A refused wording that differs from an accepted one by a capital or an accent makes these count.",
        source=HOUSE,
        bad="""
type: short-answer
stem: How is the human protein written?
accept: [TP53]
reject: [{text: Tp53, why: That is the gene of the mouse.}]
""",
        good="""
type: short-answer
stem: How is the human protein written?
accept: [TP53]
reject: [{text: Tp53, why: That is the gene of the mouse.}]
match: case
""",
    )
)
def stricter_match(asked: Asked) -> Iterator[Remark]:
    """Find typed answers that are compared more strictly than the item says."""
    question = asked.question
    if not isinstance(question, ShortAnswer | Cloze) or question.match is not None:
        return
    for steps, wanted in _keys(question, asked.steps):
        level = match_level(wanted)
        if level != "lenient":
            right, wrong = _pair(wanted)
            message = (
                f"{quote(right)} is right and {quote(wrong)} is not, so {_WHAT_COUNTS[level]} here. "
                f"Write match: {level} to say so."
            )
            yield steps, message


def _keys(question: ShortAnswer | Cloze, steps: Steps) -> Iterator[tuple[Steps, Wanted]]:
    language = question.language or "en"
    if isinstance(question, ShortAnswer):
        yield (*steps, "accept"), Wanted(question.accept, _texts(question.reject), language=language)
        return
    for i, (answer, rule) in enumerate(zip(gap_answers(question), question.gaps, strict=False)):
        yield (*steps, "gaps", i), Wanted((answer, *rule.accept), _texts(rule.reject), language=language)


def _texts(wordings: Sequence[Reasoned]) -> tuple[str, ...]:
    return tuple(wording.text for wording in wordings)


def _pair(wanted: Wanted) -> tuple[str, str]:
    """Return the first accepted and refused wording that leniency would take for the same."""
    folded = {normalise(text, "lenient", wanted.language): text for text in reversed(wanted.accept)}
    same = (text for text in wanted.reject if normalise(text, "lenient", wanted.language) in folded)
    wrong = next(same)
    return folded[normalise(wrong, "lenient", wanted.language)], wrong


RULES: Final = (stricter_match,)
