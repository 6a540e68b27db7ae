"""Entries in order, and prompts with their choices."""

from collections.abc import Sequence

from calcinosis_quiz.bank.items import AuthoredItem, Matching, Ordering, Pair, Reasoned
from calcinosis_quiz.imports.compose.shared import NO_STEM, Head, finish, folded, shared
from calcinosis_quiz.imports.reading import LeftOutError


def make_ordering(head: Head, entries: Sequence[Reasoned]) -> AuthoredItem:
    """Make a question whose entries are to be put in order, given in the right one."""
    if not head.stem:
        raise LeftOutError(NO_STEM)
    return finish(Ordering(**shared(head), stem=head.stem, entries=tuple(entries)))


def make_matching(head: Head, pairs: Sequence[Pair], spare: Sequence[str] = ()) -> AuthoredItem:
    """Make a question whose prompts each have a choice."""
    if not head.stem:
        raise LeftOutError(NO_STEM)
    needed = {folded(pair.choice) for pair in pairs}
    left: dict[str, Reasoned] = {}
    for text in spare:
        if text and folded(text) not in needed:
            left.setdefault(folded(text), Reasoned(text=text))
    if len(pairs) < 2:
        raise LeftOutError("it has fewer than two pairs")
    return finish(Matching(**shared(head), stem=head.stem, pairs=tuple(pairs), spare=tuple(left.values())))
