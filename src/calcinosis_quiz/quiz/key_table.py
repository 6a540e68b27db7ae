"""Which key does what, by what is on screen. Reading keys, footer, help and documents all follow from this table.

A character that can answer never commands: commands are signs that no option is named by, and the same everywhere.
Where text is typed every character is text, so Esc goes before a command.
"""

from typing import Final, Literal, assert_never, get_args

from msgspec import Struct

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
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers
from calcinosis_quiz.quiz.marking import Certainty, mark_certainty
from calcinosis_quiz.quiz.presentation import LETTERS
from calcinosis_quiz.quiz.strokes import Key

Phase = Literal[
    "one", "truth", "several", "order", "pairs", "text", "gaps",  # answering, by type
    "points", "certainty", "slip", "feedback", "reading", "reason", "menu", "review", "hand-in", "help",
]  # fmt: skip
"""What is on screen."""
Mode = Literal["quiz", "exam"]
Command = Literal["skip", "back", "undo", "why", "flag", "review", "help", "menu", "leave"]
Edit = Literal[
    "type", "left", "right", "first", "last", "delete-before", "delete-after", "delete-word", "delete-to-start"
]
Action = (
    Command
    | Edit
    | Certainty
    | Literal[
        "place", "up", "down", "choose", "strike", "hand-in", "next-line", "earlier", "later", "next", "previous",
        "yes", "no", "go-on", "easy", "grade", "open", "digit", "cancel",
    ]
)  # fmt: skip

_DEGREES: Final[tuple[Certainty, ...]] = get_args(Certainty)
_OPTIONS: Final = "options"  # stands for the letters and digits of the options shown
_NUMBERS: Final = "numbers"  # stands for the digits of the points shown
_DIGITS: Final = "123456789"
_MOVING: Final = frozenset({"up", "down", "left", "right", "home", "end"})
_NAMES: Final = {
    " ": "space", "enter": "Enter", "tab": "Tab", "escape": "Esc", "backspace": "Backspace", "delete": "Delete",
    "up": "\u2191", "down": "\u2193", "left": "\u2190", "right": "\u2192", "home": "Home", "end": "End",
    "ctrl-c": "Ctrl-C", "ctrl-d": "Ctrl-D", "ctrl-u": "Ctrl-U", "ctrl-w": "Ctrl-W", "text": "any character",
    "paste": "a paste",
}  # fmt: skip


class Row(Struct, frozen=True):
    """What some keys do: `word` for the footer ("" leaves it out), `what` for the help; `answers`: it can store one."""

    keys: tuple[str, ...]
    action: Action
    word: str
    what: str
    answers: bool = False


