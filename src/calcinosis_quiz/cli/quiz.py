"""`quiz`: ask questions, explain every answer, end with the score."""

import sys
from collections.abc import Callable, Iterator
from random import Random, SystemRandom
from typing import TYPE_CHECKING

import click

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.options import (
    as_json_option,
    bank_option,
    filter_options,
    make_filters,
    open_banks,
    policy_option,
)
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.paper import Presented, compose_paper
from calcinosis_quiz.quiz.results import sum_up
from calcinosis_quiz.quiz.selection import draw, select
from calcinosis_quiz.quiz.session import NearMiss, Outcome, Reply, SelfMarking, Session, Skipped, respond, skip
from calcinosis_quiz.quiz.typed import Unreadable, describe_answer

if TYPE_CHECKING:
    from calcinosis_quiz.cli.screen import Screen

_LETTERED = frozenset({"single-best-answer", "multiple-response", "true-false", "extended-matching", "ordering"})


@click.command(name="quiz")
@filter_options
@click.option("--count", "-n", type=click.IntRange(1), default=10, show_default=True, help="How many questions.")
@click.option("--seed", type=int, help="The same seed gives the same questions in the same order.")
@policy_option
@bank_option
@click.option("--plain", is_flag=True, help="No colour, nothing that moves: for screen readers and logs.")
@as_json_option
def command(
    *,
    count: int,
    seed: int | None,
    policies: tuple[Policy, ...],
    banks: tuple[str, ...],
    plain: bool,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Answer questions, one after the other, with an explanation after each.

    Type a letter, several letters, a word or a number. "skip" passes over a question, "quit" ends the quiz.
    From a pipe or a file, answers are read line by line.

    \b
    Examples:
      calcinosis-quiz quiz --topic surgery --count 5
      calcinosis-quiz quiz --level apply --seed 7
      calcinosis-quiz quiz --bank my-bank.yaml --json
    """
    library = open_banks(banks)
    seed = seed if seed is not None else SystemRandom().randrange(1_000_000)
    rng = Random(seed)  # noqa: S311 - a paper, not a secret
    questions = draw(select(library, make_filters(filters)), count, rng)
    session = Session(paper=compose_paper(questions, rng), policies=policies)
    if as_json:
        _run_json(session)
    else:
        _run_plain(session, library, seed, plain)


def _run_json(session: Session) -> None:
    from calcinosis_quiz.cli import events

    lines = iter(sys.stdin.readline, "")
    while (presented := session.current) is not None:
        number, of = len(session.replies) + 1, len(session.paper)
        click.echo(events.write_event(events.question_event(presented, number, of)))
        while len(session.replies) < number:
            line = next(lines, None)
            if line is None:
                break
            session, reply = events.respond_to_line(session, line)
            click.echo(events.write_event(events.reply_event(reply, presented)))
        if len(session.replies) < number:
            break
    click.echo(events.write_event(events.result_event(sum_up(session.outcomes))))


def _run_plain(session: Session, library: Library, seed: int, plain: bool) -> None:
    from calcinosis_quiz.cli.screen import Screen, make_console  # takes 40 ms, needed only when something is drawn

    screen = Screen(make_console(plain))
    ask = _prompts()
    try:
        while (presented := session.current) is not None:
            number = len(session.replies) + 1
            topic, name = presented.question.topic, presented.question.id
            screen.show_question(presented, f"Question {number} of {len(session.paper)} - {topic} - {name}")
            while len(session.replies) < number:
                session, reply = _step(session, presented, ask(_prompt(session, presented)))
                _draw_reply(screen, library, presented, reply)
    except (EOFError, KeyboardInterrupt):
        click.echo()
    screen.show_result(sum_up(session.outcomes))
    screen.say(f"The same questions again: --seed {seed}", "dim")


def _prompts() -> Callable[[str], str]:
    """Give a function that asks for a line: with line editing on a terminal, in step with the answers from a pipe."""
    if sys.stdin.isatty():
        return input
    lines: Iterator[str] = iter(sys.stdin.readline, "")

    def ask(prompt: str) -> str:
        click.echo(prompt, nl=False)
        line = next(lines, None)
        if line is None:
            raise EOFError
        click.echo(line.rstrip("\n"))
        return line

    return ask


def _prompt(session: Session, presented: Presented) -> str:
    if isinstance(session.pending, NearMiss):
        return "(y or n) > "
    if isinstance(session.pending, SelfMarking):
        return "Your points (numbers, 0 for none) > "
    return f"Your answer ({describe_answer(presented)}) > "


def _step(session: Session, presented: Presented, line: str) -> tuple[Session, Reply]:
    word = line.strip().casefold()
    one_key = presented.question.type in _LETTERED and word.upper() not in dict(presented.choices)
    if session.pending is None and (word == "quit" or (one_key and word == "q")):
        raise EOFError
    if session.pending is None and (word == "skip" or (one_key and word == "s")):
        return skip(session)
    return respond(session, line)


def _draw_reply(screen: "Screen", library: Library, presented: Presented, reply: Reply) -> None:
    match reply:
        case Outcome():
            screen.show_outcome(reply, library.facts_of(presented.question))
        case Skipped():
            screen.say("Skipped.")
        case NearMiss():
            screen.say(f"Close. Did you mean: {'; '.join(reply.suggestion.texts)}?")
        case SelfMarking() if isinstance(presented.question, Open):
            screen.show_self_marking(presented.question)
        case Unreadable():
            screen.say(reply.message)
