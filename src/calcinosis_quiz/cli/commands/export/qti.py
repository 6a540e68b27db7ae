"""`export qti`: questions to QTI packages."""

from functools import partial
from typing import Literal, Unpack

import click

from calcinosis_quiz.cli.commands.export.platforms import PlatformOptions, export_to, platform_options


@click.command(name="qti", short_help="Write a QTI package for Canvas and other platforms.")
@platform_options
@click.option(
    "--version",
    type=click.Choice(["3.0", "2.1", "1.2"]),
    default="3.0",
    show_default=True,
    help="The version of QTI; 1.2 is written as Canvas reads it.",
)
def command(*, version: Literal["3.0", "2.1", "1.2"], **options: Unpack[PlatformOptions]) -> None:
    """Write a QTI package (a .zip file): items, a test that lists them, and a manifest.

    \b
    Examples:
      calcinosis-quiz export qti -o calcinosis-qti.zip
      calcinosis-quiz export qti --version 1.2 -o canvas.zip
    """
    if version == "1.2":
        from calcinosis_quiz.export.qti.canvas import write_canvas

        export_to("QTI 1.2 for Canvas", write_canvas, options)
    else:
        from calcinosis_quiz.export.qti.package import write_package

        export_to(f"QTI {version}", partial(write_package, version=version), options)
