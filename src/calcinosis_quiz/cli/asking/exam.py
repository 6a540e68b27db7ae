"""An exam from its first question to the review of all answers, whichever way the answers come in."""

from collections.abc import Callable
from datetime import timedelta

from msgspec import structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.asking.sitting import Sitting, now
from calcinosis_quiz.history.recorder import Recorder
from calcinosis_quiz.quiz.exam import Exam, begin_exam, correct, hand_in, near_misses
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.paper import Presented
from calcinosis_quiz.quiz.results import Result, sum_up
from calcinosis_quiz.quiz.session import NearMiss, Outcome


def sit_by_keys(sitting: Sitting) -> Exam | None:
    """Let an exam be written at a terminal; None when the learner leaves before handing in."""
    from calcinosis_quiz.cli.screens.screen import Screen, make_console
    from calcinosis_quiz.cli.terminal.exam_room import ExamRoom
    from calcinosis_quiz.cli.terminal.hold import hold_terminal

    screen = Screen(make_console())
    screen.say(sitting.library.describe()[1].partition(" Source:")[0], "dim")
    exam = begin_exam(sitting.session.paper, sitting.session.policies, sitting.answers, sitting.flagged)
    with hold_terminal() as keys:
        return ExamRoom(screen, keys, sitting.recorder, clock_of(sitting)).run(exam)


def sit_by_lines(sitting: Sitting, plain: bool, as_json: bool) -> Exam:
    """Ask for typed answers or JSON, one question after the other; the end of the input hands the exam in."""
    clock = clock_of(sitting)

    def is_over() -> bool:
        left = clock()
        return left is not None and left <= 0

    exam = begin_exam(sitting.session.paper, sitting.session.policies, sitting.answers, sitting.flagged)
    sitting.places = [i for i, answer in enumerate(exam.answers) if answer is None]
    sitting.session = structs.replace(sitting.session, paper=tuple(exam.paper[i] for i in sitting.places))
    confirm: Callable[[Presented, NearMiss], bool]
    if as_json:
        from calcinosis_quiz.cli.asking.json_lines import confirm_json, run_json

        session = run_json(sitting, feedback=False, is_over=is_over)
        confirm = confirm_json
    else:
        from calcinosis_quiz.cli.asking.plain import confirm_plain, run_plain
        from calcinosis_quiz.cli.screens.screen import Screen, make_console

        screen = Screen(make_console(plain))
        session = run_plain(sitting, screen, feedback=False, is_over=is_over)

        def confirm(presented: Presented, near_miss: NearMiss) -> bool:
            return confirm_plain(screen, describe_slip(presented, near_miss))

    answers = list(exam.answers)
    for place, reply in zip(sitting.places, session.replies, strict=False):
        answers[place] = reply.answer if isinstance(reply, Outcome) else None
    return ask_about_slips(structs.replace(exam, answers=tuple(answers)), sitting.recorder, confirm)


def ask_about_slips(exam: Exam, recorder: Recorder | None, confirm: Callable[[Presented, NearMiss], bool]) -> Exam:
    """Ask about slips of the keyboard, now that no answer can be changed any more."""
    for position, answer, suggestion in near_misses(exam):
        presented = exam.paper[position]
        if confirm(presented, NearMiss(answer, suggestion)):
            exam = correct(exam, position, suggestion)
            if recorder:
                marked = mark(presented.question, suggestion, exam.policies)
                recorder.answer(position, Outcome(presented, suggestion, marked))
    return exam


def describe_slip(presented: Presented, near_miss: NearMiss) -> str:
    """Ask whether a typed answer was a slip."""
    typed, meant = "; ".join(near_miss.answer.texts), "; ".join(near_miss.suggestion.texts)
    return f"{presented.question.id}: {typed} - did you mean {meant}?"


def clock_of(sitting: Sitting) -> Callable[[], float | None]:
    """Give a function that tells the seconds left; it goes on while the terminal is closed, as in an exam hall."""
    allowed = sitting.seconds_allowed
    if allowed is None:
        return lambda: None
    end = sitting.started_at + timedelta(seconds=allowed)

    def seconds_left() -> float:
        return (end - now()).total_seconds()

    return seconds_left


def review(exam: Exam, library: Library, plain: bool, as_json: bool) -> Result:
    """Show every answer with its mark and reasons, then the score."""
    outcomes, unanswered = hand_in(exam)
    result = sum_up(outcomes, unanswered)
    if as_json:
        import click

        from calcinosis_quiz.cli.asking import events
        from calcinosis_quiz.cli.json_text import write_event

        for outcome in outcomes:
            click.echo(write_event(events.outcome_event(outcome)))
        click.echo(write_event(events.result_event(result)))
        return result
    from calcinosis_quiz.cli.screens.screen import Screen, make_console

    screen = Screen(make_console(plain))
    screen.draw("")
    screen.say("Review of the exam", "bold")
    for outcome in outcomes:
        question = outcome.presented.question
        screen.show_question(outcome.presented, f"{question.topic} - {question.id}")
        screen.show_outcome(outcome, library.facts_of(question))
    for presented in unanswered:
        question = presented.question
        screen.show_question(presented, f"{question.topic} - {question.id} - not answered")
        screen.show_key(presented, library.facts_of(question))
    screen.show_result(result)
    return result
