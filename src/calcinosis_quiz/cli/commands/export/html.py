"""`export html`: questions to one page for phones and browsers."""

from pathlib import Path

import click

from calcinosis_quiz.cli.options import (
    Duration,
    bank_option,
    filter_options,
    make_filters,
    open_banks,
    policy_option,
)
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.paper import present
from calcinosis_quiz.quiz.selection import select


@click.command(name="html")
@filter_options
@bank_option
@policy_option
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The .html file.",
)
@click.option("--title", metavar="TEXT", help="The title of the page.")
@click.option(
    "--exam/--practice",
    "is_exam",
    default=None,
    help="Which of the two the page proposes; practice is the default, and the learner may change it.",
)
@click.option("--time-limit", type=Duration(), metavar="TIME", help="Time for an exam, such as 20m or 1h30m.")
@click.option(
    "--no-key", is_flag=True, help="Leave the key out: an exam that your machine marks from the result files."
)
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def command(
    *,
    banks: tuple[str, ...],
    policies: tuple[Policy, ...],
    output: Path,
    title: str | None,
    is_exam: bool | None,
    time_limit: int | None,
    no_key: bool,
    force: bool,
    **filters: tuple[str, ...],
) -> None:  # fmt: skip
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
    if output.exists() and not force:
        raise QuizError(f"{output} exists and is kept. Choose another name, or replace it with --force.")
    library = open_banks(banks)
    paper = [present(question) for question in select(library, make_filters(filters))]
    settings = Settings(
        title=title or library.describe()[0],
        mode="exam" if is_exam or no_key else "practice",
        time_limit=time_limit,
        keyed=not no_key,
        policies=policies,
    )
    content = write_page(library, paper, settings)
    write_file(output, content)
    count = f"{len(paper)} question{'' if len(paper) == 1 else 's'}"
    click.echo(f"{output}: {count}, {-(-len(content) // 1000)} kB")
