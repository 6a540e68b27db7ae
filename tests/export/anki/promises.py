"""What learners do, and what an update may never cost them: the promises of decks/README.md, in one version of Anki.

Run as `python -m tests.export.anki.promises FOLDER` with nothing installed but `anki`. The folder holds the decks that
`test_promises` writes. Every promise is kept by package and by text: v1, the learner acts, v2, v3, and each time all
fields, tags, cards, reviews, decks and note types are compared with what they were.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anki import buildinfo
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
from tests.export.anki.acceptance import Learner, check_nothing_odd

DECK, OWN_DECK = "Vets", "My own"
OWN_STYLE = "_calcinosis-own.css"
STAYS, CHANGES, ANSWER, LEAVES, TOPIC, ADDED = (
    f"vets-1:{item}" for item in ("stays", "changes", "answer", "leaves", "topic", "added")
)
EVERY = (STAYS, CHANGES, ANSWER, LEAVES, TOPIC)
UPDATED = {"v2": {CHANGES, ANSWER, TOPIC}, "v3": {CHANGES, LEAVES}}
"""The notes whose text or tags each deck changes."""
TOLD = {"v2": {CHANGES: "Changed in v2."}, "v3": {CHANGES: "Changed in v3.", LEAVES: "Back."}}
CHOICES = {STAYS, CHANGES, LEAVES}
PUBLISHED = 12  # fields that the deck fills; those after them are the learner's

Act = Callable[[Learner], None]
State = dict[str, dict[Any, Any]]
PROMISES: dict[str, Act] = {}


def promise(what: str) -> Callable[[Act], Act]:
    """Register what a learner does under its words in decks/README.md."""

    def add(act: Act) -> Act:
        PROMISES[what] = act
        return act

    return add


def number(learner: Learner, guid: str) -> Any:  # noqa: ANN401 - Anki's own kind of number
    """Find the number of a note's card."""
    return learner.db.scalar("select cards.id from cards join notes on nid = notes.id where guid = ?", guid)


@promise("answer cards")
def answer(learner: Learner) -> None:
    """Answer four cards, one with each rating."""
    deck = learner.col.decks.id_for_name(DECK)
    assert deck is not None
    learner.col.decks.select(deck)
    for ease in (4, 3, 1, 2):
        card = learner.col.sched.getCard()
        assert card is not None
        card.start_timer()
        learner.col.sched.answerCard(card, ease)


@promise("edit a note")
def edit(learner: Learner) -> None:
    """Write another explanation into a note that the deck leaves alone."""
    note = learner.note(STAYS)
    note["Explanation"] = "my own explanation"
    learner.col.update_note(note)


@promise("write into the field Notes")
def write_notes(learner: Learner) -> None:
    """Write into the learner's own field of every note."""
    for guid in EVERY:
        note = learner.note(guid)
        note["Notes"] = f"my words on {guid}"
        learner.col.update_note(note)


@promise("tag notes")
def tag(learner: Learner) -> None:
    """Add a tag to every note."""
    learner.col.tags.bulk_add(learner.db.list("select id from notes"), "my-tag leech")


@promise("rename the deck")
def rename_deck(learner: Learner) -> None:
    """Give the deck another name."""
    deck = learner.col.decks.by_name(DECK)
    assert deck is not None
    learner.col.decks.rename(deck, "Rheumatology::Vets")


@promise("move cards to another deck")
def move(learner: Learner) -> None:
    """Move two cards."""
    deck = learner.col.decks.id(OWN_DECK)
    assert deck is not None
    learner.col.set_deck([number(learner, CHANGES), number(learner, STAYS)], deck)


@promise("suspend cards")
def suspend(learner: Learner) -> None:
    """Suspend two cards."""
    learner.col.sched.suspend_cards([number(learner, CHANGES), number(learner, LEAVES)])


@promise("bury cards")
def bury(learner: Learner) -> None:
    """Bury two cards."""
    learner.col.sched.bury_cards([number(learner, CHANGES), number(learner, STAYS)])


@promise("flag cards")
def flag(learner: Learner) -> None:
    """Flag two cards."""
    learner.col.set_user_flag_for_cards(3, [number(learner, CHANGES), number(learner, LEAVES)])


@promise("study in a filtered deck")
def filtered(learner: Learner) -> None:
    """Gather all cards in a filtered deck and answer one there."""
    deck = learner.col.sched.get_or_create_filtered_deck(0)  # type: ignore[arg-type]  # a new one
    deck.name = "Cramming"
    deck.config.reschedule = True
    del deck.config.search_terms[1:]
    deck.config.search_terms[0].search = ""
    made = learner.col.sched.add_or_update_filtered_deck(deck)
    learner.col.decks.select(made.id)  # type: ignore[arg-type]  # a number of a deck
    card = learner.col.sched.getCard()
    assert card is not None
    card.start_timer()
    learner.col.sched.answerCard(card, 3)


