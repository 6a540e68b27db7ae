"""Run the command line: what `calcinosis-quiz` and `python -m calcinosis_quiz` start."""

import gc

# Modules and banks are many objects that all stay. Looking for cycles among them over and over takes a tenth of a
# start; a session makes too few for that to be missed.
_OBJECTS_BETWEEN_SEARCHES = 100_000


def run() -> None:
    """Run the command line on the arguments of this process."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    from calcinosis_quiz.cli import main  # noqa: PLC0415 - importing is what the threshold is for

    try:
        main(prog_name="calcinosis-quiz")
    finally:
        gc.freeze()  # the last search, at the end of the process, would take as long again


if __name__ == "__main__":
    run()
