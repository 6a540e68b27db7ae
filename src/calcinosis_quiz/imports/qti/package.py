"""QTI packages: the files that hold questions, each once, in the order in which the package names them."""

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote

from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.pictures import take_picture
from calcinosis_quiz.imports.qti.item12 import open_item
from calcinosis_quiz.imports.qti.scoring12 import children, descendants
from calcinosis_quiz.imports.qti.types2 import read_item2
from calcinosis_quiz.imports.qti.types12 import read_item
from calcinosis_quiz.imports.reading import (
    Document,
    Draft,
    LeftOutError,
    Loss,
    Place,
    Reading,
    Record,
    RefusedFileError,
)
from calcinosis_quiz.imports.tree import Element, inner_text, local_name, parse_xml

_ENDINGS: Final = (".xml", ".qti", ".dat")
_LONGEST_NAME: Final = 48
_FULL_COPIES: Final = "non_cc_assessments/"
_FILE_BASE: Final = re.compile(r"(?:%24|\$)IMS-CC-FILEBASE(?:%24|\$)/?", re.IGNORECASE)
# Names that a program makes up at each export are no ids.
_MADE_UP: Final = re.compile(r"[a-z]*_?[0-9a-f]{16,}.*|[a-z]*_?\d+|_\d+_\d+", re.IGNORECASE)


def read_qti(document: Document) -> Reading:
    """Read a QTI package, or one file of questions."""
    losses: list[Loss] = []
    if not document.content.startswith(b"PK"):
        root = parse_xml(document.content, document.name)
        drafts, title = _read_root(root, document.name, document.find_file, losses, number=1)
        return Reading(tuple(drafts), tuple(losses), title)
    archive = Archive(document.content, document.name)
    drafts = []
    title = ""
    members = list(_members_in_order(archive))
    for name in document.watched(members, len(members)):
        shown = f"{document.name}/{_shorten(name.rpartition('/')[2])}"
        try:
            root = parse_xml(archive.read(name), shown)
        except RefusedFileError as refused:
            losses.append(Loss("left out", Place(shown), "", "a file that cannot be read", str(refused)))
            continue
        find = _finder(archive, name, document.find_file)
        found, named = _read_root(root, shown, find, losses, number=len(drafts) + 1)
        drafts += found
        title = title or named
    return Reading(tuple(drafts), tuple(losses), title)


def _shorten(name: str) -> str:
    """Shorten a name that a program made up of a hundred signs."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:20]}...{name[-12:]}"


def _members_in_order(archive: Archive) -> list[str]:
    """List the files that may hold questions: as a test or the manifest names them, then all others."""
    names = [name for name in archive.names if name.lower().endswith(_ENDINGS)]
    full = {name.rpartition("/")[2].partition(".")[0] for name in names if name.startswith(_FULL_COPIES)}
    # A Common Cartridge holds a thin copy of each quiz besides the full one.
    names = [name for name in names if name.startswith(_FULL_COPIES) or not full & set(re.split(r"[/.]", name))]
    ordered: list[str] = []
    for name in names:
        if (
            name.rpartition("/")[2] == "imsmanifest.xml"
            or b"ssessmentTest" in (head := archive.read(name)[:3000])
            or (b"assessment-test" in head)
        ):
            ordered += _named_in(archive, name)
    known = [name for name in dict.fromkeys(ordered) if name in names]
    return [*known, *(name for name in names if name not in known and not name.endswith("imsmanifest.xml"))]


def _named_in(archive: Archive, name: str) -> Iterator[str]:
    try:
        root = parse_xml(archive.read(name), name)
    except RefusedFileError:
        return
    folder = name.rpartition("/")[0]
    is_manifest = local_name(root) == "manifest"
    elements = ("file",) if is_manifest else ("assessmentItemRef", "qti-assessment-item-ref")
    for each in descendants(root, *elements):
        href = unquote(each.get("href") or "")
        yield f"{folder}/{href}" if folder else href


def _finder(archive: Archive, name: str, beside: Callable[[str], bytes | None]) -> Callable[[str], bytes | None]:
    """Look for a file by the address that a text uses: beside its item, in the package, in Canvas's folders."""
    folder = name.rpartition("/")[0]

    def find(address: str) -> bytes | None:
        wanted = _FILE_BASE.sub("", unquote(address.partition("?")[0]))
        for place in (f"{folder}/{wanted}" if folder else wanted, wanted, f"web_resources/{wanted}"):
            parts: list[str] = []
            for part in place.split("/"):
                parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
            if (content := archive.find("/".join(parts))) is not None:
                return content
        return beside(wanted)

    return find


def _read_root(
    root: Element, name: str, find: Callable[[str], bytes | None], losses: list[Loss], number: int
) -> tuple[list[Draft], str]:
    """Read the questions below a root of any version; other files of a package hold none."""
    kind = local_name(root)
    if kind in {"assessmentItem", "qti-assessment-item"}:
        record = Record(losses, Place(name, root.sourceline or 0, f"item {number}"), root.get("title") or "")
        draft = read_item2(record, root, find)
        return ([draft] if draft is not None else []), ""
    if kind != "questestinterop":
        return [], ""
    drafts = []
    title = ""
    for assessment in children(root, "assessment", "objectbank", "section", "item"):
        title = title or assessment.get("title") or _field(assessment, "bank_title")
        category = _field(assessment, "bank_title") if local_name(assessment) == "objectbank" else ""
        _note_groups(assessment, name, losses)
        items = [assessment] if local_name(assessment) == "item" else descendants(assessment, "item")
        for node in items:
            place = Place(name, node.sourceline or 0, f"question {number}")
            draft = _read_item12(Record(losses, place, _title(node)), node, find, category or title)
            number += 1
            if draft is not None:
                drafts.append(draft)
    return drafts, title


def _title(node: Element) -> str:
    title = (node.get("title") or "").strip()
    return "" if title in {"Question", "Blank", "Item"} else title


def _field(node: Element, label: str) -> str:
    for each in descendants(node, "qtimetadatafield"):
        if inner_text(next(children(each, "fieldlabel"), None)).strip() == label:
            return inner_text(next(children(each, "fieldentry"), None)).strip()
    return ""


def _note_groups(assessment: Element, name: str, losses: list[Loss]) -> None:
    """Note where a quiz draws from a group, and groups that are not in the file."""
    for each in descendants(assessment, "selection_number"):
        place = Place(name, each.sourceline or 0)
        losses.append(
            Loss("changed", place, "", "all questions of a group come in; the quiz drew some", each.text or "")
        )
    for each in descendants(assessment, "sourcebank_ref"):
        place = Place(name, each.sourceline or 0)
        losses.append(
            Loss("left out", place, "", "a group draws from a question bank that is not here", each.text or "")
        )


def _read_item12(record: Record, node: Element, find: Callable[[str], bytes | None], category: str) -> Draft | None:
    try:
        opened = open_item(record, node)
    except LeftOutError as left:
        record.leave_out(left.what, left.found)
        return None
    item = record.attempt(lambda: read_item(opened))
    if item is None:
        return None
    picture = take_picture(record, opened.text.images, find) if opened.text.images else None
    ident = node.get("ident") or ""
    source_id = "" if _MADE_UP.fullmatch(ident) else ident
    return Draft(item, record.place, record.title, source_id, (category,) if category else (), picture)
