"""`stats`: an honest picture of progress, as text or as JSON."""

import click

from calcinosis_quiz.cli.asking.sitting import now, open_log
from calcinosis_quiz.cli.learner import make_scheduler, open_derived
from calcinosis_quiz.cli.options import bank_option, open_banks
from calcinosis_quiz.history.progress import Progress, measure_progress
from calcinosis_quiz.history.standing import flags, suspended
from calcinosis_quiz.history.study_days import study_day


@click.command(name="stats")
@bank_option
@click.option("--facts", is_flag=True, help="Every fact that was asked about, not the weakest alone.")
@click.option("--plain", is_flag=True, help="No colour, for screen readers and logs.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def command(*, banks: tuple[str, ...], facts: bool, plain: bool, as_json: bool) -> None:
    """Show what is due, what you know, and how well you judge yourself.

    Proportions of fewer than five answers are too few to tell.

    \b
    Examples:
      calcinosis-quiz stats
      calcinosis-quiz stats --json
    """
    library = open_banks(banks)
    scheduler = make_scheduler()
    with open_log() as log:
        assert log is not None  # noqa: S101 - it is wanted
        with open_derived(log, scheduler) as derived:
            progress = measure_progress(
                library,
                derived.standings(),
                scheduler,
                study_day(now()),
                days=derived.days(),
                predictions=derived.predictions(),
                certainties=derived.certainties(),
                flagged=flags(log),
                suspended=suspended(log),
            )
    if as_json:
        _emit(progress)
        return
    from calcinosis_quiz.cli.screens.screen import (  # takes 40 ms, needed only when something is drawn
        Screen,
        make_console,
    )
    from calcinosis_quiz.cli.screens.stats import show_progress

    show_progress(Screen(make_console(plain)), progress, facts)


def _emit(progress: Progress) -> None:
    from msgspec import json

    click.echo(json.encode(progress).decode())