_MOVES: Final = (
    Row(("up",), "up", "", "to the option above"),
    Row(("down",), "down", "", "to the option below"),
    Row(("home",), "first", "", "to the first option"),
    Row(("end",), "last", "", "to the last option"),
)
_STRIKE: Final = Row(("/",), "strike", "strike out", "strike out the option at the cursor, or take that back")
_EDITING: Final = (
    Row(("text", "paste"), "type", "", "typed; a paste is one line, and is never sent by itself"),
    Row(("left",), "left", "", "one character back"),
    Row(("right",), "right", "", "one character on"),
    Row(("home",), "first", "", "to the start"),
    Row(("end",), "last", "", "to the end"),
    Row(("backspace",), "delete-before", "", "delete the character before"),
    Row(("delete",), "delete-after", "", "delete the character at the cursor"),
    Row(("ctrl-w",), "delete-word", "", "delete the word before"),
    Row(("ctrl-u",), "delete-to-start", "", "delete all before the cursor"),
)
_PAST: Final = (
    Row(("up",), "earlier", "", "what you typed before"),
    Row(("down",), "later", "", "what you typed after that"),
)
_MENU: Final = Row(("escape",), "menu", "commands", "then a command")
_SEND: Final = "answer"
_ANSWERING: Final[dict[Phase, tuple[Row, ...]]] = {
    "one": (
        Row((_OPTIONS,), "place", "answer", "answer with this option", answers=True),
        Row(("enter", " "), "hand-in", "", "answer with the option at the cursor", answers=True),
        *_MOVES,
        _STRIKE,
    ),
    "truth": (
        Row(("t", "f", "1", "2"), "place", "answer", "answer true or false", answers=True),
        Row(("enter", " "), "hand-in", "", "answer with the side at the cursor", answers=True),
        *_MOVES,
    ),
    "several": (
        Row((_OPTIONS,), "place", "choose", "choose this option, or leave it out again"),
        Row((" ",), "choose", "", "choose the option at the cursor, or leave it out again"),
        Row(("enter",), "hand-in", _SEND, "answer with what is chosen", answers=True),
        *_MOVES,
        _STRIKE,
    ),
    "order": (
        Row((_OPTIONS,), "place", "take", "take this entry, to move it"),
        Row((" ",), "choose", "", "take or drop the entry at the cursor"),
        Row(("up",), "up", "move", "move it up; or the cursor, when nothing is taken"),
        Row(("down",), "down", "move", "move it down; or the cursor, when nothing is taken"),
        Row(("home",), "first", "", "to the first place"),
        Row(("end",), "last", "", "to the last place"),
        Row(("enter",), "hand-in", _SEND, "answer with this order", answers=True),
    ),
    "pairs": (
        Row((_OPTIONS,), "place", "match", "match this choice to the prompt"),
        Row((" ",), "choose", "", "match the choice at the cursor to the prompt"),
        Row(("left",), "previous", "previous or next prompt", "to the previous prompt"),
        Row(("right", "tab"), "next", "previous or next prompt", "to the next prompt"),
        *_MOVES,
        Row(("enter",), "hand-in", _SEND, "answer, when every prompt has its choice", answers=True),
    ),
    "text": (Row(("enter",), "hand-in", _SEND, "answer with what is typed", answers=True), *_EDITING, *_PAST),
    "gaps": (
        Row(("enter",), "hand-in", "next gap, then answer", "to the next gap; on the last, answer", answers=True),
        Row(("tab",), "next-line", "other gap", "to the next gap"),
        *_EDITING,
        *_PAST,
    ),
}
LEAVING: Final = frozenset({"ctrl-c", "ctrl-d"})
"""Keys that lead out of whatever is on screen."""
_HELP: Final = Row(("?",), "help", "help", "all keys")
_FLAG: Final = Row(("!",), "flag", "flag", "flag the question, with a reason")
_UNDO: Final = Row(("-",), "undo", "undo", "take the last answer back")
_WHY: Final = Row((";",), "why", "why", "the reasons for the last answer again")
_LEAVE: Final = Row(tuple(sorted(LEAVING)), "leave", "leave", "leave; what you answered is kept")
_COMMANDS: Final[dict[Mode, tuple[Row, ...]]] = {
    "quiz": (Row((">",), "skip", "skip", "skip the question"), _UNDO, _WHY, _FLAG, _HELP, _LEAVE),
    "exam": (
        Row((">",), "skip", "next", "to the next question"),
        Row(("<",), "back", "back", "to the question before"),
        Row(("!",), "flag", "flag", "flag the question, to come back to it"),
        Row(("=",), "review", "review", "all questions at a glance, and hand in the exam"),
        _HELP,
        Row(_LEAVE.keys, "leave", "leave", "leave; the exam is kept, and its clock goes on"),
    ),
}
_UNSEEN: Final[frozenset[Action]] = frozenset({"undo", "why", "flag"})  # in a quiz: in the help, not in the footer
_ON: Final = Row(("enter", " "), "go-on", "go on", "go on")
_YES_NO: Final = (Row(("y",), "yes", "yes", "yes"), Row(("n",), "no", "no", "no"))
_OTHER: Final[dict[Phase, tuple[Row, ...]]] = {
    "points": (
        Row((_NUMBERS,), "place", "in my answer or not", "tick this point, or take the tick away"),
        Row((" ",), "choose", "", "tick the point at the cursor, or take the tick away"),
        *_MOVES,
        Row(("enter",), "hand-in", "done", "done", answers=True),
        _LEAVE,
    ),
    "certainty": (
        *(
            Row((str(i),), degree, f"{degree} ({earned})", f"{degree}: {earned}", answers=True)
            for i, degree, earned in (
                (i, degree, f"+{mark_certainty(True, degree)} if right, {mark_certainty(False, degree)} if wrong")
                for i, degree in enumerate(_DEGREES, 1)
            )
        ),
        _LEAVE,
    ),
    "slip": (
        Row(("y",), "yes", "yes", "take the suggestion", answers=True),
        Row(("n",), "no", "no", "keep what was typed", answers=True),
        _LEAVE,
    ),
    "feedback": (_ON, _UNDO, _FLAG, _HELP, _LEAVE),
    "reading": (Row(("enter", " "), "go-on", "read on", "the next part of a long question"), _LEAVE),
    "reason": (
        Row(("enter",), "hand-in", "done", "done"),
        Row(("escape",), "cancel", "back", "back"),
        *_EDITING,
        _LEAVE,
    ),
    "review": (
        Row(("0", *_DIGITS), "digit", "", "the number of a question"),
        Row(("backspace",), "delete-before", "", "delete the last digit"),
        Row(("enter",), "open", "open the question", "open the question with this number"),
        Row(("h",), "hand-in", "hand in the exam", "hand in the exam"),
        Row(("escape",), "cancel", "back", "back"),
        _LEAVE,
    ),
    "hand-in": (*_YES_NO, _LEAVE),
    "help": (_LEAVE,),
}
_GRADES: Final = (Row(("e",), "easy", "", "easy", answers=True), Row(tuple("1234"), "grade", "", "grade", answers=True))


