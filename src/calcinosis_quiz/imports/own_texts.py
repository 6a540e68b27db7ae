"""What our own exports say around a question, put back where it came from: reasons, later evidence, ids, tags.

An export ends what is said after a question with `Item ID.`; nothing else is touched.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, assert_never, get_args

from msgspec import structs

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Cloze,
    Difficulty,
    EvidenceKind,
    ExtendedMatching,
    Gap,
    LaterEvidence,
    Level,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import gap_answers
from calcinosis_quiz.imports.reading import Draft

_ITEM: Final = re.compile(r"Item ([a-z0-9]+(?:-[a-z0-9]+)*)\.(?: Source: .*)?", re.DOTALL)
_NOTE: Final = re.compile(
    r"(Published source|Since then) \((?:([\d-]+); )?last looked at ([\d-]+); not marked\): (.*) \[(.*)\]", re.DOTALL
)
_KINDS: Final[dict[str, EvidenceKind]] = {"Published source": "published", "Since then": "since"}
_DOUBT: Final = re.compile(r"Since then \(not marked\): This rests on a claim as of .* put in doubt\.")
_OBJECTIVE: Final = re.compile(r"lo\d+")
_PLACE: Final = re.compile(r"Place (\d+)")
_JOINTS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

Whys = dict[str, str]


def restore(draft: Draft) -> Draft:
    """Return a draft as its bank had it, where one of our own exports is what was read."""
    item = draft.item
    explanation = item.explanation or ""
    if "Item " not in explanation:
        return draft
    paragraphs = explanation.split("\n\n")
    end = next((i for i in reversed(range(len(paragraphs))) if _ITEM.fullmatch(paragraphs[i])), None)
    if end is None or isinstance(item, ExtendedMatching):
        return draft
    found = _ITEM.fullmatch(paragraphs[end])
    rest, changes = _take_later_evidence(paragraphs[:end])
    item, rest = _take_reasons(item, rest)
    changes |= {"explanation": "\n\n".join(rest) or None} | _take_tags(item)
    source_id = found.group(1) if found else draft.source_id
    category = (str(changes["topic"]),) if changes.get("topic") else draft.category
    return structs.replace(draft, item=structs.replace(item, **changes), source_id=source_id, category=category)


def _take_later_evidence(paragraphs: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    rest, changes = [], {}
    for each in paragraphs:
        if note := _NOTE.fullmatch(each):
            name, date, as_of, text, source = note.groups()
            changes["later_evidence"] = LaterEvidence(
                kind=_KINDS[name], date=date or as_of, as_of=as_of, text=text, source=source
            )
        elif not _DOUBT.fullmatch(each):
            rest.append(each)
    return rest, changes


def _take_tags(item: AuthoredItem) -> dict[str, Any]:
    """Put tags such as `level-apply` back into the keys that they came from."""
    changes: dict[str, Any] = {}
    tags = []
    for tag in item.tags:
        name, _, value = tag.partition("-")
        match name:
            case "type" | "currency":
                pass
            case "topic":
                changes["topic"] = value
            case "level" if value in get_args(Level):
                changes["level"] = value
            case "difficulty" if value in get_args(Difficulty):
                changes["difficulty"] = value
            case "objective":
                changes |= {"objective": value.upper()} if _OBJECTIVE.fullmatch(value) else {}
            case _:
                tags.append(tag)
    return changes | {"tags": tuple(tags)}


def _take_reasons(item: AuthoredItem, paragraphs: list[str]) -> tuple[AuthoredItem, list[str]]:
    """Take the lines that repeat the key with its reasons, and give the reasons back to its parts."""
    match item:
        case Matching(pairs=pairs) if all(_PLACE.fullmatch(pair.prompt) for pair in pairs):
            return _take_places(item, paragraphs)
        case Matching():
            heads = [f"{pair.prompt}: {pair.choice}" for pair in item.pairs]
            left = [f"{each.text} (left over)" for each in item.spare]
            whys, rest = _match(paragraphs, [*heads, *left])
            pairs = tuple(structs.replace(p, why=whys.get(h)) for p, h in zip(item.pairs, heads, strict=True))
            spare = tuple(structs.replace(s, why=whys.get(h)) for s, h in zip(item.spare, left, strict=True))
            return structs.replace(item, pairs=pairs, spare=spare), rest
        case Ordering():
            heads = [f"{i}. {entry.text}" for i, entry in enumerate(item.entries, 1)]
            whys, rest = _match(paragraphs, heads)
            entries = (structs.replace(e, why=e.why or whys.get(h)) for e, h in zip(item.entries, heads, strict=True))
            return structs.replace(item, entries=tuple(entries)), rest
        case Open():
            return _take_model(item, paragraphs)
        case ShortAnswer():
            whys, rest = _match(paragraphs, [f"Answer: {item.accept[0]}", f"1. {item.accept[0]}"])
            why = item.why or next(iter(whys.values()), None)
            return structs.replace(item, accept=_fewest(item.accept), why=why), rest
        case Numeric():
            return _take_number(item, paragraphs)
        case Cloze():
            heads = [f"{i}. {answer}" for i, answer in enumerate(gap_answers(item), 1)]
            whys, rest = _match(paragraphs, heads)
            gaps = tuple(
                structs.replace(gap, accept=_fewest((answer, *gap.accept))[1:], why=gap.why or whys.get(head))
                for gap, answer, head in zip(item.gaps or (Gap(),) * len(heads), gap_answers(item), heads, strict=True)
            )
            return structs.replace(item, gaps=gaps if any(gap != Gap() for gap in gaps) else ()), rest
        case SingleBestAnswer() | MultipleResponse() | TrueFalse() | ExtendedMatching():
            return item, paragraphs
        case _:
            assert_never(item)


def _match(paragraphs: Sequence[str], heads: Sequence[str]) -> tuple[Whys, list[str]]:
    """Take the paragraphs that begin with one of these heads; what follows a dash is the reason."""
    whys: Whys = {}
    rest = []
    for each in paragraphs:
        head = next((head for head in heads if each == head or each.startswith(f"{head} - ")), None)
        if head is None:
            rest.append(each)
        elif each != head:
            whys[head] = each.removeprefix(f"{head} - ")
    return whys, rest


def _take_places(item: Matching, paragraphs: list[str]) -> tuple[AuthoredItem, list[str]]:
    """Turn a matching of places to entries, which an ordering had become, back into one."""
    ordered = sorted(item.pairs, key=lambda pair: int(pair.prompt.removeprefix("Place ")))
    shared = {name: getattr(item, name) for name in Matching.__struct_fields__ if name not in {"pairs", "spare"}}
    entries = tuple(Reasoned(text=pair.choice) for pair in ordered)
    return _take_reasons(Ordering(**shared, entries=entries), paragraphs)


def _take_model(item: Open, paragraphs: list[str]) -> tuple[AuthoredItem, list[str]]:
    said = [*item.model_answer.split("\n\n"), *paragraphs]
    models = [each.removeprefix("Model answer: ") for each in said if each.startswith("Model answer: ")]
    points = [each.removeprefix("Look for: ") for each in said if each.startswith("Look for: ")]
    rest = [each for each in paragraphs if not each.startswith(("Model answer: ", "Look for: "))]
    if not models:
        return item, rest
    kept = tuple(dict.fromkeys(points)) or item.points
    return structs.replace(item, model_answer=models[0], points=kept), rest


def _take_number(item: Numeric, paragraphs: list[str]) -> tuple[AuthoredItem, list[str]]:
    *stem, last = re.sub(r"\s+Type the number alone, [^\n]*$", "", item.stem).split("\n\n")
    unit = item.unit
    if stem and last.startswith("Unit: "):
        unit = last.removeprefix("Unit: ")
    else:
        stem.append(last)
    item = structs.replace(item, stem="\n\n".join(stem), unit=unit)
    rest, why = [], item.why
    for each in paragraphs:
        found = re.fullmatch(r"Answer: (?:(?! - ).)*?(?: - (.*))?", each, re.DOTALL)
        why = (found.group(1) or why) if found else why
        rest += [] if found else [each]
    return structs.replace(item, why=why), rest


def _fewest(wordings: Sequence[str]) -> tuple[str, ...]:
    """Drop spellings that an export added: those that differ in hyphens, blanks, accents or spelled-out Greek alone."""
    kept: dict[str, str] = {}
    for each in wordings:
        kept.setdefault(_bare(each), each)
    return tuple(kept.values())


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    spelled = "".join(_spell(sign) for sign in folded if not unicodedata.combining(sign))
    return _JOINTS.sub("", spelled)


def _spell(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return name.split()[-1].lower().replace("lamda", "lambda") if name.startswith("GREEK SMALL LETTER") else sign
