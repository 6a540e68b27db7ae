r"""Moodle's embedded answers: `{1:MULTICHOICE:=right#feedback~%50%half~wrong}` inside a text.

The syntax is that of Moodle's question type "multianswer": parts end at an unescaped `~`, `=` or `%100%` opens a right
one, `#` its feedback; `\} \# \~ \/ \"` stand for the signs themselves.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.shared import Head
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze
from calcinosis_quiz.imports.compose.typed import Wording, sort_wordings
from calcinosis_quiz.imports.plain_text import PlainText, from_html, one_line
from calcinosis_quiz.imports.reading import LeftOutError, Record

# Half of two private characters; between them stands the number of a gap while the text around it is read.
MARK: Final = "\ue000{}\ue001"
_MARK: Final = re.compile("\ue000(\\d+)\ue001")

_KINDS: Final = (
    "NUMERICAL|NM|MULTICHOICE_VS|MULTICHOICE_HS|MULTICHOICE_V|MULTICHOICE_H|MULTICHOICE_S|MULTICHOICE|"
    "MCVS|MCHS|MCV|MCH|MCS|MC|MULTIRESPONSE_HS|MULTIRESPONSE_H|MULTIRESPONSE_S|MULTIRESPONSE|MRHS|MRVS|MRH|MRV|MRS|MR|"
    "SHORTANSWER_C|SHORTANSWER|SAC|SA|MWC|MW"
)
_GAP: Final = re.compile(rf"(?<!\\)\{{\s*(\d*(?:\.\d+)?)\s*:\s*({_KINDS})\s*:\s*((?:\\.|[^\\}}])*)\}}", re.DOTALL)
_PART: Final = re.compile(r"(?<!\\)~")
_WEIGHT: Final = re.compile(r"\s*%(-?\d+(?:[.,]\d+)?)%")
_FEEDBACK: Final = re.compile(r"(?<![\\&])#")  # the sign of &#8211; opens none
_ESCAPE: Final = re.compile(r"\\([}#~/\"{=\\])")


class Embedded(Struct, frozen=True):
    """One answer inside a text: `kind` is choice, choices, number or words."""

    kind: str
    answers: tuple[Wording, ...]
    weight: str = "1"
    case_matters: bool = False


def split_gaps(markup: str) -> tuple[str, list[Embedded]]:
    """Take the answers out of a text and leave a mark for each."""
    gaps: list[Embedded] = []

    def take(found: re.Match[str]) -> str:
        gaps.append(_read(found))
        return MARK.format(len(gaps) - 1)

    return _GAP.sub(take, markup), gaps


def _read(found: re.Match[str]) -> Embedded:
    name = found.group(2)
    kind = "number" if name.startswith("N") else "words"
    if name.startswith(("MC", "MULTIC")):
        kind = "choice"
    elif name.startswith(("MR", "MULTIR")):
        kind = "choices"
    answers = tuple(_answer(part) for part in _PART.split(found.group(3)) if part.strip())
    return Embedded(kind, answers, found.group(1) or "1", name in {"SHORTANSWER_C", "SAC", "MWC"})


def _answer(part: str) -> Wording:
    part, fraction = part.strip(), 0.0
    if part.startswith("="):
        part, fraction = part[1:], 1.0
    if weight := _WEIGHT.match(part):
        part, fraction = part[weight.end() :], float(weight.group(1).replace(",", ".")) / 100
    text, *feedback = _FEEDBACK.split(part, maxsplit=1)
    return Wording(_plain(text), fraction, _plain(feedback[0]) if feedback else "")


def _plain(text: str) -> str:
    unescaped = _ESCAPE.sub(r"\1", text)
    return from_html(unescaped).text


def build_embedded(
    record: Record, text: PlainText, gaps: Sequence[Embedded], make_head: Callable[[str], Head]
) -> AuthoredItem:
    """Make an item of a text with marks and the answers that belong to them."""
    if len(gaps) == 1 and gaps[0].kind in {"choice", "choices"}:
        stem = one_gap_stem(text.text)
        choices = [Choice(each.text, each.fraction, each.why) for each in gaps[0].answers]
        return make_choice(record, make_head(stem), choices, single=gaps[0].kind == "choice", weighted=True)
    if len(gaps) == 1 and gaps[0].kind == "number":
        ranges = list(_ranges(record, gaps[0]))
        return make_numeric(record, make_head(one_gap_stem(text.text)), ranges)
    if any(gap.kind == "choices" for gap in gaps):
        raise LeftOutError("a choice of several inside a text cannot be said here")
    if len({gap.weight for gap in gaps}) > 1:
        record.change("gaps had different weights; here each counts the same", ", ".join(gap.weight for gap in gaps))
    return make_cloze(record, make_head(""), list(pieces(text.text, [_key(record, gap) for gap in gaps])))


def _ranges(record: Record, gap: Embedded) -> Iterator[NumberRange]:
    """Read numbers such as `3.14:0.01` with what each earns."""
    for each in gap.answers:
        value, _, tolerance = each.text.partition(":")
        number, spread = read_number(value), read_number(tolerance or "0")
        if number is not None and spread is not None:
            yield NumberRange(number - abs(spread), number + abs(spread), each.fraction, each.why)
        elif each.text.strip() != "*":
            record.change("an answer that is no number is dropped", each.text)


def one_gap_stem(text: str) -> str:
    """Write a text with one mark as a stem: a line for the gap, or nothing where it stands at the end."""
    stem = _MARK.sub("____", text).strip()
    return stem.removesuffix("____").strip() or stem


def pieces(text: str, keys: Sequence[GapKey]) -> Iterator[str | GapKey]:
    """Part a text at its marks and put the keys there."""
    for i, piece in enumerate(_MARK.split(text)):
        if i % 2:
            yield keys[int(piece)]
        elif piece:
            yield piece


def _key(record: Record, gap: Embedded) -> GapKey:
    if gap.kind == "number":
        return _number_key(record, gap)
    accept, reject, why, _ = sort_wordings(record, gap.answers, case_matters=gap.case_matters, wildcards=True)
    hint = ""
    if gap.kind == "choice":
        record.change("a menu inside a text became a gap; its choices stand beside it as a hint")
        hint = "one of: " + ", ".join(sorted({each.text for each in gap.answers}, key=str.casefold))
        reject = tuple(each for each in reject if each.why)
    return GapKey(accept[0] if accept else "", accept[1:], reject, why, hint)


def _number_key(record: Record, gap: Embedded) -> GapKey:
    """Read numbers such as `3.14:0.01`; a text with gaps knows no tolerance, so it is noted."""
    right: list[str] = []
    wrong: list[Reasoned] = []
    reasons: list[str] = []
    for each in gap.answers:
        value, _, tolerance = each.text.partition(":")
        text = one_line(value)
        if each.fraction > 1 - 1e-4:
            right.append(text)
            reasons.append(each.why)
            if tolerance and (read_number(tolerance) or 0) != 0:
                record.change("a number in a gap is accepted only as written, without its tolerance", each.text)
        elif text != "*":
            wrong.append(Reasoned(text=text, why=each.why or None))
    return GapKey(right[0] if right else "", tuple(right[1:]), tuple(wrong), "\n".join(filter(None, reasons)))
