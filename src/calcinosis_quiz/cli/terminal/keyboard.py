"""Holding the terminal: keys come one by one for a whole session, and it is given back on every way out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from calcinosis_quiz.cli.terminal.keys import Keys


@contextmanager
def hold_terminal() -> Iterator[Keys]:
    """Hold the terminal of standard input for a session.

    Ctrl-Z gives it back until `fg`; SIGTERM and SIGHUP end the program with it restored.
    """
    if sys.platform == "win32":
        from calcinosis_quiz.cli.terminal.windows import WindowsKeys, take_escape_sequences

        take_escape_sequences()
        yield WindowsKeys()
    else:
        from calcinosis_quiz.cli.terminal.posix import hold_posix

        yield from hold_posix()
