"""Questions to notes: which note type, which fields, which tags."""

from collections.abc import Iterable
from string import ascii_uppercase
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.facts import STRENGTH_LABELS, Fact
from calcinosis_quiz.bank.items import Cloze, Matching, Numeric, Open, Ordering, ShortAnswer, TrueFalse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers, stem_of
from calcinosis_quiz.bank.structure import GAP
from calcinosis_quiz.export.anki.markup import gap, letter_list, number_list, reason_list, show

NoteType = Literal["choice", "cloze", "typed", "prompt"]
FIELDS: Final = (
    "Question",
    "Options",
    "Answer",
    "Reasons",
    "Explanation",
    "Strength",
    "Since",
    "Facts",
    "Source",
    "ID",
    "Notes",
    "Spare 1",
    "Spare 2",
    "Spare 3",
)
"""The fields of every note type. Notes is the learner's own; the spare ones are there because a field that is
added later makes Anki fork the note type."""


class Note(Struct, frozen=True, kw_only=True):
    """A note, ready for any writer of decks; `fields` holds HTML, one for each of FIELDS."""

    note_type: NoteType
    guid: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]


def make_note(library: Library, question: Question) -> Note:
    """Turn a question into a note; the GUID rests on the item's id alone, so an edit updates it in place."""
    shelf = library.shelf_of(question.id)
    facts = library.facts_of(question)
    namespace = shelf.ledger.namespace if shelf.ledger else shelf.bank.bank
    source = shelf.ledger.source if shelf.ledger else None
    later = question.later_evidence
    content = _content(question) | {
        "Explanation": show(question.explanation or ""),
        "Strength": show(", ".join(dict.fromkeys(STRENGTH_LABELS[fact.strength] for fact in facts))),
        "Since": show(f"As of {later.as_of}: {later.text} ({later.source})") if later else "",
        "Facts": show(", ".join(question.facts)),
        "Source": f"{show(source.citation)}<br>{show(source.disclaimer)}" if source else "",
        "ID": show(question.id),
    }
    return Note(
        note_type=_note_type(question),
        guid=f"{namespace}:{question.id}",
        fields=tuple(content.get(field, "") for field in FIELDS),
        tags=tuple(sorted(f"{namespace}::{tag}" for tag in _tags(question, facts))),
    )


def _note_type(question: Question) -> NoteType:
    match question:
        case Cloze():
            return "cloze"
        case ShortAnswer() | Numeric():
            return "typed"
        case Ordering() | Matching() | Open():
            return "prompt"
        case _:
            return "choice"


def _tags(question: Question, facts: Iterable[Fact]) -> Iterable[str]:
    yield f"type::{question.type}"
    yield f"topic::{question.topic}"
    for name, value in (("level", question.level), ("difficulty", question.difficulty)):
        if value:
            yield f"{name}::{value}"
    if question.objective:
        yield f"objective::{'-'.join(question.objective.split())}"
    currencies = {fact.currency for fact in facts} & {"caution", "superseded"}
    if currencies:
        yield f"currency::{max(currencies)}"
    yield from (f"tag::{tag}" for tag in question.tags)


