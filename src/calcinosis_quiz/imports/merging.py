"""A second import into a bank: three-way merges of what the source said then, says now, and what the bank says.

The text of the bank is changed only where an item changes, so that a second import of the same file changes nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct, ValidationError, json, structs

from calcinosis_quiz.bank.items import AuthoredItem, Cloze
from calcinosis_quiz.bank.library import LoadedBank
from calcinosis_quiz.bank.source import Sequence as NodeList
from calcinosis_quiz.bank.write import write_item
from calcinosis_quiz.imports.identifiers import assign_ids, text_of
from calcinosis_quiz.imports.reading import Draft, Loss, RefusedFileError

_NEAR: Final = 0.85  # how much of two texts must be the same for a person to be asked
_PROGRAM_ONLY: Final = frozenset(["id", "reviewed", "lint", "facts"])  # what no source says


class Origin(Struct, frozen=True):
    """What the source said of an item at the last import."""

    id: str
    source_id: str
    text: str
    item: dict[str, Any]


class State(Struct, frozen=True):
    """What was imported into a bank so far; kept in a file beside it."""

    format: int = 1
    origins: tuple[Origin, ...] = ()


class Merged(Struct, frozen=True):
    """The bank after an import: its text, the state to keep, and what happened to whom."""

    text: str
    state: bytes
    added: tuple[str, ...]
    changed: tuple[str, ...]
    vanished: tuple[str, ...]
    losses: tuple[Loss, ...]


def read_state(content: bytes | None, name: str) -> State:
    """Read the file that an earlier import left; raises RefusedFileError for one that is damaged."""
    if content is None:
        return State()
    try:
        return json.decode(content, type=State)
    except (ValidationError, ValueError, RecursionError) as error:
        raise RefusedFileError(
            f"{name}: not the state of an earlier import ({error}). Restore it, or remove it."
        ) from None


def first_state(drafts: Iterable[Draft], items: Sequence[AuthoredItem]) -> bytes:
    """Write the state that a first import leaves."""
    return _write_state(_origin(draft, item) for draft, item in zip(drafts, items, strict=True))


def merge(text: str, loaded: LoadedBank, drafts: Sequence[Draft], state: State) -> Merged:
    """Bring what was read into a bank: known questions are merged, new ones added at the end, vanished ones kept."""
    there = {item.id: item for item in loaded.bank.items}
    matches = _match(drafts, there, state)
    known = {origin.id: origin for origin in state.origins}
    losses: list[Loss] = []
    blocks: dict[str, str] = {}
    origins = dict(known)
    added: list[Draft] = []
    for draft, wanted in zip(drafts, matches, strict=True):
        if wanted is None:
            added.append(draft)
            losses += _near_matches(draft, there, matches)
            continue
        mine, theirs = there[wanted], structs.replace(draft.item, id=wanted)
        base = known.get(wanted)
        item, conflicts = _merge_item(base.item if base else _plain(theirs), mine, theirs)
        origins[wanted] = _origin(draft, theirs)
        if item != mine or conflicts:
            notes = [f"Conflict in {key}: the source now says: {value}" for key, value in conflicts]
            blocks[wanted] = write_item(item, "\n".join(notes))
        losses += [
            Loss("unclear", draft.place, wanted, "the source and the bank both changed; both stand in the bank", key)
            for key, _ in conflicts
        ]
    new = assign_ids(added, loaded.bank.bank, there)
    origins |= {draft.item.id: _origin(draft, draft.item) for draft in new}
    gone = [each for each in known if each in there and each not in {match for match in matches if match}]
    return Merged(
        _edit(text, loaded, blocks, [write_item(draft.item, str(draft.place)) for draft in new]),
        _write_state(origins.values()),
        tuple(draft.item.id for draft in new),
        tuple(blocks),
        tuple(gone),
        tuple(losses),
    )


def _write_state(origins: Iterable[Origin]) -> bytes:
    return json.format(json.encode(State(origins=tuple(origins))), indent=1) + b"\n"


def _origin(draft: Draft, item: AuthoredItem) -> Origin:
    return Origin(item.id, draft.source_id, _fingerprint(item), _plain(item))


def _plain(item: AuthoredItem) -> dict[str, Any]:
    """Write an item as plain values, as the state keeps it."""
    plain: dict[str, Any] = json.decode(json.encode(item))
    return plain


def _fingerprint(item: AuthoredItem) -> str:
    """Return a hash of the words of a question, whatever the order of its options."""
    parts = [text_of(item), *sorted(option.text for option in getattr(item, "options", ()))]
    if isinstance(item, Cloze):
        parts.append(item.text)
    words = "\n".join(re.sub(r"[\W_]+", " ", part.casefold()).strip() for part in parts)
    return sha256(words.encode()).hexdigest()[:16]


def _match(drafts: Sequence[Draft], there: Mapping[str, AuthoredItem], state: State) -> list[str | None]:
    """Find the item of the bank that each draft is: by the source's own id, else by its words."""
    by_source = {origin.source_id: origin.id for origin in state.origins if origin.source_id}
    by_words = {_fingerprint(item): item.id for item in there.values()}
    by_words |= {origin.text: origin.id for origin in state.origins}
    taken: set[str] = set()
    found: list[str | None] = []
    for draft in drafts:
        match = by_source.get(draft.source_id) or by_words.get(_fingerprint(draft.item))
        if match is None or match in taken or match not in there or type(there[match]) is not type(draft.item):
            found.append(None)
        else:
            taken.add(match)
            found.append(match)
    return found


