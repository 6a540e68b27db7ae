"""Rules about a whole bank: what only shows when its questions are seen together."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from calcinosis_quiz.bank.items import Cloze, ShortAnswer, SingleBestAnswer, TrueFalse
from calcinosis_quiz.bank.lint.english import content_words, overlap, shingles, words_of
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HALADYNA, HOUSE, NBME, About, Remark, bank_rule
from calcinosis_quiz.bank.problems import quote

_ENOUGH: Final = 10
_WOMEN: Final = re.compile(r"\b(woman|girl|lady|female)\b", re.IGNORECASE)
_MEN: Final = re.compile(r"\b(man|boy|gentleman|male)\b", re.IGNORECASE)


def _single_answers(group: Sequence[Asked]) -> list[Asked]:
    return [asked for asked in group if isinstance(asked.question, SingleBestAnswer) and asked.key]


def is_key_longest(asked: Asked) -> bool:
    """Return whether the key is longer than every distractor."""
    return asked.key is not None and all(len(asked.key.text) > len(choice.text) for choice in asked.distractors)


@bank_rule(
    About(
        id="keys-often-longest",
        severity="warning",
        rationale="If the key is the longest option more often than chance, choosing the longest pays.",
        source=f"{NBME}; {HALADYNA}",
        bad="Ten items of four options each, of which seven have the longest option as key.",
        good="Ten items of four options each, of which two or three have the longest option as key.",
    )
)
def keys_often_longest(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Compare the count of longest keys with chance and two standard errors."""
    items = _single_answers(group)
    longest = [asked for asked in items if is_key_longest(asked)]
    chances = [1 / len(asked.choices) for asked in items]
    limit = sum(chances) + 2 * math.sqrt(sum(p * (1 - p) for p in chances))
    if len(items) >= _ENOUGH and len(longest) > limit:
        message = (
            f"the key is the longest option in {len(longest)} of {len(items)} items; chance would give "
            f"{sum(chances):.0f}. Shorten keys or lengthen distractors, here and in {_name(longest[1:])}."
        )
        yield longest[0], (longest[0].key_steps, message)


