"""Nodes to typed values, guided by the declared types; every problem is collected, none stops the reading."""

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeVar

from msgspec import NODEFAULT, Struct
from msgspec import inspect as declared

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.bank.problems import PathStep, Problem, did_you_mean, quote, write_path
from calcinosis_quiz.bank.source import Mapping, Node, Scalar, Sequence

_NUMBER: Final = re.compile(r"[-+]?\d{1,30}(\.\d{1,30})?([eE][-+]?\d{1,2})?", re.ASCII)
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_INVALID: Final = object()


class Place:
    """Where the reader is in a file: a chain of keys and numbers, written out only when a problem needs it."""

    __slots__ = ("above", "step")

    def __init__(self, above: "Place | None" = None, step: PathStep = "") -> None:
        """Stand at the top, or one step below another place."""
        self.above, self.step = above, step

    def steps(self) -> tuple[PathStep, ...]:
        """List the keys and numbers from the top of the file to here."""
        return () if self.above is None else (*self.above.steps(), self.step)


class Problems(list[Problem]):
    """The problems of one file, in the order found."""

    def __init__(self, file: str) -> None:
        """Begin with none, for the file named."""
        super().__init__()
        self.file = file

    def add(self, node: Node, place: Place, rule: str, message: str) -> object:
        """Note a problem and return the mark of an unreadable value."""
        self.append(Problem(self.file, node.line, write_path(place.steps()), rule, "error", message))
        return _INVALID


Reader = Callable[[Node, Place, Problems], Any]


T = TypeVar("T", bound=Struct)


def read(node: Node, wanted: type[T], problems: Problems, place: Place | None = None) -> T | None:
    """Read a node as a declared Struct; None when anything in it is a problem (all of them are then noted)."""
    value = _struct_reader(wanted)(node, place or Place(), problems)
    return value if isinstance(value, wanted) else None


def read_item(node: Node, problems: Problems, place: Place) -> AuthoredItem | None:
    """Read a node as an item of the type that it names; None when anything in it is a problem."""
    value = _item_reader()(node, place, problems)
    return value if isinstance(value, AuthoredItem) else None


@cache
def _item_reader() -> Reader:
    return _reader(declared.type_info(AuthoredItem))


def describe(node: Node) -> str:
    """Describe what stands in the file, for a message."""
    if isinstance(node, Scalar):
        return quote(node.text) if node.text else "nothing"
    return "a list" if isinstance(node, Sequence) else "a mapping of keys"


