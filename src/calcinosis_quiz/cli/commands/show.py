"""`show`: one question with its answer and reasons."""

import click

from calcinosis_quiz.bank.questions import questions_of
from calcinosis_quiz.cli.commands.listing import describe
from calcinosis_quiz.cli.json_text import write_event
from calcinosis_quiz.cli.options import as_json_option, bank_option, open_banks, suggest_items
from calcinosis_quiz.quiz.presentation import present


@click.command(name="show", short_help="Show one item with its answer, reasons and facts.")
@click.argument("item", shell_complete=suggest_items)
@bank_option
@as_json_option
def command(*, item: str, banks: tuple[str, ...], as_json: bool) -> None:
    """Show ITEM with its answer, the reason for every option, and the facts that it rests on.

    \b
    Example:
      calcinosis-quiz show surg-recurrence-basis
    """
    library = open_banks(banks)
    found = library.find_item(item)
    if as_json:
        click.echo(write_event(describe(library, found)))
        return
    from calcinosis_quiz.cli.screens.feedback import show_key
    from calcinosis_quiz.cli.screens.question import show_question
    from calcinosis_quiz.cli.screens.screen import make_screen

    screen = make_screen()
    for question in questions_of(found):
        if item not in {question.id, found.id}:
            continue
        presented = present(question)
        about = [question.type, question.topic, question.objective, question.level, question.difficulty]
        show_question(screen, presented, " - ".join([question.id, *(part for part in about if part)]))
        show_key(screen, presented, library.facts_of(question))
        for fact in library.facts_of(question):
            screen.say(f"  {fact.id}: {fact.statement}", "dim")
