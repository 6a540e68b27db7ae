"""Exams in OpenDocument text, marked and counted as LibreOffice writes them."""

import io
import zipfile

from tests.imports.reading import causes, only, read

from calcinosis_quiz.bank.items import SingleBestAnswer
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document

SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("draw", "drawing"),
        ("table", "table"),
    )
)
STYLES = """
<style:style style:name="Key"><style:text-properties fo:background-color="#ffff00"/></style:style>
<style:style style:name="Below"><style:text-properties style:text-position="sub 58%"/></style:style>
<style:style style:name="Still" style:parent-style-name="Key"/>
<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-suffix="."
  style:num-format="1"/></text:list-style>
<text:list-style style:name="Letters"><text:list-level-style-number text:level="1" style:num-suffix=")"
  style:num-format="a"/></text:list-style>"""


def odt(body: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<office:document-content {SPACES} xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>'
            f"{STYLES}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        )
        archive.writestr("Pictures/one.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01")
    return buffer.getvalue()


def entries(style: str, *texts: str, more: str = "") -> str:
    inside = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f'<text:list text:style-name="{style}"{more}>{inside}</text:list>'


def keys(content: bytes) -> list[tuple[str, list[str], list[str]]]:
    items = [each.item for each in read("odt", content).drafts]
    return [
        (
            item.stem,
            [option.text for option in item.options],
            [option.text for option in item.options if option.correct],
        )
        for item in items
        if isinstance(item, SingleBestAnswer)
    ]


def test_lists_are_counted_and_marks_found() -> None:
    body = (
        "<text:tracked-changes><text:p>1. Deleted?</text:p></text:tracked-changes>"
        + entries("Numbers", 'Water is H<text:span text:style-name="Below">2</text:span>O and?')
        + entries("Letters", "dry", '<text:span text:style-name="Still">wet</text:span>')
        + entries("Numbers", "And bone?", more=' text:continue-numbering="true"')
        + entries("Letters", "soft", "hard *")
        + "<text:p>3. By<text:s text:c='2'/>hand</text:p><text:p>a) x<text:tab/>b) y<text:tab/>c) z</text:p>"
        + "<text:p>Answer: C</text:p>"
    )
    content = odt(body)
    assert detect(Document("x.odt", content)) == "odt"
    assert keys(content) == [
        ("Water is H\u2082O and?", ["dry", "wet"], ["wet"]),
        ("And bone?", ["soft", "hard"], ["hard"]),
        ("By  hand", ["x", "y", "z"], ["z"]),
    ]


def test_an_image_comes_along_and_a_formula_is_named() -> None:
    body = (
        '<text:p>1. What is <draw:frame><draw:image xlink:href="Pictures/one.png"/></draw:frame>'
        "<draw:object/> this?</text:p><text:p>a) x *</text:p><text:p>b) y</text:p>"
    )
    reading = read("odt", odt(body))
    assert only(reading, SingleBestAnswer).stem == "What is  this?"
    assert reading.drafts[0].picture is not None
    assert ("changed", "a formula did not come in: write it again") in causes(reading)
