"""What a learner does with a deck over the years, in the Anki that runs this file.

Run as `python acceptance.py FOLDER`, with nothing installed but `anki`. The folder holds the decks of `test_acceptance`
and `plan.json`, which says what was changed from one to the next. Every step ends in an assert.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from anki import buildinfo
from anki.collection import (
    Collection,
    CsvMetadata,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)

Rating = Literal[1, 2, 3, 4]
CHOSEN: tuple[Rating, ...] = (4, 3, 1, 2)  # easy first: it makes a card a review card at once


class Learner:
    """A collection, and what is watched in it."""

    def __init__(self, home: Path, folder: Path) -> None:
        """Open a new collection."""
        self.folder = folder
        self.home = home
        self.col = Collection(str(home / "collection.anki2"))

    def restart(self) -> None:
        """Close Anki and open it again: it remembers note types while it runs."""
        self.col.close()
        self.col = Collection(str(self.home / "collection.anki2"))

    @property
    def db(self) -> Any:  # noqa: ANN401 - Anki's own connection
        """Reach the tables of the open collection."""
        return self.col.db

    def import_package(self, name: str) -> Any:  # noqa: ANN401 - Anki's own message
        """Import a package with the options of a fresh collection."""
        request = ImportAnkiPackageRequest(package_path=str(self.folder / name), options=ImportAnkiPackageOptions())
        return self.col.import_anki_package(request).log

    def import_text(self, name: str) -> Any:  # noqa: ANN401 - Anki's own message
        """Import a text file as its header says."""
        path = str(self.folder / name)
        metadata = self.col.get_csv_metadata(path=path, delimiter=CsvMetadata.Delimiter.TAB)
        return self.col.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log

    def note(self, guid: str) -> Any:  # noqa: ANN401 - Anki's own note
        """Find a note by its GUID."""
        (number,) = self.db.list("select id from notes where guid = ?", guid)
        return self.col.get_note(number)

    def cards(self) -> list[list[Any]]:
        """List every column of every card."""
        return [list(row) for row in self.db.all("select * from cards order by id")]

    def reviews(self) -> list[list[Any]]:
        """List the whole review log."""
        return [list(row) for row in self.db.all("select * from revlog order by id")]

    def note_types(self) -> list[tuple[int, str]]:
        """List the note types."""
        return sorted((each.id, each.name) for each in self.col.models.all_names_and_ids())

    def check_health(self) -> None:
        """Ask Anki for everything that could be wrong."""
        assert self.col.fix_integrity()[1], "Check Database found something"
        assert not self.col.get_empty_cards().notes
        assert not self.db.list("select id from notes where id not in (select nid from cards)")
        assert not self.db.list("select guid from notes group by guid having count(*) > 1")
        assert not list(self.col.media.check().missing)
        for number in self.col.find_cards(""):
            card = self.col.get_card(number)
            assert "has a problem" not in card.question() + card.answer(), number

    def answer_cards(self) -> None:
        """Answer a card with each rating."""
        deck = self.col.decks.id_for_name("Sample")
        assert deck is not None
        self.col.decks.select(deck)
        for ease in CHOSEN:
            card = self.col.sched.getCard()
            assert card is not None
            card.start_timer()
            self.col.sched.answerCard(card, ease)
        assert {row[3] for row in self.reviews()} == set(CHOSEN)


def found(log: Any, kind: str) -> set[str]:  # noqa: ANN401 - Anki's own message
    """List the first fields of the notes that Anki reports."""
    return {note.fields[0] for note in getattr(log, kind)}


def check_nothing_odd(log: Any) -> None:  # noqa: ANN401 - Anki's own message
    """No note may be in conflict, without a note type or without a first field."""
    assert not (log.conflicting or log.missing_notetype or log.empty_first_field), log


def live(learner: Learner, plan: dict[str, Any]) -> None:
    """Import, learn, import again, update, update with renamed parts, update by text."""
    begin(learner, plan)
    before = Before(learner)
    log = learner.import_package("v1.apkg")
    check_nothing_odd(log)
    assert not (log.new or log.updated)
    assert len(log.duplicate) == plan["notes"]
    before.check(plan)
    update(learner, plan)
    before.check(plan)
    rename(learner, plan)
    before.check(plan)
    update_by_text(learner, plan)
    before.check(plan)
    learner.check_health()


def begin(learner: Learner, plan: dict[str, Any]) -> None:
    """Import for the first time, answer a card with each rating, and write something of one's own."""
    log = learner.import_package("v1.apkg")
    check_nothing_odd(log)
    assert len(log.new) == log.found_notes == learner.col.note_count() == plan["notes"]
    assert learner.col.card_count() == plan["cards"]
    assert not (log.updated or log.duplicate)
    assert not learner.db.list("select id from notes where sfld = '' or csum = 0"), "Anki has worked out no sort field"
    learner.check_health()
    learner.answer_cards()
    own = learner.note(plan["untouched"])
    own["Notes"], own["Explanation"] = "my own words", "my own explanation"
    own.tags.append("my-tag")
    learner.col.update_note(own)


