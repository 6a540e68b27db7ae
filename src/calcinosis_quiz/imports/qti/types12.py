"""Items of QTI 1.2: Canvas, Common Cartridge, Respondus, Blackboard and what follows them."""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem, Pair, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import NumberRange, make_numeric, read_number
from calcinosis_quiz.imports.compose.pairs import make_matching, make_ordering
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.qti.item12 import (
    FOR_WRONG,
    Item12,
    general_feedback,
    head_of,
    model_answer,
    options_of,
    with_feedback_for_wrong,
)
from calcinosis_quiz.imports.qti.material import line_of_text
from calcinosis_quiz.imports.qti.scoring12 import (
    children,
    descendants,
    equals_in,
    feedback_for,
    score,
)
from calcinosis_quiz.imports.reading import LeftOutError
from calcinosis_quiz.imports.tree import Element, inner_text, local_name

_NO_QUESTION: Final = frozenset(["text_only_question", "file_upload_question", "hot_spot_question", "Hot Spot"])
_NO_KEY: Final = frozenset(["Opinion Scale", "File Upload", "Jumbled Sentence", "Calculated", "Quiz Bowl"])
_ESSAY: Final = frozenset(["essay_question", "Essay", "Short Response", "cc.essay.v0p1", "essay"])
_BLANK: Final = re.compile(r"\[([\w-]+)\]")
_TRUTH: Final = {"true": True, "false": False}


def read_item(item: Item12) -> AuthoredItem:
    """Make an item of the type that the parts of the question tell."""
    if item.kind in _NO_QUESTION | _NO_KEY:
        raise LeftOutError(f"the type {item.kind} has no place here")
    if item.kind == "calculated_question":
        return _calculated(item)
    lists = list(descendants(item.presentation, "response_lid", "response_grp"))
    typed = list(descendants(item.presentation, "response_str", "response_num"))
    if item.kind in _ESSAY or not (lists or typed):
        if not (lists or typed or item.kind in _ESSAY):
            raise LeftOutError("it asks for no answer")
        return make_open(item.record, head_of(item, general_feedback(item)), model_answer(item))
    if len(lists) == 1 and not typed:
        return _ordering(item, lists[0]) if _is_ordering(item, lists[0]) else _choice(item, lists[0])
    if lists:
        return _several_lists(item, lists)
    return _typed(item, typed)


def _choice(item: Item12, answer: Element) -> AuthoredItem:
    respondent, options = answer.get("ident") or "", options_of(item, answer)
    if item.kind in {"true_false_question", "Either/Or"} and not options:
        raise LeftOutError("it has fewer than two options")
    alone = {ident: score(item.conditions, {respondent: frozenset([ident])}) for ident in options}
    several = (answer.get("rcardinality") or "Single").casefold() == "multiple"
    best = max(alone.values(), default=0.0)
    key = _key_set(item, respondent, options) if several or best <= 0 else frozenset[str]()
    if key and score(item.conditions, {respondent: key}) > best:
        fractions = {ident: 1.0 if ident in key else 0.0 for ident in options}
        single = False
    else:
        highest = max(best, 1e-9)
        fractions = {ident: earned / highest for ident, earned in alone.items()}
        single = not several or sum(fraction > 1 - 1e-4 for fraction in fractions.values()) == 1
    whys, general = _feedback(item, respondent, options, fractions)
    choices = [Choice(text, fractions[ident], whys[ident]) for ident, text in options.items()]
    truths = {one_line(text).casefold(): ident for ident, text in options.items()}
    if single and set(truths) == set(_TRUTH) and max(fractions.values()) > 0:
        return make_true_false(
            head_of(item, general),
            answer=fractions[truths["true"]] > fractions[truths["false"]],
            why_true=whys[truths["true"]],
            why_false=whys[truths["false"]],
        )
    shuffle = next((each.get("shuffle") or "No" for each in descendants(answer, "render_choice")), "Yes") == "Yes"
    canvas = "question_type" in item.about  # there the quiz decides
    return make_choice(item.record, head_of(item, general), choices, single=single, shuffle=shuffle or canvas)


