"""Cards with two sides, which ask for nothing to be typed."""

from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem, Open
from calcinosis_quiz.imports.compose.shared import NO_STEM, Head, finish, shared
from calcinosis_quiz.imports.reading import LeftOutError, Record

_SURELY_FITS: Final = 1000  # signs: nothing but its length can keep a card from a bank, and a deck has many


def make_card(_record: Record, head: Head, back: str) -> AuthoredItem:
    """Make a question in free text of a card: the learner compares an answer with the back."""
    if not head.stem:
        raise LeftOutError(NO_STEM)
    if not back:
        raise LeftOutError("its back has no text (an image or a sound alone?)")
    item = Open(**shared(head), stem=head.stem, model_answer=back, points=("The answer",))
    return item if len(head.stem) + len(back) + len(head.explanation) < _SURELY_FITS else finish(item)
