"""Walk at random with author and learner through the real Anki, and count what a learner has lost.

`anki_walk.py STEPS` takes that many steps (2,000 if none is named): edits, retirements, exports, answers, tags,
moves, deletions, and imports by package and by text. Every import compares all notes, cards and reviews. "lost" is
counted in the values compared; the limit is 0, and the first loss ends the run with the steps that led to it.
"""

import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.export.anki.walk import Walk, counts

STEPS_A_WALK = 50


def main(steps: int) -> None:
    """Take the steps, and print how many there were of each kind."""
    begin = time.perf_counter()
    limits = settings(
        max_examples=-(-steps // STEPS_A_WALK),
        stateful_step_count=STEPS_A_WALK,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    while sum(taken for step, taken in counts.items() if step != "values compared") < steps:
        run_state_machine_as_test(Walk, settings=limits)
    compared = counts.pop("values compared")
    for step, taken in sorted(counts.items()):
        print(f"{step:<20} {taken:>7}")
    seconds = time.perf_counter() - begin
    print(f"{'steps':<20} {counts.total():>7}   values compared {compared}, lost 0 (limit 0), {seconds:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
