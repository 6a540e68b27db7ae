"""Where an export goes: the option for its file, and files that exist."""

from pathlib import Path

import click

from calcinosis_quiz.cli.options import Command
from calcinosis_quiz.errors import QuizError


def output_options(command: Command) -> Command:
    """Give a command the file to write, and leave to replace it."""
    file = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--force", is_flag=True, help="Replace files that exist.")(command)
    return click.option("--output", "-o", required=True, type=file, metavar="FILE", help="The file to write.")(command)


def refuse_existing(*wanted: Path, force: bool) -> None:
    """Look before work begins; raises QuizError for files that exist, unless forced, and for missing folders."""
    for path in wanted:
        if path.is_file() and not force:
            raise QuizError(f"{path} exists and is kept. Choose another name, or replace it with --force.")
        if not path.absolute().parent.is_dir():
            raise QuizError(f"Could not write {path}: there is no folder {path.parent}. Make it first.")
