"""`import --with-progress`: what a learner did in Anki with notes that have just become questions."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import structs

from calcinosis_quiz.cli.asking.sessions import now
from calcinosis_quiz.cli.learner import learner_calendar
from calcinosis_quiz.imports.merging import Origin, State
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.study.anki_import.collection_file import copied_collection
from calcinosis_quiz.study.anki_import.new_reviews import find_new_reviews
from calcinosis_quiz.study.anki_import.review_log import Entry, read_review_log
from calcinosis_quiz.study.attempts import ItemName

_CARD: Final = "{}-{}"  # what the second and later cards of a note are called


def bring_progress(file: Path, states: Mapping[str, State], log: AnswerLog) -> Iterator[str]:
    """Add the reviews of one file to the log; `states` says, for each bank by name, which item came of which note."""
    items = {
        origin.source_id: (ItemName(bank, origin.id), origin)
        for bank, state in states.items()
        for origin in state.origins
        if origin.source_id
    }
    notes = {each for name in items for each in (name, name.rpartition("-")[0]) if each}
    with copied_collection(file) as copy:
        review_log = read_review_log(copy, file, notes, ())
    entries = [named for entry in review_log.entries if (named := _named(entry, items)) is not None]
    entries.sort(key=lambda entry: (entry.guid, entry.ordinal, entry.at))
    calendar = learner_calendar()
    names = {name: item for name, (item, _) in items.items()}
    found = find_new_reviews(entries, names, log, calendar.day_of(now()), calendar)
    added, known = log.merge(found.rows)
    yield f"{file}: {added} review{'' if added == 1 else 's'} added to your log, {known + found.known} there already"
    if not review_log.entries:
        yield "  None of its notes has a review. Did you tick `Include scheduling information`?"
    if dropped := found.not_counted + found.misdated + len(review_log.entries) - len(entries):
        yield f"  {dropped} left out: of cards that did not come in, crammed or rescheduled, or with a wrong date"


def _named(entry: Entry, items: Mapping[str, tuple[ItemName, Origin]]) -> Entry | None:
    """Return a row under the name of the item that its card became; all cards of a cloze are one item."""
    name = _CARD.format(entry.guid, entry.ordinal + 1) if entry.ordinal else entry.guid
    if name not in items:
        name = entry.guid
        if name not in items or items[name][1].item.get("type") != "cloze":
            return None
    return structs.replace(entry, guid=name)
