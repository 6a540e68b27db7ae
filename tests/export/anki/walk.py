"""Random walks: an author changes and exports a bank, a learner studies, edits and imports, in any order.

After every import all notes, cards and reviews are compared with what they must be. Time is the walk's own: each step
is a second, and what Anki dates by its own clock is set back to it.
"""

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

from anki.collection import Collection
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.export.anki.acceptance import Learner
from tests.export.anki.promises import PUBLISHED, State, check_kept, state

from calcinosis_quiz.bank.items import Bank, TrueFalse
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.export.anki.lock import Lock, read_lock, write_lock
from calcinosis_quiz.export.anki.notes import make_note, write_text
from calcinosis_quiz.export.anki.package import build_package
from calcinosis_quiz.export.anki.release import Release, make_release

BEGIN: Final = 1_700_000_000  # long before any clock
ITEMS: Final = tuple(f"item-{i}" for i in range(6))
items, flags = st.sampled_from(ITEMS), st.integers(0, 7)
counts: Counter[str] = Counter()
"""How often a step was taken and a value compared, over all walks of a run."""


class Walk(RuleBasedStateMachine):
    """One author, one learner."""

    empty: Path | None = None

    @initialize()
    def begin(self) -> None:
        """Publish a bank and import it for the first time."""
        self.folder = Path(tempfile.mkdtemp())
        if Walk.empty is None or not Walk.empty.is_file():
            Walk.empty = Path(tempfile.mkdtemp()) / "collection.anki2"
            Collection(str(Walk.empty)).close()
        shutil.copy(Walk.empty, self.folder / "collection.anki2")
        self.learner = Learner(self.folder, self.folder)
        self.now = BEGIN
        self.texts = {item: f"{item} at first" for item in ITEMS[:4]}
        self.topics = dict.fromkeys(ITEMS, "bones")
        self.lock = Lock(namespace="walk")
        self.release = self.export()
        self.changed: set[str] = set()
        self.import_package()

    def teardown(self) -> None:
        """Close the collection and clear up."""
        if hasattr(self, "learner"):
            self.learner.col.close()
            shutil.rmtree(self.folder)

    def export(self) -> Release:
        """Export the bank as it is now."""
        made = tuple(
            TrueFalse(id=item, stem=text, answer=True, topic=self.topics[item]) for item, text in self.texts.items()
        )
        library = Library((LoadedBank("walk.yaml", Bank(format=1, bank="walk", title="Walk", items=made), None),))
        notes = [make_note(library, question) for question in library.questions.values()]
        release = make_release(read_lock(write_lock(self.lock), "lock"), {"walk": notes}, self.now)
        self.lock = release.lock
        return release

    @rule(item=items)
    def author_edits(self, item: str) -> None:
        """Write a question anew, or for the first time, or bring it back."""
        self.texts[item] = f"{item} of {self.tick('author edits')}"

    @rule(item=items)
    def author_retires(self, item: str) -> None:
        """Take a question out; the last one stays."""
        self.tick("author retires")
        if len(self.texts) > 1:
            self.texts.pop(item, None)

    @rule(item=items)
    def author_renames_topic(self, item: str) -> None:
        """Give a question another topic, which is a tag."""
        self.topics[item] = f"topic-{self.tick('author renames')}"

    @rule()
    def author_exports(self) -> None:
        """Publish the state of the bank."""
        self.tick("author exports")
        self.release = self.export()
        self.changed |= {f"walk:{item}" for item in self.release.changed}

    @rule(item=items, field=st.sampled_from(["Question", "Explanation", "Notes", "Spare 3"]))
    def learner_edits(self, item: str, field: str) -> None:
        """Write into a note."""
        if (note := self.find(item)) is not None:
            note[field] = f"mine, {self.tick('learner edits')}"
            self.learner.col.update_note(note)
            self.date()

    @rule(item=items)
    def learner_tags(self, item: str) -> None:
        """Add a tag."""
        if (note := self.find(item)) is not None:
            self.learner.col.tags.bulk_add([note.id], f"mine-{self.tick('learner tags')}")
            self.date()

    @rule(item=items, flag=flags, suspend=st.booleans(), move=st.booleans())
    def learner_sorts(self, item: str, flag: int, suspend: bool, move: bool) -> None:
        """Flag a card, suspend or bury it, move it to another deck."""
        self.tick("learner sorts")
        if (note := self.find(item)) is None:
            return
        cards = note.card_ids()
        self.learner.col.set_user_flag_for_cards(flag, cards)
        (self.learner.col.sched.suspend_cards if suspend else self.learner.col.sched.bury_cards)(cards)
        deck = self.learner.col.decks.id("Mine")
        if move and deck is not None:
            self.learner.col.set_deck(cards, deck)

    @rule(ease=st.integers(1, 4))
    def learner_answers(self, ease: int) -> None:
        """Answer the next card."""
        self.tick("learner answers")
        deck = self.learner.col.decks.id("Walk")
        assert deck is not None
        self.learner.col.decks.select(deck)
        if (card := self.learner.col.sched.getCard()) is not None:
            card.start_timer()
            self.learner.col.sched.answerCard(card, ease)  # type: ignore[arg-type]  # one of four numbers

    @rule(item=items)
    def learner_deletes(self, item: str) -> None:
        """Delete a note."""
        self.tick("learner deletes")
        if (note := self.find(item)) is not None:
            self.learner.col.remove_notes([note.id])

    @rule()
    def learner_restarts(self) -> None:
        """Close Anki and open it again."""
        self.tick("learner restarts")
        self.learner.restart()

    @rule()
    def import_package(self) -> None:
        """Import the deck published last."""
        self.tick("import by package")
        (self.folder / "deck.apkg").write_bytes(build_package(self.release.notes, "Walk"))
        before = state(self.learner)
        log = self.learner.import_package("deck.apkg")
        assert not log.conflicting
        newer = {
            each.note.guid
            for each in self.release.notes
            if each.note.guid in before["notes"] and each.mod > before["notes"][each.note.guid][3]
        }
        assert newer <= self.changed, "a note was updated whose text had not changed since the learner's last import"
        self.compare(before, dict.fromkeys(newer, False))
        self.changed.clear()

    @rule()
    def import_text(self) -> None:
        """Import the notes published last as text."""
        self.tick("import by text")
        text = write_text((each.note for each in self.release.notes), "Walk")
        (self.folder / "deck.tsv").write_bytes(text)
        before = state(self.learner)
        self.learner.import_text("deck.tsv")
        different = {
            each.note.guid
            for each in self.release.notes
            if each.note.guid in before["notes"] and before["notes"][each.note.guid][1][:PUBLISHED] != each.note.fields
        }
        self.compare(before, dict.fromkeys(different, True))
        self.date()

    def compare(self, before: State, updated: dict[str, bool]) -> None:
        """Find what the deck brought as the deck has it, and all the rest as it was."""
        after = state(self.learner)
        check_kept(before, after, updated)
        counts["values compared"] += sum(map(len, before.values()))
        for each in self.release.notes:
            if each.note.guid in updated or each.note.guid not in before["notes"]:
                assert after["notes"][each.note.guid][1][:PUBLISHED] == each.note.fields

    @invariant()
    def is_healthy(self) -> None:
        """No note is without a card, and none is there twice."""
        if hasattr(self, "learner"):
            assert not self.learner.db.list("select id from notes where id not in (select nid from cards)")
            assert not self.learner.db.list("select guid from notes group by guid having count(*) > 1")

    def find(self, item: str) -> Any:  # noqa: ANN401 - Anki's own note, or None
        """Find the learner's note of an item."""
        found = self.learner.db.list("select id from notes where guid = ?", f"walk:{item}")
        return self.learner.col.get_note(found[0]) if found else None

    def tick(self, step: str) -> int:
        """Let a second pass."""
        counts[step] += 1
        self.now += 1
        return self.now

    def date(self) -> None:
        """Date by the walk's clock what Anki has dated by its own."""
        self.learner.db.execute("update notes set mod = ? where mod > ?", self.now, self.now)
