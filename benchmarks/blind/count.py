"""Count what blind readers got right, by type, level and difficulty, beside the bars that the bank is held to.

    python -m benchmarks.blind.count [PATH ...]

Reads every file of benchmarks/blind/readings. An answer counts where stem and options are still what was read, and only
if all of it is right. A share is the mean over questions of the share of their readers who were right; its interval
(95 %) is Wilson's over questions, since readers of one question do not answer independently of each other.
The exit code is 1 while a bar is missed, or questions have fewer than three readers of a role.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.blind.closed_items import READINGS, closed_questions, digest, from_texts, open_banks

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.intervals import score_interval
from calcinosis_quiz.quiz.marking import mark

ROLES = ("wording", "physician")
LEAST_READERS = 3


@dataclass(frozen=True)
class Reading:
    """One answer of one reader, as it counts today."""

    role: str
    reader: str
    question: Question
    is_right: bool


@dataclass(frozen=True)
class Bar:
    """A share that a role may reach at most on some of the questions."""

    role: str
    name: str
    holds: Callable[[Question], bool]
    limit: float


BARS = (
    Bar("wording", "single best answers", lambda question: question.type == "single-best-answer", 0.40),
    Bar("wording", "called hard", lambda question: question.difficulty == "hard", 0.50),
    Bar("wording", "level evaluate", lambda question: question.level == "evaluate", 0.50),
    Bar("physician", "all closed", lambda _: True, 0.75),
)


def read_readings(library: Library, folder: Path = READINGS) -> Iterator[Reading]:
    """Read all answers to questions that have not changed since."""
    for path in sorted(folder.glob("*.json")):
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for answer in told["answers"]:
            question = library.questions.get(answer["item"])
            if question is not None and digest(question) == answer["digest"]:
                yield Reading(told["role"], told["reader"], question, is_right(question, answer["answer"]))


def is_right(question: Question, texts: Sequence[str]) -> bool:
    """Return whether all of an answer is right; nothing answered is wrong."""
    return bool(texts) and mark(question, from_texts(question, texts)).fraction == 1.0


def count_readers(readings: Sequence[Reading], role: str) -> Counter[str]:
    """Count for each question the different readers of a role who have answered it as it stands now."""
    read = {(reading.question.id, reading.reader) for reading in readings if reading.role == role}
    return Counter(item for item, _ in read)


@dataclass(frozen=True)
class Row:
    """Questions, answers, and the share right with its 95 % interval."""

    questions: int
    answers: int
    share: float
    low: float
    high: float

    def __str__(self) -> str:
        """Write the row as the table shows it."""
        return f"{self.questions:6}{self.answers:9}{self.share:8.0%}   {self.low:.0%} to {self.high:.0%}"


def make_row(readings: Sequence[Reading]) -> Row | None:
    """Average over questions; None where nobody has read any."""
    if not readings:
        return None
    by_question = defaultdict(list)
    for reading in readings:
        by_question[reading.question.id].append(reading.is_right)
    share = sum(sum(right) / len(right) for right in by_question.values()) / len(by_question)
    return Row(len(by_question), len(readings), share, *score_interval(share, len(by_question)))


def _tables(readings: Sequence[Reading]) -> Iterator[tuple[str, Row]]:
    if whole := make_row(readings):
        yield "all closed", whole
    for name in ("type", "level", "difficulty"):
        values = dict.fromkeys(getattr(reading.question, name) for reading in readings)
        for value in sorted(values, key=str):
            row = make_row([each for each in readings if getattr(each.question, name) == value])
            if row:
                yield f"{name}: {value}", row


def judge_bars(readings: Sequence[Reading]) -> Iterator[tuple[str, bool]]:
    """Hold the shares against the bars, and hard against medium against easy; say each, and whether it is met."""
    for bar in BARS:
        row = make_row([each for each in readings if each.role == bar.role and bar.holds(each.question)])
        share = f"{row.share:.0%} (95 % {row.low:.0%} to {row.high:.0%})" if row else "nobody has read any"
        yield f"{bar.role}, {bar.name}: {share}, at most {bar.limit:.0%}", row is not None and row.share <= bar.limit
    for role in ROLES:
        rows = [
            make_row([each for each in readings if each.role == role and each.question.difficulty == level])
            for level in ("hard", "medium", "easy")
        ]
        shares = [row.share for row in rows if row]
        told = " < ".join(f"{share:.0%}" for share in shares)
        rises = len(shares) == len(rows) and all(a < b for a, b in pairwise(shares))
        yield f"{role}, hard < medium < easy: {told or 'nobody has read any'}", rises


def main() -> None:
    """Print the tables, the bars, and what still has to be read."""
    library = open_banks(sys.argv[1:])
    readings = list(read_readings(library))
    for role in ROLES:
        own = [reading for reading in readings if reading.role == role]
        print(f"{role}: {len({reading.reader for reading in own})} readers")
        print(f"  {'':34}{'items':>6}{'answers':>9}{'right':>8}   95 % interval")
        for name, row in _tables(own):
            print(f"  {name:34}{row}")
        print()
    met = True
    for text, is_met in judge_bars(readings):
        met &= is_met
        print(f"{'met   ' if is_met else 'MISSED'}  {text}")
    for role in ROLES:
        readers = count_readers(readings, role)
        lacking = [each.id for each in closed_questions(library) if readers[each.id] < LEAST_READERS]
        met &= not lacking
        print(f"{role}: {len(lacking)} closed questions with fewer than {LEAST_READERS} readers")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
