"""`export gift`: questions to GIFT text."""

from typing import Unpack

import click

from calcinosis_quiz.cli.commands.export.platforms import PlatformOptions, export_to, platform_options


@click.command(name="gift")
@platform_options
def command(**options: Unpack[PlatformOptions]) -> None:
    """Write GIFT text, which Moodle and others read. Moodle XML carries more.

    \b
    Example:
      calcinosis-quiz export gift --topic surgery -o surgery.gift
    """
    from calcinosis_quiz.export.gift import write_gift

    export_to("GIFT", write_gift, options)
