"""Options with what each earns, to an item of one best answer, of several, or of right and wrong for each."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Matching,
    MultipleResponse,
    Option,
    Pair,
    Reasoned,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.imports.compose.shared import NO_STEM, SAME, Head, finish, shared
from calcinosis_quiz.imports.reading import LeftOutError, Record

MOST_OPTIONS: Final = 26


class Choice(Struct, frozen=True, gc=False):
    """An option: `fraction` is what choosing it earns, 1 for all marks, below 0 for a penalty."""

    text: str
    fraction: float
    why: str = ""


def make_choice(
    record: Record,
    head: Head,
    choices: Sequence[Choice],
    *,
    single: bool,
    shuffle: bool = True,
    weighted: bool = False,
) -> AuthoredItem:
    """Make a question with options: one best answer, several answers, or right and wrong for each option.

    `weighted`: the fractions are marks that the file gives, not just a sign for right and wrong.
    """
    choices = _without_repeats(record, choices)
    if not head.stem:
        raise LeftOutError(NO_STEM)
    if len(choices) < 2:
        raise LeftOutError("it has fewer than two options")
    if len(choices) > MOST_OPTIONS:
        raise LeftOutError(f"it has more than {MOST_OPTIONS} options", str(len(choices)))
    best = max(choice.fraction for choice in choices)
    if best <= SAME:
        raise LeftOutError("no option is marked as right")
    keys = [abs(choice.fraction - best) < SAME for choice in choices]
    if single:
        if best < 1 - SAME:
            record.change("the best option earned less than all marks; it earns all", f"{best:.0%}")
        if sum(keys) == 1:
            return _single(record, head, choices, keys, shuffle)
        record.change("a single choice with several right options became a choice of several")
    else:
        keys = [choice.fraction > SAME for choice in choices]
        if weighted:
            _note_weights(record, choices, keys)
    return _several(record, head, choices, keys, shuffle)


def _without_repeats(record: Record, choices: Sequence[Choice]) -> Sequence[Choice]:
    seen: dict[str, Choice] = {}
    for choice in choices:
        folded = " ".join(choice.text.casefold().split())
        if not folded:
            record.change("an option without text was dropped")
        elif folded not in seen:
            seen[folded] = choice
        elif choice.fraction <= seen[folded].fraction:
            record.change("an option stood there twice; the better one was kept", choice.text)
        else:
            record.change("an option stood there twice; the better one was kept", choice.text)
            seen[folded] = choice
    return tuple(seen.values())


def _single(record: Record, head: Head, choices: Sequence[Choice], keys: Sequence[bool], shuffle: bool) -> AuthoredItem:
    if any(choice.fraction > 0 + SAME for choice, key in zip(choices, keys, strict=True) if not key):
        record.change("partial credit for other options of a single choice is dropped", _percents(choices))
    if any(choice.fraction < -SAME for choice in choices):
        record.change("a penalty for a wrong option of a single choice is dropped", _percents(choices))
    options = _options(choices, keys)
    return finish(SingleBestAnswer(**shared(head), stem=head.stem, options=options, shuffle=shuffle))


def _several(
    record: Record, head: Head, choices: Sequence[Choice], keys: Sequence[bool], shuffle: bool
) -> AuthoredItem:
    if len(choices) - sum(keys) >= 2:
        options = _options(choices, keys)
        return finish(MultipleResponse(**shared(head), stem=head.stem, options=options, shuffle=shuffle))
    record.change(
        "fewer than two wrong options, so choosing all would earn marks: it became right or wrong for each option"
    )
    pairs = tuple(
        Pair(prompt=choice.text, choice="Right" if key else "Wrong", why=choice.why or None)
        for choice, key in zip(choices, keys, strict=True)
    )
    spare = () if len({pair.choice for pair in pairs}) == 2 else (Reasoned(text="Wrong"),)
    return finish(Matching(**shared(head), stem=head.stem, pairs=pairs, spare=spare))


def _options(choices: Sequence[Choice], keys: Sequence[bool]) -> tuple[Option, ...]:
    return tuple(
        Option(text=choice.text, correct=key, why=choice.why or None) for choice, key in zip(choices, keys, strict=True)
    )


def _note_weights(record: Record, choices: Sequence[Choice], keys: Sequence[bool]) -> None:
    """Note that weights are dropped, unless they are what our own marking gives: equal shares."""
    right = {round(choice.fraction, 3) for choice, key in zip(choices, keys, strict=True) if key}
    wrong = {round(choice.fraction, 3) for choice, key in zip(choices, keys, strict=True) if not key}
    count = len(choices) - sum(keys)
    usual = [-1 / max(count, 2), -1 / max(sum(keys), 1), -1.0]
    is_usual_wrong = len(wrong) <= 1 and all(any(abs(each - one) < 2e-3 for one in usual) for each in wrong)
    if len(right) > 1 or not is_usual_wrong:
        record.change("weights of options are dropped: right ones share the marks, wrong ones cost", _percents(choices))


def _percents(choices: Iterable[Choice]) -> str:
    return ", ".join(f"{choice.fraction * 100:.4g} %" for choice in choices)


def make_true_false(head: Head, *, answer: bool, why_true: str = "", why_false: str = "") -> AuthoredItem:
    """Make a statement to accept or refuse."""
    if not head.stem:
        raise LeftOutError(NO_STEM)
    return finish(
        TrueFalse(
            **shared(head), stem=head.stem, answer=answer, why_true=why_true or None, why_false=why_false or None
        ),
    )
