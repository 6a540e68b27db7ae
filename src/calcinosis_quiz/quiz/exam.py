"""An exam: every question open until the paper is handed in, then all of it is marked at once. Pure."""

from collections.abc import Sequence

from msgspec import Struct, structs

from calcinosis_quiz.quiz.answers import Answer, Texts
from calcinosis_quiz.quiz.marking import Policy, mark
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.session import Outcome, suggest


class Exam(Struct, frozen=True, kw_only=True):
    """A paper being written: an answer or None for each question, flags to come back to, and the question open now."""

    paper: tuple[Presented, ...]
    answers: tuple[Answer | None, ...]
    flagged: frozenset[int] = frozenset()
    position: int = 0
    policies: tuple[Policy, ...] = ()

    @property
    def current(self) -> Presented:
        """Return the question that is open."""
        return self.paper[self.position]

    @property
    def answered(self) -> int:
        """Count the questions that have an answer."""
        return sum(answer is not None for answer in self.answers)


def begin_exam(
    paper: Sequence[Presented],
    policies: tuple[Policy, ...] = (),
    answers: Sequence[Answer | None] = (),
    flagged: frozenset[int] = frozenset(),
) -> Exam:
    """Open a paper at the first question without an answer; `answers` and `flagged` when it is taken up again."""
    given = (*answers, *[None] * (len(paper) - len(answers)))
    first = next((i for i, answer in enumerate(given) if answer is None), 0)
    return Exam(paper=tuple(paper), answers=given, flagged=flagged, position=first, policies=policies)


def write(exam: Exam, answer: Answer) -> Exam:
    """Answer the open question, in place of an earlier answer, and go on to the next one without an answer."""
    answers = (*exam.answers[: exam.position], answer, *exam.answers[exam.position + 1 :])
    written = structs.replace(exam, answers=answers)
    places = [*range(exam.position + 1, len(exam.paper)), *range(exam.position)]
    following = next((i for i in places if answers[i] is None), min(exam.position + 1, len(exam.paper) - 1))
    return go_to(written, following)


def go_to(exam: Exam, position: int) -> Exam:
    """Open another question; beyond the ends the nearest one."""
    return structs.replace(exam, position=min(max(position, 0), len(exam.paper) - 1))


def toggle_flag(exam: Exam) -> Exam:
    """Flag the open question to come back to, or take the flag away."""
    return structs.replace(exam, flagged=exam.flagged ^ {exam.position})


def list_unanswered(exam: Exam) -> str:
    """Name the questions without an answer, in a sentence; nothing where there are none."""
    left = [str(i) for i, answer in enumerate(exam.answers, 1) if answer is None]
    return f"Not answered: {', '.join(left)}. They count as wrong." if left else ""


def near_misses(exam: Exam) -> tuple[tuple[int, Texts, Texts], ...]:
    """List typed answers that are one slip away from what is accepted: position, answer and suggestion."""
    found = []
    for i, (presented, answer) in enumerate(zip(exam.paper, exam.answers, strict=True)):
        suggestion = suggest(presented, answer) if isinstance(answer, Texts) else None
        if suggestion is not None and isinstance(answer, Texts):
            found.append((i, answer, suggestion))
    return tuple(found)


def correct(exam: Exam, position: int, answer: Texts) -> Exam:
    """Put the wording that the learner meant in the place of a slip."""
    return structs.replace(exam, answers=(*exam.answers[:position], answer, *exam.answers[position + 1 :]))


def hand_in(exam: Exam) -> tuple[tuple[Outcome, ...], tuple[Presented, ...]]:
    """Mark the paper: the outcomes of what was answered, and the questions that were not."""
    outcomes = []
    unanswered = []
    for presented, answer in zip(exam.paper, exam.answers, strict=True):
        if answer is None:
            unanswered.append(presented)
        else:
            outcomes.append(Outcome(presented, answer, mark(presented.question, answer, exam.policies)))
    return tuple(outcomes), tuple(unanswered)
