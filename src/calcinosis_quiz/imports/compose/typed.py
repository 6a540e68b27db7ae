"""Typed answers with what each earns, to what is accepted and what is refused."""

from collections.abc import Sequence

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import AuthoredItem, Reasoned, ShortAnswer
from calcinosis_quiz.imports.compose.shared import NO_STEM, SAME, Head, finish, folded, shared
from calcinosis_quiz.imports.plain_text import one_line
from calcinosis_quiz.imports.reading import LeftOutError, Record


class Wording(Struct, frozen=True):
    """A typed answer and what it earns."""

    text: str
    fraction: float
    why: str = ""


def make_typed(
    record: Record, head: Head, wordings: Sequence[Wording], *, case_matters: bool = False, wildcards: bool = False
) -> AuthoredItem:
    """Make a question with a typed answer; `wildcards`: an asterisk in an answer stands for anything."""
    if not head.stem:
        raise LeftOutError(NO_STEM)
    accept, reject, why, explanation = sort_wordings(record, wordings, case_matters=case_matters, wildcards=wildcards)
    if not accept:
        raise LeftOutError("no answer is marked as right")
    head = structs.replace(head, explanation="\n".join(filter(None, (head.explanation, explanation))))
    return finish(ShortAnswer(**shared(head), stem=head.stem, accept=accept, reject=reject, why=why or None))


def sort_wordings(
    record: Record, wordings: Sequence[Wording], *, case_matters: bool = False, wildcards: bool = False
) -> tuple[tuple[str, ...], tuple[Reasoned, ...], str, str]:
    """Part typed answers into those accepted, those refused, the reason of the key, and what is said to all others."""
    if case_matters:
        record.change("upper and lower case mattered; here they do not")
    full = [each for each in wordings if each.fraction > 1 - SAME]
    partial = [each for each in wordings if SAME < each.fraction <= 1 - SAME]
    if not full and partial:
        best = max(each.fraction for each in partial)
        record.change("the best answer earned less than all marks; it earns all", f"{best:.0%}")
        full = [each for each in partial if each.fraction > best - SAME]
        partial = [each for each in partial if each not in full]
    if partial:
        record.change("an answer with part of the marks is refused now", ", ".join(each.text for each in partial))
    accept: dict[str, str] = {}
    for each in full:
        text = _unwild(record, each.text) if wildcards else one_line(each.text)
        accept.setdefault(folded(text), text) if text else None
    reject: dict[str, Reasoned] = {}
    others = ""
    for each in wordings:
        if each.fraction > 1 - SAME or each in full:
            continue
        if wildcards and each.text.strip() == "*":
            others = each.why
            continue
        text = _unwild(record, each.text) if wildcards else one_line(each.text)
        if text and folded(text) not in accept:
            reject.setdefault(folded(text), Reasoned(text=text, why=each.why or None))
    reasons = list(dict.fromkeys(each.why for each in full if each.why))
    if len(reasons) > 1:
        record.change("feedback on different right answers is joined")
    return tuple(accept.values()), tuple(reject.values()), "\n".join(reasons), others


def _unwild(record: Record, text: str) -> str:
    r"""Take the wildcards out of an answer: `*` is anything, `\*` an asterisk."""
    held = text.replace(r"\*", "\0")
    if "*" in held:
        record.change("a wildcard in an answer is taken out: only the words themselves are accepted", text)
        held = held.replace("*", " ")
    return one_line(held.replace("\0", "*"))
