"""`export`: banks to other programs' files, one module a target."""

from typing import Final

import click

from calcinosis_quiz.cli import LazyGroup

_TARGETS: Final = {
    "anki": "calcinosis_quiz.cli.commands.export.anki:anki",
    "tsv": "calcinosis_quiz.cli.commands.export.anki:tsv",
    "moodle": "calcinosis_quiz.cli.commands.export.platforms:moodle",
    "gift": "calcinosis_quiz.cli.commands.export.platforms:gift",
    "qti": "calcinosis_quiz.cli.commands.export.platforms:qti",
    "csv": "calcinosis_quiz.cli.commands.export.platforms:csv",
    "html": "calcinosis_quiz.cli.commands.export.html",
    "pdf": "calcinosis_quiz.cli.commands.export.paper:pdf",
    "markdown": "calcinosis_quiz.cli.commands.export.paper:markdown",
}


class _Targets(LazyGroup):
    """Imports a target when it is asked for: each brings libraries of its own."""

    table = _TARGETS


@click.group(name="export", cls=_Targets)
def command() -> None:
    """Write questions as files for other programs.

    \b
    Examples:
      calcinosis-quiz export anki -o calcinosis.apkg
      calcinosis-quiz export moodle -o calcinosis.xml
    """
