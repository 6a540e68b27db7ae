"""Asking for a line: with line editing on a terminal, in step with the answers from a pipe."""

import sys
from collections.abc import Callable
from typing import cast, get_args

import click

from calcinosis_quiz.bank.items import Open
from calcinosis_quiz.cli.asking.input_mode import read_lines
from calcinosis_quiz.cli.screens.screen import Screen
from calcinosis_quiz.quiz.key_table import Mode
from calcinosis_quiz.quiz.line_commands import describe_words, read_place, words_of
from calcinosis_quiz.quiz.marking import Certainty
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.session import NO, YES

Ask = Callable[[str], str]
"""Shows a prompt and returns the line typed; raises EOFError at the end of the input."""


def make_ask() -> Ask:
    """Return what asks for a line on standard input."""
    if sys.stdin is not None and sys.stdin.isatty():
        return input
    lines = read_lines()

    def ask(prompt: str) -> str:
        click.echo(prompt.rstrip(), nl=False)
        line = next(lines, None)
        if line is None:
            raise EOFError
        click.echo(f" {line}".rstrip())
        return line

    return ask


def ask_yes_or_no(screen: Screen, ask: Ask, question: str) -> bool:
    """Ask a question to be answered with y or n."""
    while (word := ask(screen.wrap(f"{question} (y or n) >")).strip().casefold()) not in YES | NO:
        screen.say("Expected y or n.")
    return word in YES


def ask_certainty(screen: Screen, ask: Ask) -> Certainty:
    """Ask how sure an answer is."""
    degrees = get_args(Certainty)
    while True:
        word = ask(screen.wrap("How sure are you? (1 guess, 2 fairly, 3 sure) > ")).strip().casefold()
        for number, degree in enumerate(degrees, 1):
            if word in {str(number), degree}:
                return cast("Certainty", degree)
        screen.say("Expected 1, 2 or 3.")


def say_words(screen: Screen, presented: Presented, mode: Mode, *, has_answers: bool) -> None:
    """Show which words command here."""
    screen.say(f"Or: {', '.join(words_of(presented.question, mode, has_answers=has_answers))}.")


def show_words(screen: Screen, presented: Presented, mode: Mode) -> None:
    """Show what each word does, one on a line."""
    for word, what in describe_words(presented.question, mode):
        screen.say(f"{word}: {what}")
    if isinstance(presented.question, Open) or not presented.order:
        screen.say('To answer with one of these words, put it in quotes: "back".')


def strike(screen: Screen, presented: Presented, struck: set[int], letter: str) -> None:
    """Strike an option out, or take that back, and say so."""
    place = read_place(presented, letter)
    if place is None:
        screen.say("Expected the letter of an option, such as: strike B")
        return
    struck ^= {place}
    shown = dict(presented.choices)[presented.letter(place)]
    screen.say(f"{'Struck out' if place in struck else 'No longer struck out'}: {presented.letter(place)} {shown}")
