"""XML and HTML to trees: the only place that knows the library, which is told to follow nothing and fetch nothing."""

import re
from typing import Any, Final

from lxml import etree

from calcinosis_quiz.imports.reading import RefusedFileError

Element = Any  # the library has no types

_XML: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=False, remove_pis=True
)
_HTML: Final = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True)
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)


def parse_xml(content: bytes, name: str) -> Element:
    """Parse an XML file; raises RefusedFileError with the line for one that is not well-formed or defines entities."""
    if declared := _ENTITY.search(content):
        line = content.count(b"\n", 0, declared.start()) + 1
        raise RefusedFileError(
            f"{name}:{line}: the file defines XML entities of its own, which can hide anything. "
            "Nothing was read. Save it again without them."
        )
    try:
        return etree.fromstring(content.lstrip(b"\xef\xbb\xbf \t\r\n"), _XML)
    except etree.XMLSyntaxError as error:
        said = (error.msg or "not XML").partition(", line ")[0]
        raise RefusedFileError(
            f"{name}:{error.lineno or 0}: not well-formed XML: {said}. Mend the line, or export the file again."
        ) from None


def parse_html(text: str) -> Element | None:
    """Parse an HTML fragment as browsers do; None where nothing is in it."""
    try:
        return etree.fromstring(f"<div>{text}</div>".encode(), _HTML)
    except etree.XMLSyntaxError:
        return None


def is_element(node: Element) -> bool:
    """Return whether a node is an element, and no comment or processing instruction."""
    return isinstance(node.tag, str)


def local_name(node: Element) -> str:
    """Name an element without its namespace."""
    tag: str = node.tag
    return tag.rpartition("}")[2]


def inner_text(node: Element | None) -> str:
    """Join all text below an element."""
    return "".join(node.itertext()) if node is not None else ""


def inner_markup(node: Element) -> str:
    """Write what stands inside an element as markup again."""
    head = node.text or ""
    return str(head) + "".join(etree.tostring(child, encoding="unicode", method="html") for child in node)
