"""A quiz from its first question to the score, whichever way the answers come in."""

from typing import TYPE_CHECKING

from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking.input_mode import InputMode
from calcinosis_quiz.quiz.results import sum_up
from calcinosis_quiz.quiz.session import Outcome, Session

if TYPE_CHECKING:
    from calcinosis_quiz.cli.study_session import StudySession  # the scheduler is slow to import, and a quiz needs none

# What draws is imported where something is drawn: JSON and exams by lines need none of it.


def ask_quiz(
    sheet: AnswerSheet,
    way: InputMode,
    *,
    plain: bool = False,
    confidence: bool = False,
    banks: tuple[str, ...] = (),
    study: "StudySession | None" = None,
) -> Session:
    """Ask every question that is left, explain each answer, and end with the score; give the session as it ended.

    `confidence` asks how sure each answer is. `banks` are the paths named on the command line, repeated in what is
    said to do next. A `study` session orders what is left anew after each reply.
    """
    confidence = confidence or bool(sheet.certainties)
    if way == "json":
        from calcinosis_quiz.cli.asking.by_json import run_json

        return run_json(sheet, confidence=confidence, study=study)
    from calcinosis_quiz.cli.screens.question import show_notice
    from calcinosis_quiz.cli.screens.screen import make_screen

    screen = make_screen(plain)
    show_notice(screen, sheet.banks)
    if way == "keys":
        from calcinosis_quiz.cli.terminal.keyboard import hold_terminal
        from calcinosis_quiz.cli.terminal.quiz_room import QuizRoom

        with hold_terminal() as keys:
            session = QuizRoom(screen, keys, sheet, confidence, study=study).run()
    else:
        from calcinosis_quiz.cli.asking.by_lines import run_plain

        session = run_plain(sheet, screen, confidence=confidence, study=study)
    from calcinosis_quiz.cli.screens.ending import show_ending  # when the first question has long been seen

    show_ending(screen, sum_up(session.outcomes), sheet, sheet.calibrate(places_of(session)), banks)
    return session


def places_of(session: Session) -> list[tuple[int, Outcome]]:
    """Pair each answer with its place in the session."""
    return [(i, reply) for i, reply in enumerate(session.replies) if isinstance(reply, Outcome)]
