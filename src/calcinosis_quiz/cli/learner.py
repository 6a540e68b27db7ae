"""What is known about the learner: the scheduler with the parameters in use, and what follows from the log."""

from contextlib import suppress
from datetime import date

from calcinosis_quiz.cli.settings import read_settings
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.paths import parameters_file, snapshot_file
from calcinosis_quiz.study.fitting import Fits, read_fits
from calcinosis_quiz.study.schedule import Plan, Scheduler
from calcinosis_quiz.study.snapshot import Snapshot, bring_up_to_date, decode, encode
from calcinosis_quiz.study.study_days import StudyCalendar


def load_fits() -> Fits:
    """Read the learner's own parameters; raises QuizError when the file is no good."""
    path = parameters_file()
    return read_fits(path.read_bytes(), str(path)) if path.is_file() else Fits()


def make_scheduler(retention: float | None = None, exam_day: date | None = None) -> Scheduler:
    """Return a scheduler with the learner's own parameters, for the retention given or the one in the settings."""
    wish = retention if retention is not None else read_settings().retention
    return Scheduler(Plan(retention=wish, parameters=load_fits().parameters, exam_day=exam_day))


def learner_calendar() -> StudyCalendar:
    """Return the learner's study days."""
    return StudyCalendar(day_start=read_settings().day_start)


def open_snapshot(log: AnswerLog, scheduler: Scheduler) -> Snapshot:
    """Return what follows from the log, and keep it for the next start.

    A file that is gone or damaged costs the time of a replay, and one that cannot be written costs it at each start.
    """
    path, kept = snapshot_file(), None
    with suppress(OSError):
        kept = decode(path.read_bytes())
    before = (kept.rules, kept.position) if kept else None
    snapshot = bring_up_to_date(kept, log, scheduler, learner_calendar())
    if before != (snapshot.rules, snapshot.position):
        with suppress(QuizError):
            write_file(path, encode(snapshot), replace=True, private=True)
            _remove_forerunner()
    return snapshot


def discard_snapshot() -> None:
    """Delete the file, so that the next start replays the log."""
    snapshot_file().unlink(missing_ok=True)


def _remove_forerunner() -> None:
    """Delete the SQLite file in which earlier versions kept the same."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            snapshot_file().with_name(f"derived.db{suffix}").unlink(missing_ok=True)
