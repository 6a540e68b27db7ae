"""Answering key by key."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    key_of,
)
from calcinosis_quiz.quiz.feedback import remark_on
from calcinosis_quiz.quiz.key_entry import (
    NOTHING_CHOSEN,
    NOTHING_MOVED,
    NOTHING_TYPED,
    ChoiceEntry,
    Entry,
    OrderEntry,
    PairEntry,
    TextEntry,
    begin,
    press,
    reopen,
)
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.strokes import Key

NAMED = ["up", "down", "left", "right", "home", "end", "enter", "tab", "back-tab", "backspace", "delete", "escape"]
NAMED += ["ctrl-c", "ctrl-d", "ctrl-u", "ctrl-w", "redraw", "resize", "eof", "unknown"]
KEYS = st.one_of(
    st.sampled_from(NAMED).map(Key),
    st.sampled_from("abcdefABCDEFtfx 123456789").map(lambda sign: Key("text", sign)),
    st.characters().map(lambda sign: Key("text", sign)),
    st.builds(Key, st.just("paste"), st.text(max_size=5) | st.just("A\nB")),
)


def check(presented: Presented, entry: Entry) -> None:
    """Hold an entry against its question: every place that it names is on screen."""
    match entry:
        case ChoiceEntry():
            assert entry.cursor is None or 0 <= entry.cursor < entry.count
            assert entry.chosen | entry.struck <= set(range(entry.count))
            assert entry.count == (len(presented.order) or 2)
        case OrderEntry():
            assert 0 <= entry.cursor < len(entry.places)
            assert sorted(entry.places) == list(range(len(presented.order)))
        case PairEntry():
            assert entry.cursor is None or 0 <= entry.cursor < entry.count
            assert 0 <= entry.prompt < len(entry.given)
            assert {each for each in entry.given if each is not None} <= set(range(entry.count))
        case TextEntry():
            assert 0 <= entry.active < len(entry.lines)
            assert 0 <= entry.recalled <= len(entry.past)


@given(presented=st.from_type(Presented), keys=st.lists(KEYS, max_size=25), past=st.lists(st.text(), max_size=2))
def test_any_keys_are_safe_and_an_answer_that_they_give_can_be_marked(
    presented: Presented, keys: list[Key], past: list[str]
) -> None:
    entry: Entry = begin(presented, tuple(past))
    check(presented, entry)
    for key in keys:
        taken = press(presented, entry, key)
        if not isinstance(taken, Entry):
            assert 0 <= mark(presented.question, taken).fraction <= 1
            assert remark_on(presented, taken)
            assert isinstance(taken, type(key_of(presented.question)))
            assert key.name in {"enter", "text"}  # nothing that is pasted, and no key that moves, hands an answer in
            return
        entry = taken
        check(presented, entry)


def type_keys(text: str) -> list[Key]:
    """Name keys in short: words in angle brackets, everything else sign by sign."""
    keys = []
    while text:
        if text.startswith("<"):
            name, _, text = text[1:].partition(">")
            keys.append(Key(name))
        else:
            keys.append(Key("text", text[0]))
            text = text[1:]
    return keys


def play(presented: Presented, keys: str, past: tuple[str, ...] = ()) -> Entry | Answer:
    state: Entry | Answer = begin(presented, past)
    for key in type_keys(keys):
        assert isinstance(state, Entry), f"an answer before {key}"
        state = press(presented, state, key)
    return state


def options(*texts: str, correct: int = 1) -> tuple[Option, ...]:
    return tuple(Option(text=text, correct=i < correct) for i, text in enumerate(texts))


ONE = Presented(SingleBestAnswer(id="q", stem="s", options=options("a", "b", "c", "d")), (2, 0, 3, 1))
SOME = Presented(MultipleResponse(id="q", stem="s", options=options("a", "b", "c", "d", correct=2)), (2, 0, 3, 1))
TRUTH = Presented(TrueFalse(id="q", stem="s", answer=True))
ORDER = Presented(Ordering(id="q", stem="s", entries=tuple(Reasoned(text=t) for t in "abc")), (2, 0, 1))
PAIRS = Presented(
    Matching(
        id="q",
        stem="s",
        pairs=(Pair(prompt="one", choice="A"), Pair(prompt="two", choice="B")),
        spare=(Reasoned(text="C"),),
    ),
    (2, 0, 1),
)
GAPS = Presented(Cloze(id="q", text="{{a}} and {{b}}", gaps=(Gap(), Gap())))
WORD = Presented(ShortAnswer(id="q", stem="s", accept=("a",)))
NUMBER = Presented(Numeric(id="q", stem="s", value=Decimal(7), tolerance="0"))
OPEN = Presented(Open(id="q", stem="s", model_answer="m", points=("p",)))


@pytest.mark.parametrize(
    ("presented", "keys", "answer"),
    [
        (ONE, "a", Chosen(frozenset({2}))),
        (ONE, "D", Chosen(frozenset({1}))),
        (ONE, "2", Chosen(frozenset({0}))),
        (ONE, "<home><enter>", Chosen(frozenset({2}))),
        (ONE, "<down><down><down> ", Chosen(frozenset({3}))),
        (ONE, "<up><enter>", Chosen(frozenset({1}))),
        (ONE, "<end><home><enter>", Chosen(frozenset({2}))),
        (ONE, "<down>/b", Chosen(frozenset({0}))),
        (ONE, "<down>/<enter>", Chosen(frozenset({2}))),  # what is struck out can still be chosen
        (SOME, "ac<enter>", Chosen(frozenset({2, 3}))),
        (SOME, "aca<enter>", Chosen(frozenset({3}))),
        (SOME, "<down> <down> <enter>", Chosen(frozenset({2, 0}))),
        (SOME, "ab/<enter>", Chosen(frozenset({2}))),  # to strike out an option takes its tick away
        (TRUTH, "t", Truth(True)),
        (TRUTH, "F", Truth(False)),
        (TRUTH, "2", Truth(False)),
        (TRUTH, "<up><enter>", Truth(False)),
        (ORDER, "  <enter>", Arrangement((2, 0, 1))),
        (ORDER, " <down><enter>", Arrangement((0, 2, 1))),
        (ORDER, " <down> <down><enter>", Arrangement((0, 2, 1))),
        (ORDER, "b<up> <enter>", Arrangement((0, 2, 1))),
        (ORDER, "c<home><enter>", Arrangement((1, 2, 0))),
        (ORDER, "3<home> a<end><enter>", Arrangement((1, 0, 2))),
        (PAIRS, "bc<enter>", Pairing((0, 1))),
        (PAIRS, "<down><down> <up> <enter>", Pairing((0, 1))),
        (PAIRS, "ab<right>b<enter>", Pairing((0, 0))),
        (PAIRS, "<right>bc<left><enter>", Pairing((1, 0))),
        (PAIRS, "22<enter>", Pairing((0, 0))),
        (GAPS, "x<enter>y<enter>", Texts(("x", "y"))),
        (GAPS, "<tab>y<tab>x<enter><enter>", Texts(("x", "y"))),
        (GAPS, "<enter>y<enter>x<enter><enter>", Texts(("x", "y"))),
        (WORD, " bone <enter>", Texts(("bone",))),
        (WORD, "bnoe<left><backspace>o<left><enter>", Texts(("bnoe",))),
        (NUMBER, "far<enter><ctrl-u>7<enter>", Quantity(Decimal(7))),
        (OPEN, "It does.<enter>", SelfMark("It does.", frozenset())),
    ],
)
def test_keys_give_the_answer_that_they_name(presented: Presented, keys: str, answer: Answer) -> None:
    assert play(presented, keys) == answer


@pytest.mark.parametrize(
    ("presented", "keys"),
    [
        (ONE, "<enter>"),
        (ONE, " <enter>"),
        (TRUTH, "<enter> "),
        (ORDER, "<enter><down><enter>"),
        (PAIRS, "a<enter> <enter>"),
        (SOME, "<enter>"),
        (SOME, "aa<enter>"),
        (PAIRS, "<enter>"),
        (GAPS, "x<enter><enter>"),
        (WORD, "  <enter>"),
        (NUMBER, "far<enter>"),
        (ONE, "ez7?<left><tab><escape>"),
    ],
)
def test_what_is_no_answer_yet_is_not_handed_in(presented: Presented, keys: str) -> None:
    assert isinstance(play(presented, keys), Entry)


@pytest.mark.parametrize(
    ("presented", "keys", "said"),
    [
        (ONE, "<enter>", NOTHING_CHOSEN),
        (TRUTH, " ", NOTHING_CHOSEN),
        (SOME, "<enter>", NOTHING_CHOSEN),
        (ORDER, "<enter>", NOTHING_MOVED),
        (PAIRS, "a<enter>", "Without a choice yet: 2."),
        (WORD, "<enter>", NOTHING_TYPED),
    ],
)
def test_enter_on_nothing_says_so_and_stays(presented: Presented, keys: str, said: str) -> None:
    entry = play(presented, keys)
    assert isinstance(entry, Entry)
    assert entry.message == said


def test_an_empty_gap_is_pointed_at() -> None:
    entry = play(GAPS, "<tab>y<enter>")
    assert isinstance(entry, TextEntry)
    assert (entry.active, entry.message) == (0, "Nothing is typed here yet.")


def test_a_number_that_cannot_be_read_says_what_is_expected_until_it_is_edited() -> None:
    entry = play(NUMBER, "far<enter>")
    assert isinstance(entry, TextEntry)
    assert "a number" in entry.message
    entry = press(NUMBER, entry, Key("backspace"))
    assert isinstance(entry, TextEntry)
    assert entry.message == ""


def test_earlier_texts_come_back_with_the_arrows() -> None:
    past = ("first", "second")
    for keys, text in (
        ("<up><enter>", "second"),
        ("<up><up><enter>", "first"),
        ("<up><up><up><enter>", "first"),
        ("<up><up><down><enter>", "second"),
        ("<up>s<enter>", "seconds"),
    ):
        assert play(WORD, keys, past) == Texts((text,))
    assert isinstance(play(WORD, "<up><down><enter>", past), TextEntry)
    assert play(WORD, "new<up><up><down><down><enter>", past) == Texts(("new",))  # what was begun is still there


def test_a_pasted_text_is_typed_and_never_an_answer() -> None:
    for presented in (ONE, SOME, TRUTH, ORDER, PAIRS):
        assert press(presented, begin(presented), Key("paste", "A\nB\n")) == begin(presented)
    entry = press(WORD, begin(WORD), Key("paste", "two\nlines"))
    assert isinstance(entry, TextEntry)
    assert press(WORD, entry, Key("enter")) == Texts(("two lines",))


def test_every_type_of_question_has_an_entry() -> None:
    kinds = {type(each.question) for each in (ONE, SOME, TRUTH, ORDER, PAIRS, GAPS, WORD, NUMBER, OPEN)}
    assert {kind.__name__ for kind in Question.__args__} - {kind.__name__ for kind in kinds} == {"CaseQuestion"}


@given(presented=st.from_type(Presented), data=st.data())
def test_a_question_opened_again_holds_the_answer_given_before(presented: Presented, data: st.DataObject) -> None:
    answer = key_of(presented.question)
    if isinstance(answer, Arrangement):
        answer = Arrangement(tuple(data.draw(st.permutations(answer.entries))))
    state: Entry | Answer = reopen(presented, answer)
    assert isinstance(state, Entry)
    check(presented, state)
    if not isinstance(answer, SelfMark):
        while isinstance(state, Entry):  # Enter for each gap, and one hands it in
            state = press(presented, state, Key("enter"))
        assert state == answer


def test_a_question_without_an_answer_is_opened_afresh() -> None:
    for presented in (ONE, SOME, TRUTH, ORDER, PAIRS, GAPS, WORD, NUMBER):
        assert reopen(presented, None) == begin(presented)
