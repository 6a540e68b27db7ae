"""Documents as Markdown (CommonMark with tables): every text is escaped, so that it shows as it stands in the bank."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Final

from calcinosis_quiz.export.hypertext import legal
from calcinosis_quiz.export.paper.document import (
    AnswerSheet,
    AnyBlock,
    Blank,
    Bullets,
    CaseSet,
    Choice,
    Document,
    Fields,
    FoldLine,
    Heading,
    KeyEntry,
    PageBreak,
    Paragraph,
    Picture,
    Question,
    Reason,
    SheetRow,
    Table,
    WritingLines,
)

# What may be markup anywhere, in CommonMark and in what is widely added to it: mentions, formulas, templates, links.
_SIGNS: Final = re.compile(r"[\\`*_{}\[\]<>&#$~|^@]|:(?=[\w+/-])")
# What is markup at the beginning of a line alone: lists, rules and underlines.
_AT_LINE_START: Final = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)](?:\s|$)))")
_LINE: Final = "." * 40
_SHORT_LINE: Final = "." * 8
_DASH: Final = " \N{EN DASH} "
_KINDS: Final = {"jpg": "jpeg", "svg": "svg+xml"}


def write_markdown(document: Document) -> bytes:
    """Write a document as Markdown, in UTF-8; pictures stand in it as data, at its end."""
    label = document.label
    marks = [document.kind]
    marks += [f"Form {show(label.form)}"] if label.form is not None else []
    marks += [show(label.fingerprint)] if label.fingerprint is not None else []
    parts = [f"# {_one_line(label.title)}", " · ".join(marks)]
    pictures: list[Picture] = []
    for block in document.blocks:
        parts += _write(block, pictures)
    foot = " · ".join([*marks, show(document.footer)] if document.footer else marks)
    parts += ["---", *map(show, document.notices), foot, *_define(pictures)]
    return ("\n\n".join(parts) + "\n").encode()


def show(text: str) -> str:
    """Escape a text; its line breaks stay, its blanks at the ends of lines do not."""
    lines = (line.strip(" \t") for line in legal(text).strip("\n").split("\n"))
    return "\\\n".join(_escape(line) for line in lines if line)


def _escape(line: str) -> str:
    escaped = _SIGNS.sub(r"\\\g<0>", line)
    return _AT_LINE_START.sub(lambda found: _shield(found[0]), escaped)


def _shield(start: str) -> str:
    # A number is shielded by the sign after it, which the escaped text still begins with.
    return f"{start}\\" if start.isdecimal() else f"\\{start}"


def _one_line(text: str) -> str:
    return show(" ".join(text.split("\n")))


def _write(block: AnyBlock, pictures: list[Picture]) -> Iterator[str]:
    match block:
        case Question():
            yield from _question(block, pictures)
        case CaseSet():
            yield f"{_one_line(block.theme)}\\\n{show(block.lead_in)}"
            yield _choices(block.choices)
            for case in block.cases:
                yield from _question(case, pictures)
                yield _SHORT_LINE
        case KeyEntry():
            yield from _key_entry(block, pictures)
        case AnswerSheet(tries=()):
            yield _list(_sheet_row(row) for row in block.rows)
        case AnswerSheet():
            header = ("No.", *block.tries, "Points")
            yield _table([header, *((str(row.number), *("" for _ in header[1:])) for row in block.rows)])
        case _:
            yield from _write_plain(block)


def _write_plain(
    block: Heading | Paragraph | Bullets | Table | Fields | WritingLines | FoldLine | PageBreak,
) -> list[str]:
    match block:
        case Heading():
            return [f"{'#' * (block.level + 1)} {_one_line(block.text)}"]
        case Paragraph(style="framed"):
            return ["> " + show(block.text).replace("\n", "\n> ")]
        case Paragraph():
            return [show(block.text)]
        case Bullets():
            signs = {"bullet": "-", "box": "- ☐"}
            return [_list(f"{signs.get(block.sign, f'{i}.')} {show(text)}" for i, text in enumerate(block.texts, 1))]
        case Table():
            return [_table([block.header, *block.rows])]
        case Fields():
            return [" ".join(f"{show(label)}: {_LINE}" for label in block.labels)]
        case WritingLines():
            return [_LINE * 2] * block.count
        case FoldLine():
            return ["---", show(block.text)]
        case PageBreak():
            return ["---"]


def _question(block: Question, pictures: list[Picture]) -> Iterator[str]:
    first, *others = [*map(show, block.stem), *([_gapped(block.gapped)] if block.gapped else [])] or [""]
    yield f"**{block.number}.** {first}".rstrip(" ")
    yield from others
    yield from _picture(block.picture, pictures)
    if block.task:
        yield show(block.task)
    if block.prompts:
        yield _list(f"{i}. {show(prompt)} {_SHORT_LINE}" for i, prompt in enumerate(block.prompts, 1))
    if block.choices:
        yield _choices(block.choices)
    if block.places:
        yield " ".join(f"{show(place)}\\. {_SHORT_LINE}" for place in block.places)
    if block.lines:
        lines = [_LINE * 2] * block.lines
        yield "\n\n".join(lines) + (f" {show(block.unit)}" if block.unit else "")


def _gapped(pieces: Iterable[str | Blank]) -> str:
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            # Blanks beside a gap belong to the sentence.
            ends = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
            text += (" " if ends[0] else "") + show(piece) + (" " if ends[1] and piece.strip() else "")
        else:
            note = show(": ".join(each for each in (piece.label, piece.hint) if each))
            text += _LINE[:24] + (f" ({note})" if note else "")
    return text.strip(" ")


def _key_entry(block: KeyEntry, pictures: list[Picture]) -> Iterator[str]:
    yield f"**{block.number}.** {show(block.answer)}"
    yield from map(show, block.stem)
    yield from _picture(block.picture, pictures)
    if block.ask:
        yield "**Ask**"
        yield _list(f"- {show(text)}" for text in block.ask)
    if block.reasons:
        yield _reasons(block.reasons)
    if block.refused:
        yield "**Likely errors**"
        yield _reasons(block.refused)
    if block.explanation:
        yield show(block.explanation)
    if block.note:
        yield f"> **{show(block.note_heading)}.** " + show(block.note).replace("\n", "\n> ")
    if block.support:
        yield "**Rests on**"
        yield _list(
            f"- {show(each.statement)} ({show('; '.join(filter(None, (each.strength, ', '.join(each.places)))))})"
            for each in block.support
        )
    yield " · ".join(map(_one_line, (block.item, *block.details)))


def _reasons(reasons: Iterable[Reason]) -> str:
    rows = []
    for each in reasons:
        label = f"{each.label}, right" if each.label and each.correct else each.label
        parts = [show(part) for part in (each.text, each.why) if part]
        rows.append("- " + (f"**{label}:** " if label else "") + _DASH.join(parts))
    return _list(rows)


def _sheet_row(row: SheetRow) -> str:
    bubbles = " ".join(f"☐ {letter}" for letter in row.letters)
    lines = [f"- **{row.number}.**"]
    if row.rows:
        lines += [f"    - {show(name)}\\. {bubbles}" for name in row.rows]
    elif row.lines:
        written = [f"{show(name)} {_LINE}".strip(" ") for name in row.lines]
        lines[0] += " " + "\\\n  ".join(written) + (f" {show(row.unit)}" if row.unit else "")
    else:
        lines[0] += f" {bubbles}" + (f" ({row.note})" if row.note else "")
    return "\n".join(lines)


def _choices(choices: Iterable[Choice]) -> str:
    return _list(f"- **{choice.letter}** {show(choice.text)}" for choice in choices)


def _list(rows: Iterable[str]) -> str:
    """Join list items; lines that an item continues on are indented below its text."""
    return "\n".join(re.sub(r"\\\n(?! )", "\\\\\n    ", row) for row in rows)


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(map(_one_line, row))} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _picture(picture: Picture | None, pictures: list[Picture]) -> Iterator[str]:
    if picture is not None:
        pictures.append(picture)
        yield f"![{_one_line(picture.alt)}][picture-{len(pictures)}]"


def _define(pictures: Iterable[Picture]) -> Iterator[str]:
    for i, picture in enumerate(pictures, 1):
        ending = picture.file.rpartition(".")[2].lower()
        kind = _KINDS.get(ending, ending)
        yield f"[picture-{i}]: data:image/{kind};base64,{b64encode(picture.content).decode()}"
