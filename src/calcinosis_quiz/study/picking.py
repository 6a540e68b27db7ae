"""Which questions a learner should see again: the missed, the weak, the leeches, those sure but wrong. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal, assert_never

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.study.leeches import LEECH_MISSES
from calcinosis_quiz.study.schedule import Scheduler
from calcinosis_quiz.study.snapshot import ItemState

Pick = Literal["missed", "weak", "leeches", "sure-but-wrong"]
_NONE: Final[dict[Pick, str]] = {
    "missed": "You missed none of these questions the last time. `calcinosis-quiz study` asks what is due.",
    "weak": "You have answered none of these questions yet. `calcinosis-quiz quiz` asks ten.",
    "leeches": f"There are no leeches: you missed none of these {LEECH_MISSES} times since you last knew it.",
    "sure-but-wrong": "You were sure and wrong in none of these, or have put it right since."
    " `calcinosis-quiz quiz --confidence` asks how sure you are.",
}


def pick_questions(
    questions: Sequence[Question], states: Mapping[str, ItemState], scheduler: Scheduler, today: date, what: Pick
) -> tuple[Question, ...]:
    """Keep, of the questions, those that are wanted, the ones with the lowest chance of recall first.

    `states` are those by question id. `weak` keeps every question that was answered before. Raises QuizError when
    nothing is left.
    """
    kept = [question for question in questions if question.id in states and _is_wanted(states[question.id], what)]
    if not kept:
        raise QuizError(_NONE[what])
    return tuple(sorted(kept, key=lambda question: scheduler.recall(states[question.id].memory, today)))


def _is_wanted(state: ItemState, what: Pick) -> bool:
    match what:
        case "missed":
            return state.was_missed
        case "weak":
            return True
        case "leeches":
            return state.misses >= LEECH_MISSES
        case "sure-but-wrong":
            return state.memory.misconception
        case _:
            assert_never(what)
