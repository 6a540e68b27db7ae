"""A learner who reviews a deck in the Anki that runs this file, for some weeks.

Run as `python phone.py FOLDER`, with nothing installed but `anki`. The folder holds `deck.apkg`. Into it go, for Anki's
older scheduler and for FSRS, the collection in every form that Anki writes, and `told.json`: what Anki itself has in
its review log, and the memory that its FSRS makes of it.
"""

import json
import shutil
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.decks import DeckId

DAY = 86400
GAPS = (1, 2, 1, 4, 9, 3, 15)  # days until the next session


class Phone:
    """A collection with our deck in it, whose past can be moved further back."""

    def __init__(self, home: Path, deck: Path, fsrs: bool) -> None:
        """Import the deck into a new collection."""
        home.mkdir()
        self.path = home / "collection.anki2"
        self.col = Collection(str(self.path))
        self.col.set_config("fsrs", fsrs)
        options = ImportAnkiPackageOptions()
        self.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(deck), options=options))
        self.rng = Random(7)  # noqa: S311 - a learner, not a secret

    @property
    def db(self) -> Any:  # noqa: ANN401 - Anki's own connection
        """Reach the tables of the open collection."""
        return self.col.db

    def cards_of(self, item: str) -> Any:  # noqa: ANN401 - a list of Anki's own numbers
        """Find the cards of an item."""
        return list(self.col.find_cards(f"ID:{item}"))

    def study(self, most: int = 40) -> None:
        """Answer what Anki asks, mostly well."""
        deck = self.col.decks.id_for_name("Sample")
        assert deck is not None
        self.col.decks.select(DeckId(deck))
        for _ in range(most):
            card = self.col.sched.getCard()
            if card is None:
                return
            card.timer_started = time.time() - self.rng.uniform(2, 20)
            self.col.sched.answerCard(card, self.rng.choice([1, 2, 3, 3, 3, 3, 4]))

    def cram(self, cards: list[Any], reschedule: bool) -> None:
        """Review cards ahead of their time in a filtered deck."""
        deck = self.col.sched.get_or_create_filtered_deck(DeckId(0))  # which makes a new one
        deck.name = f"Cram {reschedule}"
        deck.config.reschedule = reschedule
        del deck.config.search_terms[1:]
        deck.config.search_terms[0].search = " or ".join(f"cid:{card}" for card in cards)
        deck.config.search_terms[0].limit = 99
        made: Any = self.col.sched.add_or_update_filtered_deck(deck).id
        self.col.decks.select(made)
        for _ in cards:
            card = self.col.sched.getCard()
            if card is not None:
                card.start_timer()
                self.col.sched.answerCard(card, 3)
        self.col.sched.empty_filtered_deck(made)
        self.col.decks.remove([made])

    def let_days_pass(self, days: int) -> None:
        """Move everything that was done so many days into the past."""
        self.take_time()
        self.db.execute("update revlog set id = id - ?", days * DAY * 1000)
        self.db.execute("update col set crt = crt - ?", days * DAY)
        for number, data in self.db.all("select id, data from cards where data like '%lrt%'"):
            values = json.loads(data)
            values["lrt"] -= days * DAY
            self.db.execute("update cards set data = ? where id = ?", json.dumps(values), number)
        self.restart()

    def take_time(self) -> None:
        """Put some seconds between the answers of this day, as a person would; all others are a day or more back."""
        # Not by what came last: a clock may be set back between two answers.
        new = self.db.list("select id from revlog where id > ? order by id", int(time.time() - DAY / 2) * 1000)
        for place, number in enumerate(new):
            self.db.execute("update revlog set id = id - ? where id = ?", 5000 * (len(new) - place), number)

    def restart(self) -> None:
        """Close Anki and open it again."""
        self.col.close()
        self.col = Collection(str(self.path))

    def export(self, folder: Path) -> None:
        """Write the collection in every form that Anki has."""
        for legacy, name in ((True, "old"), (False, "new")):
            options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
            self.col.export_anki_package(out_path=str(folder / f"{name}.apkg"), options=options, limit=None)
            self.col.export_collection_package(str(folder / f"{name}.colpkg"), include_media=False, legacy=legacy)
            if self.col.db is None:
                self.col.reopen()
        plain = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=True)
        self.col.export_anki_package(out_path=str(folder / "without.apkg"), options=plain, limit=None)
        (folder / "open").mkdir()
        self.db.execute("update col set mod = mod + 1")
        for each in self.path.parent.glob("collection.anki2*"):
            shutil.copy(each, folder / "open" / each.name)
        told = self.tell()
        self.col.close()
        shutil.copy(self.path, folder / "collection.anki2")
        (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")

    def tell(self) -> dict[str, Any]:
        """Say what stands in the review log, and what FSRS makes of it."""
        log = self.db.all(
            "select guid, ord, revlog.id, ease, revlog.factor, time, revlog.type from revlog"
            " join cards on cards.id = cid join notes on notes.id = nid order by guid, ord, revlog.id"
        )
        states = {}
        for number, guid in self.db.all("select cards.id, guid from cards join notes on notes.id = nid where ord = 0"):
            state = self.col.compute_memory_state(number)
            if state.stability is not None:
                states[guid] = (state.stability, state.difficulty)
        return {"revlog": [list(row) for row in log], "states": states}


def live(folder: Path, deck: Path, fsrs: bool) -> None:
    """Study for weeks; reschedule a card by hand, reset two, cram some, and review some ahead of their time."""
    phone = Phone(folder / "home", deck, fsrs)
    for number, gap in enumerate(GAPS):
        phone.study()
        if number == 2:
            phone.cram(phone.cards_of("q1") + phone.cards_of("q2"), reschedule=False)
            phone.cram(phone.cards_of("q3"), reschedule=True)
            phone.col.sched.schedule_cards_as_new(phone.cards_of("q4"))
            phone.col.sched.set_due_date(phone.cards_of("q5"), "3")
        phone.let_days_pass(gap)
    phone.study()
    phone.col.sched.schedule_cards_as_new(phone.cards_of("q6"))
    phone.take_time()
    phone.export(folder)


def main(folder: Path) -> None:
    """Live twice: with Anki's older scheduler and with FSRS."""
    for fsrs in (False, True):
        place = folder / ("fsrs" if fsrs else "sm2")
        place.mkdir()
        live(place, folder / "deck.apkg", fsrs)
    print("done")  # noqa: T201 - a program of its own


if __name__ == "__main__":
    main(Path(sys.argv[1]))
