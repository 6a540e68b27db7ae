"""How QTI elements are built, and what separates the names of 2.1 from those of 3.0."""

import re
from typing import Final, Literal
from xml.etree.ElementTree import Element, tostring

from msgspec import Struct

from calcinosis_quiz.export.hypertext import legal

Version = Literal["3.0", "2.1"]


class Names(Struct, frozen=True):
    """The namespaces and type names of one version."""

    items: str
    package: str
    metadata: str
    item_type: str
    test_type: str
    schema: str
    schema_version: str


NAMES: Final[dict[Version, Names]] = {
    "3.0": Names(
        items="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        metadata="http://www.imsglobal.org/xsd/imsqti_metadata_v3p0",
        item_type="imsqti_item_xmlv3p0",
        test_type="imsqti_test_xmlv3p0",
        schema="QTI Package",
        schema_version="3.0.0",
    ),
    "2.1": Names(
        items="http://www.imsglobal.org/xsd/imsqti_v2p1",
        package="http://www.imsglobal.org/xsd/imscp_v1p1",
        metadata="http://www.imsglobal.org/xsd/imsqti_metadata_v2p1",
        item_type="imsqti_item_xmlv2p1",
        test_type="imsqti_test_xmlv2p1",
        schema="QTIv2.1 Package",
        schema_version="1.0.0",
    ),
}
LOM: Final = "http://ltsc.ieee.org/xsd/LOM"

_HYPERTEXT: Final = frozenset({"p", "br", "div", "img"})
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def node(tag: str, *children: Element | str, **attributes: str) -> Element:
    """Build an element of texts and elements; an attribute that is a Python word ends in an underscore."""
    element = Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    for child in children:
        if isinstance(child, Element):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + _inert(child)
        else:
            element.text = (element.text or "") + _inert(child)
    return element


def _inert(text: str) -> str:
    """Part double braces by an invisible joiner: players that are built on templates run what stands between them."""
    return legal(text).replace("{{", "{\u2060{").replace("}}", "}\u2060}")


def lines(text: str) -> list[Element | str]:
    """Give a text as children of an element, with its line breaks."""
    parts: list[Element | str] = []
    for i, line in enumerate(legal(text).split("\n")):
        parts += [node("br"), line] if i else [line]
    return parts


def paragraph(text: str) -> Element:
    """Give a text as a paragraph."""
    return node("p", *lines(text))


def write(root: Element, version: Version) -> bytes:
    """Write a tree of items or tests in the names of a version."""
    root = _rename(root) if version == "3.0" else _unwrap(root)
    root.set("xmlns", NAMES[version].items)
    return serialise(root)


def serialise(root: Element) -> bytes:
    """Write a finished tree as UTF-8 with its declaration."""
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _rename(element: Element) -> Element:
    """Give elements and attributes the names of 3.0: simpleChoice becomes qti-simple-choice."""
    if not isinstance(element.tag, str) or element.tag in _HYPERTEXT:
        tag, attributes = element.tag, dict(element.attrib)
    else:
        tag = f"qti-{_hyphenate(element.tag)}"
        attributes = {_hyphenate(name): value for name, value in element.attrib.items()}
    renamed = Element(tag, attributes)
    renamed.text, renamed.tail = element.text, element.tail
    renamed.extend(_rename(child) for child in element)
    return renamed


def _hyphenate(name: str) -> str:
    return _CAPITAL.sub("-", name).lower()


def _unwrap(element: Element) -> Element:
    """Take away the content bodies that only 3.0 has inside feedback and rubrics."""
    copy = Element(element.tag, dict(element.attrib))
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        unwrapped = _unwrap(child)
        copy.extend(list(unwrapped) if child.tag == "contentBody" else [unwrapped])
    return copy
