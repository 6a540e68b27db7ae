"""Answering a question key by key: what is chosen, moved or typed so far. A pure state machine, one shape a type."""

from typing import Final, assert_never

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, gap_answers
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, Texts, Truth
from calcinosis_quiz.quiz.key_table import Action, find_row, phase_of, place_named, rows_of
from calcinosis_quiz.quiz.line_editor import Line, edit
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.strokes import Key
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

NOTHING_CHOSEN: Final = "Nothing is chosen yet."
NOTHING_TYPED: Final = "Nothing is typed here yet."
NOTHING_MOVED: Final = "Nothing is moved yet. Take an entry first; to keep this order, take one and answer."


class ChoiceEntry(Struct, frozen=True, tag="choice"):
    """Options to choose from, by their place on screen; struck ones are ruled out but can still be chosen.

    `cursor` is None until the learner moves it: no option is preselected.
    """

    count: int
    several: bool
    cursor: int | None = None
    chosen: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    message: str = ""


class OrderEntry(Struct, frozen=True, tag="order"):
    """Entries to move; `places` lists them by their letter's number, first to last; `held` moves with the arrows.

    The order shown is no answer until the learner has taken an entry: then it is `touched`.
    """

    places: tuple[int, ...]
    cursor: int = 0
    held: bool = False
    touched: bool = False
    message: str = ""


class PairEntry(Struct, frozen=True, tag="pair"):
    """Prompts to give choices to, one after the other; None where none is given yet."""

    count: int
    given: tuple[int | None, ...]
    prompt: int = 0
    cursor: int | None = None
    message: str = ""


class TextEntry(Struct, frozen=True, tag="text"):
    """Lines to type, one for each gap; `past` are earlier inputs, `recalled` counts back into them from a `draft`."""

    lines: tuple[Line, ...]
    active: int = 0
    past: tuple[str, ...] = ()
    recalled: int = 0
    draft: str = ""
    message: str = ""


Entry = ChoiceEntry | OrderEntry | PairEntry | TextEntry


def begin(presented: Presented, past: tuple[str, ...] = ()) -> Entry:
    """Begin answering a question; `past` are texts typed earlier in the session."""
    question, count = presented.question, len(presented.order)
    match question:
        case TrueFalse():
            return ChoiceEntry(2, several=False)
        case MultipleResponse():
            return ChoiceEntry(count, several=True)
        case Ordering():
            return OrderEntry(tuple(range(count)))
        case Matching():
            return PairEntry(count, (None,) * len(question.pairs))
        case Cloze():
            return TextEntry((Line(),) * len(gap_answers(question)), past=past)
        case SingleBestAnswer() | CaseQuestion():
            return ChoiceEntry(count, several=False)
        case ShortAnswer() | Numeric() | Open():
            return TextEntry((Line(),), past=past)
        case _:
            assert_never(question)


def reopen(presented: Presented, answer: Answer | None) -> Entry:
    """Begin answering a question again, with what was answered before; afresh where there is nothing."""
    entry = begin(presented)
    match entry, answer:
        case (ChoiceEntry(), Truth(value)):
            return structs.replace(entry, cursor=0 if value else 1)
        case (ChoiceEntry(), Chosen(options)) if options:
            chosen = frozenset(presented.order.index(option) for option in options)
            return structs.replace(entry, cursor=min(chosen), chosen=chosen if entry.several else frozenset())
        case (OrderEntry(), Arrangement(entries)):
            places = tuple(presented.order.index(number) for number in entries)
            return structs.replace(entry, places=places, touched=True)
        case (PairEntry(), Pairing(choices)):
            return structs.replace(entry, given=tuple(presented.order.index(choice) for choice in choices))
        case (TextEntry(), Texts(texts)):
            return structs.replace(entry, lines=tuple(Line(text, len(text)) for text in texts))
        case (TextEntry(), Quantity(number)):
            return structs.replace(entry, lines=(Line(f"{number:f}", len(f"{number:f}")),))
    return entry


def press(presented: Presented, entry: Entry, key: Key) -> Entry | Answer:
    """Take a key: return the entry as it is now, or the answer when the key gives it."""
    row = find_row(rows_of(phase_of(presented.question)), key, len(presented.order))
    if row is None:
        return entry
    place = place_named(row, key, len(presented.order))
    match entry:
        case ChoiceEntry():
            return _press_choice(presented, structs.replace(entry, message=""), row.action, place)
        case OrderEntry():
            return _press_order(presented, structs.replace(entry, message=""), row.action, place)
        case PairEntry():
            return _press_pair(presented, structs.replace(entry, message=""), row.action, place)
        case TextEntry():
            return _press_text(presented, entry, row.action, key.text)


def move(cursor: int | None, action: Action, count: int) -> int | None:
    """Return where an action moves a cursor among so many places, round the ends; None when it does not move it."""
    match action:
        case "up":
            return ((cursor or 0) - 1) % count
        case "down":
            return 0 if cursor is None else (cursor + 1) % count
        case "first":
            return 0
        case "last":
            return count - 1
        case _:
            return None


