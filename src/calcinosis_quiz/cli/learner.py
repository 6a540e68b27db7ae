"""What is known about the learner: the scheduler with the parameters in use, and the state derived from the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.paths import derived_file, parameters_file
from calcinosis_quiz.study.fitting import Fits, read_fits
from calcinosis_quiz.study.schedule import Plan, Scheduler
from calcinosis_quiz.study.snapshot import Derived


def load_fits() -> Fits:
    """Read the learner's own parameters; raises QuizError when the file is no good."""
    path = parameters_file()
    return read_fits(path.read_bytes(), str(path)) if path.is_file() else Fits()


def make_scheduler(retention: float = 0.9, exam_day: date | None = None) -> Scheduler:
    """Make a scheduler with the learner's own parameters."""
    return Scheduler(Plan(retention=retention, parameters=load_fits().parameters, exam_day=exam_day))


@contextmanager
def open_derived(log: AnswerLog, scheduler: Scheduler) -> Iterator[Derived]:
    """Open what follows from the log, in step with it."""
    with Derived(derived_file(), log, scheduler) as derived:
        derived.update()
        yield derived
