"""How typed answers are compared in a browser: the rules of `quiz/`, for the HTML page and for the cards alike."""

from functools import cache
from importlib.resources import files
from typing import Final

MARKING_SCRIPTS: Final = ("text_matching", "numbers")
"""`text_matching.js` has the rules of `bank/text_matching.py`, `numbers.js` those of `quiz/typed_numbers.py`."""


@cache
def read_marking_scripts() -> str:
    """Read the scripts as one: they define `wording` and `numbers`."""
    folder = files("calcinosis_quiz").joinpath("export", "marking_scripts")
    return "\n".join(folder.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in MARKING_SCRIPTS)
