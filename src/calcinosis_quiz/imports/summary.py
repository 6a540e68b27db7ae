"""What an import did, in words: how many questions of which type, what changed and what was left out, by cause."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from calcinosis_quiz.bank.items import AuthoredItem, ExtendedMatching
from calcinosis_quiz.imports.formats import FORMATS
from calcinosis_quiz.imports.importing import FileRead, losses_of
from calcinosis_quiz.imports.merging import Merged
from calcinosis_quiz.imports.reading import Loss, LossKind

_HEADINGS: Final[dict[LossKind, str]] = {
    "left out": "Left out",
    "changed": "Came in with a change",
    "unclear": "Needs your decision",
}
_NAMED: Final = 10  # ids in a list
_SHOWN: Final = 3  # places of one cause; all of them are in the report


def summarise(files: Sequence[FileRead], items: Sequence[AuthoredItem]) -> Iterator[str]:
    """Write the summary line by line."""
    yield from _files(files)
    kinds = Counter("extended-matching" if isinstance(item, ExtendedMatching) else item.type for item in items)
    if len(files) != 1 or kinds:
        named = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        yield f"{_count(len(items), 'question')} imported{': ' if named else ''}{named}"
    yield from _losses(losses_of(files))


def summarise_merge(files: Sequence[FileRead], merged: Merged) -> Iterator[str]:
    """Write what an import did to a bank that was there, line by line."""
    yield from _files(files)
    known = sum(len(file.reading.drafts) for file in files) - len(merged.added)
    yield f"{_count(known, 'question')} known from before, {len(merged.added)} new, {len(merged.changed)} changed"
    for heading, ids in (
        ("New", merged.added),
        ("Changed", merged.changed),
        ("No longer there, kept", merged.vanished),
    ):
        if ids:
            yield f"{heading}: {', '.join(ids[:_NAMED])}{f' and {len(ids) - _NAMED} more' if len(ids) > _NAMED else ''}"
    yield from _losses((*losses_of(files), *merged.losses))


def _files(files: Sequence[FileRead]) -> Iterator[str]:
    for file in files:
        if file.form:
            yield f"{file.name}: {FORMATS[file.form].title}, {_count(len(file.reading.drafts), 'question')} read"
            yield from (f"  {note}" for note in file.reading.notes)
        else:
            yield file.refusal


def _losses(losses: Sequence[Loss]) -> Iterator[str]:
    shown = [loss for loss in losses if loss.what != "a file that cannot be read"]
    for kind, heading in _HEADINGS.items():
        yield from _by_cause(heading, [loss for loss in shown if loss.kind == kind])


def _by_cause(heading: str, losses: Sequence[Loss]) -> Iterator[str]:
    if not losses:
        return
    causes: dict[str, list[Loss]] = {}
    for loss in losses:
        causes.setdefault(loss.what, []).append(loss)
    places = len({loss.place for loss in losses})
    yield ""
    yield f"{heading} ({_count(places, 'place')}):"
    for what, members in sorted(causes.items(), key=lambda entry: -len(entry[1])):
        yield f"  * {what}{f' ({len(members)} times)' if len(members) > 1 else ''}"
        for loss in members[:_SHOWN]:
            yield f"      {_describe(loss)}"
        if len(members) > _SHOWN:
            yield f"      and {len(members) - _SHOWN} more"


def _describe(loss: Loss) -> str:
    title = f' "{loss.title[:50]}"' if loss.title else ""
    found = " ".join(loss.found.split())
    return f"{loss.place}{title}{f': {found[:100]}' if found else ''}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def report(losses: Iterable[Loss]) -> list[dict[str, Any]]:
    """List every loss as plain values, for a JSON file."""
    return [
        {
            "kind": loss.kind,
            "file": loss.place.file,
            "line": loss.place.line or None,
            "record": loss.place.record or None,
            "title": loss.title or None,
            "what": loss.what,
            "found": loss.found or None,
        }
        for loss in losses
    ]
