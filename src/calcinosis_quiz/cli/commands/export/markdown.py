"""`export markdown`: questions on paper, as text that many programs turn into other formats."""

from typing import Unpack

import click

from calcinosis_quiz.cli.commands.export.paper import PaperOptions, compose, paper_options, put


@click.command(name="markdown", short_help="Write an exam, answer sheet, key or guide as Markdown.")
@paper_options
def command(**options: Unpack[PaperOptions]) -> None:
    """Write an exam, its answer sheet, its key or a facilitator guide as Markdown, pictures included.

    \b
    Examples:
      calcinosis-quiz export markdown --topic surgery -o exam.md
      calcinosis-quiz export markdown --topic surgery --kind guide -o guide.md
    """
    from calcinosis_quiz.export.paper.markdown import write_markdown

    document, count = compose(options)
    put(write_markdown(document), document, count, options["output"])
