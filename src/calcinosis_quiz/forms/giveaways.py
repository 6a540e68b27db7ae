"""Which questions show the key of which others, read from their texts alone; an author may name more.

Whatever a learner can read on the paper counts, also where it stands by chance: on a small paper a word that is asked
for and printed elsewhere is found by whoever looks for it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from operator import and_

from calcinosis_quiz.bank.questions import CaseQuestion, Question
from calcinosis_quiz.forms.place_sets import index, places_in, union
from calcinosis_quiz.forms.question_texts import (
    asked_figures,
    figures_of,
    key_texts,
    linked_texts,
    roots_of,
    shown_texts,
    squeeze,
)

Relation = tuple[list[int], list[int]]
"""For each question the places of its givers, and the places of its takers, as the bits of a number.

Questions that show one word come in crowds, so no step here goes through pairs of questions.
"""


def find_shown_keys(questions: Sequence[Question]) -> Relation:
    """Find the questions that show a right answer to another one, whatever its case, hyphens, spaces or plural.

    Of a matching, a prompt and its choice must both be shown.
    """
    keys = [{squeeze(text) for text in key_texts(question)} - {""} for question in questions]
    links = [{(squeeze(prompt), squeeze(choice)) for prompt, choice in linked_texts(each)} for each in questions]
    wanted = sorted({text for own in keys for text in own} | {text for own in links for pair in own for text in pair})
    shown = [
        {run for text in shown_texts(question) for run in _find_runs(roots_of(text), wanted)} for question in questions
    ]
    showing, keyed, linked = index(shown), index(keys), index(links)
    by_prompt: dict[str, list[str]] = defaultdict(list)
    for prompt, choice in linked:
        by_prompt[prompt].append(choice)
    givers = [
        union(showing[text] for text in own) | union(showing[prompt] & showing[choice] for prompt, choice in pairs)
        for own, pairs in zip(keys, links, strict=True)
    ]
    takers = [
        union(keyed[text] for text in own)
        | union(linked[prompt, choice] for prompt in own for choice in by_prompt.get(prompt, ()) if choice in own)
        for own in shown
    ]
    return givers, takers


def find_shown_figures(questions: Sequence[Question]) -> Relation:
    """Find the questions that show a figure which another one asks for, of whatever it is the figure."""
    shown = [frozenset[Decimal]().union(*map(figures_of, shown_texts(question))) for question in questions]
    asked = [set(asked_figures(question)) for question in questions]
    showing, asking = index(shown), index(asked)
    showers = {
        ranges: reduce(
            and_, (union(showing[figure] for figure in showing if low <= figure <= high) for low, high in ranges)
        )
        for ranges in asking
    }
    given = {
        figures: union(
            asking[ranges]
            for ranges in asking
            if all(any(low <= figure <= high for figure in figures) for low, high in ranges)
        )
        for figures in set(shown)
    }
    return [union(showers[ranges] for ranges in own) for own in asked], [given[figures] for figures in shown]


def find_set_apart(questions: Sequence[Question]) -> list[int]:
    """Return for each question those that its author, or theirs, keeps from its form; a set stands for its cases."""
    holders = index(
        (question.id, question.set_id) if isinstance(question, CaseQuestion) else (question.id,)
        for question in questions
    )
    apart = [0] * len(questions)
    for i, question in enumerate(questions):
        named = union(holders.get(name, 0) for name in question.not_with) & ~(1 << i)
        apart[i] |= named
        for other in places_in(named):
            apart[other] |= 1 << i
    return apart


def _find_runs(words: Sequence[str], wanted: Sequence[str]) -> Iterator[str]:
    """Yield the wanted texts, which are sorted, that some words in a row make when they are joined."""
    for first in range(len(words)):
        run = ""
        for word in words[first:]:
            run += word
            place = bisect_left(wanted, run)
            if place == len(wanted) or not wanted[place].startswith(run):
                break
            if wanted[place] == run:
                yield run
