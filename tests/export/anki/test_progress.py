"""A terminal learner's first import: the schedule that arrives is the one that Anki computes from the log."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from anki.cards import CardId
from anki.collection import Collection, ImportLogWithChanges
from tests.export.anki.conftest import release_of

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.anki.package import build_package
from calcinosis_quiz.export.anki.progress import Progress, Rating, Review
from calcinosis_quiz.study import schedule

BANK = """
- {id: learnt, type: true-false, stem: Learnt., answer: true}
- {id: suspended, type: true-false, stem: Suspended., answer: true}
- {id: gaps, type: cloze, text: "One {{first}}, two {{second}}."}
- {id: fresh, type: true-false, stem: Fresh., answer: true}
"""
ImportDeck = Callable[..., ImportLogWithChanges]


def learn(guid: str, ratings: Sequence[tuple[int, Rating]], **about: object) -> Progress:
    """Answer an item `days` ago with each rating, as the terminal schedules it."""
    scheduler = schedule.Scheduler()
    memory, reviews = None, []
    today = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    for number, (days_ago, rating) in enumerate(ratings):
        moment = today - timedelta(days=days_ago) + timedelta(minutes=number)
        memory = scheduler.review(memory, schedule.Review(moment.date(), rating))
        interval = (scheduler.due(memory) - memory.last_day).days
        at = int(moment.timestamp() * 1000)
        reviews.append(Review(at=at, rating=rating, interval=interval, difficulty=memory.difficulty, milliseconds=5000))
    assert memory is not None
    values = {
        "guid": guid,
        "due": scheduler.due(memory),
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "last_review": reviews[-1].at,
        "reps": memory.reviews,
        "lapses": memory.lapses,
        "reviews": tuple(reviews),
    }
    return Progress(**(values | about))  # type: ignore[arg-type]  # checked by msgspec's own constructor in use


def random_history(seed: int) -> list[tuple[int, Rating]]:
    rng = Random(seed)  # noqa: S311 - a history, not a secret
    ratings: tuple[Rating, ...] = (1, 2, 3, 3, 3, 4)
    days = sorted((rng.randint(2, 120) for _ in range(rng.randint(1, 9))), reverse=True)
    return [(day, rng.choice(ratings)) for day in days]


@pytest.fixture
def build(make_library: Callable[[str], Library]) -> Callable[..., bytes]:
    release = release_of(make_library(BANK))
    return lambda *progress: build_package(release.notes, "Sample", progress=progress)


def card_of(collection: Collection, item: str) -> CardId:
    return collection.find_cards(f"ID:{item}")[0]


@pytest.mark.parametrize("seed", range(12))
def test_memory_that_arrives_is_what_anki_computes_from_the_log(
    seed: int, build: Callable[..., bytes], collection: Collection, import_deck: ImportDeck
) -> None:
    collection.set_config("fsrs", True)
    progress = learn("sample:learnt", random_history(seed))
    import_deck(build(progress), with_scheduling=True)
    number = card_of(collection, "learnt")
    arrived = collection.get_card(number).memory_state
    computed = collection.compute_memory_state(number)
    assert arrived is not None
    assert arrived.stability == pytest.approx(computed.stability, rel=1e-3)
    assert arrived.difficulty == pytest.approx(computed.difficulty, rel=1e-3)
    assert computed.stability == pytest.approx(progress.stability, rel=1e-3)


def test_due_day_counts_and_log_arrive_as_they_are(
    build: Callable[..., bytes], collection: Collection, import_deck: ImportDeck
) -> None:
    collection.set_config("fsrs", True)
    progress = learn("sample:learnt", [(30, 3), (27, 1), (20, 3), (2, 3)])
    import_deck(build(progress), with_scheduling=True)
    card = collection.get_card(card_of(collection, "learnt"))
    assert (card.type, card.queue, card.reps, card.lapses) == (2, 2, 4, 1)
    today = date.fromtimestamp(collection.sched.day_cutoff - 86400)  # noqa: DTZ012 - Anki counts in local days
    assert today + timedelta(days=card.due - collection.sched.today) == progress.due
    assert card.ivl == progress.reviews[-1].interval
    assert collection.db is not None
    log = collection.db.all("select id, ease, ivl, time from revlog order by id")
    assert log == [[review.at, review.rating, review.interval, 5000] for review in progress.reviews]
    assert collection.get_card(card_of(collection, "fresh")).type == 0
    assert collection.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_a_note_s_progress_is_each_of_its_cards_and_a_suspended_card_stays_so(
    build: Callable[..., bytes], collection: Collection, import_deck: ImportDeck
) -> None:
    whole = learn("sample:gaps", [(9, 3), (3, 3)])
    other = learn("sample:suspended", [(5, 3)], suspended=True)
    import_deck(build(whole, other), with_scheduling=True)
    cards = [collection.get_card(number) for number in collection.find_cards("ID:gaps")]
    assert [card.reps for card in cards] == [2, 2]
    assert collection.db is not None
    assert collection.db.scalar("select count(*) from revlog") == 5
    assert collection.get_card(card_of(collection, "suspended")).queue == -1


def test_one_card_of_a_note_may_have_progress_of_its_own(
    build: Callable[..., bytes], collection: Collection, import_deck: ImportDeck
) -> None:
    second = learn("sample:gaps", [(9, 3)], ordinal=1)
    import_deck(build(second), with_scheduling=True)
    cards = [collection.get_card(number) for number in collection.find_cards("ID:gaps")]
    assert [(card.ord, card.reps) for card in cards] == [(0, 0), (1, 1)]


def test_without_the_tick_for_scheduling_all_cards_are_new(
    build: Callable[..., bytes], collection: Collection, import_deck: ImportDeck
) -> None:
    import_deck(build(learn("sample:learnt", [(5, 3)])))
    assert collection.get_card(card_of(collection, "learnt")).type == 0
