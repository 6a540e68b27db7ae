"""What the exports to paper share: their options, which questions they show, and the document that these make."""

from pathlib import Path
from random import Random
from typing import Unpack, get_args

import click

from calcinosis_quiz.cli.number_types import WholeNumber
from calcinosis_quiz.cli.options import (
    Command,
    FilterValues,
    bank_option,
    filter_options,
    filters_of,
    open_banks,
    output_options,
    refuse_existing,
)
from calcinosis_quiz.export.paper.document import Document, Kind, Sheet
from calcinosis_quiz.files import write_file
from calcinosis_quiz.quiz.selection import select


class PaperOptions(FilterValues):
    """The values of the options that `paper_options` gives a command, as click hands them over."""

    kind: Kind
    seed: int
    output: Path
    force: bool
    banks: tuple[str, ...]


def paper_options(command: Command) -> Command:
    """Add the options of every export to paper to a command."""
    command = bank_option(output_options(command))
    command = click.option(
        "--seed",
        type=WholeNumber(min=0),
        default=1,
        show_default=True,
        help="The order of questions and options. Exam, sheet, key and guide of one seed belong together.",
    )(command)
    command = click.option(
        "--kind", type=click.Choice(get_args(Kind)), default="exam", show_default=True, help="What is put on paper."
    )(command)
    return filter_options(command)


def compose(options: PaperOptions) -> tuple[Document, int]:
    """Select, put into the order of the seed, and compose; give the document and the number of its questions.

    Raises QuizError for an output that exists, before anything is read.
    """
    from calcinosis_quiz.export.paper import compose as papers
    from calcinosis_quiz.export.paper.document import Label
    from calcinosis_quiz.forms.arranging import arrange
    from calcinosis_quiz.forms.form import fingerprint_form

    refuse_existing(options["output"], force=options["force"])
    library = open_banks(options["banks"])
    questions = select(library, filters_of(options))
    paper = arrange(questions, Random(options["seed"]))  # noqa: S311 - a paper that anybody can make again
    label = Label(library.describe()[0], fingerprint=fingerprint_form(library, paper))
    write = {
        "exam": papers.exam,
        "answer-sheet": papers.answer_sheet,
        "key": papers.key,
        "guide": papers.facilitator_guide,
    }
    return write[options["kind"]](label, paper, library), len(paper)


def put(content: bytes, document: Document, count: int, options: PaperOptions) -> None:
    """Write the file and say what is in it."""
    output = options["output"]
    write_file(output, content, replace=options["force"])
    questions = f"{count} question{'' if count == 1 else 's'}"
    click.echo(f"{output}: {document.kind.lower()} of {questions}, fingerprint {document.label.fingerprint}")


def sheet_options(command: Command) -> Command:
    """Add the options of a PDF to a command: the size of its sheets and of its print."""
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


@click.command(name="pdf", short_help="Write an exam, answer sheet, key or guide as PDF.")
@paper_options
@sheet_options
def pdf(*, sheet: Sheet, large_print: bool, **options: Unpack[PaperOptions]) -> None:
    """Write an exam, its answer sheet, its key or a facilitator guide as PDF, tagged for screen readers.

    Needs the extra pdf. For parallel forms and whole teaching hours there is `form`.

    \b
    Examples:
      calcinosis-quiz export pdf --topic surgery -o exam.pdf
      calcinosis-quiz export pdf --topic surgery --kind key -o key.pdf
      calcinosis-quiz export pdf --paper letter --large-print -o large.pdf
    """
    document, count = compose(options)
    put(draw_pdf(document, sheet, large_print=large_print), document, count, options)


@click.command(name="markdown", short_help="Write an exam, answer sheet, key or guide as Markdown.")
@paper_options
def markdown(**options: Unpack[PaperOptions]) -> None:
    """Write an exam, its answer sheet, its key or a facilitator guide as Markdown, pictures included.

    \b
    Examples:
      calcinosis-quiz export markdown --topic surgery -o exam.md
      calcinosis-quiz export markdown --topic surgery --kind guide -o guide.md
    """
    from calcinosis_quiz.export.paper.markdown import write_markdown

    document, count = compose(options)
    put(write_markdown(document), document, count, options)
