"""`calcinosis-quiz` alone: ten questions for a newcomer, and what is to be studied today for everybody else."""

import click

from calcinosis_quiz.cli.asking.sessions import open_log
from calcinosis_quiz.cli.commands import quiz
from calcinosis_quiz.paths import log_file


def start(ctx: click.Context) -> None:
    """Ask ten questions where there is no answer yet; else offer to go on with a quiz that was left, or study."""
    if not log_file().is_file():
        ctx.invoke(quiz.command)
        return
    with open_log() as log:
        assert log is not None  # noqa: S101 - it is wanted
        is_newcomer = not log.query("SELECT 1 FROM answer LIMIT 1")
        if is_newcomer:
            ctx.invoke(quiz.command)
        elif not quiz.go_on(log):
            from calcinosis_quiz.cli.commands import study

            ctx.invoke(study.command, with_today=True)
