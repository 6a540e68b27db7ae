"""What an export changes, and what it leaves alone."""

from collections.abc import Callable

import pytest
from tests.export.anki.conftest import BUILT, notes_of, release_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.anki.lock import Lock, read_lock, write_lock
from calcinosis_quiz.export.anki.note_types import shapes
from calcinosis_quiz.export.anki.release import keep_only, make_release

TWO = """
- {id: one, type: true-false, stem: STEM, answer: true}
- {id: two, type: true-false, stem: Two., answer: true}
"""
Make = Callable[[str], Library]


def test_only_what_has_changed_gets_a_new_time(make_library: Make) -> None:
    first = release_of(make_library(TWO))
    second = release_of(make_library(TWO.replace("STEM", "Other.")), first.lock, BUILT + 50)
    assert (first.new, first.updated) == (("one", "two"), ())
    assert (second.new, second.updated, second.unchanged) == ((), ("one",), ("two",))
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


def test_an_item_that_leaves_is_kept_as_it_was_under_a_banner(make_library: Make) -> None:
    first = release_of(make_library(TWO))
    published = {each.note.item: each.note for each in first.notes}
    left = notes_of(make_library("- {id: two, type: true-false, stem: Two., answer: true}"))
    second = make_release(first.lock, left, BUILT + 9, published=published)
    third = make_release(read_lock(write_lock(second.lock), "lock"), left, BUILT + 99)
    assert second.retired == ("one",)
    assert (third.retired, third.unchanged) == ((), ("two",))
    for release in (second, third):
        note = next(each for each in release.notes if each.note.item == "one")
        assert note.note.fields[0] == published["one"].fields[0]
        assert "Retired on 2026-09-21" in note.note.fields[10]
        assert note.note.tags == tuple(sorted((*published["one"].tags, "sample::retired")))
        assert note.mod == BUILT + 9


def test_an_item_that_comes_back_loses_its_banner(make_library: Make) -> None:
    first = release_of(make_library(TWO))
    left = notes_of(make_library("- {id: two, type: true-false, stem: Two., answer: true}"))
    second = make_release(first.lock, left, BUILT + 9)
    third = release_of(make_library(TWO), second.lock, BUILT + 20)
    assert third.updated == ("one",)
    assert third.lock.notes["one"].retired is None


def test_without_the_earlier_deck_a_retired_note_keeps_its_type_and_says_so(make_library: Make) -> None:
    gaps = "- {id: gap, type: cloze, text: 'A {{b}}.'}\n- {id: two, type: true-false, stem: Two., answer: true}"
    first = release_of(make_library(gaps))
    left = notes_of(make_library("- {id: two, type: true-false, stem: Two., answer: true}"))
    note = next(each.note for each in make_release(first.lock, left, BUILT + 9).notes if each.note.item == "gap")
    assert note.note_type == "cloze"
    assert "{{c1::" in note.fields[0]


def test_a_bank_that_is_not_exported_is_left_alone(make_library: Make) -> None:
    lock = release_of(make_library(TWO)).lock
    assert make_release(lock, {"other": []}, BUILT + 9).retired == ()
    assert make_release(lock, {"other": []}, BUILT + 9, is_whole=True).retired == ("one", "two")


def test_filters_leave_notes_out_and_the_lock_whole(make_library: Make) -> None:
    release = release_of(make_library(TWO))
    kept = keep_only(release, ["two"])
    assert [each.note.item for each in kept.notes] == ["two"]
    assert kept.new == ("two",)
    assert kept.lock == release.lock


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
        (b'{"format": 2, "later": true}', "newer calcinosis-quiz"),
        (b'{"format": 1, "namespace": "a", "notes": {}, "other": 1}', "is not a lock file"),
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
