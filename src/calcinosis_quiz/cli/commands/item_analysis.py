"""`item-analysis`: which questions work."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.options import (
    OutputFile,
    OutputFolder,
    as_json_option,
    bank_option,
    force_option,
    open_banks,
    policy_option,
    refuse_existing,
)
from calcinosis_quiz.cli.response_options import MarkedRounds, file_type, mark_files, marking_options, report_reading
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file
from calcinosis_quiz.item_analysis.findings import Findings, count_empty
from calcinosis_quiz.item_analysis.learner_scores import Grade, list_scores, read_grades, write_scores
from calcinosis_quiz.item_analysis.responses.table import name_form
from calcinosis_quiz.item_analysis.statistics.analysis import analyse, describe_forms
from calcinosis_quiz.item_analysis.statistics.change import compare
from calcinosis_quiz.item_analysis.statistics.form_parts import MissingData
from calcinosis_quiz.item_analysis.statistics.item_response import Model, fit_response_model
from calcinosis_quiz.quiz.marking import Policy


@click.command(name="item-analysis", short_help="Say which questions work, each figure with its interval.")
@click.argument("files", nargs=-1, type=file_type, metavar="FILE...")
@marking_options
@policy_option
@bank_option
@click.option("--round", "round_name", metavar="NAME", help="The round whose items are analysed; the last if left out.")
@click.option(
    "--missing", type=click.Choice(get_args(MissingData)), default="pairwise", show_default=True,
    help="Use each learner's marks as far as they go, or only learners with all marks.",
)  # fmt: skip
@click.option("--model", type=click.Choice(get_args(Model)), help="Fit an item response model as well (extra irt).")
@click.option("--details", is_flag=True, help="Show how each option was chosen.")
@as_json_option
@click.option("--csv", "as_csv", is_flag=True, help="Write the items as CSV.")
@click.option("--html", type=OutputFile(), metavar="FILE", help="Write a report as one page.")
@click.option("--scores", type=OutputFile(), metavar="FILE", help="Write every learner's points and percent as CSV.")
@click.option("--grades", metavar="BOUNDS", help="Grades by percent for scores and feedback, such as A=90,B=80,C=70.")
@click.option(
    "--feedback",
    type=OutputFolder(),
    metavar="DIR",
    help="Write a sheet for each learner of the round, as HTML and PDF, and one of each for the class.",
)
@force_option
def command(
    *,
    files: tuple[Path, ...],
    policies: tuple[Policy, ...],
    banks: tuple[str, ...],
    round_name: str | None,
    missing: MissingData,
    model: Model | None,
    details: bool,
    as_json: bool,
    as_csv: bool,
    html: Path | None,
    scores: Path | None,
    grades: str | None,
    feedback: Path | None,
    force: bool,
    **marking: Any,  # noqa: ANN401 - the values of marking_options
) -> None:
    """Show which questions work: difficulty, discrimination, distractors, reliability, gain, each with its interval.

    FILE holds answers: a wide or long CSV table, result files, an exported log, or Moodle's report; `-` is standard
    input. What every statistic means is in docs/item-analysis.md.

    \b
    Examples:
      calcinosis-quiz item-analysis answers.csv
      calcinosis-quiz item-analysis answers.csv --key key.csv --html report.html
      calcinosis-quiz item-analysis --pre monday.csv --post friday.csv
      calcinosis-quiz item-analysis answers.csv --scores scores.csv --grades pass=60 --feedback sheets
    """
    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    refuse_existing(html, force=force)
    refuse_existing(scores, force=force)
    bounds = read_grades(grades) if grades else ()
    library = open_banks(banks)
    marked = mark_files(files, library, policies, **marking)
    names = list(marked.rounds)
    chosen = round_name if round_name is not None else names[-1]
    if chosen not in marked.rounds:
        raise QuizError(f"There is no round {chosen!r}. The files hold: {', '.join(map(repr, names))}.")
    round_scores = marked.rounds[chosen]
    listed = list_scores(marked.rounds, {name: table.attempts for name, table in marked.tables.items()}, bounds)
    forms = {name: [name_form(attempt) for attempt in table.attempts] for name, table in marked.tables.items()}
    first, last = names[0], names[-1]
    findings = Findings(
        analysis=analyse(round_scores, library, chosen, missing, forms[chosen]),
        forms=tuple(form for name in names for form in describe_forms(marked.rounds[name], name, missing, forms[name])),
        change=compare(marked.rounds[first], marked.rounds[last], first, last, (forms[first], forms[last]))
        if len(names) > 1
        else None,
        model=fit_response_model(round_scores, model) if model else None,
        audit=marked.audit,
        skipped=marked.problems,
        doubles=marked.doubles,
        absent=len(marked.absent),
        empty=count_empty(marked.rounds.values()),
        learner_scores=listed if scores is not None else (),
    )
    if html is not None:
        from calcinosis_quiz.item_analysis.report.page import write_page

        made = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
        write_file(html, write_page(findings, library, made).encode("utf-8"), replace=force, private=True)
    report_reading(marked)
    if scores is not None:
        write_file(scores, write_scores(listed, marked.absent).encode("utf-8"), replace=force, private=True)
    if feedback is not None:
        _write_feedback(feedback, marked, chosen, library, bounds, force=force)
    if as_json:
        from calcinosis_quiz.item_analysis.findings import write_records

        for record in write_records(findings):
            click.echo(record)
    elif as_csv:
        from calcinosis_quiz.item_analysis.findings import write_item_csv

        click.echo(write_item_csv(findings), nl=False)
    else:
        from calcinosis_quiz.cli.screens.analysis import draw_findings
        from calcinosis_quiz.cli.screens.screen import make_screen

        draw_findings(make_screen(measure=120), findings, details)
        written = ((html, "the report as one page"), (scores, "the score of every learner"))
        for path, what in (each for each in written if each[0] is not None):
            click.echo(f"\n{path}: {what}")


def _write_feedback(
    folder: Path, marked: MarkedRounds, round_name: str, library: Library, grades: Sequence[Grade], *, force: bool
) -> None:
    from calcinosis_quiz.cli.feedback_files import write_feedback
    from calcinosis_quiz.item_analysis.feedback import make_sheets

    sheets = make_sheets(
        marked.tables[round_name],
        marked.rounds[round_name],
        library,
        keys=marked.keys,
        key_files=marked.key_files,
        grades=grades,
    )
    known = any(item.item in library.questions for item in marked.rounds[round_name].items)
    notice = library.describe()[1] if known else ""
    written = write_feedback(
        folder, sheets, notice, replace=force, remark=lambda sentence: click.echo(sentence, err=True)
    )
    click.echo(f"{folder}: {len(sheets)} feedback sheets in {len(written)} files", err=True)
