"""Keys pressed at random, at random moments: nothing is stored that nobody answered."""

from pathlib import Path
from random import Random

import pytest
from tests.cli.running import EVERY_TYPE
from tests.cli.terminal.robot import KINDS, NobodyAnsweredError, Robot, play

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.paths import find_banks


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_an_answer_is_stored_only_by_a_key_that_answers_once_the_question_could_be_read(
    kind: str, seed: int, tmp_path: Path
) -> None:
    stored = play(open_library(find_banks((EVERY_TYPE,))), tmp_path, kind, 700, seed)
    assert stored > 5


def test_an_answer_that_nobody_gave_is_noticed() -> None:
    with pytest.raises(NobodyAnsweredError):
        Robot(Random(1), "quiz", 10).store()  # noqa: S311 - keys, not a secret