def _is_absent(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text in {"", "~", "null", "Null", "NULL"}


def _reader(kind: declared.Type) -> Reader:  # noqa: PLR0912 - a branch for each kind of type
    match kind:
        case declared.Metadata(type=inner, extra_json_schema=schema):
            if isinstance(inner, declared.StrType):
                return _text_reader(inner, (schema or {}).get("description", ""))
            return _reader(inner)
        case declared.UnionType(types=types):
            kinds = [one for one in types if not isinstance(one, declared.NoneType)]
            if len(kinds) == 1:
                return _reader(kinds[0])
            return _tagged_reader(tuple(one for one in kinds if isinstance(one, declared.StructType)))
        case declared.StructType():
            return _struct_reader(kind.cls)
        case declared.VarTupleType(item_type=inner, min_length=least, max_length=most):
            return _list_reader(_reader(inner), least or 0, most)
        case declared.TupleType(item_types=(inner, *_) as inners):
            return _list_reader(_reader(inner), len(inners), len(inners))
        case declared.DictType(key_type=key, value_type=value):
            return _dict_reader(_reader(key), _reader(value))
        case declared.LiteralType(values=values):
            return _choice_reader(tuple(str(value) for value in values))
        case declared.StrType():
            return _text_reader(kind, "")
        case declared.BoolType():
            return _read_flag
        case declared.DecimalType():
            return _read_number
        case declared.IntType():
            return _whole_number_reader(kind.ge, kind.le)
    raise TypeError(f"the bank format declares a type that cannot be read from YAML: {kind}")


def _text_reader(kind: declared.StrType, description: str) -> Reader:
    least, most = kind.min_length or 0, kind.max_length
    pattern = re.compile(kind.pattern, re.ASCII) if kind.pattern else None
    wanted = description or "a text"

    def read_text(node: Node, place: Place, problems: Problems) -> object:
        if not isinstance(node, Scalar):
            advice = "A text that begins with [ or { needs quotes"
            return problems.add(node, place, "wrong-type", f"expected a text, got {describe(node)}. {advice}.")
        text = node.text.strip()
        if not text or _is_absent(node):
            return problems.add(
                node, place, "empty-text", f"expected {wanted}, got nothing. Write it, or drop the key."
            )
        if unprintable := _UNPRINTABLE.search(text):
            code = f"U+{ord(unprintable.group()):04X}"
            return problems.add(
                node,
                place,
                "control-character",
                f"expected printable text, got the control character {code}. Remove it.",
            )
        if most is not None and len(text) > most:
            message = f"expected at most {most} characters, got {len(text)}. Shorten it."
            return problems.add(node, place, "too-long", message)
        if len(text) < least or (pattern and not pattern.search(text)):
            return problems.add(node, place, "bad-value", f"expected {wanted}, got {quote(text)}.")
        return text

    return read_text


def _choice_reader(values: Collection[str]) -> Reader:
    allowed = frozenset(values)

    def read_choice(node: Node, place: Place, problems: Problems) -> object:
        if isinstance(node, Scalar) and node.text in allowed:
            return node.text
        hint = did_you_mean(node.text, allowed) if isinstance(node, Scalar) else ""
        message = f"expected one of {', '.join(sorted(allowed))}, got {describe(node)}.{hint}"
        return problems.add(node, place, "bad-value", message)

    return read_choice


def _read_flag(node: Node, place: Place, problems: Problems) -> object:
    if isinstance(node, Scalar) and node.plain and node.text in {"true", "false"}:
        return node.text == "true"
    quoted = " Write it without quotes." if isinstance(node, Scalar) and node.text in {"true", "false"} else ""
    return problems.add(node, place, "wrong-type", f"expected true or false, got {describe(node)}.{quoted}")


def _read_number(node: Node, place: Place, problems: Problems) -> object:
    if isinstance(node, Scalar) and _NUMBER.fullmatch(node.text):
        return Decimal(f"{Decimal(node.text):f}")  # written out: nothing that is shown has an exponent
    return problems.add(node, place, "wrong-type", f"expected a number such as 2 or 0.5, got {describe(node)}.")


def _whole_number_reader(least: int | None, most: int | None) -> Reader:
    wanted = f"the number {least}" if least is not None and least == most else "a whole number"

    def read_whole_number(node: Node, place: Place, problems: Problems) -> object:
        if not isinstance(node, Scalar) or not node.plain or not re.fullmatch(r"[0-9]{1,9}", node.text):
            hint = " Write it without quotes." if isinstance(node, Scalar) and not node.plain else ""
            return problems.add(node, place, "wrong-type", f"expected {wanted}, got {describe(node)}.{hint}")
        number = int(node.text)
        if (least is not None and number < least) or (most is not None and number > most):
            return problems.add(node, place, "bad-value", f"expected {wanted}, got {number}.")
        return number

    return read_whole_number


def _list_reader(reader: Reader, least: int, most: int | None) -> Reader:
    def read_list(node: Node, place: Place, problems: Problems) -> object:
        if not isinstance(node, Sequence):
            advice = "Write [ ] around it, or a dash before each entry"
            return problems.add(node, place, "wrong-type", f"expected a list, got {describe(node)}. {advice}.")
        values = [reader(child, Place(place, i), problems) for i, child in enumerate(node.children)]
        if not least <= len(values) <= (most if most is not None else len(values)):
            wanted = f"{least}" if least == most else f"at least {least}" if most is None else f"{least} to {most}"
            return problems.add(node, place, "bad-count", f"expected {wanted} entries, got {len(values)}.")
        return _INVALID if any(value is _INVALID for value in values) else tuple(values)

    return read_list


def _dict_reader(key_reader: Reader, value_reader: Reader) -> Reader:
    def read_dict(node: Node, place: Place, problems: Problems) -> object:
        entries = _entries(node, place, problems)
        if entries is None:
            return _INVALID
        values = {}
        for name, (key, value) in entries.items():
            below = Place(place, name)
            values[key_reader(key, below, problems)] = value_reader(value, below, problems)
        return _INVALID if _INVALID in values or _INVALID in values.values() else values

    return read_dict


def _entries(node: Node, place: Place, problems: Problems) -> dict[str, tuple[Scalar, Node]] | None:
    """Index a mapping by key, noting duplicates; None when it is no mapping."""
    if not isinstance(node, Mapping):
        problems.add(node, place, "wrong-type", f"expected a mapping of keys, got {describe(node)}.")
        return None
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in node.entries:
        if key.text in entries:
            first = entries[key.text][0].line
            message = f"expected each key once, got it a second time (first on line {first}). Remove one."
            problems.add(key, Place(place, key.text), "duplicate-key", message)
        else:
            entries[key.text] = (key, value)
    return entries


def _tagged_reader(kinds: tuple[declared.StructType, ...]) -> Reader:
    tag_field = kinds[0].tag_field or "type"
    readers = {str(kind.tag): _struct_reader(kind.cls) for kind in kinds}

    def read_tagged(node: Node, place: Place, problems: Problems) -> object:
        if not isinstance(node, Mapping):
            return problems.add(node, place, "wrong-type", f"expected a mapping of keys, got {describe(node)}.")
        tag = node.find(tag_field)
        if isinstance(tag, Scalar) and tag.text in readers:
            return readers[tag.text](node, place, problems)
        allowed = f"expected one of {', '.join(readers)}"
        if tag is None:
            return problems.add(node, place, "missing-key", f"the key {tag_field} is missing: {allowed}.")
        hint = did_you_mean(tag.text, readers) if isinstance(tag, Scalar) else ""
        return problems.add(tag, Place(place, tag_field), "bad-value", f"{allowed}, got {describe(tag)}.{hint}")

    return read_tagged


@cache
def _struct_reader(wanted: type[Struct]) -> Reader:
    kind = declared.type_info(wanted)
    if not isinstance(kind, declared.StructType):
        raise TypeError(f"not a declared Struct: {wanted}")
    readers = {field.name: _reader(field.type) for field in kind.fields}
    required = [
        field.name for field in kind.fields if field.default is NODEFAULT and field.default_factory is NODEFAULT
    ]
    tag_field = kind.tag_field

    def read_struct(node: Node, place: Place, problems: Problems) -> object:
        entries = _entries(node, place, problems)
        if entries is None:
            return _INVALID
        before = len(problems)
        values = {}
        for name, (key, value) in entries.items():
            if name == tag_field:
                continue
            below = Place(place, name)
            reader = readers.get(name)
            if reader is None:
                known = [*readers, tag_field] if tag_field else list(readers)
                hint = did_you_mean(name, known) or f" Known keys: {', '.join(known)}."
                if " " in name:  # between { } a comma begins the next key
                    hint = " Put double quotes around a text that holds a comma between { }."
                problems.add(key, below, "unknown-key", f"expected a key of the format, got {quote(name)}.{hint}")
            else:
                values[name] = reader(value, below, problems)
        for name in required:
            if name not in values:
                problems.add(node, place, "missing-key", f"expected the key {name}, got none. Add it.")
        if len(problems) > before or len(entries) < len(node.entries):  # type: ignore[union-attr]  # a mapping by now
            return _INVALID
        return wanted(**values)

    return read_struct
