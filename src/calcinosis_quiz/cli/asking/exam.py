"""An exam from its first question to the review of all answers, whichever way the answers come in."""

from collections.abc import Callable, Sequence

from msgspec import structs

from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.cli.asking.input_mode import InputMode
from calcinosis_quiz.quiz.exam import Exam, begin_exam, correct, hand_in, near_misses
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.results import Degree, sum_up
from calcinosis_quiz.quiz.session import NearMiss, Outcome

Confirm = Callable[[Presented, NearMiss], bool]


def hold_exam(
    sheet: AnswerSheet, way: InputMode, *, plain: bool = False, confidence: bool = False, banks: tuple[str, ...] = ()
) -> bool:
    """Hold an exam, then show every answer with its mark and reasons, and the score.

    False when the learner leaves before handing in: it is kept. `confidence` asks how sure each answer is; `banks` are
    the paths named on the command line.
    """
    confidence = confidence or bool(sheet.certainties)
    if way == "json":
        exam: Exam | None = _answer_by_json(sheet, confidence)
    else:
        exam = (_answer_by_keys if way == "keys" else _answer_by_lines)(sheet, plain, confidence)
    if exam is None:
        return False
    sheet.finish()
    (_write_review if way == "json" else _show_review)(exam, sheet, plain, banks)
    return True


def describe_kept(sheet: AnswerSheet, how: str) -> str:
    """Describe how an exam stands that is left, what is on its clock, and by which command to go on."""
    from calcinosis_quiz.cli.screens.times import write_left

    left = sheet.seconds_left()
    clock = f", {write_left(left)} on the clock, which goes on" if left is not None else ""
    return f"The exam is kept: {len(sheet.uids)} of {len(sheet.session.paper)} answered{clock}.\nGo on with: {how}"


def _answer_by_keys(sheet: AnswerSheet, plain: bool, confidence: bool) -> Exam | None:
    from calcinosis_quiz.cli.screens.question import show_notice
    from calcinosis_quiz.cli.screens.screen import make_screen
    from calcinosis_quiz.cli.terminal.exam_room import ExamRoom
    from calcinosis_quiz.cli.terminal.keyboard import hold_terminal

    screen = make_screen(plain)
    show_notice(screen, sheet.banks)
    with hold_terminal() as keys:
        room = ExamRoom(screen, keys, sheet, _open_paper(sheet), confidence)
        exam = room.run()
        return exam and _ask_about_slips(exam, sheet, lambda *slip: room.confirm(_describe_slip(*slip)))


def _answer_by_lines(sheet: AnswerSheet, plain: bool, confidence: bool) -> Exam | None:
    from calcinosis_quiz.cli.asking.exam_by_lines import LineExam
    from calcinosis_quiz.cli.screens.question import show_notice
    from calcinosis_quiz.cli.screens.screen import make_screen

    screen = make_screen(plain)
    show_notice(screen, sheet.banks)
    room = LineExam(screen, sheet, _open_paper(sheet), confidence)
    exam = room.run()
    return exam and _ask_about_slips(exam, sheet, lambda *slip: room.confirm(_describe_slip(*slip)))


def _answer_by_json(sheet: AnswerSheet, confidence: bool) -> Exam:
    """Ask one question after the other; the end of the input hands the exam in."""
    from calcinosis_quiz.cli.asking.by_json import confirm_json, run_json

    def is_over() -> bool:
        left = sheet.seconds_left()
        return left is not None and left <= 0

    exam = _open_paper(sheet)
    sheet.places = [i for i, answer in enumerate(exam.answers) if answer is None]
    sheet.session = structs.replace(sheet.session, paper=tuple(exam.paper[i] for i in sheet.places))
    session = run_json(sheet, feedback=False, confidence=confidence, is_over=is_over)
    answers = list(exam.answers)
    for place, reply in zip(sheet.places, session.replies, strict=False):
        answers[place] = reply.answer if isinstance(reply, Outcome) else None
    sheet.places = None
    return _ask_about_slips(structs.replace(exam, answers=tuple(answers)), sheet, confirm_json)


def _open_paper(sheet: AnswerSheet) -> Exam:
    return begin_exam(sheet.session.paper, sheet.session.policies, sheet.answers, sheet.flagged)


def _ask_about_slips(exam: Exam, sheet: AnswerSheet, confirm: Confirm) -> Exam:
    """Ask about slips of the keyboard, now that no answer can be changed any more."""
    for position, answer, suggestion in near_misses(exam):
        presented = exam.paper[position]
        if confirm(presented, NearMiss(answer, suggestion)):
            exam = correct(exam, position, suggestion)
            marked = mark(presented.question, suggestion, exam.policies)
            sheet.amend(position, Outcome(presented, suggestion, marked))
    return exam


def _describe_slip(presented: Presented, near_miss: NearMiss) -> str:
    typed, meant = "; ".join(near_miss.answer.texts), "; ".join(near_miss.suggestion.texts)
    return f"{presented.question.id}: {typed} - did you mean {meant}?"


def _write_review(exam: Exam, sheet: AnswerSheet, _plain: bool, _banks: tuple[str, ...]) -> None:
    from calcinosis_quiz.cli.asking.by_json import write_outcomes

    outcomes, unanswered = hand_in(exam)
    write_outcomes(outcomes, sum_up(outcomes, unanswered), _calibrate(exam, outcomes, sheet))


def _show_review(exam: Exam, sheet: AnswerSheet, plain: bool, banks: tuple[str, ...]) -> None:
    from calcinosis_quiz.cli.screens.ending import show_ending
    from calcinosis_quiz.cli.screens.feedback import show_key, show_outcome
    from calcinosis_quiz.cli.screens.question import heading_of, show_stem
    from calcinosis_quiz.cli.screens.screen import make_screen

    outcomes, unanswered = hand_in(exam)
    screen = make_screen(plain)
    screen.draw("")
    screen.say("Review of the exam", "bold")
    for outcome in outcomes:
        question = outcome.presented.question
        screen.draw("")
        show_stem(screen, outcome.presented, heading_of(question, sheet.banks))
        show_outcome(screen, outcome, sheet.banks.facts_of(question))
    for presented in unanswered:
        question = presented.question
        screen.draw("")
        show_stem(screen, presented, f"{heading_of(question, sheet.banks)} - not answered")
        show_key(screen, presented, sheet.banks.facts_of(question))
    show_ending(screen, sum_up(outcomes, unanswered), sheet, _calibrate(exam, outcomes, sheet), banks)


def _calibrate(exam: Exam, outcomes: Sequence[Outcome], sheet: AnswerSheet) -> tuple[Degree, ...]:
    answered = [position for position, answer in enumerate(exam.answers) if answer is not None]
    return sheet.calibrate(zip(answered, outcomes, strict=True))
