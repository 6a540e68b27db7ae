"""Documents as tagged PDF (PDF/UA-1), set by typst from a template that takes every text as data."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from msgspec import json, to_builtins

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.hypertext import legal
from calcinosis_quiz.export.paper.document import Document, Sheet

if TYPE_CHECKING:  # an extra
    import typst

# What typst says of such a sign. It stands in the diagnostics as Rust writes strings.
_COMPLAINT: Final = re.compile(r'(?:the text|disallowed codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def read_missing(diagnostics: str) -> set[str]:
    """Find the signs beyond ASCII that typst's diagnostics complain about."""
    found = (_ESCAPE.sub(_unescape, text) for text in _COMPLAINT.findall(diagnostics))
    return {sign for text in found for sign in text if not sign.isascii()}


def spell_out(text: str, missing: Collection[str]) -> str:
    """Replace missing signs by codes such as [U+6F22]; those that nobody sees are left out."""
    return "".join(_code(sign) if sign in missing else sign for sign in text)


def name_signs(missing: Collection[str]) -> Iterator[str]:
    """Name the signs that could not be shown, in one sentence where there are any."""
    seen = sorted(sign for sign in missing if _code(sign))
    if seen:
        yield (
            f"No font on this machine has {' '.join(seen)}: printed as {' '.join(map(_code, seen[:3]))}"
            f"{' and so on' if len(seen) > 3 else ''}. Install a font that has them, such as Noto, and write it again."
        )


def _code(sign: str) -> str:
    return "" if unicodedata.category(sign) == "Cf" else f"[U+{ord(sign):04X}]"


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _PLAIN.get(found[2], found[2])


MILLIMETRES: Final[dict[Sheet, tuple[float, float]]] = {"a4": (210, 297), "letter": (215.9, 279.4)}
_STANDARD: Final = "ua-1"
_PICTURE_ALONE: Final = b'#set document(title: "x")\n#image(bytes(json(bytes(sys.inputs.picture))), alt: "x")'


def write_pdf(
    document: Document, sheet: Sheet = "a4", *, large: bool = False, remark: Callable[[str], None] | None = None
) -> bytes:
    """Write a document as PDF; `large` sets all of it in 18 pt and more.

    `remark` is told in a sentence what could not be shown as it stands in the bank.
    The same document gives the same bytes wherever typst is of the same version: its own fonts are used. Only signs
    that they lack are taken from the fonts of the machine, and spelled out as codes where no font has them. Raises
    QuizError when typst is not installed.
    """
    texts, pictures = _as_data(document)
    size = dict(zip(("width", "height"), MILLIMETRES[sheet], strict=True))
    template = files(__package__).joinpath("templates/paper.typ").read_bytes()

    def make_inputs(texts: Any, fonts_of_machine: bool) -> dict[str, str]:  # noqa: ANN401 - any JSON value
        setup = size | {"large": large, "fonts_of_machine": fonts_of_machine}
        return {"document": _write(texts), "pictures": _write(pictures), "setup": _write(setup)}

    return _typeset(template, texts, make_inputs, remark, lambda texts: _describe_undrawable(texts, pictures))


def typeset(
    template: bytes,
    texts: Any,  # noqa: ANN401 - any JSON value
    *,
    sheet: Sheet = "a4",
    title: str,
    notice: str = "",
    remark: Callable[[str], None] | None = None,
) -> bytes:
    """Set texts by a template of typst that takes them as `sheets`, and its size, title and notice as `setup`.

    Signs without a font are spelled out, as `write_pdf` does. Raises QuizError when typst is not installed.
    """
    size = dict(zip(("width", "height"), MILLIMETRES[sheet], strict=True))
    setup = _write(size | {"title": title, "notice": legal(notice)})
    clean = _change_texts(texts, legal)
    return _typeset(template, clean, lambda texts, _: {"sheets": _write(texts), "setup": setup}, remark)


def _typeset(
    template: bytes,
    texts: Any,  # noqa: ANN401 - any JSON value
    make_inputs: Callable[[Any, bool], dict[str, str]],
    remark: Callable[[str], None] | None,
    describe_undrawable: Callable[[Any], tuple[Any, list[str]]] = lambda texts: (texts, []),
) -> bytes:
    """Set texts with typst's own fonts, else with those of the machine, signs that none has spelled out."""
    made = _compile(template, make_inputs(texts, False), fonts_of_machine=False)
    if isinstance(made, bytes):
        return made
    texts, remarks = describe_undrawable(texts)
    made, missing = _compile(template, make_inputs(texts, True), fonts_of_machine=True), set[str]()
    while not isinstance(made, bytes):
        found = read_missing(getattr(made, "diagnostic", "")) - missing
        if not found:
            raise QuizError(f"typst could not set this paper: {made}. Please report it, with the bank.")
        missing |= found
        texts = _change_texts(texts, partial(spell_out, missing=missing))
        made = _compile(template, make_inputs(texts, True), fonts_of_machine=True)
    for sentence in (*remarks, *name_signs(missing)):
        if remark is not None:
            remark(sentence)
    return made


def _as_data(document: Document) -> tuple[Any, list[list[int]]]:
    """Return a document as plain data, its pictures apart and replaced by their numbers."""
    pictures: list[list[int]] = []

    def take(value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, bytes):
            pictures.append(list(value))  # bytes are numbers to typst, which cannot decode base64
            return len(pictures) - 1
        return legal(value) if isinstance(value, str) else value

    return _change(to_builtins(document, builtin_types=(bytes,)), take), pictures


def _describe_undrawable(texts: Any, pictures: list[list[int]]) -> tuple[Any, list[str]]:  # noqa: ANN401 - JSON
    """Take out pictures that typst cannot draw, so that their words stand in their place, and say so."""
    remarks = []

    def take(value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if not (isinstance(value, dict) and isinstance(value.get("content"), int)):
            return value
        made = _compile(_PICTURE_ALONE, {"picture": _write(pictures[value["content"]])}, fonts_of_machine=True)
        if isinstance(made, bytes):
            return value
        remarks.append(f"{value['file']} could not be drawn ({made}); its description stands in its place.")
        return value | {"content": None}

    return _change(texts, take), list(dict.fromkeys(remarks))


def _change_texts(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON value
    return _change(value, lambda each: change(each) if isinstance(each, str) else each)


def _change(value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Rebuild JSON data, every value changed after the ones in it."""
    if isinstance(value, dict):
        return change({name: _change(each, change) for name, each in value.items()})
    if isinstance(value, list | tuple):
        return [_change(each, change) for each in value]
    return change(value)


def _write(value: object) -> str:
    return json.encode(value).decode()


def _compile(source: bytes, inputs: dict[str, str], *, fonts_of_machine: bool) -> bytes | Exception:
    """Let typst make a PDF; an error of typst is given back."""
    try:
        import typst  # noqa: PLC0415 - an extra, and only PDF needs it
    except ImportError as error:
        raise QuizError("PDF needs typst, which is not installed: pip install 'calcinosis-quiz[pdf]'") from error
    try:
        made: bytes = typst.compile(
            source, sys_inputs=inputs, pdf_standards=[_STANDARD], font_paths=_find_fonts(fonts_of_machine)
        )
    except typst.TypstError as error:
        failure: Exception = error
        return failure
    return made


@cache
def _find_fonts(of_machine: bool) -> "typst.Fonts":
    """Find typst's own fonts, or those of the machine as well: once, since that takes a tenth of a short document."""
    import typst  # noqa: PLC0415 - an extra, and only PDF needs it

    return typst.Fonts(include_system_fonts=of_machine)
