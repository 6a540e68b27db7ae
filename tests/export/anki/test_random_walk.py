"""Whatever author and learner do, in whatever order: nothing of the learner's is lost."""

from hypothesis import HealthCheck, settings
from tests.export.anki.walk import Walk

# 8 walks of 25 steps; benchmarks/anki_walk.py goes further.
Walk.TestCase.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWalk = Walk.TestCase
