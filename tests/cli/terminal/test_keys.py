"""What a terminal sends, as keys."""

import os
import sys
import types
from collections import deque
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calcinosis_quiz.cli.terminal import windows
from calcinosis_quiz.cli.terminal.keys import EOF, RESIZE, decode, join_pastes
from calcinosis_quiz.cli.terminal.posix import PosixKeys
from calcinosis_quiz.quiz.strokes import Key

settings.register_profile(
    "calcinosis-quiz-cli", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("calcinosis-quiz-cli")

PASTE = "\x1b[200~{}\x1b[201~"
KNOWN = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1b[C": "right",
    "\x1b[D": "left",
    "\x1bOA": "up",
    "\x1bOM": "enter",
    "\x1b[1;5A": "up",
    "\x1b[H": "home",
    "\x1b[F": "end",
    "\x1b[1~": "home",
    "\x1b[3~": "delete",
    "\x1b[3;5~": "delete",
    "\x1b[4~": "end",
    "\x1b[7~": "home",
    "\x1b[8~": "end",
    "\x1b[Z": "back-tab",
    "\r": "enter",
    "\n": "enter",
    "\t": "tab",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x01": "home",
    "\x05": "end",
    "\x03": "ctrl-c",
    "\x04": "ctrl-d",
    "\x0c": "redraw",
    "\x15": "ctrl-u",
    "\x17": "ctrl-w",
}
# Sent by keys that mean nothing here: F1 to F12, insert, page keys, the Linux console's F1, modified letters of newer
# protocols, a mouse report, focus, a cursor report. The last letters of some would be answers.
FOREIGN = [
    "\x1bOP", "\x1b[11~", "\x1b[24~", "\x1b[2~", "\x1b[5~", "\x1b[6;2~", "\x1b[[A", "\x1b[[E", "\x1b[97;5u",
    "\x1b[97:65;2u", "\x1b[27;5;97~", "\x1b[<0;10;5M", "\x1b[I", "\x1b[24;80R", "\x1b[?62;22c", "\x1b[1 q", "\x1bOx",
]  # fmt: skip
SIGNS = st.sampled_from([*"ABCDEFabcdef123 ?qué漢\N{SNOWMAN}", "\u0301", "\u200d", "\U0001f600"])
PIECES = st.one_of(
    SIGNS,
    st.sampled_from([*KNOWN, *FOREIGN, "\x1b", "\x1b[", "\x1bO", "\x00", "\x9b"]),
    st.text(max_size=4).map(PASTE.format),
    st.text(max_size=3),
)


@pytest.mark.parametrize(("sent", "name"), KNOWN.items(), ids=repr)
def test_each_key_has_its_name(sent: str, name: str) -> None:
    assert decode(sent, complete=False) == ([Key(name)], "")


@pytest.mark.parametrize("sent", FOREIGN, ids=repr)
def test_a_key_that_means_nothing_here_is_dropped_whole(sent: str) -> None:
    assert decode(f"A{sent}B", complete=False) == ([Key("text", "A"), Key("text", "B")], "")


@given(pieces=st.lists(PIECES, max_size=12), data=st.data())
def test_bytes_cut_at_any_place_give_the_same_keys(pieces: list[str], data: st.DataObject) -> None:
    sent = "".join(pieces)
    whole = decode(sent, complete=True)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(sent)))) | {0, len(sent)})
    keys: list[Key] = []
    pending = ""
    for start, end in pairwise(cuts):
        arrived, pending = decode(pending + sent[start:end], complete=False)
        keys += arrived
    arrived, pending = decode(pending, complete=True)
    assert (keys + arrived, pending) == whole


@given(pieces=st.lists(SIGNS | st.sampled_from([*KNOWN, *FOREIGN]), max_size=20))
def test_no_key_of_a_burst_is_lost_or_taken_for_another(pieces: list[str]) -> None:
    expected = [Key(KNOWN[each]) if each in KNOWN else Key("text", each) for each in pieces if each not in FOREIGN]
    assert decode("".join(pieces), complete=False) == (expected, "")


