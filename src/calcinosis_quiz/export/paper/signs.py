"""Signs that no font has: which ones they are, and what stands in their place."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

# What typst says of such a sign. It stands in the diagnostics as Rust writes strings.
_COMPLAINT: Final = re.compile(r'(?:the text|disallowed codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def read_missing(diagnostics: str) -> set[str]:
    """Find the signs beyond ASCII that typst's diagnostics complain about."""
    found = (_ESCAPE.sub(_unescape, text) for text in _COMPLAINT.findall(diagnostics))
    return {sign for text in found for sign in text if not sign.isascii()}


def spell_out(text: str, missing: Collection[str]) -> str:
    """Put codes such as [U+6F22] in the place of missing signs; those that nobody sees are left out."""
    return "".join(_code(sign) if sign in missing else sign for sign in text)


def name_signs(missing: Collection[str]) -> Iterator[str]:
    """Say which signs could not be shown, in one sentence where there are any."""
    seen = sorted(sign for sign in missing if _code(sign))
    if seen:
        yield (
            f"No font on this machine has {' '.join(seen)}: printed as {' '.join(map(_code, seen[:3]))}"
            f"{' and so on' if len(seen) > 3 else ''}. Install a font that has them, such as Noto, and write it again."
        )


def _code(sign: str) -> str:
    return "" if unicodedata.category(sign) == "Cf" else f"[U+{ord(sign):04X}]"


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _PLAIN.get(found[2], found[2])