@promise("style the cards")
def style(learner: Learner) -> None:
    """Change the styling of a note type, after the deck's own was made, and write a style sheet of one's own."""
    Path(learner.col.media.dir(), OWN_STYLE).write_text(".card { color: red }", encoding="utf-8")
    for each in learner.col.models.all():
        if each["name"].startswith("Calcinosis Quiz"):
            each["css"] += "\n.card { font-size: 30px; }"
            learner.col.models.update_dict(each)


@promise("rename a note type")
def rename_note_type(learner: Learner) -> None:
    """Give a note type another name."""
    choice = learner.col.models.by_name("Calcinosis Quiz: choice")
    assert choice is not None
    choice["name"] = "My choice cards"
    learner.col.models.update_dict(choice)


@promise("add a field of one's own")
def add_field(learner: Learner) -> None:
    """Add a field to a note type and fill it in."""
    choice = learner.col.models.by_name("Calcinosis Quiz: choice")
    assert choice is not None
    learner.col.models.add_field(choice, learner.col.models.new_field("Mine"))
    learner.col.models.update_dict(choice)
    note = learner.note(CHANGES)
    note["Mine"] = "mine alone"
    learner.col.update_note(note)


@promise("delete a note")
def delete(learner: Learner) -> None:
    """Delete a note that the deck still has."""
    learner.col.remove_notes(learner.db.list("select id from notes where guid = ?", STAYS))


@promise("import the same deck twice")
def import_twice(learner: Learner) -> None:
    """Import the first deck again."""
    log = learner.import_package("v1.apkg")
    assert not (log.new or log.updated)


@promise("import another bank of the same name")
def import_other(learner: Learner) -> None:
    """Import somebody else's deck: same bank id, same item ids."""
    before = state(learner)
    log = learner.import_package("other.apkg")
    assert len(log.new) == 1
    check_kept(before, state(learner), {})


@promise("do nothing")
def nothing(learner: Learner) -> None:
    """Leave everything as it came: questions change, answers change, items leave and come back, topics are renamed."""


def state(learner: Learner) -> State:
    """Read all that is a learner's: notes by GUID, cards and reviews by number, decks, and note types by number."""
    rows = learner.db.all("select guid, mid, flds, tags, mod from notes")
    notes = {guid: (mid, tuple(flds.split("\x1f")), tuple(tags.split()), mod) for guid, mid, flds, tags, mod in rows}
    types = learner.col.models.all()
    return {
        "notes": notes,
        "cards": {row[0]: tuple(row) for row in learner.db.all("select * from cards")},
        "reviews": {row[0]: tuple(row) for row in learner.db.all("select * from revlog")},
        "decks": {each.id: each.name for each in learner.col.decks.all_names_and_ids()},
        "types": {each["id"]: (each["name"], [field["name"] for field in each["flds"]], each["css"]) for each in types},
    }


def check_kept(before: State, after: State, updated: dict[str, bool]) -> None:
    """Find everything as it was; of notes that the deck has `updated`, by text or not, what the deck does not fill."""
    for table in ("cards", "reviews", "types"):
        for key, value in before[table].items():
            assert after[table].get(key) == value, (table, key, value, after[table].get(key))
    assert before["decks"].items() <= after["decks"].items()
    for guid, (kind, fields, tags, mod) in before["notes"].items():
        now_kind, now_fields, now_tags, now_mod = after["notes"][guid]
        assert now_kind == kind
        if guid not in updated:
            assert (now_fields, now_tags) == (fields, tags), (guid, fields, now_fields, tags, now_tags)
            # Anki 24.11 dates a note by its import, so notes dated ahead, as those of v2 are, count as newer again.
            assert now_mod == mod or buildinfo.version == "24.11", guid
        elif updated[guid]:
            assert now_fields[PUBLISHED:] == fields[PUBLISHED:], (guid, fields, now_fields)
            assert now_tags == tags, (guid, tags, now_tags)


