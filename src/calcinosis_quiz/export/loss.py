"""What a target cannot express, item by item, and the account of every question that an export was given."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.items import Cloze, Matching, MultipleResponse, Numeric, Open, Ordering, ShortAnswer
from calcinosis_quiz.bank.questions import Question, gap_answers
from calcinosis_quiz.bank.text_matching import Wanted, capitals_count, is_lenient
from calcinosis_quiz.export.differences import by_canvas_rule, by_longest_run, by_place
from calcinosis_quiz.export.fractions import EXACT, weigh_options
from calcinosis_quiz.export.recast import Choice, may_shuffle
from calcinosis_quiz.export.texts_around import refusals_of
from calcinosis_quiz.quiz.marking import Policy, choose_policy, wanted_of

LossKind = Literal["left out", "marks differ", "shown differently"]
"""Not in the file; in it, but some answers earn something else; marked the same, but shown differently."""

_NO_BREAK: Final = "\u00a0"  # keeps an id and its number on one line
_HEADINGS: Final[dict[LossKind, str]] = {
    "left out": "Left out",
    "marks differ": "Marks differ (in brackets: the most that one answer can differ, in percent of a mark)",
    "shown differently": "Marked the same, but shown differently",
}


class Loss(Struct, frozen=True):
    """One thing that one item loses on its way to a target; an empty `item` stands for all items.

    `difference`: the most by which the mark of one answer can differ from ours, as a share of a full mark; None where
    no number can say it.
    """

    item: str
    kind: LossKind
    what: str
    difference: float | None = None


class Export(Struct, frozen=True):
    """A file for another program: its bytes, the ids of the questions in it, and what was lost."""

    content: bytes
    items: tuple[str, ...]
    losses: tuple[Loss, ...]


class Account(Struct, frozen=True):
    """What became of each question: written as it is, written with a loss, or left out."""

    exact: tuple[str, ...]
    changed: tuple[str, ...]
    left_out: tuple[str, ...]


class UnaccountedError(Exception):
    """A question that an export neither wrote nor left out with a reason, or both: a mistake of this program."""


def account_for(questions: Iterable[Question], written: Sequence[str], losses: Iterable[Loss] = ()) -> Account:
    """Sort the questions that came in by what became of them.

    `written`: the ids of the questions in the file, each once. Raises UnaccountedError unless what was written and
    what was left out together are exactly what came in.
    """
    losses = tuple(losses)
    ids = [question.id for question in questions]
    left_out = {loss.item for loss in losses if loss.kind == "left out"}
    problems = [
        *(f"{item} was written twice" for item in set(written) if list(written).count(item) > 1),
        *(f"{item} was written and reported as left out" for item in left_out & set(written)),
        *(f"{item} was neither written nor reported as left out" for item in set(ids) - left_out - set(written)),
        *(f"{item} was not asked for" for item in (left_out | set(written)) - set(ids)),
    ]
    if problems:
        raise UnaccountedError("; ".join(sorted(problems)))
    changed = {loss.item for loss in losses} - left_out
    return Account(
        exact=tuple(item for item in ids if item not in changed | left_out),
        changed=tuple(item for item in ids if item in changed),
        left_out=tuple(item for item in ids if item in left_out),
    )


def finish(content: bytes, questions: Sequence[Question], written: Sequence[str], losses: Sequence[Loss]) -> Export:
    """Return the export, once every question is accounted for; raises UnaccountedError."""
    account_for(questions, written, losses)
    return Export(content, tuple(written), tuple(losses))


def write_report(target: str, questions: Iterable[Question], export: Export) -> str:
    """Write what became of the questions: how many, then losses by kind; what many items share stands once."""
    account = account_for(questions, export.items, export.losses)
    count = len(export.items)
    lines = [f"Loss report: {target}, {count} question{'' if count == 1 else 's'} written"]
    if not export.losses:
        lines.append("Nothing is lost: all text, feedback and marks are as in the bank.")
    else:
        left_out = f", {len(account.left_out)} left out" if account.left_out else ""
        lines.append(f"{len(account.exact)} as in the bank, {len(account.changed)} with differences{left_out}.")
    for kind, heading in _HEADINGS.items():
        shared: dict[str, list[Loss]] = {}
        for loss in export.losses:
            if loss.kind == kind:
                shared.setdefault(loss.what, []).append(loss)
        if shared:
            lines += ["", f"{heading}:"]
        for what, members in shared.items():
            sizes = {_describe_size(loss) for loss in members}
            same = sizes.pop() if len(sizes) == 1 else ""
            lines += wrap(f"* {what}{same}", 100, subsequent_indent="  ", break_on_hyphens=False)
            items = ", ".join(loss.item + ("" if same else _describe_size(loss)) for loss in members if loss.item)
            lines += wrap(items, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    return "\n".join(lines).replace(_NO_BREAK, " ") + "\n"


def _describe_size(loss: Loss) -> str:
    return "" if loss.difference is None else f"{_NO_BREAK}({max(loss.difference, 0.01):.0%})"


TYPED: Final = (
    "typed answers are compared letter by letter: the accepted wordings and their usual spellings are "
    "right; what the quiz accepts beyond them (other hyphens and spaces, accents, Greek letters, punctuation around "
    "the answer) is wrong"
)
CAPITALS: Final = "capitals count in this answer, and not there: an answer in other capitals is right there"
NUMBER_FORMS: Final = (
    "a right number is wrong there when it is typed with its unit or with a decimal comma (7.5 mm, 7,5); the question "
    "tells learners how to type it"
)
UNTOUCHED_ORDER: Final = (
    "a player may take an order that the learner leaves untouched for no answer: where it was shown in the right order "
    "by chance, it earns nothing"
)
SELF_MARKED: Final = (
    "learners cannot mark themselves: the teacher marks it, or it counts nothing; the model answer and the points to "
    "look for stand with it"
)


def lose_typed(question: ShortAnswer | Cloze, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report that a platform compares typed text more strictly than we do."""
    yield from _lose_wordings(question, policies, TYPED, is_lenient)


