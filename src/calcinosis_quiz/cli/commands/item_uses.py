"""`item-uses`: what every class did on every item, kept over the years."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from calcinosis_quiz.cli.options import (
    OutputFile,
    as_json_option,
    bank_option,
    open_banks,
    policy_option,
    refuse_existing,
)
from calcinosis_quiz.cli.response_options import file_type, mark_files, marking_options, report_reading
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import update_file
from calcinosis_quiz.input_files import read_input
from calcinosis_quiz.item_analysis.item_uses import MergedUses, Use, make_uses, merge_uses, read_uses_file, write_uses
from calcinosis_quiz.item_analysis.pooled_uses import pool
from calcinosis_quiz.item_analysis.responses.csv_text import MAX_BYTES
from calcinosis_quiz.item_analysis.responses.join_files import ResponseError
from calcinosis_quiz.item_analysis.responses.table import name_form
from calcinosis_quiz.item_analysis.statistics.form_parts import split_forms
from calcinosis_quiz.quiz.marking import Policy


@click.group(name="item-uses", short_help="Keep counts of how each item was answered, class by class.")
def command() -> None:
    """Keep counts of how each item was answered, class by class, and pool them.

    \b
    Examples:
      calcinosis-quiz item-uses add uses.jsonl answers.csv --name 2026-autumn --date 2026-10-05
      calcinosis-quiz item-uses show uses.jsonl
    """


@command.command(name="add", short_help="Append the answers of a class to a file of item uses.")
@click.argument("uses_file", type=OutputFile(), metavar="USES")
@click.argument("files", nargs=-1, type=file_type, metavar="FILE...")
@click.option("--name", required=True, metavar="TEXT", help="Which form and class it was.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="When it was; today if left out.")
@marking_options
@policy_option
@bank_option
def add(
    *,
    uses_file: Path,
    files: tuple[Path, ...],
    name: str,
    day: str | None,
    policies: tuple[Policy, ...],
    banks: tuple[str, ...],
    **marking: Any,  # noqa: ANN401 - the values of marking_options
) -> None:
    """Append the answers of a class to a file of item uses: counts and sums per item, nobody's answers.

    A person counts once for each item and round: a class added again replaces what it gave before, and the same code
    in another year is somebody else. An item whose wording has changed begins a new series.

    \b
    Example:
      calcinosis-quiz item-uses add uses.jsonl answers.csv --name 2026-autumn --date 2026-10-05
    """
    refuse_existing(uses_file, force=True)
    library = open_banks(banks)
    marked = mark_files(files, library, policies, **marking)
    when = _read_date(day)
    keys = {line.item: line.new_key for line in marked.audit}
    uses = [
        use
        for round_name, scores in marked.rounds.items()
        for _, part in split_forms(scores, list(map(name_form, marked.tables[round_name].attempts)), "pairwise")
        for use in make_uses(part, library, form=name, date=when, round_name=round_name, keys=keys)
    ]
    merged: list[MergedUses] = []

    def add_new(before: bytes) -> bytes:
        merged[:] = [merge_uses(uses, _read_uses(uses_file, before))]  # known only once no other process can write
        return write_uses(merged[0].uses)

    update_file(uses_file, add_new, private=True)
    report_reading(marked)
    for line in marked.audit:
        click.echo(f"marked again: {line}")
    found = merged[0]
    counts = {"replaced": found.replaced, "were there already": found.known}
    more = "".join(f", {count} {what}" for what, count in counts.items() if count)
    click.echo(f"{uses_file}: {found.added} uses added{more}")
    if found.overlapping:
        click.echo(
            f"{found.overlapping} uses were left out, since some of their learners, but not all, are counted already. "
            "Add the whole class at once.",
            err=True,
        )


@command.command(name="show", short_help="Show estimates pooled over all uses.")
@click.argument("uses_file", type=click.Path(dir_okay=False, path_type=Path), metavar="USES")
@bank_option
@as_json_option
def show(*, uses_file: Path, banks: tuple[str, ...], as_json: bool) -> None:
    """Show pooled estimates over all uses, one series for each wording of an item, worst first.

    \b
    Example:
      calcinosis-quiz item-uses show uses.jsonl
    """
    series = pool(_read_uses(uses_file, read_input(uses_file, MAX_BYTES)), open_banks(banks))
    if as_json:
        from msgspec import json

        for each in series:
            click.echo(json.encode(each).decode())
        return
    from calcinosis_quiz.cli.screens.item_uses import draw_series
    from calcinosis_quiz.cli.screens.screen import make_screen

    draw_series(make_screen(measure=120), series)


def _read_uses(uses_file: Path, raw: bytes) -> tuple[Use, ...]:
    uses, problems = read_uses_file(str(uses_file), raw)
    if problems:
        raise ResponseError(problems, what="the file of item uses", skip_bad_helps=False)
    return uses


def _read_date(day: str | None) -> str:
    if day is None:
        return date.today().isoformat()  # noqa: DTZ011 - the teacher's own day
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise QuizError(f"{day!r} is no date. Write it as 2026-10-05.") from None
