"""How QTI elements are built, and what separates the names of 2.1 from those of 3.0."""

import re
from typing import Final, Literal
from xml.etree.ElementTree import Comment, Element, tostring

from msgspec import Struct

from calcinosis_quiz.export.hypertext import legal

Version = Literal["3.0", "2.1"]


class Names(Struct, frozen=True):
    """The namespaces, schemas and type names of one version."""

    items: str
    items_schema: str
    package: str
    package_schema: str
    metadata: str
    metadata_schema: str
    item_type: str
    test_type: str
    schema: str
    schema_version: str


NAMES: Final[dict[Version, Names]] = {
    "3.0": Names(
        items="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        items_schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        package_schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        metadata="http://www.imsglobal.org/xsd/imsqti_metadata_v3p0",
        metadata_schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_metadatav3p0_v1p0.xsd",
        item_type="imsqti_item_xmlv3p0",
        test_type="imsqti_test_xmlv3p0",
        schema="QTI Package",
        schema_version="3.0.0",
    ),
    "2.1": Names(
        items="http://www.imsglobal.org/xsd/imsqti_v2p1",
        items_schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
        package="http://www.imsglobal.org/xsd/imscp_v1p1",
        package_schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
        metadata="http://www.imsglobal.org/xsd/imsqti_metadata_v2p1",
        metadata_schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_metadata_v2p1.xsd",
        item_type="imsqti_item_xmlv2p1",
        test_type="imsqti_test_xmlv2p1",
        schema="QTIv2.1 Package",
        schema_version="1.0.0",
    ),
}
LOM: Final = "http://ltsc.ieee.org/xsd/LOM"
LOM_SCHEMA: Final = "http://www.imsglobal.org/xsd/imsmd_loose_v1p3p2.xsd"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

_HYPERTEXT: Final = frozenset({"p", "br", "div", "img"})
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACES: Final = re.compile(r"(?<=\{)(?=\{)|(?<=\})(?=\})")


def node(tag: str, *children: Element | str, **attributes: str) -> Element:
    """Build an element of texts and elements; an attribute that is a Python word ends in an underscore."""
    element = Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    for child in children:
        if isinstance(child, Element):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + legal(child)
        else:
            element.text = (element.text or "") + legal(child)
    return element


def value(text: str, tag: str = "value", **attributes: str) -> Element:
    """Build an element whose text is compared with an answer, never shown.

    A comment parts double braces: for readers of XML the text stays as it is, and a player that is built on a template
    language finds no expression to run.
    """
    first, *others = _BRACES.split(legal(text))
    element = node(tag, first, **attributes)
    for other in others:
        comment = Comment("")
        comment.tail = other
        element.append(comment)
    return element


def lines(text: str) -> list[Element | str]:
    """Return a text that is shown as children of an element, with its line breaks.

    An invisible joiner parts double braces, for the reason that `value` names: what is shown must survive players
    that copy it without comments.
    """
    parts: list[Element | str] = []
    for i, line in enumerate(_BRACES.sub("\u2060", legal(text)).split("\n")):
        parts += [node("br"), line] if i else [line]
    return parts


def paragraph(text: str) -> Element:
    """Return a text as a paragraph."""
    return node("p", *lines(text))


def locate_schemas(root: Element, *pairs: tuple[str, str]) -> None:
    """Name the schema of each namespace on the root; some platforms refuse a file that names none."""
    root.set("xmlns:xsi", _XSI)
    root.set("xsi:schemaLocation", " ".join(f"{namespace} {schema}" for namespace, schema in pairs))


def write(root: Element, version: Version) -> bytes:
    """Write a tree of items or tests in the names of a version."""
    root = _rename(root) if version == "3.0" else _unwrap(root)
    root.set("xmlns", NAMES[version].items)
    locate_schemas(root, (NAMES[version].items, NAMES[version].items_schema))
    return serialise(root)


def serialise(root: Element) -> bytes:
    """Write a finished tree as UTF-8 with its declaration."""
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _rename(element: Element) -> Element:
    """Rename elements and attributes for 3.0: simpleChoice becomes qti-simple-choice."""
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
    """Remove what only 3.0 has: content bodies inside feedback and rubrics, and the use of a rubric."""
    copy = Element(element.tag, {name: text for name, text in element.attrib.items() if name != "use"})
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        unwrapped = _unwrap(child)
        copy.extend(list(unwrapped) if child.tag == "contentBody" else [unwrapped])
    return copy
