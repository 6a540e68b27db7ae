"""Answers given to an earlier wording of a question, in the numbering of the present one."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, assert_never

from calcinosis_quiz.bank.items import Cloze, Matching, Open
from calcinosis_quiz.bank.questions import Question, choices_of, gap_answers
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    fits,
    key_of,
)
from calcinosis_quiz.quiz.presentation import parts_of

_DIGITS: Final = 10


def digest_parts(question: Question) -> tuple[str, ...]:
    """Digest the text of each part that answers refer to by number: options, entries, choices, points, then prompts."""
    points = question.points if isinstance(question, Open) else ()
    # The sign in front of a prompt stands in no choice, so that the two are never taken for each other.
    prompts = [f"\x00{pair.prompt}" for pair in question.pairs] if isinstance(question, Matching) else []
    texts = (*parts_of(question), *points, *prompts)
    return tuple(sha256(text.encode()).hexdigest()[:_DIGITS] for text in texts)


def remap(answer: Answer, parts: Sequence[str], question: Question) -> Answer | None:
    """Return an answer in the numbering of a question whose parts may have moved since.

    `parts` are the digests of the time of the answer. None when a part that was chosen is gone, or when a part that
    the key needs is new, so that nobody could say what the learner would have answered; and for an answer of another
    kind than the question asks for, as a row that was imported may hold.
    """
    followed = _follow(answer, parts, question)
    return followed if followed is not None and fits(followed, question) else None


def _follow(answer: Answer, parts: Sequence[str], question: Question) -> Answer | None:
    now = digest_parts(question)
    moved = {place: now.index(part) for place, part in enumerate(parts) if part in now}
    seen = set(moved.values())
    match answer:
        case Chosen(options):
            return _remap_options(options, moved, seen, question)
        case Arrangement(entries):
            order = tuple(moved[i] for i in entries if i in moved)
            return Arrangement(order) if len(entries) == len(order) and sorted(order) == list(range(len(now))) else None
        case Pairing(choices):
            return _remap_pairs(choices, moved, len(parts), question) if isinstance(question, Matching) else None
        case SelfMark(text, points):
            found = frozenset(moved[i] for i in points if i in moved)
            return SelfMark(text, found) if seen == set(range(len(now))) else None
        case Texts(texts) if isinstance(question, Cloze):
            return answer if len(texts) == len(gap_answers(question)) else None
        case Texts() | Truth() | Quantity():
            return answer
        case _:
            assert_never(answer)


def _remap_options(options: frozenset[int], moved: dict[int, int], seen: set[int], question: Question) -> Chosen | None:
    key = key_of(question)
    needed = key.options if isinstance(key, Chosen) else frozenset()
    kept = frozenset(moved[i] for i in options if i in moved)
    return Chosen(kept) if len(kept) == len(options) and needed <= seen else None


def _remap_pairs(
    choices: tuple[int, ...], moved: dict[int, int], parts_then: int, question: Matching
) -> Pairing | None:
    """Follow each prompt and the choice given to it; parts are choices first, then prompts."""
    choices_now, choices_then = len(choices_of(question)), parts_then - len(choices)
    key = key_of(question)
    needed = set(key.choices) if isinstance(key, Pairing) else set()
    given = {
        moved[choices_then + prompt] - choices_now: moved[choice]
        for prompt, choice in enumerate(choices)
        if choices_then + prompt in moved and choice in moved
    }
    is_whole = set(given) >= set(range(len(question.pairs))) and needed <= set(moved.values())
    return Pairing(tuple(given[i] for i in range(len(question.pairs)))) if is_whole else None
