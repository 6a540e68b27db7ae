"""Asking how sure an answer is."""

from typing import Final, get_args

from calcinosis_quiz.cli.terminal.live_area import Stage
from calcinosis_quiz.quiz.marking import Certainty, mark_certainty

_DEGREES: Final[dict[str, Certainty]] = {str(i): name for i, name in enumerate(get_args(Certainty), 1)}
_HINTS: Final = tuple(
    (key, f"{name} ({mark_certainty(True, name):+d} or {mark_certainty(False, name):+d})".replace("+0", "0"))
    for key, name in _DEGREES.items()
)


def ask_certainty(stage: Stage, answer: str) -> Certainty:
    """Ask how sure an answer is, with what each degree earns when it is right and when it is wrong."""
    return stage.choose(f"Your answer: {answer}\nHow sure are you?", _DEGREES, _HINTS)
