"""Answering a question key by key: what is chosen, moved or typed so far. A pure state machine, one shape a type."""

from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import Cloze, Matching, MultipleResponse, Ordering, TrueFalse
from calcinosis_quiz.bank.questions import gap_answers
from calcinosis_quiz.quiz.answers import Answer, Arrangement, Chosen, Pairing, Quantity, Texts, Truth
from calcinosis_quiz.quiz.line_editor import Line, edit
from calcinosis_quiz.quiz.presentation import LETTERS, Presented
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer


class Key(Struct, frozen=True):
    """A key: `name` is "text" for a character, "paste" for a pasted text, else the key's name such as "up"."""

    name: str
    text: str = ""


class ChoiceEntry(Struct, frozen=True, tag="choice"):
    """Options to choose from, by their place on screen; struck ones are ruled out but can still be chosen."""

    count: int
    several: bool
    cursor: int = 0
    chosen: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()


class OrderEntry(Struct, frozen=True, tag="order"):
    """Entries to move; `places` lists them by their letter's number, first to last; `held` moves with the arrows."""

    places: tuple[int, ...]
    cursor: int = 0
    held: bool = False


class PairEntry(Struct, frozen=True, tag="pair"):
    """Prompts to give choices to, one after the other; None where none is given yet."""

    count: int
    given: tuple[int | None, ...]
    prompt: int = 0
    cursor: int = 0


class TextEntry(Struct, frozen=True, tag="text"):
    """Lines to type, one for each gap; `past` are earlier inputs, `recalled` counts back into them from a `draft`."""

    lines: tuple[Line, ...]
    active: int = 0
    past: tuple[str, ...] = ()
    recalled: int = 0
    draft: str = ""
    message: str = ""


Entry = ChoiceEntry | OrderEntry | PairEntry | TextEntry
_DIGITS: Final = "123456789"


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
        case _ if count:
            return ChoiceEntry(count, several=False)
        case _:
            return TextEntry((Line(),), past=past)


def reopen(presented: Presented, answer: Answer | None) -> Entry:
    """Begin answering a question again, with what was answered before; afresh where there is nothing."""
    entry = begin(presented)
    match entry, answer:
        case (ChoiceEntry(), Truth(value)):
            return structs.replace(entry, cursor=0 if value else 1)
        case (ChoiceEntry(), Chosen(options)) if options:
            places = frozenset(presented.order.index(option) for option in options)
            return structs.replace(entry, cursor=min(places), chosen=places if entry.several else frozenset())
        case (OrderEntry(), Arrangement(entries)):
            return structs.replace(entry, places=tuple(presented.order.index(number) for number in entries))
        case (PairEntry(), Pairing(choices)):
            return structs.replace(entry, given=tuple(presented.order.index(choice) for choice in choices))
        case (TextEntry(), Texts(texts)):
            return structs.replace(entry, lines=tuple(Line(text, len(text)) for text in texts))
        case (TextEntry(), Quantity(number)):
            return structs.replace(entry, lines=(Line(f"{number:f}", len(f"{number:f}")),))
    return entry


def press(presented: Presented, entry: Entry, key: Key) -> Entry | Answer:
    """Take a key: give the entry as it stands now, or the answer when the key hands it in."""
    match entry:
        case ChoiceEntry():
            return _press_choice(presented, entry, key)
        case OrderEntry():
            return _press_order(presented, entry, key)
        case PairEntry():
            return _press_pair(presented, entry, key)
        case TextEntry():
            return _press_text(presented, entry, key)


def place_named(key: Key, count: int, is_truth: bool = False) -> int | None:
    """Tell which place on screen a letter or digit names; T and F for a statement."""
    sign = key.text.upper() if key.name == "text" else ""
    if is_truth and sign in {"T", "F"}:
        return "TF".index(sign)
    if len(sign) == 1 and sign in LETTERS[:count] and not is_truth:
        return LETTERS.index(sign)
    return _DIGITS.index(sign) if len(sign) == 1 and sign in _DIGITS[:count] else None


