"""What every command that writes paper shares: the sheet, the size of the print, and how a document is drawn."""

from typing import get_args

import click

from calcinosis_quiz.cli.options import Command
from calcinosis_quiz.export.paper.document import Document, Sheet


def sheet_options(command: Command) -> Command:
    """Give a command the options of a PDF: the size of its sheets and of its print."""
    for option in (
        click.option("--large-print", is_flag=True, help="Set everything in 18 points or more."),
        click.option(
            "--paper", "sheet", type=click.Choice(get_args(Sheet)), default="a4", show_default=True, help="The sheet."
        ),
    ):
        command = option(command)
    return command


def draw_pdf(document: Document, sheet: Sheet, *, large_print: bool) -> bytes:
    """Draw a document as PDF; what cannot be shown as it stands is said on stderr."""
    from calcinosis_quiz.export.paper.pdf import write_pdf

    return write_pdf(document, sheet, large=large_print, remark=lambda remark: click.echo(remark, err=True))
