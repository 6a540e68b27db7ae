"""`export moodle`: questions to Moodle XML."""

from functools import partial
from typing import Unpack

import click

from calcinosis_quiz.cli.commands.export.platforms import PlatformOptions, export_to, platform_options


@click.command(name="moodle", short_help="Write Moodle XML, which carries every type.")
@platform_options
@click.option("--native-ordering", is_flag=True, help="Use Moodle's ordering type; Moodle before 4.4 refuses the file.")
def command(*, native_ordering: bool, **options: Unpack[PlatformOptions]) -> None:
    """Write Moodle XML: every type, with feedback, tags and id numbers, and a category for each topic.

    \b
    Examples:
      calcinosis-quiz export moodle -o calcinosis.xml --report losses.txt
      calcinosis-quiz export moodle -o changes.xml --changed-since calcinosis.xml
    """
    from calcinosis_quiz.export.moodle.quiz_file import write_moodle

    export_to("Moodle XML", partial(write_moodle, native_ordering=native_ordering), options)
