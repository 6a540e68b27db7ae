"""What keys do, said in words where answers are typed line by line: the commands of the key table, and their names."""

import re
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.key_table import Action, Mode, phase_of, rows_of
from calcinosis_quiz.quiz.presentation import LETTERS, Presented

_WORDS: Final[dict[Action, str]] = {"leave": "quit"}  # where the word is not the name in the table
_MORE: Final[dict[str, Action]] = {"?": "help", "exit": "leave", "next": "skip", "leave": "leave"}
_WITH_MORE: Final = frozenset({"flag", "strike", "go"})  # a reason, a letter or a number may follow
_LINE: Final = re.compile(r":?\s*(\?|[a-z]+(?: in)?)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)


class Said(Struct, frozen=True):
    """A command, and what was said behind it: a reason, a letter or a number."""

    action: Action
    more: str = ""


def words_of(question: Question, mode: Mode, *, has_answers: bool = True) -> dict[str, Action]:
    """Return the words that command at a question; without answers there is nothing to take back or explain."""
    phase = phase_of(question)
    strikes = [row for row in rows_of(phase, mode) if row.action == "strike"]
    words: dict[str, Action] = {row.action: row.action for row in (*rows_of("menu", mode)[:-2], *strikes)}
    if mode == "exam":
        words |= {"go": "open", "hand in": "hand-in"}
    words |= {
        _WORDS.get(row.action, row.action): row.action for row in rows_of("menu", mode)[-2:]
    }  # help and quit last
    return {word: action for word, action in words.items() if has_answers or action not in {"undo", "why"}}


def read_command(presented: Presented, text: str, mode: Mode) -> Said | None:
    """Read a command, with or without a colon before it; None for everything else, which is an answer.

    A command's word is no answer: one that is meant as such is written in quotes (see `unquote`).
    """
    found = _LINE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    word, more = found.group(1).lower(), found.group(2) or ""
    if more and word.endswith(" in") and word != "hand in":
        word, more = word.removesuffix(" in"), f"in {more}"
    action = (words_of(presented.question, mode) | _MORE).get(word)
    if action is None or (more and word not in _WITH_MORE):
        return None
    return Said(action, more)


def unquote(text: str) -> str:
    """Return a text without quotes around the whole of it."""
    bare = text.strip()
    return bare[1:-1] if len(bare) > 2 and bare[0] == bare[-1] == '"' else text


def read_place(presented: Presented, letter: str) -> int | None:
    """Return the bank's number of the part shown under a letter; None when there is none."""
    sign = letter.strip().upper()
    place = LETTERS.find(sign) if len(sign) == 1 else -1
    return presented.order[place] if 0 <= place < len(presented.order) else None


def describe_words(question: Question, mode: Mode) -> tuple[tuple[str, str], ...]:
    """Pair each word with what it does, for the help."""
    rows = {row.action: row.what for row in (*rows_of("menu", mode), *rows_of(phase_of(question), mode))}
    more = {"open": "with a number: open that question", "hand-in": "hand in the exam; it asks once more"}
    named = {"strike": "strike B", "flag": "flag", "open": "go 3"}
    told = {"strike": "strike an option out, or take that back", "help": "these words"}
    return tuple(
        (named.get(action, word), told.get(action) or more.get(action) or rows.get(action, ""))
        for word, action in words_of(question, mode).items()
    )