def _content(question: Question) -> dict[str, str]:
    """Give the fields that differ by type: Question, Options, Answer and Reasons."""
    stem = show(stem_of(question))
    match question:
        case TrueFalse():
            labels = (question.true_label, question.false_label)
            answer = labels[0] if question.answer else labels[1]
            rows = [
                ("right" if side == question.answer else "", "", label, why)
                for side, label, why in zip((True, False), labels, (question.why_true, question.why_false), strict=True)
            ]
            return {
                "Question": stem,
                "Options": letter_list(labels),
                "Answer": show(answer),
                "Reasons": reason_list(rows),
            }
        case Cloze():
            return _cloze_content(question)
        case ShortAnswer():
            rows = [
                ("right", "", text, question.why if text == question.accept[0] else None) for text in question.accept
            ]
            rows += [("wrong", "", wording.text, wording.why) for wording in question.reject]
            return {"Question": stem, "Answer": show(question.accept[0]), "Reasons": reason_list(rows)}
        case Numeric():
            return _number_content(question, stem)
        case Ordering():
            return _ordering_content(question, stem)
        case Matching():
            return _matching_content(question, stem)
        case Open():
            return {
                "Question": stem,
                "Answer": show(question.model_answer),
                "Reasons": reason_list([("", "", point, None) for point in question.points]),
            }
        case _:
            letters = list(zip(ascii_uppercase, question.options, strict=False))
            theme = f'<p class="theme">{show(question.theme)}</p>' if isinstance(question, CaseQuestion) else ""
            keys = "; ".join(f"{letter}. {option.text}" for letter, option in letters if option.correct)
            rows = [("right" if option.correct else "", letter, option.text, option.why) for letter, option in letters]
            return {
                "Question": theme + stem,
                "Options": letter_list(option.text for option in question.options),
                "Answer": show(keys),
                "Reasons": reason_list(rows),
            }


def _cloze_content(question: Cloze) -> dict[str, str]:
    answers = gap_answers(question)
    rules = question.gaps or (None,) * len(answers)
    # The text around the gaps, cut where they stand; `split` keeps the answers at the odd places.
    between = GAP.split(question.text)[::2]
    text = show(between[0])
    for i, (answer, rule, after) in enumerate(zip(answers, rules, between[1:], strict=True), 1):
        text += gap(i, answer, rule.hint if rule else None) + show(after)
    rows = [("right", "", answer, rule.why) for answer, rule in zip(answers, rules, strict=True) if rule and rule.why]
    return {"Question": text, "Answer": show("; ".join(answers)), "Reasons": reason_list(rows)}


def _number_content(question: Numeric, stem: str) -> dict[str, str]:
    unit = f" {question.unit}" if question.unit else ""
    if question.between:
        low, high = question.between
        answer, range_note = f"{low:f} to {high:f}", ""
    else:
        answer, range_note = (
            f"{question.value:f}",
            f" (tolerance {question.tolerance})" if question.tolerance != "0" else "",
        )
    rows = [("right", "", f"{answer}{unit}{range_note}", question.why)]
    rows += [("wrong", "", f"{error.value:f}{unit}", error.why) for error in question.common_errors]
    return {
        "Question": stem + (f'<p class="unit">Unit: {show(question.unit)}</p>' if question.unit else ""),
        "Answer": show(answer),
        "Reasons": reason_list(rows),
    }


def _ordering_content(question: Ordering, stem: str) -> dict[str, str]:
    shown = sorted(entry.text for entry in question.entries)
    letters = [ascii_uppercase[shown.index(entry.text)] for entry in question.entries]
    rows = [("", letter, entry.text, entry.why) for letter, entry in zip(letters, question.entries, strict=True)]
    return {
        "Question": stem,
        "Options": letter_list(shown),
        "Answer": show(", ".join(letters)),
        "Reasons": reason_list(rows),
    }


def _matching_content(question: Matching, stem: str) -> dict[str, str]:
    choices = sorted(choices_of(question))
    letters = dict(zip(choices, ascii_uppercase, strict=False))
    answers = [f"{i}{letters[pair.choice]}" for i, pair in enumerate(question.pairs, 1)]
    rows = [
        ("", answer, f"{pair.prompt}: {pair.choice}", pair.why)
        for answer, pair in zip(answers, question.pairs, strict=True)
    ]
    rows += [("", f"{letters[choice.text]} (left over)", choice.text, choice.why) for choice in question.spare]
    return {
        "Question": stem,
        "Options": number_list(pair.prompt for pair in question.pairs) + letter_list(choices),
        "Answer": show(", ".join(answers)),
        "Reasons": reason_list(rows),
    }
