"""`export html`: questions to one page for phones and browsers."""

from pathlib import Path

import click

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.options import (
    Duration,
    bank_option,
    filter_options,
    make_filters,
    open_banks,
    output_options,
    policy_option,
    refuse_existing,
)
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file
from calcinosis_quiz.forms.form import Form
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.selection import select


@click.command(name="html", short_help="Write one page for phones, for practice and exams.")
@filter_options
@bank_option
@policy_option
@output_options
@click.option("--title", metavar="TEXT", help="The title of the page.")
@click.option("--exam/--practice", "is_exam", default=None, help="What the page proposes; the learner may change it.")
@click.option("--time-limit", type=Duration(), metavar="TIME", help="Time for an exam, such as 20m or 1h30m.")
@click.option(
    "--form",
    "form_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The questions of a form, by its .json file: in the order of its paper, under its letter and code.",
)
@click.option("--no-key", is_flag=True, help="Leave the key out: your machine marks the result files.")
def command(
    *,
    banks: tuple[str, ...],
    policies: tuple[Policy, ...],
    output: Path,
    force: bool,
    title: str | None,
    is_exam: bool | None,
    time_limit: int | None,
    form_file: Path | None,
    no_key: bool,
    **filters: tuple[str, ...],
) -> None:
    """Write one page that needs no network: practice and exam, for phones and browsers, and to print.

    At the end a learner can hand you a result file, which `item-analysis` reads.

    \b
    Examples:
      calcinosis-quiz export html -o quiz.html
      calcinosis-quiz export html --topic surgery --exam --time-limit 20m -o exam.html
      calcinosis-quiz export html --topic surgery --no-key -o exam.html
    """
    from calcinosis_quiz.export.html.page import Settings, write_page

    if no_key and is_exam is False:
        raise click.UsageError("--no-key leaves nothing to practise with. Leave out --practice.")
    if form_file is not None and any(filters.values()):
        raise click.UsageError("--form says which questions to take. Leave out the filters.")
    refuse_existing(output, force=force)
    library = open_banks(banks)
    form = _open_form(form_file, library) if form_file is not None else None
    paper = form.paper if form else [present(question) for question in select(library, make_filters(filters))]
    settings = Settings(
        title=title or (form.title if form else library.describe()[0]),
        mode="exam" if no_key or is_exam or (form is not None and is_exam is None) else "practice",
        time_limit=time_limit or (sum(part.minutes for part in form.parts) * 60 if form else 0) or None,
        keyed=not no_key,
        policies=policies,
        form=form.id if form else "",
        fingerprint=form.fingerprint if form else "",
    )
    content = write_page(library, paper, settings)
    write_file(output, content, replace=force)
    count = f"{len(paper)} question{'' if len(paper) == 1 else 's'}"
    click.echo(f"{output}: {count}, {-(-len(content) // 1000)} kB")


def _open_form(file: Path, library: Library) -> Form:
    from calcinosis_quiz.forms.files import read_form

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise QuizError(f"Could not read {file}: {error.strerror or error}. Check the path.") from error
    return read_form(str(file), raw, library)
