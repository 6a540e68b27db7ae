"""`mark`: what an answer earns, and why."""

import click

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.cli.options import as_json_option, bank_option, open_banks, policy_option, suggest_items
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.quiz.answers import Answer, SelfMark, Texts
from calcinosis_quiz.quiz.marking import POLICIES, Policy, mark
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.session import Outcome, suggest
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer, read_points


@click.command(name="mark", context_settings={"ignore_unknown_options": True})
@click.argument("item", shell_complete=suggest_items)
@click.argument("answer")
@policy_option
@bank_option
@as_json_option
def command(*, item: str, answer: str, policies: tuple[Policy, ...], banks: tuple[str, ...], as_json: bool) -> None:
    """Show the mark that ANSWER to ITEM would get. Letters count in the order of the bank, as `show` prints it.

    For an open question, ANSWER is the numbers of the points found in it.

    \b
    Examples:
      calcinosis-quiz mark surg-recurrence-basis E
      calcinosis-quiz mark mech-contributors-named "A D" --policy plus-minus
    """
    library = open_banks(banks)
    question = library.find_question(item)
    for policy in policies:
        if policy not in POLICIES[question.type]:
            fitting = ", ".join(POLICIES[question.type])
            raise QuizError(f"{policy} does not fit the type {question.type}, which has: {fitting}.")
    presented = present(question)
    given = _read(presented, answer)
    outcome = Outcome(presented, given, mark(question, given, policies))
    near_miss = suggest(presented, given) if isinstance(given, Texts) else None
    if as_json:
        from msgspec import structs

        from calcinosis_quiz.cli.asking.events import outcome_event
        from calcinosis_quiz.cli.json_text import write_event

        suggestion = "; ".join(near_miss.texts) if near_miss else None
        click.echo(write_event(structs.replace(outcome_event(outcome), near_miss=suggestion)))
        return
    from calcinosis_quiz.cli.screens.feedback import show_outcome
    from calcinosis_quiz.cli.screens.screen import make_screen

    screen = make_screen()
    screen.say(f"{outcome.mark.fraction:.4g} of 1 ({outcome.mark.policy})", "bold")
    if near_miss:
        screen.say(f"In a quiz it would be asked about first: did you mean {'; '.join(near_miss.texts)}?")
    show_outcome(screen, outcome, library.facts_of(question))


def _read(presented: Presented, text: str) -> Answer:
    answer: Answer | Unreadable
    if isinstance(presented.question, Open):
        points = read_points(presented, text)
        answer = points if isinstance(points, Unreadable) else SelfMark("", points)
    else:
        answer = read_answer(presented, text)
    if isinstance(answer, Unreadable):
        raise QuizError(f"{text!r} is no answer to {presented.question.id}. {answer.message}")
    return answer
