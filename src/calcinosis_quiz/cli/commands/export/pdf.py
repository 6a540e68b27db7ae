"""`export pdf`: questions on paper."""

from typing import Unpack

import click

from calcinosis_quiz.cli.commands.export.paper import PaperOptions, compose, paper_options, put
from calcinosis_quiz.cli.paper_options import draw_pdf, sheet_options
from calcinosis_quiz.export.paper.document import Sheet


@click.command(name="pdf", short_help="Write an exam, answer sheet, key or guide as PDF.")
@paper_options
@sheet_options
def command(*, sheet: Sheet, large_print: bool, **options: Unpack[PaperOptions]) -> None:
    """Write an exam, its answer sheet, its key or a facilitator guide as PDF, tagged for screen readers.

    Needs the extra pdf. For parallel forms and whole teaching hours there is `form`.

    \b
    Examples:
      calcinosis-quiz export pdf --topic surgery -o exam.pdf
      calcinosis-quiz export pdf --topic surgery --kind key -o key.pdf
      calcinosis-quiz export pdf --paper letter --large-print -o large.pdf
    """
    document, count = compose(options)
    put(draw_pdf(document, sheet, large_print=large_print), document, count, options["output"])
