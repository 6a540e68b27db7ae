"""The part of a card that differs by type: what is asked, what can be chosen, the answer and the reasons."""

from collections.abc import Sequence
from typing import assert_never

from msgspec import Struct

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers, stem_of, with_unit
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.export.anki.markup import Row, entries, gap, reasons, show


class Content(Struct, frozen=True):
    """HTML for the four fields that differ by type."""

    question: str
    answer: str
    options: str = ""
    reasons: str = ""


def write_content(question: Question) -> Content:
    """Write a question's own part of the card."""
    match question:
        case TrueFalse():
            return _truth(question)
        case Cloze():
            return _cloze(question)
        case ShortAnswer():
            return _short_answer(question)
        case Numeric():
            return _number(question)
        case Ordering():
            return _ordering(question)
        case Matching():
            return _matching(question)
        case Open():
            points = reasons("points", [Row(point) for point in question.points])
            return Content(show(question.stem), show(question.model_answer), reasons=points)
        case MultipleResponse():
            return _choice(show(question.stem), question.options, "many", shuffled=question.shuffle)
        case SingleBestAnswer() | CaseQuestion():
            return _choice(_stem(question), question.options, "one", shuffled=question.shuffle)
        case _:
            assert_never(question)


def _stem(question: SingleBestAnswer | CaseQuestion) -> str:
    theme = f'<div class="theme" dir="auto">{show(question.theme)}</div>' if isinstance(question, CaseQuestion) else ""
    return theme + show(stem_of(question))


def _choice(stem: str, options: Sequence[Option], pick: str, *, shuffled: bool) -> Content:
    about = {"pick": pick} | ({} if shuffled else {"keep": "order"})
    rows = [
        (option.text, ({"key": "yes"} if option.correct else {}) | ({"fixed": "last"} if option.fixed else {}))
        for option in options
    ]
    why = [Row(option.text, "right" if option.correct else "wrong", option.why, option.fixed) for option in options]
    keys = "; ".join(option.text for option in options if option.correct)
    # The reasons have the same marks as the options, so that the page shuffles both alike.
    marks = {name: value for name, value in about.items() if name == "keep"}
    return Content(stem, show(keys), entries("options", rows, **about), reasons("letters", why, **marks))


def _truth(question: TrueFalse) -> Content:
    sides = ((question.true_label, True, question.why_true), (question.false_label, False, question.why_false))
    options = [Option(text=label, correct=side == question.answer, why=why) for label, side, why in sides]
    return _choice(show(question.stem), options, "one", shuffled=False)


def _cloze(question: Cloze) -> Content:
    answers = gap_answers(question)
    rules = question.gaps or (None,) * len(answers)
    # The text around the gaps, cut where they stand; `split` keeps the answers at the odd places.
    between = GAP.split(question.text)[::2]
    text = show(between[0])
    rows = []
    several = len(answers) > 1
    for i, (answer, rule, after) in enumerate(zip(answers, rules, between[1:], strict=True), 1):
        text += gap(i, answer, rule.hint if rule else None) + show(after)
        label = f"gap {i}:" if several else ""
        if rule:
            if rule.why or rule.accept:
                rows.append(Row(answer, "right", rule.why, label=label, also=rule.accept))
            rows += [Row(wording.text, "wrong", wording.why, label=label) for wording in rule.reject]
    return Content(text, show("; ".join(answers)), reasons=reasons("remarks", rows))


def _short_answer(question: ShortAnswer) -> Content:
    first, *others = question.accept
    rows = [Row(first, "right", question.why, also=tuple(others))]
    rows += [Row(wording.text, "wrong", wording.why) for wording in question.reject]
    strictness = {"match": question.match or "", "language": question.language or ""}
    about = {name: value for name, value in strictness.items() if value}
    return Content(show(question.stem), show(first), reasons=reasons("remarks accepted", rows, **about))


def _number(question: Numeric) -> Content:
    low, high = accepted_range(question)
    answer = f"{low:f} to {high:f}" if question.between else f"{question.value:f}"
    stated = with_unit(answer, question.unit)
    if question.value is not None and low != high:
        stated += f" (anything from {low:f} to {high:f})"
    rows = [Row(stated, "right", question.why)]
    rows += [Row(with_unit(f"{error.value:f}", question.unit), "wrong", error.why) for error in question.common_errors]
    asked = f'<div class="unit" dir="auto">Unit: {show(question.unit)}</div>' if question.unit else ""
    marks = {"low": f"{low:f}", "high": f"{high:f}"}
    if question.language:
        marks["language"] = question.language
    if question.convert:
        marks["convert"] = "yes"
    return Content(show(question.stem) + asked, answer, reasons=reasons("remarks", rows, **marks))


def _ordering(question: Ordering) -> Content:
    places = {entry.text: str(i) for i, entry in enumerate(question.entries, 1)}
    shown = [(text, {"place": places[text]}) for text in sorted(places)]
    rows = [Row(entry.text, "plain", entry.why) for entry in question.entries]
    answer = " \u2192 ".join(entry.text for entry in question.entries)
    return Content(show(question.stem), show(answer), entries("sequence", shown), reasons("numbers", rows))


def _matching(question: Matching) -> Content:
    choices = sorted(choices_of(question))
    numbers = {choice: str(i) for i, choice in enumerate(choices, 1)}
    prompts = entries("prompts", [(pair.prompt, {"choice": numbers[pair.choice]}) for pair in question.pairs])
    shown = entries("choices", [(choice, {"choice": numbers[choice]}) for choice in choices])
    rows = [Row(pair.choice, "plain", pair.why, label=f"{pair.prompt} \u2192") for pair in question.pairs]
    rows += [Row(choice.text, "plain", choice.why, label="left over:") for choice in question.spare]
    answer = "\n".join(f"{pair.prompt} \u2192 {pair.choice}" for pair in question.pairs)
    return Content(show(question.stem), show(answer), prompts + shown, reasons("remarks", rows))