def _key_set(item: Item12, respondent: str, options: dict[str, str]) -> frozenset[str]:
    """Find the set of options that earns most: of those that a condition asks for, and of those that earn alone."""
    candidates = [
        frozenset(value for ident, value in equals_in(each) if ident == respondent and value in options)
        for each in item.conditions
        if each.scores
    ]
    earning = frozenset(o for o in options if score(item.conditions, {respondent: frozenset([o])}) > 0)
    candidates += [earning, frozenset().union(*candidates)] if candidates else [earning]
    return max(candidates, key=lambda each: (score(item.conditions, {respondent: each}), -len(each)))


def _feedback(
    item: Item12, respondent: str, options: dict[str, str], fractions: dict[str, float]
) -> tuple[dict[str, str], str]:
    """Part feedback into what is said to each option and what is said to all."""
    links = {ident: feedback_for(item.conditions, {respondent: frozenset([ident])}) for ident in options}
    counts = Counter(link for each in links.values() for link in set(each))
    whys, general = {}, [link for link, count in counts.items() if count == len(options)]
    for_some = [link for link, count in counts.items() if 1 < count < len(options) and link not in FOR_WRONG]
    for ident in options:
        whys[ident] = item.said([link for link in links[ident] if counts[link] == 1 and link not in FOR_WRONG])
    notes = [with_feedback_for_wrong(item, general)]
    for link in for_some:
        said = item.said([link])
        wrong = all(fractions[ident] <= 0 for ident in options if link in links[ident])
        notes.append(f"If {'wrong' if wrong else 'right'}: {said}" if said else "")
    return whys, "\n\n".join(filter(None, notes))


def _is_ordering(item: Item12, answer: Element) -> bool:
    return (answer.get("rcardinality") or "").casefold() == "ordered" or item.kind == "Ordering"


def _ordering(item: Item12, answer: Element) -> AuthoredItem:
    options, respondent = options_of(item, answer), answer.get("ident") or ""
    order = next(
        (
            [value for ident, value in equals_in(each) if ident == respondent and value in options]
            for each in item.conditions
            if each.scores
        ),
        [],
    )
    if len(order) != len(options):
        raise LeftOutError("the right order does not name every entry")
    return make_ordering(head_of(item, general_feedback(item)), [Reasoned(text=options[each]) for each in order])


def _right_of(item: Item12, respondent: str, options: dict[str, str]) -> list[str]:
    """List the options of one of several lists that earn marks."""
    named = [
        value
        for each in item.conditions
        if each.scores
        for ident, value in equals_in(each)
        if ident == respondent and value in options
    ]
    return list(dict.fromkeys(named))


def _several_lists(item: Item12, lists: Sequence[Element]) -> AuthoredItem:
    """Read several lists: blanks of a text where it names them, pairs where all offer the same choices."""
    prompts = [one_line(line_of_text(item.record, each, "a prompt")) for each in lists]
    options = [options_of(item, each) for each in lists]
    rights = [_right_of(item, each.get("ident") or "", of) for each, of in zip(lists, options, strict=True)]
    general = general_feedback(item)
    names = _BLANK.findall(item.text.text)
    if names and all(prompt in names for prompt in prompts):
        keys = {prompt: _blank_key(item, of, right) for prompt, of, right in zip(prompts, options, rights, strict=True)}
        parts = [keys.get(each, f"[{each}]") if i % 2 else each for i, each in enumerate(_BLANK.split(item.text.text))]
        return make_cloze(item.record, head_of(item, general, ""), parts)
    pairs, spare = [], list(dict.fromkeys(one_line(text) for of in options for text in of.values()))
    for prompt, of, right in zip(prompts, options, rights, strict=True):
        if not right or not prompt:
            what = "a prompt without a right choice is dropped" if prompt else "a pair without a prompt is dropped"
            item.record.change(what, prompt)
            continue
        if len(right) > 1:
            item.record.change("only one of several right choices of a prompt is kept", prompt)
        pairs.append(Pair(prompt=prompt, choice=one_line(of[right[0]])))
    return make_matching(head_of(item, general), pairs, spare)


def _blank_key(item: Item12, options: dict[str, str], right: Sequence[str]) -> GapKey:
    if not right:
        raise LeftOutError("a gap has no right answer")
    texts = [one_line(options[each]) for each in right]
    typed = item.kind == "fill_in_multiple_blanks_question"
    if typed or len(right) == len(options):  # all that is listed is accepted
        return GapKey(texts[0], tuple(texts[1:]))
    item.record.change("a menu inside a text became a gap; its choices stand beside it as a hint")
    offered = ", ".join(sorted(map(one_line, options.values()), key=str.casefold))
    return GapKey(texts[0], tuple(texts[1:]), hint=f"one of: {offered}")


