"""Text to HTML that shows exactly what the bank says: never markup, script, link, formula or placeholder."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape
from typing import Final

# Signs that learning platforms read as formulas, placeholders or short codes, even inside a text.
_SIGNS: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "$@\\[]{}"})
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Replace what no XML file may hold, such as a NUL, by the replacement character; line ends become LF."""
    return _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def show(text: str) -> str:
    """Escape a text for HTML; line breaks stay."""
    return escape(legal(text), quote=False).translate(_SIGNS).replace("\n", "<br>")


def paragraphs(texts: Iterable[str]) -> str:
    """Write each text as a paragraph."""
    return "".join(f"<p>{show(text)}</p>" for text in texts)


def picture(source: str, alt: str) -> str:
    """Show a picture, with words for whoever cannot see it; `source` is an address of our own making."""
    words = escape(legal(alt)).translate(_SIGNS).replace("\n", " ")
    return f'<p><img src="{escape(source)}" alt="{words}"></p>'


def digits(number: Decimal) -> str:
    """Write a number in plain digits, without idle zeros or an exponent."""
    return f"{number.normalize():f}"


def one_line(text: str) -> str:
    """Write a text on one line, for names and menus that know no line breaks."""
    return " ".join(legal(text).split())


_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip file can hold


def write_zip(members: Mapping[str, bytes]) -> bytes:
    """Compress members, in the order given, with fixed dates and permissions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()
