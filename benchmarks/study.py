"""Measure study: a simulated learner's retention against the wish, and a start against the length of the log.

Run as `.venv/bin/python benchmarks/study.py [ANSWERS ...]`. The learner forgets by the FSRS-6 curve with the default
parameters
and answers everything that is due and ten new items a day for 90 days. A start
is what `study` and `stats` do with the log: open it with the snapshot, take in what is new, read the states. Its rival
is a full replay.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow
from calcinosis_quiz.quiz.answers import Truth
from calcinosis_quiz.study.schedule import AGAIN, GOOD, Memory, Plan, Review, Scheduler
from calcinosis_quiz.study.snapshot import bring_up_to_date, decode, encode
from calcinosis_quiz.study.study_days import StudyCalendar

START = date(2026, 1, 5)
MOMENT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def review(scheduler: Scheduler, memory: Memory | None, day: date, knows: bool) -> Memory:
    """Answer an item; a miss comes back in the same session, and is then right."""
    if knows:
        return scheduler.review(memory, Review(day, GOOD))
    return scheduler.review(scheduler.review(memory, Review(day, AGAIN)), Review(day, GOOD))


def simulate(retention: float, items: int, days: int, rng: Random) -> tuple[int, int]:
    """Study for some days; how many reviews on later days there were, and how many were recalled."""
    scheduler = Scheduler(Plan(retention=retention))
    memories: dict[int, Memory] = {}
    reviews = recalled = 0
    for day in (START + timedelta(days=n) for n in range(days)):
        for item in [item for item, memory in memories.items() if scheduler.due(memory) <= day]:
            knows = rng.random() < scheduler.recall(memories[item], day)
            reviews += 1
            recalled += knows
            memories[item] = review(scheduler, memories[item], day, knows)
        for item in range(len(memories), min(len(memories) + 10, items)):
            memories[item] = review(scheduler, None, day, rng.random() < 0.6)
    return reviews, recalled


def answers(count: int, items: int, first: int = 0) -> Iterator[AnswerRow]:
    """Make answers, ten minutes apart."""
    rng = Random(first)  # noqa: S311 - a simulated learner
    for n in range(first, first + count):
        yield AnswerRow(
            uid=str(n),
            session_uid="s",
            position=0,
            bank="bank",
            item=f"item-{rng.randrange(items)}",
            content_hash="0",
            shown_order=(0, 1),
            answer=Truth(True),
            fraction=float(rng.random() < 0.9),
            policy="right-or-wrong",
            milliseconds=9000,
            answered_at=MOMENT + timedelta(minutes=n),
        )


def start(folder: Path) -> float:
    """Open log and snapshot, take in what is new, read the states, and keep the snapshot; seconds."""
    path = folder / "snapshot.msgpack"
    begun = time.perf_counter()
    with AnswerLog(folder / "history.db") as log:
        kept = decode(path.read_bytes()) if path.is_file() else None
        snapshot = bring_up_to_date(kept, log, Scheduler(), StudyCalendar())
        assert snapshot.states  # noqa: S101 - reading them is what is timed
        path.write_bytes(encode(snapshot))
    return time.perf_counter() - begun


def measure_start(count: int, items: int) -> tuple[float, float, float]:
    """Fill a log; seconds of a full replay, of a start with twenty new answers, and of one with none."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with AnswerLog(folder / "history.db") as log:
            log.append(*answers(count, items))
        replay = start(folder)
        news = []
        for n in range(5):
            with AnswerLog(folder / "history.db") as log:
                log.append(*answers(20, items, count + 20 * n))
            news.append(start(folder))
        return replay, min(news), min(start(folder) for _ in range(5))


def main() -> None:
    """Print retention against the wish, then the times."""
    for wish in (0.8, 0.9, 0.95):
        learners = [simulate(wish, 600, 90, Random(seed)) for seed in range(10)]  # noqa: S311 - simulated learners
        reviews, recalled = (sum(each) for each in zip(*learners, strict=True))
        print(f"wish {wish:.0%}: recalled {recalled / reviews:.1%} of {reviews} reviews of {len(learners)} learners")
    counts = [int(each) for each in sys.argv[1:]] or [1_000, 100_000]
    for items in (120, 10_000):
        base = 0.0
        for count in counts:
            replay, new, same = measure_start(count, items)
            base = base or new
            print(
                f"{items} items, {count} answers: replay {replay:.3f} s, start after 20 answers {new:.4f} s "
                f"({new / base:.2f} of the first, {replay / new:.0f} times faster than a replay), again {same:.4f} s"
            )


if __name__ == "__main__":
    main()