def _typed(item: Item12, fields: Sequence[Element]) -> AuthoredItem:
    general = general_feedback(item)
    if len(fields) > 1:
        return _typed_blanks(item, fields, general)
    ranges = list(_ranges(item))
    numeric = item.kind in {"numerical_question", "Numeric"} or local_name(fields[0]) == "response_num"
    fib_type = next((each.get("fibtype") or "" for each in descendants(fields[0], "render_fib")), "")
    if ranges and (numeric or fib_type in {"Integer", "Decimal"} or all(each.low != each.high for each in ranges)):
        return make_numeric(item.record, head_of(item, general), ranges)
    respondent = fields[0].get("ident") or ""
    named = [value for each in item.conditions if each.scores for _, value in equals_in(each)]
    if not named:
        return make_open(item.record, head_of(item, general), model_answer(item))
    wordings = [Wording(one_line(text), 1.0, "") for text in dict.fromkeys(named)]
    refused = [
        Wording(one_line(value), 0.0, item.said(each.feedback))
        for each in item.conditions
        if not each.scores and each.feedback
        for ident, value in equals_in(each)
        if ident == respondent and value not in named
    ]
    return make_typed(item.record, head_of(item, general), [*wordings, *refused])


def _ranges(item: Item12) -> list[NumberRange]:
    """Read the numbers that earn marks: an exact one, a range, or both of the same condition."""
    found = []
    top = max((each.value for each in item.conditions if each.scores), default=1.0)
    for each in item.conditions:
        if not each.scores:
            continue
        lows = [read_number(inner_text(one)) for one in descendants(each.element, "vargte", "vargt")]
        highs = [read_number(inner_text(one)) for one in descendants(each.element, "varlte", "varlt")]
        exact = [read_number(value) for _, value in equals_in(each)]
        for low, high in zip(lows, highs, strict=False):
            if low is not None and high is not None:
                found.append(NumberRange(low, high, each.value / top, item.said(each.feedback)))
        if not lows:
            found += [NumberRange(value, value, each.value / top) for value in exact if value is not None]
            if any(value is None for value in exact):
                return []
    return found


def _typed_blanks(item: Item12, fields: Sequence[Element], general: str) -> AuthoredItem:
    """Read several fields to type in: named in the text, or standing between pieces of it."""
    keys = {}
    for field in fields:
        respondent = field.get("ident") or ""
        named = [
            one_line(value)
            for each in item.conditions
            if each.scores
            for ident, value in equals_in(each)
            if ident == respondent
        ]
        if not named:
            raise LeftOutError("a gap has no right answer")
        keys[respondent] = GapKey(named[0], tuple(named[1:]))
    text = item.text.text
    if all(f"[{respondent}]" in text for respondent in keys):
        parts = [keys.get(each, f"[{each}]") if i % 2 else each for i, each in enumerate(_BLANK.split(text))]
        return make_cloze(item.record, head_of(item, general, ""), parts)
    item.record.change("gaps stand at the end of the text: the file does not say where in it they belong")
    gaps: list[str | GapKey] = [text, "\n"]
    for key in keys.values():
        gaps += [" ", key]
    return make_cloze(item.record, head_of(item, general, ""), gaps)


def _calculated(item: Item12) -> AuthoredItem:
    """Ask a formula question of Canvas with the first set of values that it drew."""
    drawn = next(descendants(item.node, "var_set"), None)
    answer = read_number(inner_text(next(children(drawn, "answer"), None)))
    if answer is None:
        raise LeftOutError("a calculated question came without drawn values")
    values = {each.get("name") or "": inner_text(each).strip() for each in children(drawn, "var")}
    stem = re.sub(r"\[(\w+)\]", lambda found: values.get(found.group(1), found.group()), item.text.text)
    named = ", ".join(f"{name} = {value}" for name, value in values.items())
    item.record.change("a calculated question is asked with one set of its values", named)
    tolerance = inner_text(next(descendants(item.node, "answer_tolerance"), None)).strip()
    share = tolerance.endswith("%")
    spread = read_number(tolerance.removesuffix("%")) or Decimal(0)
    spread = abs(answer) * spread / 100 if share else spread
    return make_numeric(
        item.record, head_of(item, general_feedback(item), stem), [NumberRange(answer - spread, answer + spread, 1.0)]
    )
