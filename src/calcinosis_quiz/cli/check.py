"""`check`: every problem of every file, with its line."""

import click

from calcinosis_quiz.bank.load import load_library
from calcinosis_quiz.cli.options import as_json_option
from calcinosis_quiz.paths import find_banks


@click.command(name="check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@as_json_option
@click.pass_context
def command(ctx: click.Context, *, paths: tuple[str, ...], as_json: bool) -> None:
    """Check bank files, or all banks of folders; the shipped ones without a PATH. Exit code 1 on errors.

    \b
    Examples:
      calcinosis-quiz check
      calcinosis-quiz check my-bank.yaml --json
    """
    library, problems = load_library(find_banks(paths))
    for problem in problems:
        if as_json:
            from msgspec import to_builtins

            from calcinosis_quiz.cli.events import write_event

            click.echo(write_event(to_builtins(problem)))
        else:
            click.echo(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    if not as_json:
        counts = f"{_count(len(library.shelves), 'bank')}, {_count(len(library.questions), 'question')}"
        click.echo(f"{counts}: {_count(errors, 'error') if problems else 'no problems'}", err=bool(errors))
    ctx.exit(1 if errors else 0)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
