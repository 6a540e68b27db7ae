"""An Org file to its headings: titles, tags, properties and bodies; plans, drawers and logs are no text."""

import re
from textwrap import dedent
from typing import Final

from msgspec import Struct

_HEADING: Final = re.compile(r"(\*+)[ \t]+(.*?)(?:[ \t]+:([\w@#%:]+):)?[ \t]*")
_STATE: Final = re.compile(r"(?:TODO|DONE|NEXT|WAITING|CANCELL?ED)[ \t]+|\[#[A-C0-9]\][ \t]*")
_PLAN: Final = re.compile(r"[ \t]*(?:(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[][^>\]]*[>\]][ \t]*)+")
_DRAWER: Final = re.compile(r"[ \t]*:([\w-]+):[ \t]*")
_PROPERTY: Final = re.compile(r"[ \t]*:([\w-]+)\+?:[ \t]*(.*?)[ \t]*")
_KEYWORD: Final = re.compile(r"#\+(\w+):[ \t]*(.*)", re.IGNORECASE)
_BEGIN: Final = re.compile(r"[ \t]*#\+begin_(\w+)", re.IGNORECASE)
_END: Final = re.compile(r"[ \t]*#\+end_(\w+)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"[ \t]*#(?: .*)?")


class Heading(Struct):
    """A heading with what stands below it."""

    line: int
    level: int
    title: str
    tags: tuple[str, ...]
    properties: dict[str, str]
    body: list[str]
    children: list["Heading"]

    @property
    def text(self) -> str:
        """Join the lines of the body, which may be inset as deep as the heading."""
        return dedent("\n".join(self.body)).strip()


class Outline(Struct, frozen=True):
    """The headings of a file in order, at any depth, and its title."""

    headings: tuple[Heading, ...]
    title: str = ""


def read_outline(text: str) -> Outline:
    """Read the headings of an Org file; a drawer that is never closed ends at the next heading."""
    headings: list[Heading] = []
    above: list[Heading] = []
    title = drawer = block = ""
    for number, line in enumerate(text.split("\n"), 1):
        heading = None if block else _HEADING.fullmatch(line)
        if heading:
            drawer = ""
            stars, name, tags = heading.groups()
            new = Heading(number, len(stars), _STATE.sub("", name, count=2).strip(), _names(tags), {}, [], [])
            above = [each for each in above if each.level < new.level]
            if above:
                above[-1].children.append(new)
            above.append(new)
            headings.append(new)
        elif drawer:
            drawer = _inside_drawer(drawer, line, headings)
        elif block:
            block = "" if (end := _END.match(line)) and end.group(1).lower() == block else block
            _add(headings, line, is_kept=bool(block))
        elif opening := _BEGIN.match(line):
            block = opening.group(1).lower()
        elif opened := _DRAWER.fullmatch(line):
            drawer = opened.group(1).upper()
        elif keyword := _KEYWORD.match(line):
            title = keyword.group(2).strip() if keyword.group(1).lower() == "title" else title
        else:
            _add(headings, line, is_kept=not _PLAN.fullmatch(line) and not _COMMENT.fullmatch(line))
    return Outline(tuple(headings), title)


def _names(tags: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (tags or "").split(":")))


def _add(headings: list[Heading], line: str, *, is_kept: bool) -> None:
    if headings and is_kept:
        headings[-1].body.append(line)


def _inside_drawer(drawer: str, line: str, headings: list[Heading]) -> str:
    """Read a line of a drawer, and return the name of the drawer that is open after it."""
    if line.strip().upper() == ":END:":
        return ""
    if drawer == "PROPERTIES" and headings and (found := _PROPERTY.fullmatch(line)):
        headings[-1].properties[found.group(1).upper()] = found.group(2)
    return drawer
