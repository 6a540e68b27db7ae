"""YAML text to nodes that know their line: the only place that knows the YAML library.

Text is parsed to events and put together here, never loaded as objects. Plain loading would turn `1:40`
into 100 and `no` into false, keep only the last of two equal keys, forget line numbers, and let an alias
grow a small file into a huge one.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import yaml
from msgspec import Struct

from calcinosis_quiz.bank.folders import MAX_BYTES
from calcinosis_quiz.bank.problems import PathStep, Problem, quote

MAX_DEPTH = 24

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML calls unprintable. The two parsers count the place of such a character differently, so it is found here.
_CONTROL: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CUT: Final = re.compile(r"(?<![ \t])[ \t]++#[^\s#]")  # each run of blanks is looked at once


class Scalar(Struct, frozen=True, gc=False):
    """A text; `plain` means that it was written without quotes."""

    text: str
    line: int
    plain: bool


class Sequence(Struct, frozen=True):
    """A list."""

    children: "list[Node]"
    line: int


class Mapping(Struct, frozen=True):
    """Keys and values in the order written, equal keys included."""

    entries: "list[tuple[Scalar, Node]]"
    line: int

    def find(self, key: str) -> "Node | None":
        """Return the value of a key, the first one where the key stands twice."""
        return next((value for each, value in self.entries if each.text == key), None)


Node = Scalar | Sequence | Mapping


class RefusedError(Exception):
    """Text that is not a bank at all, however its parts might read."""

    def __init__(self, rule: str, line: int, message: str) -> None:
        """Take the rule, the line counted from 1 (0: the file) and what to do about it."""
        super().__init__(message)
        self.rule, self.line, self.message = rule, line, message

    def problem(self, file: str) -> Problem:
        """Return this as a problem of a file."""
        return Problem(file, self.line, "", self.rule, "error", self.message)


def decode(raw: bytes) -> str:
    """Read bytes as UTF-8 text; raises RefusedError for other encodings, NUL bytes and oversize files."""
    if len(raw) > MAX_BYTES:
        raise RefusedError(
            "file-too-large",
            0,
            f"expected at most {MAX_BYTES // 2**20} MiB, got more. Split the bank by topic.",
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError("encoding", 1, "expected UTF-8 text, got UTF-16. Save the file as UTF-8 in your editor.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RefusedError(
            "encoding",
            line,
            f"expected UTF-8 text, got the byte 0x{raw[error.start]:02x}. Save the file as UTF-8 in your editor.",
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise RefusedError("nul-byte", line, "expected text, got a NUL byte. Remove it, or save the file as text.")
    return text


def parse(text: str) -> Node:
    """Put one YAML document together as nodes; raises RefusedError with the line and what to do."""
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        message = f"expected text, got the control character U+{ord(control.group()):04X}. Remove it."
        raise RefusedError("control-character", line, message)
    try:
        return _compose(text)
    except yaml.MarkedYAMLError as error:
        raise _explain(error, text) from None


def find_cut_texts(text: str) -> list[int]:
    """List the lines where a text without quotes ends at a blank and a # with a word behind it, counted from 1.

    YAML takes the rest for a comment: "planet #3 of eight" is "planet". A comment proper has a blank after its #.
    The text must be one that parses.
    """
    if not _CUT.search(text):
        return []
    parser, lines = _PARSER(text), []
    event: Any = parser.get_event()  # its types in yaml know less than it has
    while type(event) is not yaml.StreamEndEvent:
        is_plain = type(event) is yaml.ScalarEvent and not event.style and event.value
        if is_plain and _CUT.match(text, event.end_mark.index):
            lines.append(event.end_mark.line + 1)
        event = parser.get_event()
    parser.dispose()
    return lines


class _Builder:
    """Puts nodes together as they come: one step an event, since a large bank has a million of them."""

    __slots__ = ("_children", "_entries", "_key", "_open", "end_of_last", "root")

    def __init__(self) -> None:
        self.root: Node | None = None
        self.end_of_last = 0  # of the last event, as a place in the text
        # Where the next node goes: into the open list or mapping, beside the key that waits for its value.
        self._children: list[Node] | None = None
        self._entries: list[tuple[Scalar, Node]] | None = None
        self._key: Scalar | None = None
        self._open: list[tuple[list[Node] | None, list[tuple[Scalar, Node]] | None]] = []

    def put(self, node: Node) -> None:
        if self._entries is not None:
            if self._key is not None:
                self._entries.append((self._key, node))
                self._key = None
            elif isinstance(node, Scalar):
                self._key = node
            else:
                message = (
                    "expected a word as the key, got a list or mapping. Put quotes around a text that begins with {."
                )
                raise RefusedError("yaml-feature", node.line, message)
        elif self._children is not None:
            self._children.append(node)
        else:
            self.root = node

    def begin(self, node: Sequence | Mapping) -> None:
        self.put(node)
        self._open.append((self._children, self._entries))
        if self.depth > MAX_DEPTH:
            raise _refuse_depth(node.line)
        if isinstance(node, Mapping):
            self._children, self._entries = None, node.entries
        else:
            self._children, self._entries = node.children, None

    def end(self) -> None:
        self._children, self._entries = self._open.pop()

    @property
    def depth(self) -> int:
        return len(self._open)


def _refuse_depth(line: int) -> RefusedError:
    message = f"expected at most {MAX_DEPTH} levels of nesting. Check the brackets and indentation."
    return RefusedError("nesting", line, message)


def _compose(text: str) -> Node:
    parser, builder = _PARSER(text), _Builder()
    try:
        _build(parser, builder)
    except yaml.MarkedYAMLError as error:
        # The parser reads ahead, and some of its versions have a limit of their own, with a message of their own.
        mark = error.problem_mark or error.context_mark
        too_deep = _find_depth(text, builder.end_of_last, mark.index, MAX_DEPTH - builder.depth) if mark else None
        if too_deep is None:
            raise
        raise _refuse_depth(text.count("\n", 0, too_deep) + 1) from None
    except (ValueError, OverflowError):  # how the Python parser meets an escape or a version that is out of range
        message = "not readable as YAML: got a number that is out of range. Check the backslashes of this line."
        raise RefusedError("yaml-syntax", parser.get_mark().line + 1, message) from None
    finally:
        parser.dispose()
    root = builder.root
    if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
        message = "the file is empty. A bank begins with `format: 1`; see the README beside the shipped banks."
        raise RefusedError("empty-file", 0, message)
    return root


def _build(parser: Any, builder: _Builder) -> None:  # noqa: ANN401 - its types in yaml know less than it has
    next_event, put = parser.get_event, builder.put
    event: Any = None
    try:
        while True:
            event = next_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    raise _refuse_feature(event)
                put(Scalar(event.value, event.start_mark.line + 1, not event.style))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    raise _refuse_feature(event)
                line = event.start_mark.line + 1
                builder.begin(Mapping([], line) if kind is yaml.MappingStartEvent else Sequence([], line))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                builder.end()
            elif kind is yaml.StreamEndEvent:
                break
            elif kind is yaml.AliasEvent or (kind is yaml.DocumentStartEvent and builder.root is not None):
                raise _refuse_feature(event)
    finally:
        builder.end_of_last = event.end_mark.index if event else 0


def _find_depth(text: str, begin: int, end: int, allowed: int) -> int | None:
    """Find the bracket that opens one level more than is allowed between two places of a text."""
    for place in range(begin, min(end, len(text))):
        allowed -= (text[place] in "[{") - (text[place] in "]}")
        if allowed < 0:
            return place
    return None


def _refuse_feature(event: Any) -> RefusedError:  # noqa: ANN401 - its types in yaml know less than it has
    line = event.start_mark.line + 1
    if isinstance(event, yaml.DocumentStartEvent):
        message = "expected one document, got a second one after `---`. Put each bank in a file of its own."
        return RefusedError("several-documents", line, message)
    if isinstance(event, yaml.AliasEvent):
        return RefusedError(
            "yaml-feature", line, f"expected the text itself, got the alias *{event.anchor}. Write it out."
        )
    if event.anchor is not None:
        got, sign = f"the anchor &{event.anchor}", "an ampersand"
    else:
        got, sign = f"the tag {quote((event.tag or '').replace('tag:yaml.org,2002:', '!!'))}", "an exclamation mark"
    message = f"expected a plain value, got {got}. Put quotes around a text that begins with {sign}."
    return RefusedError("yaml-feature", line, message)


def _explain(error: yaml.MarkedYAMLError, text: str) -> RefusedError:
    mark = error.problem_mark or error.context_mark
    if mark and error.context_mark and mark.index >= len(text.rstrip()):
        mark = error.context_mark  # what never ends is mended where it begins
    lines = text.splitlines() or [""]
    line = min(mark.line + 1, len(lines)) if mark else 0
    written = lines[line - 1] if line else ""
    said = error.problem or "not YAML"
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or (mark and written[mark.column : mark.column + 1] == "\t") or "found a tab" in said:
        advice = "expected spaces, got a tab. Indent with spaces."
        rule = "tab"
    elif "mapping values are not allowed" in said:
        advice = 'got ": " inside a text without quotes. Put double quotes around the text, or mend the indentation.'
        rule = "needs-quotes"
    elif "cannot start any token" in said or (written.lstrip(" -").partition(": ")[2][:1] in tuple("%@`>|&*!")):
        advice = f"{said}. Put double quotes around a text that begins with a sign such as > % @ & * or a backtick."
        rule = "needs-quotes"
    else:
        context = f"{error.context}, " if error.context else ""
        advice = f"{context}{said}. Check the quotes, brackets and indentation of this line and the one before."
        rule = "yaml-syntax"
    return RefusedError(rule, line, f"not readable as YAML: {advice}")


def find_line(node: Node, steps: Iterable[PathStep]) -> int:
    """Return the line of what a path leads to, or of the nearest thing above it that exists."""
    for step in steps:
        below: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            below = node.find(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.children):
            below = node.children[step]
        if below is None:
            break
        node = below
    return node.line