def _near_matches(draft: Draft, there: Mapping[str, AuthoredItem], matches: Sequence[str | None]) -> list[Loss]:
    """Ask about an item that reads almost the same and was not recognised."""
    text = text_of(draft.item)
    for item in there.values():
        if item.id in matches:
            continue
        matcher = SequenceMatcher(None, text_of(item), text, autojunk=False)
        if matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR:
            what = "a new question reads almost like one of the bank: delete one of them if they are the same"
            return [Loss("unclear", draft.place, draft.title, what, item.id)]
    return []


def _merge_item(
    base: Mapping[str, Any], mine: AuthoredItem, theirs: AuthoredItem
) -> tuple[AuthoredItem, list[tuple[str, str]]]:
    """Merge key by key: who changed it wins; where both did, the bank's word stays and the source's is noted."""
    here, now = _plain(mine), _plain(theirs)
    changes: dict[str, Any] = {}
    conflicts = []
    for key in type(mine).__struct_fields__:
        before, bank, source = base.get(key), here.get(key), now.get(key)
        if key in _PROGRAM_ONLY or source in (before, bank):
            continue
        if key in {"topic", "image"} and source is None:
            continue
        if bank == before:
            changes[key] = getattr(theirs, key)
        else:
            conflicts.append((key, json.encode(source).decode()))
    item: AuthoredItem = structs.replace(mine, **changes)
    return item, conflicts


def _edit(text: str, loaded: LoadedBank, blocks: Mapping[str, str], added: Sequence[str]) -> str:
    """Put blocks in place of the items that changed, and new ones at the end; every other line stays as it is."""
    items = loaded.node.find("items") if loaded.node is not None else None
    if not isinstance(items, NodeList):
        raise RefusedFileError(f"{loaded.file}: its items cannot be found. Check it with `calcinosis-quiz check`.")
    lines = text.split("\n")
    starts = [child.line - 1 for child in items.children]
    ids = [item.id for item in loaded.bank.items]
    indent = len(lines[starts[0]]) - len(lines[starts[0]].lstrip())
    for place in reversed(range(len(starts))):
        if ids[place] in blocks:
            begin = starts[place]
            end = _end_of(lines, begin, starts[place + 1] if place + 1 < len(starts) else len(lines), indent)
            while begin and lines[begin - 1].strip().startswith("# Conflict in "):
                begin -= 1
            lines[begin:end] = _indented(blocks[ids[place]], indent)
    while lines and not lines[-1].strip():
        lines.pop()
    for block in added:
        lines += ["", *_indented(block, indent)]
    return "\n".join(lines) + "\n"


def _end_of(lines: Sequence[str], begin: int, limit: int, indent: int) -> int:
    """Find where an item ends: blank lines and comments before the next one belong to that."""
    end = limit
    while end > begin + 1 and (not lines[end - 1].strip() or _is_comment(lines[end - 1], indent)):
        end -= 1
    return end


def _is_comment(line: str, indent: int) -> bool:
    """Return whether a line is a comment; a line of a text that begins with # is indented further."""
    bare = line.lstrip()
    return bare.startswith("#") and len(line) - len(bare) <= indent


def _indented(block: str, indent: int) -> list[str]:
    """Move a block, written two blanks in, to where the bank has its items."""
    return [f"{' ' * indent}{line[2:]}" if line.strip() else line for line in block.split("\n")]
