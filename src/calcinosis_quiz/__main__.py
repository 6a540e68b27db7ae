"""Run the command line: what `calcinosis-quiz` and `python -m calcinosis_quiz` start."""

import gc
import os
import sys
import time
from typing import Final, TextIO, cast

# Modules and banks are many objects that all stay. Looking for cycles among them over and over takes a tenth of a
# start; a session makes too few for that to be missed.
_DAY: Final = 24 * 3600  # seconds
_OBJECTS_BETWEEN_SEARCHES: Final = 100_000


def run() -> None:
    """Run the command line on the arguments of this process."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    is_output_closed = sys.stdout is None
    _open_missing_streams()
    from calcinosis_quiz.cli import main  # noqa: PLC0415 - importing is what the threshold is for
    from calcinosis_quiz.cli.visible import GuardedStream  # noqa: PLC0415

    sys.stdout = cast("TextIO", GuardedStream(sys.stdout))
    sys.stderr = cast("TextIO", GuardedStream(sys.stderr))
    try:
        if max(abs(time.timezone), abs(time.altzone)) >= _DAY:
            sys.exit(f"Error: the time zone in TZ, {os.environ.get('TZ')!r}, is no time zone. Set it, or unset it.")
        if is_output_closed:
            sys.exit("Error: standard output is closed, so nothing can be shown. Send it to a file or to /dev/null.")
        main(prog_name="calcinosis-quiz")
    except Exception as error:
        sys.exit(_describe_bug(error))
    finally:
        _drop_what_cannot_be_written()
        gc.freeze()  # the last search, at the end of the process, would take as long again


def _open_missing_streams() -> None:
    """Open what the caller has closed, so that no file of ours takes its number and is written into."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


def _drop_what_cannot_be_written() -> None:
    """Empty the streams, so that Python does not complain once more, in its own words, of an output that is full."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        except ValueError:
            pass  # it is closed


def _describe_bug(error: Exception) -> str:
    """Keep the traceback in a file, and return one sentence that names it."""
    from calcinosis_quiz.cli.crash import save_traceback  # noqa: PLC0415 - rarely needed

    return save_traceback(error)


if __name__ == "__main__":
    run()