def move(cursor: int, key: Key, count: int) -> int | None:
    """Tell where a key moves the cursor among so many places, round the ends; None when it does not move it."""
    steps = {"up": cursor - 1, "down": cursor + 1, "home": 0, "end": count - 1}
    return steps[key.name] % count if key.name in steps else None


def _press_choice(presented: Presented, entry: ChoiceEntry, key: Key) -> Entry | Answer:
    named = place_named(key, entry.count, isinstance(presented.question, TrueFalse))
    if named is not None:
        if not entry.several:
            return _hand_in_choice(presented, frozenset({named}))
        return structs.replace(entry, cursor=named, chosen=entry.chosen ^ {named})
    moved = move(entry.cursor, key, entry.count)
    if moved is not None:
        return structs.replace(entry, cursor=moved)
    if key == Key("text", " ") and entry.several:
        return structs.replace(entry, chosen=entry.chosen ^ {entry.cursor})
    if key.name == "text" and key.text in {"x", "X"}:
        return structs.replace(entry, struck=entry.struck ^ {entry.cursor}, chosen=entry.chosen - {entry.cursor})
    if key.name == "enter" or key == Key("text", " "):
        chosen = entry.chosen if entry.several else frozenset({entry.cursor})
        return _hand_in_choice(presented, chosen) if chosen else entry
    return entry


def _hand_in_choice(presented: Presented, chosen: frozenset[int]) -> Answer:
    if isinstance(presented.question, TrueFalse):
        return Truth(0 in chosen)
    return Chosen(frozenset(presented.order[place] for place in chosen))


def _press_order(presented: Presented, entry: OrderEntry, key: Key) -> Entry | Answer:
    count = len(entry.places)
    if key == Key("text", " "):
        return structs.replace(entry, held=not entry.held)
    if key.name == "enter":
        return Arrangement(tuple(presented.order[place] for place in entry.places))
    letter = place_named(key, count)
    if letter is not None:
        return structs.replace(entry, cursor=entry.places.index(letter), held=True)
    moved = move(entry.cursor, key, count)
    if moved is None:
        return entry
    places = list(entry.places)
    if entry.held:
        places.insert(moved, places.pop(entry.cursor))
    return structs.replace(entry, places=tuple(places), cursor=moved)


def _press_pair(presented: Presented, entry: PairEntry, key: Key) -> Entry | Answer:
    named = place_named(key, entry.count)
    if key.name in {"enter"} or key == Key("text", " "):
        if key.name == "enter" and None not in entry.given:
            return Pairing(tuple(presented.order[place] for place in entry.given if place is not None))
        named = entry.cursor
    if named is not None:
        given = (*entry.given[: entry.prompt], named, *entry.given[entry.prompt + 1 :])
        later = [i for i in range(entry.prompt + 1, len(given)) if given[i] is None]
        earlier = [i for i in range(entry.prompt) if given[i] is None]
        prompt = (later or earlier or [entry.prompt])[0]
        return structs.replace(entry, given=given, prompt=prompt, cursor=named)
    if key.name in {"left", "right", "tab"}:
        step = -1 if key.name == "left" else 1
        return structs.replace(entry, prompt=(entry.prompt + step) % len(entry.given))
    moved = move(entry.cursor, key, entry.count)
    return structs.replace(entry, cursor=moved) if moved is not None else entry


def _press_text(presented: Presented, entry: TextEntry, key: Key) -> Entry | Answer:
    if key.name in {"enter", "tab"}:
        if key.name == "tab" or entry.active < len(entry.lines) - 1:
            return structs.replace(entry, active=(entry.active + 1) % len(entry.lines), recalled=0)
        return _hand_in_text(presented, entry)
    if key.name in {"up", "down"}:
        return _recall(entry, 1 if key.name == "up" else -1)
    line = edit(entry.lines[entry.active], key.name, key.text)
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
        return structs.replace(entry, active=empty, message="Nothing is typed here yet." if len(texts) > 1 else "")
    if isinstance(presented.question, Cloze):
        return Texts(texts)
    answer = read_answer(presented, texts[0])
    return structs.replace(entry, message=answer.message) if isinstance(answer, Unreadable) else answer
