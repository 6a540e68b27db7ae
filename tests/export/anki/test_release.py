"""What an export changes, and what it leaves alone."""

from collections.abc import Callable

import pytest
from msgspec import json, structs
from tests.export.anki.conftest import BUILT, notes_of, release_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import Lock, read_lock, write_lock
from calcinosis_quiz.export.anki.note_types import shapes
from calcinosis_quiz.export.anki.release import check_bank_id, make_release

TWO = """
- {id: one, type: true-false, stem: STEM, answer: true}
- {id: two, type: true-false, stem: Two., answer: true}
"""
ADDED = "- {id: three, type: true-false, stem: Three., answer: true}\n"
Make = Callable[[str], Library]


def test_only_what_has_changed_gets_a_new_time(make_library: Make) -> None:
    first = release_of(make_library(TWO))
    second = release_of(make_library(TWO.replace("STEM", "Other.")), first.lock, BUILT + 50)
    assert (first.new, first.changed) == (("one", "two"), ())
    assert (second.new, second.changed, second.unchanged) == ((), ("one",), ("two",))
    assert [(each.note.item, each.mod) for each in second.notes] == [("one", BUILT + 50), ("two", BUILT)]
    assert [each.created for each in second.notes] == [each.created for each in first.notes]


def test_a_time_always_grows_even_when_the_clock_goes_back(make_library: Make) -> None:
    first = release_of(make_library(TWO))
    second = release_of(make_library(TWO.replace("STEM", "Other.")), first.lock, 1)
    assert second.lock.notes["one"].mod == BUILT + 1


def test_numbers_are_never_shared_and_never_zero(make_library: Make) -> None:
    first = release_of(make_library("- {id: one, type: true-false, stem: One., answer: true}"), now=1)
    second = release_of(make_library(TWO), first.lock, 1)
    assert [each.created for each in second.notes] == [1000, 1001]


def test_an_item_that_leaves_stays_in_the_lock_and_its_note_out_of_the_deck(make_library: Make) -> None:
    first = release_of(make_library(TWO))
    left = notes_of(make_library("- {id: two, type: true-false, stem: Two., answer: true}"))
    second = make_release(first.lock, left, BUILT + 9)
    third = make_release(read_lock(write_lock(second.lock), "lock"), left, BUILT + 99)
    assert (second.retired, second.left) == (("one",), ("one",))
    assert (third.retired, third.left, third.unchanged) == ((), ("one",), ("two",))
    for release in (second, third):
        assert [each.note.item for each in release.notes] == ["two"]
        kept = release.lock.notes["one"]
        assert kept.retired
        assert (kept.hash, kept.mod, kept.created) == (
            first.lock.notes["one"].hash,
            first.lock.notes["one"].mod,
            first.lock.notes["one"].created,
        )


def test_an_item_that_comes_back_is_the_note_that_learners_have(make_library: Make) -> None:
    first = release_of(make_library(TWO))
    left = notes_of(make_library("- {id: two, type: true-false, stem: Two., answer: true}"))
    second = make_release(first.lock, left, BUILT + 9)
    same = release_of(make_library(TWO), second.lock, BUILT + 20)
    other = release_of(make_library(TWO.replace("STEM", "Else.")), second.lock, BUILT + 20)
    assert (same.unchanged, same.left) == (("one", "two"), ())
    assert same.lock == first.lock
    assert other.changed == ("one",)
    assert other.lock.notes["one"].created == first.lock.notes["one"].created
    assert not other.lock.notes["one"].retired


