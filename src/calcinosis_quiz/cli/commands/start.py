"""`calcinosis-quiz` alone: ten questions for a newcomer, and what is to be studied today for everybody else."""

import click

from calcinosis_quiz.cli.asking.sessions import open_log
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.resume import find_unfinished
from calcinosis_quiz.paths import log_file


def start(ctx: click.Context) -> None:
    """Ask ten questions where there is no answer yet; else offer to go on with a quiz that was left, or study."""
    if not log_file().is_file():
        _begin(ctx)
        return
    with open_log() as log:
        assert log is not None  # noqa: S101 - it is wanted
        if not log.query("SELECT 1 FROM answer LIMIT 1"):
            _begin(ctx)
        elif not _go_on(log):
            from calcinosis_quiz.cli.commands import study

            ctx.invoke(study.command, with_today=True)


def _begin(ctx: click.Context) -> None:
    from calcinosis_quiz.cli.commands import quiz

    ctx.invoke(quiz.command)


def _go_on(log: AnswerLog) -> bool:
    if next(find_unfinished(log, "quiz"), None) is None:
        return False
    from calcinosis_quiz.cli.commands import quiz

    return quiz.go_on(log)
