"""LaTeX of running text to plain text: formulas stay, emphasis goes, commands that are not known are named."""

import re
import unicodedata
from typing import Final

from calcinosis_quiz.imports.html_text import EMPHASIS_LOST, ImageReference, clean
from calcinosis_quiz.imports.reading import Record
from calcinosis_quiz.imports.text_cards import Markup

_IMAGE: Final = re.compile(r"\\includegraphics(?:\[[^\]]*\])?\{([^}]*)\}")
_FORMULA: Final = re.compile(
    r"(?s)(?<!\\)\$\$?(.+?)(?<!\\)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]"
    r"|\\begin\{((?:equation|align|eqnarray|displaymath|math)\*?)\}(.+?)\\end\{\4\}"
)
_VERBATIM: Final = re.compile(r"(?s)\\begin\{(verbatim|Verbatim|lstlisting|Sinput|Soutput|Schunk)\}\n?(.*?)\\end\{\1\}")
_EMPHASIS: Final = re.compile(r"\\(?:textbf|textit|emph|textsl|underline|textsc)\{((?:[^{}]|\{[^{}]*\})*)\}")
_CODE: Final = re.compile(r"\\(?:texttt|code|verb)\{((?:[^{}]|\{[^{}]*\})*)\}")
_MARKS: Final = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "c": "\u0327"}
_ACCENT: Final = re.compile(r"\\([\"'`^~])\{?(\\?[a-zA-Z])\}?|\\(c)\{([a-zA-Z])\}")
_SIGNS: Final = {
    r"\ss": "\u00df", r"\euro": "\u20ac", r"\EUR": "\u20ac", r"\dots": "...", r"\ldots": "...", r"\textasciitilde": "~",
    r"\textbackslash": "\ue002", r"\quad": " ", r"\qquad": " ", r"\newline": "\n", r"\par": "\n\n",
    r"\noindent": "", r"\centering": "", r"\bigskip": "\n", r"\medskip": "\n", r"\smallskip": "\n", r"\hfill": " ",
    r"\LaTeX": "LaTeX", r"\textdegree": "\u00b0", r"\textmu": "\u00b5", r"\textendash": "\u2013",
}  # fmt: skip
_SIGN: Final = re.compile(r"(\\[a-zA-Z]+)(?![a-zA-Z])(?:\{\}|[ \t]*)")
_ENVIRONMENT: Final = re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}(?:\[[^\]]*\])?")
_COMMAND: Final = re.compile(r"\\([a-zA-Z]+)\*?(?:\[[^\]]*\])?")
_HELD: Final = "\ue000{}\ue001"


def plain_latex(record: Record, text: str) -> str:
    """Read LaTeX as plain text."""
    held: list[str] = []

    def hold(words: str) -> str:
        held.append(words)
        return _HELD.format(len(held) - 1)

    def formula(found: re.Match[str]) -> str:
        inside = next(part for part in (*found.groups()[:3], found.group(5)) if part is not None)
        return hold(rf"\({' '.join(inside.split())}\)")

    text = _VERBATIM.sub(lambda found: "\n" + hold(found.group(2).rstrip()) + "\n", _IMAGE.sub("", text))
    text = _FORMULA.sub(formula, text)
    bare = _EMPHASIS.sub(r"\1", text)
    if bare != text:
        record.change(f"{EMPHASIS_LOST} is not kept")
    bare = _CODE.sub(lambda found: hold(f"`{found.group(1)}`"), bare)
    bare = _ACCENT.sub(_accent, bare)
    bare = re.sub(r"\\item(?:\[[^\]]*\])?\s*", "\n- ", bare)
    bare = re.sub(r"[ \t]*\n(?![\n\-])[ \t]*", " ", _ENVIRONMENT.sub("\n\n", bare).replace("\n\n", "\ue003"))
    bare = re.sub("[ \n]*\ue003[ \n\ue003]*", "\n\n", bare)
    bare = bare.replace(r"\\", "\n").replace("~", " ").replace("---", "\u2014").replace("--", "\u2013")
    bare = re.sub(r"``|''", '"', bare)
    bare = _SIGN.sub(lambda found: _SIGNS.get(found.group(1), found.group()), bare)
    for name in _COMMAND.findall(bare):
        record.change("a command of LaTeX is dropped, its words are kept", f"\\{name}")
    bare = re.sub(r"(?<!\\)[{}]", "", _COMMAND.sub("", bare))
    bare = re.sub(r"\\([%&$#_{}])", r"\1", re.sub(r"\\[ ,;:]", " ", bare)).replace("\ue002", "\\")
    bare = re.sub(r"(?m)^(- .*)\n+(?=- )", r"\1\n", bare)
    return clean(re.sub("\ue000(\\d+)\ue001", lambda found: held[int(found.group(1))], bare))


def _accent(found: re.Match[str]) -> str:
    letter, mark = found.group(2) or found.group(4), found.group(1) or found.group(3)
    return unicodedata.normalize("NFC", letter.lstrip("\\") + _MARKS[mark])


def _images(text: str) -> list[ImageReference]:
    return [ImageReference(name if "." in name else f"{name}.png", "") for name in _IMAGE.findall(text)]


LATEX: Final = Markup(plain_latex, _images)
