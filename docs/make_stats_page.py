"""Make the picture of `stats --html`: a simulated learner's ninety days as the page shows them.

    python -m docs.make_stats_page [--log FOLDER] [--html FILE]

The learner forgets faster than the scheduler thinks, is too sure, and has left a topic for later. Every run makes the
same log. `--log` keeps it, so that `CALCINOSIS_QUIZ_HOME=FOLDER calcinosis-quiz stats` can be looked at, `--html`
keeps the page.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import exp
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.foreign import need_chromium
from tests.pages import FLAGS, write_frames

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.log.current_answers import flags, suspended
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import AnswerRow, EventRow
from calcinosis_quiz.quiz.answers import Truth
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.study.attempts import read_all
from calcinosis_quiz.study.forgetting import measure_forgetting, predict_pause
from calcinosis_quiz.study.progress import match_states, measure_progress
from calcinosis_quiz.study.queue import build_queue
from calcinosis_quiz.study.report.page import Recollection, write_page
from calcinosis_quiz.study.schedule import Memory, Plan, Review, Scheduler, rate
from calcinosis_quiz.study.snapshot import bring_up_to_date
from calcinosis_quiz.study.study_days import StudyCalendar

REPOSITORY: Final = Path(__file__).resolve().parents[1]
PICTURE: Final = REPOSITORY / "docs" / "images" / "stats-page.png"
LEFT_OUT: Final = "section:has(#unknown, #objectives, #due), details"  # so that the plots fit on the picture
LAST: Final = datetime(2026, 4, 12, 18, tzinfo=UTC)
DAYS: Final = 90
SEED: Final = 7
FORGETS: Final = 0.72  # of the stability that the scheduler reckons with
LEFT_FOR_LATER: Final = frozenset({"surgery"})
HARD: Final = {"associations": 0.45, "composition-labs": 0.5, "treatment-emerging": 0.5}
CALENDAR = StudyCalendar(UTC)
FLAGS_SET: Final = {"assoc-ulcer-place-cloze": "two options seem right", "labs-serum-pattern": ""}


def main() -> None:
    """Simulate, write the page, and take its picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--until", type=datetime.fromisoformat, default=LAST)
    given = parser.parse_args()
    library = open_library([REPOSITORY / "quizzes"])
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.log or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        page = write_learner_page(library, folder, given.until)
        if given.html:
            given.html.write_text(page, encoding="utf-8")
        if not (given.log or given.html):
            shown = page.replace("</style>", f"{LEFT_OUT} {{ display: none }}</style>", 1)
            photograph(shown, PICTURE, (960, 2040), scale=0.66)
            print(f"{PICTURE}: {PICTURE.stat().st_size // 1000} kB")


def write_learner_page(library: Library, folder: Path, last: datetime = LAST) -> str:
    """Simulate a learner until a moment, keep the log in a folder, and write the page."""
    scheduler, today = Scheduler(), CALENDAR.day_of(last)
    with AnswerLog(folder / "history.db") as log:
        log.append(*simulate(library, last))
        for n, (item, reason) in enumerate(FLAGS_SET.items()):
            bank = library.bank_of(item).bank.bank
            log.append(EventRow(uid=f"flag-{n}", kind="flag", bank=bank, item=item, reason=reason, at=last))
        snapshot = bring_up_to_date(None, log, scheduler, CALENDAR)
        progress = measure_progress(
            library, snapshot.states, scheduler, today,
            totals=snapshot.totals, flagged=flags(log), suspended=suspended(log),
        )  # fmt: skip
        memories = [each.memory for each in match_states(library, snapshot.states).values()]
        recollection = Recollection(
            measure_forgetting((attempts for _, attempts in read_all(log, CALENDAR)), scheduler),
            predict_pause(memories, scheduler, today),
        )
    return write_page(progress, recollection, library, f"{last:%Y-%m-%d %H:%M}")


def simulate(library: Library, last: datetime) -> Iterator[AnswerRow]:
    """Give the answers of a learner who studies on most days, four new questions a day."""
    rng = Random(SEED)  # noqa: S311 - a simulated learner
    believed, true = Scheduler(), Scheduler(Plan(parameters=_forgetful(Scheduler().plan.parameters)))
    memories: dict[str, Memory] = {}
    knows: dict[str, Memory] = {}
    questions = [each for each in library.questions.values() if each.topic not in LEFT_FOR_LATER]
    for n in range(DAYS):
        moment = last - timedelta(days=DAYS - 1 - n, minutes=45 - rng.randrange(30))
        if rng.random() < (0.35 if moment.weekday() == 6 else 0.12) or n in range(38, 43):
            continue
        day = CALENDAR.day_of(moment)
        queue = build_queue(
            questions, memories, believed, day, limit=rng.choice((10, 15, 20, 25)), new=rng.choice((0, 2, 4)), rng=rng
        )
        for place, question in enumerate(queue):
            chance = true.recall(knows[question.id], day) if question.id in knows else HARD.get(question.topic, 0.65)
            tries = 1 if rng.random() < chance else 2
            for attempt in range(tries):
                right = attempt == tries - 1
                fraction = 1.0 if right else rng.choice((0.0, 0.0, 0.5)) if question.topic == "mechanism" else 0.0
                certainty = _state(chance if attempt == 0 else 0.95, rng)
                review = Review(day, rate(fraction, certainty), fraction < 0.5 and certainty == "sure")
                memories[question.id] = believed.review(memories.get(question.id), review)
                knows[question.id] = true.review(knows.get(question.id), review)
                moment += timedelta(seconds=rng.randrange(12, 70))
                yield _answer(
                    library, question, f"{n}-{place}-{attempt}", moment,
                    fraction=fraction, certainty=certainty, milliseconds=rng.randrange(8_000, 60_000),
                )  # fmt: skip


def _forgetful(parameters: tuple[float, ...]) -> tuple[float, ...]:
    """Shorten the first stabilities, and let every success add less to them (FSRS-6, parameters 0 to 3 and 8)."""
    return (*(FORGETS * each for each in parameters[:4]), *parameters[4:8], parameters[8] - 0.25, *parameters[9:])


def _state(chance: float, rng: Random) -> Certainty | None:
    """State a certainty, too sure by a little, on three answers of four."""
    if rng.random() < 0.25:
        return None
    felt = 1 / (1 + exp(-6 * (chance - 0.5))) + rng.gauss(0.08, 0.2)
    return "guess" if felt < 0.5 else "fairly" if felt < 0.75 else "sure"


def _answer(library: Library, question: Question, uid: str, moment: datetime, **answered: Any) -> AnswerRow:  # noqa: ANN401 - fields of a row
    return AnswerRow(
        uid=uid,
        session_uid="simulated",
        position=0,
        bank=library.bank_of(question.id).bank.bank,
        item=question.id,
        content_hash="",
        shown_order=(),
        answer=Truth(True),
        policy="right-or-wrong",
        answered_at=moment,
        **answered,
    )


def photograph(page: str, picture: Path, size: tuple[int, int], *, dark: bool = False, scale: float = 1) -> None:
    """Write a picture of the upper part of a page."""
    with tempfile.TemporaryDirectory() as folder:
        frame = Path(folder) / "frame.html"
        frame.write_text(write_frames(page, [size]), encoding="utf-8")
        subprocess.run(
            [
                need_chromium(), *FLAGS, f"--user-data-dir={folder}/profile", f"--screenshot={picture}",
                f"--window-size={size[0]},{size[1]}", f"--force-device-scale-factor={scale}",
                f"--blink-settings=preferredColorScheme={0 if dark else 1}", frame.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


if __name__ == "__main__":
    main()
