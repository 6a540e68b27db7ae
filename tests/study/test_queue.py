"""What is asked next in a session of study."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.study.queue import RETURN_AFTER, build_queue, order_with_returns, spread
from calcinosis_quiz.study.schedule import AGAIN, GOOD, Memory, Review, Scheduler

TODAY = date(2026, 1, 5)
SCHEDULER = Scheduler()


def question(name: str, *facts: str) -> TrueFalse:
    return TrueFalse(id=name, stem="?", answer=True, facts=facts)


def memory(days_ago: int, *, misconception: bool = False) -> Memory:
    review = Review(TODAY - timedelta(days=days_ago), AGAIN if misconception else GOOD, misconception)
    return SCHEDULER.review(None, review)


def queue(
    questions: list[TrueFalse],
    memories: dict[str, Memory],
    *,
    limit: int = 20,
    new: int = 10,
    confusable: tuple[str, ...] = (),
    introduced: tuple[str, ...] | None = (),
) -> list[str]:
    rng = Random(1)  # noqa: S311 - a test, not a secret
    chosen = build_queue(
        questions,
        memories,
        SCHEDULER,
        TODAY,
        limit=limit,
        new=new,
        rng=rng,
        confusable=confusable,
        introduced=introduced,
    )
    return [each.id for each in chosen]


def test_due_comes_first_then_new_and_what_is_not_due_is_left_out() -> None:
    questions = [question(name) for name in ("new", "due", "fresh")]
    assert queue(questions, {"due": memory(9), "fresh": memory(0)}) == ["due", "new"]


def test_misconceptions_come_before_the_most_forgotten() -> None:
    questions = [question(name) for name in ("old", "older", "wrong")]
    memories = {"old": memory(9), "older": memory(99), "wrong": memory(8, misconception=True)}
    assert queue(questions, memories) == ["wrong", "older", "old"]


def test_the_limit_holds_for_both_and_due_ones_take_it_first() -> None:
    questions = [question(f"due-{n}") for n in range(6)] + [question(f"new-{n}") for n in range(6)]
    memories = {f"due-{n}": memory(9) for n in range(6)}
    assert len(queue(questions, memories, limit=4)) == 4
    assert [name[:3] for name in queue(questions, memories, limit=8)] == ["due"] * 6 + ["new"] * 2
    assert [name[:3] for name in queue(questions, memories, new=1)] == ["due"] * 6 + ["new"]
    assert queue(questions, memories, new=0) == [f"due-{n}" for n in range(6)]


def test_questions_on_confusable_facts_meet_and_those_on_one_fact_stay_apart() -> None:
    questions = [question("a", "twenty"), question("b", "other"), question("c", "seventy"), question("d", "twenty")]
    memories = {each.id: memory(99 - 10 * n) for n, each in enumerate(questions)}
    assert queue(questions, memories, confusable=("twenty", "seventy")) == ["a", "c", "d", "b"]


QUESTIONS = st.lists(st.sampled_from("abc"), max_size=12).map(
    lambda facts: [question(f"q{n}", fact) for n, fact in enumerate(facts)]
)


@given(questions=QUESTIONS)
def test_spreading_loses_nothing_and_leaves_siblings_together_only_when_nothing_else_is_left(
    questions: list[TrueFalse],
) -> None:
    ordered = spread(questions)
    assert sorted(each.id for each in ordered) == sorted(each.id for each in questions)
    for n in range(1, len(ordered)):
        if ordered[n].facts == ordered[n - 1].facts:
            assert {each.facts for each in ordered[n:]} == {ordered[n].facts}


@given(questions=QUESTIONS)
def test_where_siblings_can_be_parted_they_are(questions: list[TrueFalse]) -> None:
    most = max((sum(each.facts == other.facts for other in questions) for each in questions), default=0)
    ordered = spread(questions)
    if 2 * most <= len(questions) + 1:
        assert all(one.facts != other.facts for one, other in pairwise(ordered))


def test_new_siblings_do_not_wait_until_nothing_is_left_to_part_them() -> None:
    questions = [question("b", "1"), question("c", "2"), question("a1", "3"), question("a2", "3"), question("a3", "3")]
    assert [each.id for each in spread(questions)] == ["a1", "b", "a2", "c", "a3"]


def test_confusable_new_questions_do_not_come_before_what_is_due() -> None:
    questions = [question("due-20", "20"), question("due", "other"), question("new-70", "70")]
    memories = {"due-20": memory(99), "due": memory(50)}
    assert queue(questions, memories, confusable=("20", "70")) == ["due-20", "due", "new-70"]


def test_a_miss_does_not_come_back_beside_its_sibling() -> None:
    siblings = {("a", "d"), ("d", "a")}
    order = order_with_returns(list("abcdefgh"), [True], lambda one, other: (one, other) in siblings)
    assert order == list("abcdeafgh")
    crowded = order_with_returns(list("abcd"), [True], lambda one, other: one != other)
    assert crowded == list("abcda")  # there is no better place


@given(paper=st.lists(st.integers(), unique=True, max_size=30), missed=st.lists(st.booleans(), max_size=90))
def test_a_miss_comes_back_after_three_others_then_after_eight_then_on_another_day(
    paper: list[int], missed: list[bool]
) -> None:
    ordered = order_with_returns(paper, missed)
    assert ordered[: len(missed)] == order_with_returns(paper, missed[:-1])[: len(missed)]
    assert set(ordered) == set(paper)
    for number, place in enumerate(ordered):
        times = ordered[: number + 1].count(place)
        later = ordered[number + 1 :]
        if number >= len(missed) or not missed[number] or times > len(RETURN_AFTER) or not later:
            assert place not in later
        elif place in later:
            # Fewer others come in between only where the session ends.
            assert later.index(place) >= RETURN_AFTER[times - 1] or set(later[later.index(place) :]) <= {
                each for each in ordered if ordered.count(each) > 1
            }


def test_without_a_miss_the_paper_stays_as_it_is() -> None:
    assert order_with_returns(["a", "b", "c"], [False, False]) == ["a", "b", "c"]


def test_a_miss_with_fewer_others_left_comes_at_the_end_and_with_none_on_another_day() -> None:
    assert order_with_returns(["a", "b"], [True]) == ["a", "b", "a"]
    assert order_with_returns(["a", "b"], [False, True]) == ["a", "b"]
    assert order_with_returns(list("abcdef"), [True]) == list("abcdaef")
    assert order_with_returns(list("abcdefghijklmn"), [True, *[False] * 3, True]) == list("abcdaefghijklamn")


def test_new_questions_on_one_fact_come_on_different_days() -> None:
    questions = [
        question("a1", "a"),
        question("a2", "a", "b"),
        question("b", "b"),
        question("c", "c"),
        question("none"),
    ]
    names = queue(questions, {})
    assert sorted(name[0] for name in names) in (["a", "b", "c", "n"], ["a", "c", "n"])
    assert len(queue(questions, {}, introduced=("a", "b", "c"))) == 1
    assert len(queue(questions, {}, introduced=None)) == 5


def test_a_new_question_without_a_sibling_among_the_due_ones_is_preferred() -> None:
    questions = [question("due", "a"), *(question(f"a{n}", "a") for n in range(9)), question("b", "b")]
    assert queue(questions, {"due": memory(9)}, new=1) == ["due", "b"]
    assert len(queue(questions, {"due": memory(9)}, new=2)) == 3