def lose_capitals(question: ShortAnswer | Cloze, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report that a platform ignores capitals where they decide."""
    yield from _lose_wordings(question, policies, CAPITALS, capitals_count)


def _lose_wordings(
    question: ShortAnswer | Cloze, policies: Sequence[Policy], what: str, concerns: Callable[[Wanted], bool]
) -> Iterator[Loss]:
    gaps = range(len(gap_answers(question))) if isinstance(question, Cloze) else range(1)
    concerned = sum(concerns(wanted_of(question, gap)) for gap in gaps)
    if concerned:
        is_whole = choose_policy(question.type, policies) == "all-or-nothing"
        yield Loss(question.id, "marks differ", what, 1.0 if is_whole else concerned / len(gaps))


def lose_number_forms(question: Numeric) -> Iterator[Loss]:
    """Report that a platform reads numbers in plain digits alone."""
    yield Loss(question.id, "marks differ", NUMBER_FORMS, 1.0)


def lose_untouched_order(question: Ordering) -> Iterator[Loss]:
    """Report that a player may mistake an untouched order for no answer."""
    yield Loss(question.id, "marks differ", UNTOUCHED_ORDER, 1.0)


def lose_self_marking(question: Open) -> Iterator[Loss]:
    """Report that an open question is marked by somebody else, or by nobody."""
    yield Loss(question.id, "marks differ", SELF_MARKED)


def lose_all_or_nothing(question: Cloze | Matching, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report that a platform gives each of several parts its share where the policy gives none."""
    parts = len(gap_answers(question) if isinstance(question, Cloze) else question.pairs)
    if parts > 1 and choose_policy(question.type, policies) == "all-or-nothing":
        what = "partly right answers earn their share, since the platform does not know all-or-nothing"
        yield Loss(question.id, "marks differ", what, (parts - 1) / parts)


def lose_weights(question: MultipleResponse, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report how far a sum of Moodle's fractions can be from our marking, if it can."""
    weights = weigh_options(question, policies)
    if weights is None:
        what = "there are more correct options than Moodle's list of fractions can share 100 % among"
        yield Loss(question.id, "left out", what)
    elif weights.difference > EXACT:
        yield Loss(question.id, "marks differ", "Moodle's list has no fractions for our marks", weights.difference)


def lose_fixed_place(question: Choice) -> Iterator[Loss]:
    """Report that options are not shuffled at all because one of them must stay last."""
    if question.shuffle and not may_shuffle(question):
        what = "options are not shuffled, since one must stay last and a single place cannot be fixed there"
        yield Loss(question.id, "shown differently", what)


def lose_shuffle_setting(question: Choice) -> Iterator[Loss]:
    """Report that a platform may shuffle options whose order means something."""
    if not may_shuffle(question):
        what = "the file cannot fix the order of the options: switch shuffling off for it by hand"
        yield Loss(question.id, "shown differently", what)


def lose_canvas_rule(question: MultipleResponse, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report how far Canvas's own rule, which is `plus-minus`, can be from our marking, if it is."""
    difference = by_canvas_rule(question, policies)
    if difference > EXACT:
        what = "Canvas marks by its own rule: a correct option adds one share, a wrong one takes one away, at least 0"
        yield Loss(question.id, "marks differ", what, difference)


def lose_refusals(question: Question) -> Iterator[Loss]:
    """Report that reasons for known wrong answers are shown whatever was answered."""
    if refusals_of(question):
        what = "reasons for known wrong answers stand in the feedback for every answer"
        yield Loss(question.id, "shown differently", what)


def lose_picture(question: Question) -> Iterator[Loss]:
    """Report that the words for a picture stand in its place."""
    if question.image:
        yield Loss(question.id, "shown differently", "its description is shown instead of the picture")


_OUR_ORDER: Final[dict[Policy, str]] = {
    "longest-ordered": "the quiz counts the longest run in the right order",
    "kendall": "the quiz counts the pairs in the right order",
    "all-or-nothing": "the quiz gives marks for the whole order alone",
}


def lose_order(question: Ordering, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report that an ordering is asked as a matching, and how far its marks place by place can be from ours."""
    asked = "asked as a matching of places to entries"
    difference = by_place(question, policies)
    if difference > EXACT:
        ours = _OUR_ORDER[choose_policy(question.type, policies)]
        what = f"{asked}: each entry in its place earns its share, where {ours}"
        yield Loss(question.id, "marks differ", what, difference)
    else:
        yield Loss(question.id, "shown differently", asked)


def lose_native_order(question: Ordering, policies: Sequence[Policy]) -> Iterator[Loss]:
    """Report how far the marks of Moodle's own ordering type can be from ours, if they can."""
    policy = choose_policy(question.type, policies)
    difference = 0.0 if policy == "all-or-nothing" else by_longest_run(question, policies)
    if difference > EXACT:
        rules = {
            "longest-ordered": "L of n entries in the right order earn L/n, where the quiz gives (L - 1)/(n - 1)",
            "kendall": f"the longest run in the right order counts, where {_OUR_ORDER['kendall']}",
        }
        yield Loss(question.id, "marks differ", rules[policy], difference)
