"""The command line: thin commands over the library. Nothing imports this."""

import errno
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import click

from calcinosis_quiz import __version__
from calcinosis_quiz.errors import QuizError

# Modules are imported when their command is called: most of a start is imports.
_COMMANDS: Final = {
    "quiz": "calcinosis_quiz.cli.commands.quiz",
    "study": "calcinosis_quiz.cli.commands.study",
    "stats": "calcinosis_quiz.cli.commands.stats",
    "list": "calcinosis_quiz.cli.commands.listing",
    "show": "calcinosis_quiz.cli.commands.show",
    "mark": "calcinosis_quiz.cli.commands.mark",
    "check": "calcinosis_quiz.cli.commands.check",
    "coverage": "calcinosis_quiz.cli.commands.coverage",
    "new": "calcinosis_quiz.cli.commands.new",
    "import": "calcinosis_quiz.cli.commands.import_",
    "export": "calcinosis_quiz.cli.commands.export",
    "schema": "calcinosis_quiz.cli.commands.schema",
    "flag": "calcinosis_quiz.cli.commands.items:flag",
    "suspend": "calcinosis_quiz.cli.commands.items:suspend",
    "undo": "calcinosis_quiz.cli.commands.items:undo",
    "re-mark": "calcinosis_quiz.cli.commands.re_mark",
    "history": "calcinosis_quiz.cli.commands.history",
    "config": "calcinosis_quiz.cli.commands.config",
    "form": "calcinosis_quiz.cli.commands.form",
    "item-analysis": "calcinosis_quiz.cli.commands.item_analysis",
    "responses": "calcinosis_quiz.cli.commands.responses",
    "item-uses": "calcinosis_quiz.cli.commands.item_uses",
}


class _Text(click.types.StringParamType):
    """Words typed by a user: bytes that are no text are wrong usage, and not for any file that is written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's own
        """Take the words as they are."""
        text = super().convert(value, param, ctx)
        if isinstance(text, str) and not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                self.fail(
                    f"{text!r} holds bytes that are no text. Check the language settings of the terminal.", param, ctx
                )
        return text


_TEXT: Final = _Text()


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and turns a QuizError into one message and exit code 1.

    `table`: the commands in the order in which a learner meets them, each with its module.
    """

    table: Mapping[str, str] = _COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """List the commands in the order in which a learner meets them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own
        """Import the module of a command and give what it calls `command`, or what the table names."""
        if cmd_name not in self.table:
            return None
        module, _, name = self.table[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name or "command")
        for parameter in command.params:
            if parameter.type == click.STRING:
                parameter.type = _TEXT
        return command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own signature
    ) -> click.Context:
        """Read the arguments; `--help` and `--version` are answered here, so that writing may fail."""
        with _in_one_message():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command; what a user may be shown goes to stderr without a traceback."""
        with _in_one_message():
            return super().invoke(ctx)


@contextmanager
def _in_one_message() -> Iterator[None]:
    try:
        yield
    except QuizError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader has seen enough: click ends quietly
            raise
        place = error.filename or "output"
        raise click.ClickException(f"{place}: {error.strerror or error}. Check the path and the room.") from error


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"calcinosis-quiz {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--version", is_flag=True, callback=_show_version, expose_value=False, is_eager=True, help="Show it.")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Learn about calcinosis in dermatomyositis: quizzes, Anki decks and teaching material.

    Without a command it asks ten questions the first time, and later what is to be studied today.

    \b
    Examples:
      calcinosis-quiz
      calcinosis-quiz quiz --topic surgery --count 5
      calcinosis-quiz export anki -o calcinosis.apkg

    Study aid based on one 2015 conference summary. Not medical advice; check current guidance.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a byte that is no text is shown as such, never a traceback
            stream.reconfigure(errors="replace")
    if ctx.invoked_subcommand is None:
        from calcinosis_quiz.cli.commands.start import start

        start(ctx)