def live(learner: Learner, act: Act, by_text: bool) -> None:
    """Import v1, act, and update to v2 and v3, by package or by text."""
    first = learner.import_package("v1.apkg")
    check_nothing_odd(first)
    act(learner)
    conflicting = act is add_field and not by_text
    for version, questions in TOLD.items():
        before = state(learner)
        # New notes, with their tags, come by package; by text only notes that are there already are brought.
        log = learner.import_text(f"{version}.tsv") if by_text else learner.import_package(f"{version}.apkg")
        assert not log.missing_notetype
        assert not log.empty_first_field
        after = state(learner)
        # Anki leaves every note of a type with a field of the learner's own alone, unless told to merge note types.
        updated = UPDATED[version] - (CHOICES if conflicting else set())
        check_kept(before, after, dict.fromkeys(updated, by_text))
        assert bool(log.conflicting) == conflicting
        if not conflicting:
            for guid, question in questions.items():
                assert learner.note(guid)["Question"] == question
        if version == "v2":
            assert learner.note(LEAVES)["Question"] == "Left."
        check_older(learner)
    learner.check_health()
    if act is style:
        assert Path(learner.col.media.dir(), OWN_STYLE).read_text(encoding="utf-8") == ".card { color: red }"
        assert OWN_STYLE not in learner.col.media.check().unused
        card = learner.col.get_card(number(learner, STAYS))
        assert card.question().index(OWN_STYLE) > card.question().index("<main")


def check_older(learner: Learner) -> None:
    """Import the first deck after a newer one: nothing goes back."""
    before = state(learner)
    log = learner.import_package("v1.apkg")
    assert not log.updated
    check_kept(before, state(learner), {})


@contextmanager
def sync_server(folder: Path) -> Iterator[str]:
    """Run Anki's own synchronisation server; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"SYNC_USER1": "u:p", "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "SYNC_BASE": str(folder)}
    command = [sys.executable, "-m", "anki.syncserver"]
    with subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(400):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.025)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def sync(learner: Learner, address: str, *, upload: bool = False) -> None:
    """Synchronise; the first time all of it, in the direction told."""
    auth = learner.col.sync_login("u", "p", address)
    auth.endpoint = address
    if learner.col.sync_collection(auth, False).required >= 2:
        learner.col.close_for_full_sync()
        learner.col.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
        learner.col.reopen(after_full_sync=True)


def synchronise(folder: Path) -> None:
    """Import on one machine, study on another, update on the first: both hold the same in the end."""
    with tempfile.TemporaryDirectory() as home, sync_server(Path(home, "server")) as address:
        places = [Path(home, name) for name in ("desk", "phone")]
        for place in places:
            place.mkdir()
        desk, phone = (Learner(place, folder) for place in places)
        desk.import_package("v1.apkg")
        sync(desk, address, upload=True)
        sync(phone, address)
        answer(phone)
        edit(phone)
        tag(phone)
        flag(phone)
        studied = state(phone)
        sync(phone, address)
        sync(desk, address)
        desk.import_package("v2.apkg")
        sync(desk, address)
        sync(phone, address)
        assert {key: row[:4] + row[6:] for key, row in state(desk)["cards"].items()} == {
            key: row[:4] + row[6:] for key, row in state(phone)["cards"].items()
        }
        assert state(desk)["notes"] == state(phone)["notes"]
        for learner in (desk, phone):
            now = state(learner)
            assert now["reviews"].keys() == studied["reviews"].keys()
            assert now["notes"][STAYS] == studied["notes"][STAYS]
            assert learner.note(CHANGES)["Question"] == "Changed in v2."
            for key, row in studied["cards"].items():
                assert now["cards"][key][6:] == row[6:]
            learner.col.close()


def keep_notes_by_package(folder: Path) -> None:
    """Import a package with "Update notes: Never", and then the text: new notes come, and nothing of one's own goes."""
    with tempfile.TemporaryDirectory() as home:
        learner = Learner(Path(home), folder)
        learner.import_package("v1.apkg")
        write_notes(learner)
        tag(learner)
        before = state(learner)
        options = ImportAnkiPackageOptions(update_notes=2)  # type: ignore[arg-type]  # never
        request = ImportAnkiPackageRequest(package_path=str(folder / "v2.apkg"), options=options)
        learner.col.import_anki_package(request)
        check_kept(before, state(learner), {})
        assert "vets::type::true-false" in learner.note(ADDED).tags
        learner.import_text("v2.tsv")
        check_kept(before, state(learner), dict.fromkeys(UPDATED["v2"], True))
        assert learner.note(CHANGES)["Question"] == "Changed in v2."
        learner.col.close()


def main(folder: Path) -> None:
    """Keep every promise, by package and by text."""
    for what, act in PROMISES.items():
        for by_text in (False, True):
            with tempfile.TemporaryDirectory() as home:
                learner = Learner(Path(home), folder)
                try:
                    live(learner, act, by_text)
                except AssertionError as error:
                    raise AssertionError(f"{what}, by {'text' if by_text else 'package'}") from error
                finally:
                    learner.col.close()
    synchronise(folder)
    keep_notes_by_package(folder)
    print(f"kept in {buildinfo.version}: {'; '.join(PROMISES)}")  # noqa: T201 - a program of its own


if __name__ == "__main__":
    main(Path(sys.argv[1]))