@bank_rule(
    About(
        id="unbalanced-keys",
        severity="warning",
        rationale="Writers hide the key in the middle. If it stands in one place too often, that place pays.",
        source=HALADYNA,
        bad="Twelve items of four options each, of which nine have the second option as key.",
        good="Twelve items of four options each, three with the key in each place.",
    )
)
def unbalanced_keys(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Test key places against chance (Pearson's chi-square, 1 in 100), and find five in a row."""
    items = _single_answers(group)
    places = [next(i for i, choice in enumerate(asked.choices) if choice.correct) for asked in items]
    if len(items) < _ENOUGH:
        return
    found = Counter(places)
    widest = max(len(asked.choices) for asked in items)
    chance = [sum(1 / len(asked.choices) for asked in items if len(asked.choices) > i) for i in range(widest)]
    surprise = sum((found[i] - expected) ** 2 / expected for i, expected in enumerate(chance))
    if surprise > _chi_square_limit(widest - 1):
        place = max(range(widest), key=lambda i: found[i] - chance[i])
        first = items[places.index(place)]
        message = (
            f"the key stands in place {place + 1} in {found[place]} of {len(items)} items; chance would give "
            f"{chance[place]:.0f}. Sort options by the alphabet or by size, which leaves the place to chance."
        )
        yield first, (first.key_steps, message)
    for place, run in groupby(zip(places, items, strict=True), key=lambda pair: pair[0]):
        together = [asked for _, asked in run]
        if len(together) >= 5:
            message = f"the key stands in place {place + 1} in {len(together)} items in a row. Reorder some of them."
            yield together[0], (together[0].key_steps, message)


def _chi_square_limit(degrees: int) -> float:
    """Return the value that chance exceeds once in a hundred (Wilson and Hilferty, 1931)."""
    spread = 2 / (9 * degrees)
    return float(degrees * (1 - spread + 2.3263 * math.sqrt(spread)) ** 3)


@bank_rule(
    About(
        id="unbalanced-truth",
        severity="warning",
        rationale="If most statements are true, answering true pays.",
        source=HALADYNA,
        bad="Ten true-false items, eight of which are true.",
        good="Ten true-false items, five of which are true.",
    )
)
def unbalanced_truth(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Find a share of true statements outside 40 to 60%."""
    items = [(asked, asked.question.answer) for asked in group if isinstance(asked.question, TrueFalse)]
    true = sum(answer for _, answer in items)
    if len(items) >= _ENOUGH and not 0.4 <= true / len(items) <= 0.6:
        first = next(asked for asked, answer in items if answer == (2 * true > len(items)))
        yield first, ((*first.steps, "answer"), f"{true} of {len(items)} statements are true. Bring it near to half.")


@bank_rule(
    About(
        id="near-duplicate-stem",
        severity="warning",
        rationale="Two questions that ask the same count one piece of knowledge twice.",
        source=HOUSE,
        bad="Two items that both ask: Which crystals does the microscope show in the joint in gout?",
        good="One item that asks for the crystals, and one that asks which joint comes first.",
    )
)
def near_duplicate_stem(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Find stems with more than 70% of their three-word runs in common; each is held against those that stay."""
    runs: dict[str, frozenset[tuple[str, ...]]] = {}
    holders: dict[tuple[str, ...], list[str]] = {}
    for asked in group:
        words = shingles(asked.stem, 3)
        # Whoever shares seven runs in ten shares one of the rarest: only those stems need comparing.
        rare = sorted(words, key=lambda run: len(holders.get(run, ())))[: len(words) * 3 // 10 + 1]
        near = {earlier for run in rare for earlier in holders.get(run, ())} if len(words) >= 4 else set()
        same = [earlier for earlier in sorted(near) if overlap(words, runs[earlier]) > 0.7]
        for earlier in same:
            message = f"asks nearly the same as {earlier}. Keep one, or ask each for something else."
            yield asked, (asked.stem_steps, message)
        if not same:
            runs[asked.id] = words
            for run in words:
                holders.setdefault(run, []).append(asked.id)


def telling_answers(asked: Asked) -> Iterator[str]:
    """Yield the answers of a question that are long enough to be recognised in another one."""
    if isinstance(asked.question, SingleBestAnswer | ShortAnswer) or (
        isinstance(asked.question, Cloze) and len(asked.answers) == 1
    ):
        yield from (answer for answer in asked.answers if len(content_words(answer, 4)) >= 2)


@bank_rule(
    About(
        id="cueing-item",
        severity="warning",
        rationale="An item whose stem states the answer of another gives that one away in the same form.",
        source=f"{NBME}; {HALADYNA}",
        bad="One item keyed Monosodium urate, and another whose stem begins: In a joint with monosodium urate, ...",
        good="One item keyed Monosodium urate, and another whose stem begins: In a joint with gout, ...",
    )
)
def cueing_item(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Find stems that hold the whole answer of another item, on one of the same facts where facts are named."""
    stems = {asked.id: f" {' '.join(words_of(asked.stem))} " for asked in group}
    holders: dict[str, list[Asked]] = {}
    for giver in group:
        for word in dict.fromkeys(stems[giver.id].split()):
            holders.setdefault(word, []).append(giver)
    for asked in group:
        for answer in telling_answers(asked):
            words = words_of(answer)
            phrase = f" {' '.join(words)} "
            rarest = min((holders.get(word, []) for word in words), key=len)
            for giver in rarest if phrase not in stems[asked.id] else ():
                if giver.item is not asked.item and phrase in stems[giver.id] and _share_a_fact(giver, asked):
                    message = f"this stem holds {quote(answer)}, the answer of {asked.id}. Reword it."
                    yield giver, (giver.stem_steps, message)


def _share_a_fact(one: Asked, other: Asked) -> bool:
    return not one.question.facts or bool(set(one.question.facts) & set(other.question.facts))


@bank_rule(
    About(
        id="one-sided-patients",
        severity="warning",
        knows_english=True,
        rationale="If patients are nearly all of one sex, learners come to expect the disease in no other.",
        source=NBME,
        bad="Ten vignettes, nine of them about women.",
        good="Ten vignettes, five or six of them about women.",
    )
)
def one_sided_patients(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Find more than three quarters of the vignettes about one sex."""
    vignettes = [asked for asked in group if asked.question.vignette]
    for name, these, those in (("women or girls", _WOMEN, _MEN), ("men or boys", _MEN, _WOMEN)):
        found = [asked for asked in vignettes if these.search(asked.stem)]
        known = [asked for asked in vignettes if these.search(asked.stem) or those.search(asked.stem)]
        if len(known) >= _ENOUGH and len(found) > 0.75 * len(known):
            message = f"{len(found)} of {len(known)} vignettes are about {name}. Vary the patients."
            yield found[0], (found[0].stem_steps, message)


def _name(questions: Sequence[Asked]) -> str:
    named = [asked.id for asked in questions[:3]]
    rest = len(questions) - len(named)
    return ", ".join(named) + (f" and {rest} more" if rest else "")


RULES = (
    keys_often_longest,
    unbalanced_keys,
    unbalanced_truth,
    near_duplicate_stem,
    cueing_item,
    one_sided_patients,
)
