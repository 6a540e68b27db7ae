"""A question as another type, for platforms that do not know its own."""

from typing import Any

from calcinosis_quiz.bank.items import (
    Item,
    Matching,
    MultipleResponse,
    Option,
    Ordering,
    Pair,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, choices_of

Choice = SingleBestAnswer | MultipleResponse | CaseQuestion


def has_own_labels(question: TrueFalse) -> bool:
    """Tell whether the author has named the two sides; platforms know True and False alone."""
    return (question.true_label, question.false_label) != ("True", "False")


def as_choice(question: TrueFalse) -> SingleBestAnswer:
    """Recast a statement as a choice between its two labels, in their order."""
    options = (
        Option(text=question.true_label, correct=question.answer, why=question.why_true),
        Option(text=question.false_label, correct=not question.answer, why=question.why_false),
    )
    return SingleBestAnswer(**_shared(question), stem=question.stem, options=options, shuffle=False)


def as_places(question: Ordering) -> Matching:
    """Recast an ordering as a matching of places to entries."""
    pairs = (Pair(prompt=f"Place {i}", choice=entry.text, why=entry.why) for i, entry in enumerate(question.entries, 1))
    return Matching(**_shared(question), stem=question.stem, pairs=tuple(pairs))


def may_shuffle(question: Choice) -> bool:
    """Tell whether options may stand in any order; one with a fixed place holds all in theirs."""
    return question.shuffle and not any(option.fixed for option in question.options)


def menu_of(question: Matching) -> tuple[str, ...]:
    """List the choices in alphabetical order, which gives nothing away where a platform does not shuffle them."""
    return tuple(sorted(choices_of(question), key=str.casefold))


def _shared(question: Item) -> dict[str, Any]:
    return {name: getattr(question, name) for name in Item.__struct_fields__}