def _press_choice(presented: Presented, entry: ChoiceEntry, action: Action, place: int | None) -> Entry | Answer:
    if action == "place" and place is not None:
        if not entry.several:
            return _hand_in_choice(presented, frozenset({place}))
        return structs.replace(entry, cursor=place, chosen=entry.chosen ^ {place})
    moved = move(entry.cursor, action, entry.count)
    if moved is not None:
        return structs.replace(entry, cursor=moved)
    at = frozenset(() if entry.cursor is None else (entry.cursor,))
    if action == "strike" and at:
        return structs.replace(entry, struck=entry.struck ^ at, chosen=entry.chosen - at)
    if action == "choose" and at:
        return structs.replace(entry, chosen=entry.chosen ^ at)
    if action == "hand-in":
        chosen = entry.chosen if entry.several else at
        return _hand_in_choice(presented, chosen) if chosen else structs.replace(entry, message=NOTHING_CHOSEN)
    if action in {"strike", "choose"}:
        return structs.replace(entry, message="Go to an option with the arrows first.")
    return entry


def _hand_in_choice(presented: Presented, chosen: frozenset[int]) -> Answer:
    if isinstance(presented.question, TrueFalse):
        return Truth(0 in chosen)
    return Chosen(frozenset(presented.order[place] for place in chosen))


def _press_order(presented: Presented, entry: OrderEntry, action: Action, place: int | None) -> Entry | Answer:
    if action == "choose":
        return structs.replace(entry, held=not entry.held, touched=True)
    if action == "hand-in":
        if not entry.touched:
            return structs.replace(entry, message=NOTHING_MOVED)
        return Arrangement(tuple(presented.order[place] for place in entry.places))
    if place is not None:
        return structs.replace(entry, cursor=entry.places.index(place), held=True, touched=True)
    moved = move(entry.cursor, action, len(entry.places))
    if moved is None:
        return entry
    places = list(entry.places)
    if entry.held:
        places.insert(moved, places.pop(entry.cursor))
    return structs.replace(entry, places=tuple(places), cursor=moved)


def _press_pair(presented: Presented, entry: PairEntry, action: Action, place: int | None) -> Entry | Answer:
    if action == "hand-in":
        if None in entry.given:
            left = ", ".join(str(i) for i, each in enumerate(entry.given, 1) if each is None)
            return structs.replace(entry, message=f"Without a choice yet: {left}.")
        return Pairing(tuple(presented.order[place] for place in entry.given if place is not None))
    named = entry.cursor if action == "choose" else place
    if named is not None:
        given = (*entry.given[: entry.prompt], named, *entry.given[entry.prompt + 1 :])
        later = [i for i in range(entry.prompt + 1, len(given)) if given[i] is None]
        earlier = [i for i in range(entry.prompt) if given[i] is None]
        prompt = (later or earlier or [entry.prompt])[0]
        return structs.replace(entry, given=given, prompt=prompt, cursor=None)
    if action == "choose":
        return structs.replace(entry, message=NOTHING_CHOSEN)
    if action in {"previous", "next"}:
        step = -1 if action == "previous" else 1
        return structs.replace(entry, prompt=(entry.prompt + step) % len(entry.given))
    moved = move(entry.cursor, action, entry.count)
    return structs.replace(entry, cursor=moved) if moved is not None else entry


def _press_text(presented: Presented, entry: TextEntry, action: Action, text: str) -> Entry | Answer:
    if action == "next-line" or (action == "hand-in" and entry.active < len(entry.lines) - 1):
        return structs.replace(entry, active=(entry.active + 1) % len(entry.lines), recalled=0)
    if action == "hand-in":
        return _hand_in_text(presented, entry)
    if action in {"earlier", "later"}:
        return _recall(entry, 1 if action == "earlier" else -1)
    line = edit(entry.lines[entry.active], action, text)
    return _with_line(entry, line) if line is not None else entry


def _with_line(entry: TextEntry, line: Line) -> TextEntry:
    lines = (*entry.lines[: entry.active], line, *entry.lines[entry.active + 1 :])
    return structs.replace(entry, lines=lines, message="")


def _recall(entry: TextEntry, step: int) -> TextEntry:
    recalled = min(max(entry.recalled + step, 0), len(entry.past))
    if recalled == entry.recalled:
        return entry
    draft = entry.draft if entry.recalled else entry.lines[entry.active].text
    text = entry.past[-recalled] if recalled else draft
    return structs.replace(_with_line(entry, Line(text, len(text))), recalled=recalled, draft=draft)


def _hand_in_text(presented: Presented, entry: TextEntry) -> Entry | Answer:
    texts = tuple(line.text.strip() for line in entry.lines)
    empty = next((i for i, text in enumerate(texts) if not text), None)
    if empty is not None:
        return structs.replace(entry, active=empty, message=NOTHING_TYPED)
    if isinstance(presented.question, Cloze):
        return Texts(texts)
    answer = read_answer(presented, texts[0])
    return structs.replace(entry, message=answer.message) if isinstance(answer, Unreadable) else answer
