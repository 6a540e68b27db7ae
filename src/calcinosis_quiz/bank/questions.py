"""What is asked: every item as it stands, and each case of an extended-matching set as an item of its own."""

import re
from collections.abc import Iterator
from typing import Final, assert_never

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Cloze,
    ExtendedMatching,
    Item,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    Text,
    TrueFalse,
)
from calcinosis_quiz.bank.structure import GAP


class CaseQuestion(Item, tag="extended-matching", kw_only=True, frozen=True):
    """One case of an extended-matching set, with the theme, lead-in and options that the set shares."""

    set_id: str
    theme: Text
    stem: Text
    lead_in: Text
    options: tuple[Option, ...]
    shuffle: bool = True


Question = (
    SingleBestAnswer
    | MultipleResponse
    | TrueFalse
    | Cloze
    | ShortAnswer
    | Numeric
    | Ordering
    | Matching
    | CaseQuestion
    | Open
)


def questions_of(item: AuthoredItem) -> Iterator[Question]:
    """Yield the questions that an item makes: itself, or one for each case of a set."""
    if not isinstance(item, ExtendedMatching):
        yield item
        return
    for case in item.cases:
        yield CaseQuestion(
            **{field: getattr(case, field) for field in case.__struct_fields__ if field not in {"answer", "why"}}
            | {"explanation": case.explanation or item.explanation},
            set_id=item.id,
            theme=item.theme,
            lead_in=item.stem,
            options=tuple(
                Option(
                    text=option.text,
                    correct=option.text == case.answer,
                    why=(case.why if option.text == case.answer else None) or option.why,
                )
                for option in item.options
            ),
            shuffle=item.shuffle,
            reviewed=item.reviewed,
            tags=item.tags,
            lint=item.lint,
        )


def stem_of(question: Question) -> str:
    """Return the words of the question: for a case with its lead-in, for a cloze with blanks for the answers."""
    match question:
        case Cloze():
            return GAP.sub("____", question.text)
        case CaseQuestion():
            return f"{question.stem}\n{question.lead_in}"
        case (
            SingleBestAnswer()
            | MultipleResponse()
            | TrueFalse()
            | ShortAnswer()
            | Numeric()
            | Ordering()
            | Matching()
            | Open()
        ):
            return question.stem
        case _:
            assert_never(question)


def options_of(question: Question) -> tuple[Option, ...]:
    """Return the options, in the order of the bank; none for the types that offer none."""
    match question:
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return question.options
        case TrueFalse() | Cloze() | ShortAnswer() | Numeric() | Ordering() | Matching() | Open():
            return ()
        case _:
            assert_never(question)


def may_shuffle(question: Question) -> bool:
    """Return whether the parts of a question may be shown in another order than the bank's."""
    match question:
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return question.shuffle
        case TrueFalse() | Cloze() | ShortAnswer() | Numeric() | Ordering() | Matching() | Open():
            return True
        case _:
            assert_never(question)


_NUMBERS: Final = ("two", "three", "four", "five", "six")
_HOW_MANY: Final = re.compile(
    rf"\b(?:which|pick|choose|select|name|tick|mark|there are)(?: the)? ({'|'.join(_NUMBERS)}|[2-6])\b(?!-)",
    re.IGNORECASE,
)


def options_asked_for(question: MultipleResponse) -> int | None:
    """Return how many options the stem asks for, as in `Which two ...`; None where it leaves that open."""
    stated = _HOW_MANY.search(question.stem)
    if stated is None:
        return None
    return int(stated[1]) if stated[1].isdigit() else _NUMBERS.index(stated[1].lower()) + 2


def with_unit(number: str, unit: str | None) -> str:
    """Write a number with its unit; signs for a hundredth or a degree follow without a space."""
    return number + ("" if unit in {"%", "\u2030", "\u00b0"} else " ") + unit if unit else number


def gap_answers(item: Cloze) -> tuple[str, ...]:
    """List the texts in the braces, in order."""
    return tuple(answer.strip() for answer in GAP.findall(item.text))


def choices_of(item: Matching) -> tuple[str, ...]:
    """List the different choices of a matching item, those that prompts need first, then the spare ones."""
    return tuple(dict.fromkeys([*(pair.choice for pair in item.pairs), *(choice.text for choice in item.spare)]))
