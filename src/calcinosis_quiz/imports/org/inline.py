"""Org's marks inside a text to plain text, and the images that stand in it."""

import re
from typing import Final

from calcinosis_quiz.imports.html_text import EMPHASIS_LOST, ImageReference, clean
from calcinosis_quiz.imports.reading import Record
from calcinosis_quiz.imports.text_cards import Markup

_IMAGE: Final = re.compile(r"\[\[(?:file:)?([^\]]+\.(?:png|jpe?g|gif|svg|webp))\](?:\[[^\]]*\])?\]", re.IGNORECASE)
_LINK: Final = re.compile(r"\[\[([^\]]+)\]\[([^\]]+)\]\]|\[\[([^\]]+)\]\]")
_BEFORE, _AFTER = r"(?<![^\s\-({'\"])", r"(?![^\s\-.,:;!?'\")}\[])"
_EMPHASIS: Final = re.compile(rf"{_BEFORE}([*/_+])(?=\S)(.+?)(?<=\S)\1{_AFTER}")
_CODE: Final = re.compile(rf"{_BEFORE}([=~])(?=\S)(.+?)(?<=\S)\1{_AFTER}")
_DISPLAYED: Final = re.compile(r"(?<![\\$])\$\$?([^$\n]+?)\$\$?(?![\d$])")


def plain_org(record: Record, text: str) -> str:
    """Read Org as plain text: emphasis goes and is noted, code is set in backticks, formulas stay as TeX."""
    without = _IMAGE.sub("", text)
    linked = _LINK.sub(_describe, without)
    parts = _CODE.split(linked)  # every third piece is the sign, the next one the code
    bare = [_EMPHASIS.sub(r"\2", part) for part in parts[::3]]
    if bare != parts[::3]:
        record.change(f"{EMPHASIS_LOST} is not kept")
    shown = [_DISPLAYED.sub(lambda found: rf"\({found.group(1).strip()}\)", part) for part in bare]
    code = [f"`{part}`" for part in parts[2::3]] + [""]
    return clean("".join(text + inside for text, inside in zip(shown, code, strict=True)))


def _describe(found: re.Match[str]) -> str:
    target, shown, alone = found.groups()
    if alone:
        return str(alone)
    return f"{shown} ({target})" if target.startswith(("http://", "https://")) else str(shown)


def _images(text: str) -> list[ImageReference]:
    return [ImageReference(source, "") for source in _IMAGE.findall(text)]


ORG: Final = Markup(plain_org, _images)
