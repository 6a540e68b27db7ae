"""`stats`: an honest picture of progress, as text, as JSON or as a page."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calcinosis_quiz.cli.asking.sessions import now, open_log
from calcinosis_quiz.cli.learner import learner_calendar, make_scheduler, open_snapshot
from calcinosis_quiz.cli.options import OutputFile, bank_option, force_option, open_banks, refuse_existing
from calcinosis_quiz.log.current_answers import flags, suspended
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.study.leeches import find_leeches
from calcinosis_quiz.study.progress import Progress, match_states, measure_progress
from calcinosis_quiz.study.schedule import Scheduler
from calcinosis_quiz.study.snapshot import ItemState

if TYPE_CHECKING:
    from calcinosis_quiz.study.report.page import Recollection  # the page is needed only when it is written


@click.command(name="stats", short_help="Show what is due, what you know, and how well you judge it.")
@bank_option
@click.option("--facts", is_flag=True, help="Every fact that was asked about, not the weakest alone.")
@click.option("--plain", is_flag=True, help="No colour, for screen readers and logs.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@click.option("--html", type=OutputFile(), metavar="FILE", help="Write a page with plots.")
@force_option
def command(*, banks: tuple[str, ...], facts: bool, plain: bool, as_json: bool, html: Path | None, force: bool) -> None:
    """Show what is due, what you know, and how well you judge yourself.

    Proportions of fewer than five answers are too few to tell. The page needs nothing else: it can be printed, read
    on a phone and sent.

    \b
    Examples:
      calcinosis-quiz stats
      calcinosis-quiz stats --html progress.html
      calcinosis-quiz stats --json
    """
    refuse_existing(html, force=force)
    library = open_banks(banks)
    scheduler = make_scheduler()
    with open_log() as log:
        assert log is not None  # noqa: S101 - it is wanted
        snapshot = open_snapshot(log, scheduler)
        states = match_states(library, snapshot.states)
        progress = measure_progress(
            library,
            snapshot.states,
            scheduler,
            learner_calendar().day_of(now()),
            totals=snapshot.totals,
            leeches=find_leeches(library, log, states),
            flagged=flags(log),
            suspended=suspended(log),
        )
        recollection = _recollect(log, scheduler, states, progress.today) if html else None
    if html is not None and recollection is not None:
        from calcinosis_quiz.files import write_file
        from calcinosis_quiz.study.report.page import write_page

        made = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
        content = write_page(progress, recollection, library, made).encode("utf-8")
        write_file(html, content, replace=force, private=True)
    if as_json:
        _emit(progress)
        return
    if html is not None:
        click.echo(f"{html}: your progress as one page")
        return
    from calcinosis_quiz.cli.screens.screen import make_screen
    from calcinosis_quiz.cli.screens.stats import MEASURE, Shown, show_progress

    ledgers = [loaded.ledger for loaded in library.banks if loaded.ledger]
    objectives = {each.id: each.text for ledger in ledgers for each in ledger.objectives}
    show_progress(make_screen(plain, MEASURE), progress, Shown(facts, objectives))


def _recollect(log: AnswerLog, scheduler: Scheduler, seen: Mapping[str, ItemState], today: date) -> "Recollection":
    """Measure what was recalled after how many days, and predict what a pause would leave."""
    from calcinosis_quiz.study.attempts import read_all
    from calcinosis_quiz.study.forgetting import measure_forgetting, predict_pause
    from calcinosis_quiz.study.report.page import Recollection

    return Recollection(
        measure_forgetting((attempts for _, attempts in read_all(log, learner_calendar())), scheduler),
        predict_pause([state.memory for state in seen.values()], scheduler, today),
    )


def _emit(progress: Progress) -> None:
    from msgspec import json

    click.echo(json.encode(progress).decode())