@given(text=st.text().filter(lambda text: "\x1b" not in text))
def test_a_paste_is_one_key_whatever_is_in_it(text: str) -> None:
    keys, pending = decode(f"a{PASTE.format(text)}b", complete=False)
    assert (keys, pending) == ([Key("text", "a"), Key("paste", text.strip("\r\n")), Key("text", "b")], "")


def test_an_escape_alone_is_the_key_only_when_nothing_follows() -> None:
    assert decode("\x1b", complete=False) == ([], "\x1b")
    assert decode("\x1b", complete=True) == ([Key("escape")], "")
    assert decode("\x1bq", complete=False) == ([Key("escape"), Key("text", "q")], "")
    assert decode("\x1b\x1b[A", complete=False) == ([Key("escape"), Key("up")], "")


@pytest.mark.parametrize("begun", ["\x1b[", "\x1b[1;", "\x1bO", "\x1b[[", "\x1b[200", "\x1b[200~A\n"])
def test_what_has_begun_is_waited_for_however_slow_the_line(begun: str) -> None:
    assert decode(begun, complete=True) == ([], begun)


@pytest.mark.parametrize("sent", ["\x1b[" + "1" * 100 + "B", "\x1b[12\rB", "\x1b[12\x1b[B", "\x1bO\rB", "\x1b[1éB"])
def test_a_broken_sequence_ends_and_its_numbers_are_no_answers(sent: str) -> None:
    keys, pending = decode(sent, complete=False)
    assert pending == ""
    assert Key("text", "1") not in keys[:1]
    assert keys[-1] in {Key("text", "B"), Key("down")}


class Line:
    """A terminal line: what is written at its far end is read as keys."""

    def __init__(self) -> None:
        """Open a pair of terminals and hold the near one."""
        import tty

        self.far, self.near = os.openpty()
        tty.setraw(self.near)
        self.keys = PosixKeys(self.near)

    def send(self, data: bytes) -> None:
        """Have the bytes arrive."""
        os.write(self.far, data)

    def received(self) -> list[Key]:
        """Read until nothing comes any more."""
        return [stroke.key for stroke in iter(lambda: self.keys.read(0.2), None)]

    def next(self) -> Key | None:
        """Read one key."""
        stroke = self.keys.read(5)
        return stroke.key if stroke is not None else None


@pytest.fixture
def line() -> Iterator[Line]:
    """Give a line that is closed after the test."""
    line = Line()
    yield line
    line.keys.close()
    os.close(line.near)
    os.close(line.far)


def test_a_burst_and_a_paste_arrive_key_by_key(line: Line) -> None:
    line.send(b"AB\x1b[B\r" + PASTE.format("C\nD\xe9").encode() + "é漢".encode())
    names = [key.text or key.name for key in line.received()]
    assert names == ["A", "B", "down", "enter", "C\nD\xe9", "é", "漢"]


ARRIVING = {"\n": Key("enter"), "\t": Key("tab"), "<": Key("left")}


@pytest.mark.parametrize(
    ("arrived", "keys"),
    [
        ("b", ["b"]),
        ("ab", ["a", "b"]),  # fast fingers
        ("\n\n", ["enter", "enter"]),
        ("b\n", ["paste:b"]),
        ("abc", ["paste:abc"]),
        ("1.5\n\n2\n", ["paste:1.5\n2"]),
        ("<a<b<\n", ["left", "a", "left", "b", "left", "enter"]),
        ("<one two\n", ["left", "paste:one two"]),
    ],
)
def test_what_no_fingers_typed_is_one_paste(arrived: str, keys: list[str]) -> None:
    joined, _ = join_pastes([ARRIVING.get(sign, Key("text", sign)) for sign in arrived])
    assert [f"paste:{key.text}" if key.name == "paste" else key.text or key.name for key in joined] == keys