def phase_of(question: Question) -> Phase:
    """Return the phase in which a question is answered."""
    match question:
        case SingleBestAnswer() | CaseQuestion():
            return "one"
        case TrueFalse():
            return "truth"
        case MultipleResponse():
            return "several"
        case Ordering():
            return "order"
        case Matching():
            return "pairs"
        case Cloze():
            return "gaps" if len(gap_answers(question)) > 1 else "text"
        case ShortAnswer() | Numeric() | Open():
            return "text"
        case _:
            assert_never(question)


def rows_of(phase: Phase, mode: Mode = "quiz") -> tuple[Row, ...]:
    """Return every row of a phase, those that answer first; where text is typed, commands are behind Esc."""
    if phase in {"text", "gaps"}:
        return (*_ANSWERING[phase], _MENU, _LEAVE)
    if phase in _ANSWERING:
        return (*_ANSWERING[phase], *_COMMANDS[mode])
    if phase == "menu":
        return _COMMANDS[mode]
    return (*_OTHER[phase], *_GRADES) if phase == "feedback" else _OTHER[phase]


def find_row(rows: tuple[Row, ...], key: Key, count: int = 0) -> Row | None:
    """Return the row of a key among `count` options or points; None when the key does nothing."""
    sign = key.text.lower() if key.name == "text" else key.name
    for row in rows:
        if sign in row.keys or (key.name == "text" and "text" in row.keys):
            return row
        if key.name == "text" and place_named(row, key, count) is not None:
            return row
    return None


def place_named(row: Row, key: Key, count: int) -> int | None:
    """Return the place on screen that a key names, from 0; None when it names none."""
    sign = key.text.upper() if key.name == "text" else ""
    if len(sign) != 1:
        return None
    if row.action == "place" and sign.lower() in row.keys:
        return row.keys.index(sign.lower()) % 2
    if _OPTIONS in row.keys and sign in LETTERS[:count]:
        return LETTERS.index(sign)
    if {_OPTIONS, _NUMBERS} & set(row.keys) and sign in _DIGITS[:count]:
        return _DIGITS.index(sign)
    return None


def name_keys(row: Row, count: int = 0) -> str:
    """Write the keys of a row for a reader, with the letters of `count` options; all of them where that is 0."""
    names = []
    for key in row.keys:
        if key == _OPTIONS:
            names.append(f"A-{LETTERS[count - 1]}" if count else "A, B, ... or 1, 2, ...")
        elif key == _NUMBERS:
            names.append(f"1-{min(count, len(_DIGITS))}" if count else "1, 2, ...")
        elif row.action == "place":
            names += [key.upper()] if key.isalpha() else []
        else:
            names.append(_NAMES.get(key, key))
    if row.action == "digit":
        return "0-9"
    if row.action == "grade":
        return "1-4"
    return " or ".join(names)


def write_footer(phase: Phase, mode: Mode = "quiz", count: int = 0) -> tuple[tuple[str, str], ...]:
    """Pair the keys of a phase with a word each: what fits under a question; the help has them all."""
    pairs: dict[str, str] = {}
    is_answering = phase in _ANSWERING
    for row in rows_of(phase, mode):
        if not row.word or (is_answering and mode == "quiz" and row.action in _UNSEEN):
            continue
        word = "save answer" if (mode, row.word, row.answers) == ("exam", _SEND, True) else row.word
        first = name_keys(_with_one_key(row), count)
        pairs[word] = f"{pairs[word]}/{first}" if word in pairs else first
    return tuple((keys, word) for word, keys in pairs.items())


def _with_one_key(row: Row) -> Row:
    """Return a row with its first key alone, but for those that name places."""
    return row if row.action in {"place", "digit", "grade"} else Row(row.keys[:1], row.action, row.word, row.what)


def write_help(phase: Phase, mode: Mode, count: int = 0) -> tuple[tuple[str, str], ...]:
    """Pair every key of a phase, and every command, with what it does; keys that move the cursor share a line."""
    commands = _COMMANDS[mode]
    rows = [row for row in rows_of(phase, mode) if row.action not in {"easy", "grade"} and row is not _MENU]
    if _MENU in rows_of(phase, mode):
        rows += [row for row in commands if row.action != "leave"]
    moves = [row for row in rows if row.keys[0] in _MOVING and row.what.startswith("to the ") and not row.word]
    lines = [(", ".join(name_keys(row) for row in moves), "move the cursor")] if moves else []
    for row in rows:
        behind_esc = row in commands and row.action != "leave" and _MENU in rows_of(phase, mode)
        if row not in moves:
            lines.append((f"Esc {name_keys(row)}" if behind_esc else name_keys(row, count), row.what))
    return tuple(lines)
