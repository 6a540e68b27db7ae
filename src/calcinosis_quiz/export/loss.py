"""What a target cannot carry, item by item: never dropped in silence."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.items import Cloze, MultipleResponse, Open, Ordering, ShortAnswer, SingleBestAnswer
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers
from calcinosis_quiz.export.fractions import EXACT, weigh_options
from calcinosis_quiz.export.recast import may_shuffle
from calcinosis_quiz.export.texts_around import refusals_of
from calcinosis_quiz.quiz.answers import Chosen
from calcinosis_quiz.quiz.marking import Policy, choose_policy, mark

LossKind = Literal["not carried", "marks differ", "shown differently"]
"""Left out; carried, but some answers earn something else; carried and marked the same, but not all is shown."""

_HEADINGS: Final[dict[LossKind, str]] = {
    "not carried": "Not carried",
    "marks differ": "Carried, but marks differ",
    "shown differently": "Carried with the same marks, but shown differently",
}


class Loss(Struct, frozen=True):
    """One thing that one item loses on its way to a target; an empty `item` stands for all items."""

    item: str
    kind: LossKind
    what: str


class Export(Struct, frozen=True):
    """A file for another program: its bytes, the ids of the questions in it, and what was lost."""

    content: bytes
    items: tuple[str, ...]
    losses: tuple[Loss, ...]


def write_report(target: str, carried: int, losses: Sequence[Loss]) -> str:
    """Write losses as text: by kind, and what many items share once, with their ids below it."""
    lines = [f"Loss report: {target}, {carried} question{'' if carried == 1 else 's'} carried"]
    if not losses:
        lines.append("Nothing is lost: all text, feedback and marks are as in the bank.")
    for kind, heading in _HEADINGS.items():
        shared: dict[str, list[str]] = {}
        for loss in losses:
            if loss.kind == kind:
                shared.setdefault(loss.what, []).append(loss.item)
        if shared:
            lines += ["", f"{heading}:"]
        for what, items in shared.items():
            lines += wrap(f"* {what}", 100, subsequent_indent="  ", break_on_hyphens=False)
            lines += _list_ids(items)
    return "\n".join(lines) + "\n"


def _list_ids(items: Iterable[str]) -> list[str]:
    ids = ", ".join(item for item in items if item)
    return wrap(ids, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


TYPED = (
    "typed answers are compared letter by letter, case aside: the accepted wordings and their usual spellings are "
    "right, what our marking forgives beyond them (hyphens, blanks, accents, Greek letters) is wrong"
)
SELF_MARKED = (
    "learners cannot mark themselves: the teacher marks it, or it counts nothing; model answer and points follow"
)


def lose_typed(question: Question) -> Iterator[Loss]:
    """Report that a platform compares typed text more strictly than we do."""
    if isinstance(question, ShortAnswer | Cloze):
        yield Loss(question.id, "marks differ", TYPED)


def lose_self_marking(question: Question) -> Iterator[Loss]:
    """Report that an open question is marked by somebody else, or by nobody."""
    if isinstance(question, Open):
        yield Loss(question.id, "marks differ", SELF_MARKED)


def lose_all_or_nothing(question: Question, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report that a platform gives part marks where the policy gives none."""
    several = not isinstance(question, Cloze) or len(gap_answers(question)) > 1
    if several and choose_policy(question.type, policies) == "all-or-nothing":
        yield Loss(
            question.id, "marks differ", "partly right answers earn their share; all-or-nothing is not known there"
        )


def lose_weights(question: MultipleResponse, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report how far a sum of Moodle's fractions can be from our marking, if it can."""
    weights = weigh_options(question, policies)
    if weights is None:
        what = "more correct options than Moodle's list of fractions can share 100 % among"
        yield Loss(question.id, "not carried", what)
    elif weights.difference > EXACT:
        share = f"{weights.difference:.0%} of a mark"
        yield Loss(question.id, "marks differ", f"Moodle's list has no fractions for our marks: off by up to {share}")


def lose_fixed_place(question: Question) -> Iterator[Loss]:
    """Report that options are not shuffled at all because one of them must stay last."""
    if isinstance(question, SingleBestAnswer | MultipleResponse) and question.shuffle and not may_shuffle(question):
        what = "options are not shuffled, since one must stay last and a single place cannot be fixed there"
        yield Loss(question.id, "shown differently", what)


def lose_shuffle_setting(question: Question) -> Iterator[Loss]:
    """Report that a platform may shuffle options whose order means something."""
    if isinstance(question, SingleBestAnswer | MultipleResponse | CaseQuestion) and not may_shuffle(question):
        what = "the order of the options is not held there: switch shuffling off for it by hand"
        yield Loss(question.id, "shown differently", what)


def lose_canvas_rule(question: MultipleResponse, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report how far Canvas's own rule, which is `plus-minus`, can be from our marking, if it is."""
    right = [i for i, option in enumerate(question.options) if option.correct]
    wrong = [i for i, option in enumerate(question.options) if not option.correct]
    selections = [
        Chosen(frozenset([*right[:hits], *wrong[:slips]]))
        for hits in range(len(right) + 1)
        for slips in range(len(wrong) + 1)
    ]
    difference = max(
        abs(mark(question, chosen, policies).fraction - mark(question, chosen, ("plus-minus",)).fraction)
        for chosen in selections
    )
    if difference > EXACT:
        rule = "a correct option adds one share, a wrong one takes one share away, at least 0"
        yield Loss(
            question.id,
            "marks differ",
            f"Canvas marks by its own rule ({rule}): off by up to {difference:.0%} of a mark",
        )


def lose_refusals(question: Question) -> Iterator[Loss]:
    """Report that reasons for known wrong answers are shown whatever was answered."""
    if refusals_of(question):
        what = "reasons for known wrong answers stand in the feedback for every answer"
        yield Loss(question.id, "shown differently", what)


def lose_picture(question: Question) -> Iterator[Loss]:
    """Report that the words for a picture stand in its place."""
    if question.image:
        yield Loss(question.id, "shown differently", "the picture is not carried; its description is shown instead")


def lose_order(question: Ordering, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report that an ordering is asked and marked place by place."""
    ours = {
        "longest-ordered": "ours counts the longest run in the right order",
        "kendall": "ours counts the pairs in the right order",
    }.get(choose_policy(question.type, policies), "ours gives marks for the whole order alone")
    what = f"asked as a matching of places to entries: each entry in its place earns its share, where {ours}"
    yield Loss(question.id, "marks differ", what)
