"""The order on paper: of the questions, and of their options, so that no letter holds the key too often."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from random import Random
from typing import Final

from calcinosis_quiz.bank.items import Cloze, Numeric, Open, Ordering, ShortAnswer, SingleBestAnswer
from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.selection import draw

TYPED: Final = (Cloze, ShortAnswer, Numeric, Open)
TRIES: Final = 24
LONGEST_RUN: Final = 3


def arrange(questions: Sequence[Question], rng: Random) -> tuple[Presented, ...]:
    """Put questions into a random order, and the options of each; the key of single-best-answer questions is balanced.

    Whatever is typed or written comes last, so that whoever fills bubbles is done with them before the writing begins.
    Among questions with the same number of options the letters A, B, C ... hold the key equally often, or once more,
    as far as the banks leave the order open, and no letter holds it more than three times in a row, where some of
    24 tries succeed in that. Cases of one set stand together, their options in one order.
    """
    tries = (_arrange_once(questions, rng) for _ in range(TRIES))
    best = next(tries)
    for paper in tries:
        if longest_run(best) <= LONGEST_RUN:
            break
        best = min(best, paper, key=longest_run)
    return best


def key_place(presented: Presented) -> int | None:
    """Return where the key stands, from 0, in a question with one right option; None for any other."""
    if not isinstance(presented.question, SingleBestAnswer | CaseQuestion):
        return None
    return next(place for place, i in enumerate(presented.order) if presented.question.options[i].correct)


def longest_run(paper: Sequence[Presented]) -> int:
    """Count how many questions in a row have their key under one letter, at most."""
    places = [place for presented in paper if (place := key_place(presented)) is not None]
    return max((len(list(run)) for _, run in groupby(places)), default=0)


def _arrange_once(questions: Sequence[Question], rng: Random) -> tuple[Presented, ...]:
    ordered = sorted(draw(questions, None, rng), key=lambda question: isinstance(question, TYPED))
    sets: dict[str, Presented] = {}
    shown: dict[str, Presented] = {}
    free: list[SingleBestAnswer] = []
    for question in ordered:
        if (
            isinstance(question, SingleBestAnswer)
            and question.shuffle
            and not any(each.correct and each.fixed for each in question.options)
        ):
            free.append(question)
        elif isinstance(question, CaseQuestion):
            first = sets.setdefault(question.set_id, present(question, rng))
            shown[question.id] = Presented(question, first.order)
        else:
            shown[question.id] = _present(question, rng)
    rng.shuffle(free)  # in the order of the paper, a letter just used would not come again for a while
    shown |= {each.question.id: each for each in _balance(free, tuple(shown.values()), rng)}
    return tuple(shown[question.id] for question in ordered)


def _present(question: Question, rng: Random) -> Presented:
    """Show a question; entries to be put in order are never shown in the right one."""
    presented = present(question, rng)
    while isinstance(question, Ordering) and list(presented.order) == sorted(presented.order):
        presented = present(question, rng)
    return presented


def _balance(free: Sequence[SingleBestAnswer], others: Sequence[Presented], rng: Random) -> Iterator[Presented]:
    """Yield each question's key the place that has held fewest keys: of as many options, then of all."""
    among = Counter((len(each.order), place) for each in others if (place := key_place(each)) is not None)
    overall = Counter(place for _, place in among.elements())
    for question in free:
        count = len(question.options)
        open_places = range(sum(not option.fixed for option in question.options))
        chance = {place: rng.random() for place in open_places}
        place = min(open_places, key=lambda each: (among[count, each], overall[each], chance[each]))
        among[count, place] += 1
        overall[place] += 1
        yield _with_key_at(question, place, rng)


def _with_key_at(question: SingleBestAnswer, place: int, rng: Random) -> Presented:
    numbers = range(len(question.options))
    key = next(i for i in numbers if question.options[i].correct)
    wrong = [i for i in numbers if i != key and not question.options[i].fixed]
    rng.shuffle(wrong)
    fixed = [i for i in numbers if question.options[i].fixed]
    return Presented(question, (*wrong[:place], key, *wrong[place:], *fixed))