def test_a_paste_without_marks_goes_on_in_the_next_piece(line: Line) -> None:
    for piece in (b"the first of two", b"b", b"\r"):
        line.send(piece)
    names = {key.name for key in line.received()}
    assert names == {"paste"}
    line.send(b"\r")
    assert line.received() == [Key("enter")]


def test_a_sign_that_arrives_in_two_halves_is_one_key(line: Line) -> None:
    first, second = "é".encode()[:1], "é".encode()[1:]
    line.send(first)
    assert line.received() == []
    line.send(second)
    assert line.received() == [Key("text", "é")]


def test_an_escape_key_is_told_from_a_sequence_in_pieces(line: Line) -> None:
    line.send(b"\x1b")
    assert line.next() == Key("escape")
    line.send(b"\x1b[")
    assert line.received() == []
    line.send(b"A")
    assert line.received() == [Key("up")]


def test_a_paste_without_an_end_does_not_stop_the_clock(line: Line) -> None:
    line.send(b"\x1b[200~A\nB")
    assert line.keys.read(0.01) is None
    line.send(b"\x1b[201~")
    assert line.received() == [Key("paste", "A\nB")]


def test_keys_that_came_in_one_piece_arrived_at_one_time(line: Line) -> None:
    line.send(b"AB")
    first, second = line.keys.read(5), line.keys.read(5)
    assert first is not None
    assert second is not None
    assert first.at == second.at <= line.keys.now()


def test_a_resize_wakes_a_reader_and_loses_no_key(line: Line) -> None:
    line.keys.wake()
    line.send(b"A")
    assert sorted(map(str, [line.next(), line.next()])) == sorted(map(str, [RESIZE, Key("text", "A")]))


def test_a_line_that_is_closed_is_an_end() -> None:
    far, near = os.openpty()
    keys = PosixKeys(near)
    os.close(far)
    stroke = keys.read(5)
    assert stroke is not None
    assert stroke.key == EOF
    keys.close()
    os.close(near)


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> "deque[str]":
    """Load the module as on Windows, over a keyboard buffer of the test."""
    buffer: deque[str] = deque()
    keyboard = types.ModuleType("msvcrt")
    keyboard.kbhit = lambda: bool(buffer)  # type: ignore[attr-defined]  # a stand-in for the system's own
    keyboard.getwch = buffer.popleft  # type: ignore[attr-defined]  # likewise
    monkeypatch.setitem(sys.modules, "msvcrt", keyboard)
    monkeypatch.setattr(sys, "platform", "win32")
    with open(windows.__file__, encoding="utf-8") as file:  # noqa: PTH123 - a path of the import system
        code = compile(file.read(), windows.__file__, "exec")
    module = types.ModuleType("windows")
    exec(code, module.__dict__)  # noqa: S102 - our own module, once more
    monkeypatch.setattr(sys.modules[__name__], "WindowsKeys", module.WindowsKeys, raising=False)
    return buffer


def test_a_windows_console_gives_the_same_keys(console: "deque[str]") -> None:
    keys = globals()["WindowsKeys"]()
    console += ["a", "\xe0", "H", "\x00", ";", "\r", "\x1b", "\ud83d", "\ude00", "\x1a", "\x07"]
    read = [keys.read(0.01) for _ in range(9)]
    names = [stroke.key.text or stroke.key.name for stroke in read if stroke]
    assert names == ["a", "up", "unknown", "enter", "escape", "\U0001f600", "eof", "unknown"]
    console += ["\xe0"]
    assert keys.read(0.01).key == Key("text", "\xe0")
    assert keys.read(0.01) is None
    console += [*"b\r"]
    assert keys.read(0.01).key == Key("paste", "b")
    console += ["\x03"]
    with pytest.raises(KeyboardInterrupt):
        keys.read()
