"""An R/exams file to its sections and what it says about itself; code is looked at and never run."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

_UNDERLINE: Final = re.compile(r"(?:=|-){3,}[ \t]*")
_META: Final = re.compile(r"(?m)^[ \t]*(ex[a-z]+)(?:\[[^\]]*\])?:[ \t]*(.*(?:\n[ \t]+\S.*)*)")
_LATEX_META: Final = re.compile(r"\\(ex[a-z]+)(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]*\})*)\}")
_CHUNK: Final = re.compile(r"(?ms)^[ \t]*```+[ \t]*\{r\b.*?\}[^\n]*\n(.*?)^[ \t]*```+[ \t]*$")
_SWEAVE: Final = re.compile(r"(?ms)^<<.*?>>=[^\n]*\n(.*?)^@[^\n]*$")
_INLINE: Final = re.compile(r"`r\s[^`]*`|\\Sexpr\{")
# What a chunk may call without changing what the question says.
_HARMLESS: Final = re.compile(
    r"(?:include_supplement|library|require|options|set\.seed|knitr::opts_chunk\$set|invisible)"
    r"\s*\((?:[^()]|\([^()]*\))*\)|#[^\n]*|[\s;]+"
)
_SECTIONS: Final = {
    "question": "question",
    "questionlist": "answers",
    "solution": "solution",
    "solutionlist": "reasons",
    "metainformation": "meta",
}
_BULLET: Final = re.compile(r"(?m)^(?:[*+-]|\d+[.)])(?:[ \t]+|$)")
_COMMENT: Final = re.compile(r"(?m)(?<!\\)%.*$")


class Exercise(Struct, frozen=True):
    """The parts of an exercise as they stand, and what it says about itself by name.

    `code`: the first line of code that the text depends on; empty where there is none.
    """

    question: str
    answers: tuple[str, ...]
    solution: str
    reasons: tuple[str, ...]
    meta: Mapping[str, str]
    code: str
    is_latex: bool


def read_exercise(text: str) -> Exercise:
    """Read an exercise of either kind."""
    return _read_sweave(text) if "\\begin{question}" in text else _read_markdown(text)


def _read_markdown(text: str) -> Exercise:
    bare = _CHUNK.sub("", text)
    parts: dict[str, list[str]] = {}
    current = ""
    lines = bare.split("\n")
    for i, line in enumerate(lines):
        below = lines[i + 1] if i + 1 < len(lines) else ""
        name = re.sub(r"[^a-z]", "", line.lower())
        if _UNDERLINE.fullmatch(below) and (name in _SECTIONS or name == "answerlist"):
            current = _list_of(current) if name == "answerlist" else _SECTIONS[name]
        elif not (_UNDERLINE.fullmatch(line) and i and re.sub(r"[^a-z]", "", lines[i - 1].lower()) in _NAMES):
            parts.setdefault(current, []).append(line)
    sections = {name: "\n".join(rows).strip() for name, rows in parts.items()}
    meta = {name: value.strip() for name, value in _META.findall(sections.get("meta", ""))}
    return _exercise(sections, _entries, meta, _code(_CHUNK.findall(text), bare), is_latex=False)


_NAMES: Final = frozenset([*_SECTIONS, "answerlist"])


def _list_of(section: str) -> str:
    return "reasons" if section in {"solution", "reasons"} else "answers"


def _entries(text: str) -> tuple[str, ...]:
    """Part a list into its entries; a list may have blank ones."""
    return tuple(re.sub(r"\n[ \t]+", "\n", entry).strip() for entry in _BULLET.split(f"{text}\n")[1:])


def _read_sweave(text: str) -> Exercise:
    meta = {name: value.strip() for name, value in _LATEX_META.findall(text)}
    bare = _COMMENT.sub("", _SWEAVE.sub("", text))
    sections = {}
    for name, listed in (("question", "answers"), ("solution", "reasons")):
        inside = _environment(bare, name)
        sections[listed] = _environment(inside, "answerlist")
        sections[name] = re.sub(r"(?s)\\begin\{answerlist\}.*?\\end\{answerlist\}", "", inside).strip()
    return _exercise(sections, _latex_entries, meta, _code(_SWEAVE.findall(text), bare + str(meta)), is_latex=True)


def _environment(text: str, name: str) -> str:
    found = re.search(rf"(?s)\\begin\{{{name}\}}(.*?)\\end\{{{name}\}}", text)
    return found.group(1).strip() if found else ""


def _latex_entries(text: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in re.split(r"\\item(?![a-z])", text)[1:])


def _exercise(
    sections: Mapping[str, str],
    entries: Callable[[str], tuple[str, ...]],
    meta: Mapping[str, str],
    code: str,
    *,
    is_latex: bool,
) -> Exercise:
    return Exercise(
        sections.get("question", ""),
        entries(sections.get("answers", "")),
        sections.get("solution", ""),
        entries(sections.get("reasons", "")),
        meta,
        code,
        is_latex,
    )


def _code(chunks: Sequence[str], text: str) -> str:
    """Return the first code that decides what the question says; empty where code at most fetches a picture."""
    left = next((rest for chunk in chunks if (rest := _HARMLESS.sub(" ", chunk).strip())), "")
    inline = _INLINE.search(text)
    return left.split("\n")[0] if left else (inline.group() if inline else "")