def test_a_bank_that_is_not_exported_is_left_alone(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    assert make_release(lock, {"other": []}, BUILT + 9).retired == ()
    assert make_release(lock, {"other": []}, BUILT + 9, is_whole=True).retired == ("one", "two")


def test_filters_leave_notes_out_and_touch_nothing_else_in_the_lock(make_library: Make) -> None:
    first = release_of(make_library(TWO)).lock
    changed = notes_of(make_library(TWO.replace("STEM", "Other.").replace("Two.", "Two!") + ADDED))
    part = make_release(first, changed, BUILT + 9, wanted=["two"])
    assert [each.note.item for each in part.notes] == ["two"]
    assert (part.new, part.changed, part.unchanged, part.retired) == ((), ("two",), (), ())
    assert part.lock.notes["one"] == first.notes["one"]
    assert "three" not in part.lock.notes
    left = notes_of(make_library("- {id: two, type: true-false, stem: Two., answer: true}"))
    assert not make_release(first, left, BUILT + 9, wanted=["two"]).lock.notes["one"].retired


def test_a_note_published_with_the_tags_of_an_earlier_version_has_not_changed(make_library: Make) -> None:
    library = make_library("- {id: one, type: true-false, stem: One., answer: true, tags: [slot-a1, bones]}")
    ((note,),) = notes_of(library).values()
    assert "sample::tag::bones" in note.tags
    assert note.former_tags == ("sample::tag::slot-a1",)
    formerly = structs.replace(note, tags=tuple(sorted({*note.tags, *note.former_tags})), former_tags=())
    lock = make_release(Lock(namespace="sample"), {"sample": [formerly]}, BUILT).lock
    assert release_of(library, lock, BUILT + 9).unchanged == ("one",)
    own = structs.replace(note, tags=(*note.tags, "learner"), former_tags=())
    lock = make_release(Lock(namespace="sample"), {"sample": [own]}, BUILT).lock
    assert release_of(library, lock, BUILT + 9).changed == ("one",)


def test_items_that_take_each_other_s_ids_are_refused(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    swapped = TWO.replace("STEM", "x").replace("Two.", "STEM").replace("stem: x", "stem: Two.")
    with pytest.raises(QuizError, match=r"one now asks what two asked; two now asks what one asked.*Give the ids back"):
        release_of(make_library(swapped), lock)


def test_the_lock_of_another_bank_is_refused(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    with pytest.raises(QuizError, match=r"None of the 2 items.*another bank"):
        release_of(make_library(ADDED), lock)


def test_a_bank_whose_id_was_changed_is_refused(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    check_bank_id(lock, "sample", ["one", "two", "three"])
    with pytest.raises(QuizError, match=r"bank other was published as sample.*Change the id back"):
        check_bank_id(lock, "other", ["one", "three"])


def test_an_item_of_another_type_is_refused_with_what_to_do(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    changed = make_library("- {id: one, type: short-answer, stem: Which?, accept: [it]}")
    with pytest.raises(QuizError, match=r"type of one has changed.*an id of its own"):
        release_of(changed, lock)


def test_a_lock_survives_writing_and_reading_byte_for_byte(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    assert read_lock(write_lock(lock), "lock") == lock
    assert write_lock(read_lock(write_lock(lock), "lock")) == write_lock(lock)
    assert write_lock(lock).count(b'\n  "') == 5 + 2
    assert read_lock(write_lock(Lock(namespace="empty")), "lock") == Lock(namespace="empty")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"not json", "is not a lock file"),
        (b"\xff\xfe", "is not a lock file"),
        (b"[]", "is not a lock file"),
        (b'{"format": 1}', "is not a lock file"),
        (b'{"format": 3, "later": true}', "newer calcinosis-quiz"),
        (b'{"format": 1, "namespace": "a", "notes": {}, "other": 1}', "is not a lock file"),
        (b'{"format": 1, "namespace": "a", "notes": {"q": {"hash": "x"}}}', "is not a lock file"),
        (b'{"format": 2, "namespace": "a", "digest": "", "notes": {}}', "changed by hand or by a merge"),
    ],
)
def test_a_lock_that_cannot_be_used_is_refused_with_what_to_do(raw: bytes, said: str) -> None:
    with pytest.raises(QuizError, match=said):
        read_lock(raw, "lock")


def test_note_types_that_would_fork_are_refused(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    choice = shapes()["choice"]
    for fields in (choice.fields[:-1], (*choice.fields, 1), choice.fields[::-1]):
        released = type(choice)(choice.id, fields, choice.templates)
        changed = Lock(namespace="sample", note_types={"choice": released}, notes=lock.notes)
        with pytest.raises(QuizError, match=r"second note type and update nothing. Use a spare field"):
            read_lock(write_lock(changed), "lock")


def test_a_lock_edited_by_hand_is_refused_with_what_to_do(make_library: Make) -> None:
    written = write_lock(release_of(make_library(TWO)).lock).decode()
    lines = written.splitlines(keepends=True)
    without_one = "".join(line for line in lines if '"one"' not in line)
    for edited in (written.replace(str(BUILT), str(BUILT + 1), 1), without_one):
        with pytest.raises(QuizError, match=r"changed by hand.*--lock-from OLD.apkg"):
            read_lock(edited.encode(), "lock")


def test_a_lock_of_the_first_format_is_read_with_its_retired_notes(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    stamps = {
        item: {name: value for name, value in json.decode(json.encode(stamp)).items() if name != "text"}
        for item, stamp in lock.notes.items()
    }
    stamps["one"]["retired"] = {"note_type": "choice", "namespace": "sample", "item": "one", "fields": [], "tags": []}
    old = json.encode({"format": 1, "namespace": "sample", "note_types": lock.note_types, "notes": stamps})
    read = read_lock(old, "lock")
    assert (read.notes["one"].retired, read.notes["two"].retired) == (True, False)
    assert release_of(make_library(TWO), read, BUILT + 9).lock == lock
