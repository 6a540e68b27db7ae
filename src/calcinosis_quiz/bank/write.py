"""Items to the text of a bank file, laid out as a careful author would write it by hand."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import to_builtins

from calcinosis_quiz.bank.items import AuthoredItem, BankHeader, ExtendedMatching, Item

_WIDTH: Final = 120
# What needs no quotes anywhere: begins with a letter or digit, holds no sign with a meaning in YAML.
_PLAIN: Final = re.compile(r"[^\W_](?:[^\n:#,\[\]{}\"'`|>&*!%@\\\t]|:(?=\S)|(?<=\S)#|(?<=\w)')*", re.UNICODE)
# What YAML would take for something else than text, or other tools would.
_NOT_TEXT: Final = re.compile(
    r"(?i:true|false|yes|no|on|off|y|n|null|~)|[-+.]?\d[\d_.,:eExXoO+\-a-fA-FTZ/]*|(?i:[-+]?\.(?:inf|nan))"
)
_NEEDS_ESCAPES: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_FIRST: Final = ("id", "type")
_SHARED: Final = frozenset(Item.__struct_fields__)

Value = str | bool | int | Decimal | Mapping[str, Any] | Sequence[Any]


def write_bank(header: BankHeader, items: Iterable[tuple[AuthoredItem, str]], comment: str = "") -> str:
    """Write a bank file: its header under a comment, then each item under the comment that comes with it."""
    lines = _comment(comment, "")
    lines += [line for key, value in to_builtins(header).items() for line in _entry(key, value, "")]
    blocks = ["\n".join(lines) + "\nitems:"]
    blocks += [write_item(item, above) for item, above in items]
    return "\n\n".join(blocks).replace("items:\n\n", "items:\n", 1) + "\n"


def write_item(item: AuthoredItem, comment: str = "") -> str:
    """Write one item as it stands under `items:`, without a line end after it."""
    known = to_builtins(item, builtin_types=(Decimal,))
    lines = [line for key in _in_order(known, item) for line in _entry(key, known[key], "    ")]
    return "\n".join([*_comment(comment, "  "), f"  - {lines[0][4:]}", *lines[1:]])


def _in_order(known: Mapping[str, Value], item: AuthoredItem) -> Iterator[str]:
    """List the keys: id and type, what only this type has, then what any item may carry."""
    shared = _SHARED if not isinstance(item, ExtendedMatching) else {"explanation", "reviewed", "tags", "lint"}
    yield from (key for key in _FIRST if key in known)
    if "topic" in shared and "topic" in known:
        yield "topic"
    yield from (key for key in known if key not in shared and key not in _FIRST)
    yield from (key for key in known if key in shared and key not in (*_FIRST, "topic"))


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}# {' '.join(_NEEDS_ESCAPES.sub(' ', line).split())}" for line in text.split("\n")] if text else []


def _entry(key: str, value: Value, indent: str) -> list[str]:
    """Write a key with its value, on one line where it fits."""
    if isinstance(value, str):
        return _text(f"{indent}{key}:", value, indent)
    if not isinstance(value, Mapping | Sequence):
        return [f"{indent}{key}: {_number(value)}"]
    flow = _flow(value)
    if flow is not None and len(indent) + len(key) + 2 + len(flow) <= _WIDTH and not _reads_better_as_block(value):
        return [f"{indent}{key}: {flow}"]
    below = indent + "  "
    if isinstance(value, Mapping):
        return [f"{indent}{key}:", *(line for each, part in value.items() for line in _entry(each, part, below))]
    return [f"{indent}{key}:", *(line for part in value for line in _list_entry(part, below))]


def _reads_better_as_block(value: Value) -> bool:
    """Return whether a value is a list of mappings, such as options: each stands on a line of its own."""
    return not isinstance(value, Mapping | str | bool | int | Decimal) and any(isinstance(e, Mapping) for e in value)


def _list_entry(value: Value, indent: str) -> list[str]:
    if isinstance(value, str):
        return _text(f"{indent}-", value, indent)
    flow = _flow(value)
    if flow is not None and len(indent) + 2 + len(flow) <= _WIDTH:
        return [f"{indent}- {flow}"]
    if isinstance(value, Mapping):
        lines = [line for each, part in value.items() for line in _entry(each, part, indent + "  ")]
        return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]
    if isinstance(value, Sequence):
        return [f"{indent}- [{', '.join(_flow(part) or '' for part in value)}]"]
    return [f"{indent}- {_number(value)}"]


def _flow(value: Value) -> str | None:
    """Write a value on one line; None where a text in it has several."""
    if isinstance(value, str):
        return None if "\n" in value or len(value) > _WIDTH else _scalar(value)
    if isinstance(value, Mapping):
        parts = [(key, _flow(part)) for key, part in value.items()]
        return None if any(part is None for _, part in parts) else f"{{{', '.join(f'{k}: {p}' for k, p in parts)}}}"
    if isinstance(value, Sequence):
        texts = [_flow(part) for part in value]
        return None if None in texts else f"[{', '.join(text for text in texts if text is not None)}]"
    return _number(value)


def _number(value: bool | int | Decimal) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f"{value:f}"


def _scalar(text: str) -> str:
    """Write a text on one line, in quotes where YAML or a reader could take it for something else."""
    if _PLAIN.fullmatch(text) and text[-1] not in " :" and not _NOT_TEXT.fullmatch(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    plain = json.dumps(text, ensure_ascii=False)
    return (
        _NEEDS_ESCAPES.sub(lambda sign: f"\\u{ord(sign.group()):04x}", plain) if _NEEDS_ESCAPES.search(plain) else plain
    )


def _text(head: str, text: str, indent: str) -> list[str]:
    """Write a text after its key: on one line, folded over several, or line by line as it stands."""
    if _NEEDS_ESCAPES.search(text) or text != text.strip():
        return [f"{head} {_quoted(text)}"]
    below = indent + "  "
    if "\n" in text:
        return [f"{head} {_sign(text, _WIDTH - len(below))}", *_block(text, below)]
    one_line = _scalar(text)
    if len(head) + 1 + len(one_line) <= _WIDTH:
        return [f"{head} {one_line}"]
    return [f"{head} >-", *(f"{below}{line}" for line in _fold(text, _WIDTH - len(below)))]


def _sign(text: str, width: int) -> str:
    """Choose how several lines are written: as they stand, or folded where one is long and none is indented."""
    lines = text.split("\n")
    return ">-" if any(len(line) > width for line in lines) and not any(line[:1] == " " for line in lines) else "|-"


def _block(text: str, below: str) -> Iterator[str]:
    """Write several lines; where they are folded, a line end is an empty line."""
    width = _WIDTH - len(below)
    folded = _sign(text, width) == ">-"
    for i, line in enumerate(text.split("\n")):
        if folded:
            yield from [""] if i else []
            yield from (f"{below}{part}" for part in (_fold(line, width) if line else ()))
        else:
            yield f"{below}{line}" if line else ""


def _fold(text: str, width: int) -> Iterator[str]:
    """Break a text at single blanks; YAML joins the lines by one blank again."""
    start = 0
    while len(text) - start > width:
        end = text.rfind(" ", start + 1, start + width + 1)
        while end > start and (text[end - 1] == " " or text[end + 1] == " "):
            end = text.rfind(" ", start + 1, end)
        if end <= start:  # no such blank on this line: the next one there is
            end = next((i for i in _blanks_after(text, start + width) if text[i - 1] != " " != text[i + 1]), -1)
            if end < 0:
                break
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _blanks_after(text: str, place: int) -> Iterator[int]:
    place = text.find(" ", place)
    while 0 <= place < len(text) - 1:
        yield place
        place = text.find(" ", place + 1)