class Before:
    """What no update may change: every column of the cards, the review log, the note types, the learner's words."""

    def __init__(self, learner: Learner) -> None:
        """Remember it as it is now."""
        self.learner = learner
        self.cards, self.reviews, self.types = learner.cards(), learner.reviews(), learner.note_types()

    def check(self, plan: dict[str, Any]) -> None:
        """Find everything as it was; new cards may have come."""
        known = {row[0] for row in self.cards}
        assert [row for row in self.learner.cards() if row[0] in known] == self.cards
        assert self.learner.reviews() == self.reviews
        assert self.learner.note_types() == self.types
        own = self.learner.note(plan["untouched"])
        assert (own["Notes"], own["Explanation"]) == ("my own words", "my own explanation")
        assert "my-tag" in own.tags


def update(learner: Learner, plan: dict[str, Any]) -> None:
    """Import a deck in which one note was edited, one added and one retired; the retired one stays as it was."""
    retired = learner.note(plan["retired"])
    log = learner.import_package("v2.apkg")
    check_nothing_odd(log)
    assert found(log, "new") == {plan["added_text"]}
    assert len(log.updated) == 1, log.updated
    assert learner.note(plan["edited"])["Question"] == plan["edited_text"]
    kept = learner.note(plan["retired"])
    assert (kept.fields, kept.tags, kept.mod) == (retired.fields, retired.tags, retired.mod)


def rename(learner: Learner, plan: dict[str, Any]) -> None:
    """Import the same notes with a field and a template under other names."""
    log = learner.import_package("renamed.apkg")
    learner.restart()
    check_nothing_odd(log)
    # Up to 24.11 Anki dates a note by its import, so notes dated ahead, as those of v2 are, count as newer again.
    assert not log.new
    assert not log.updated or buildinfo.version == "24.11"
    choice = learner.col.models.by_name("Calcinosis Quiz: choice")
    assert choice is not None
    assert plan["renamed_field"] in [field["name"] for field in choice["flds"]]
    assert [template["name"] for template in choice["tmpls"]] == [plan["renamed_template"]]


def update_by_text(learner: Learner, plan: dict[str, Any]) -> None:
    """Import the deck's twin as text, twice."""
    private = learner.note(plan["edited"])
    private["Notes"] = "mine"
    learner.col.update_note(private)
    log = learner.import_text("v3.tsv")
    check_nothing_odd(log)
    assert not log.new
    assert learner.note(plan["edited"])["Question"] == plan["text_text"]
    assert learner.note(plan["edited"])["Notes"] == "mine"
    log = learner.import_text("v3.tsv")
    check_nothing_odd(log)
    assert not (log.new or log.updated), "a second import of the same text changed something"


def main(folder: Path) -> None:
    """Live twice: with Anki's older scheduler and with FSRS."""
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    for fsrs in (False, True):
        with tempfile.TemporaryDirectory() as home:
            learner = Learner(Path(home), folder)
            learner.col.set_config("fsrs", fsrs)
            live(learner, plan)
            learner.col.close()
    print("accepted")  # noqa: T201 - a program of its own


if __name__ == "__main__":
    main(Path(sys.argv[1]))
