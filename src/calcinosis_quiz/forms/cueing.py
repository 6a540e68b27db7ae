"""Which questions answer each other: no form may hold both of such a pair.

Rules on words and facts, not a model: the same banks give the same pairs anywhere, each with a reason.
The linter's `cueing-item` is stricter, since it speaks to an author; here a false alarm costs one place on a form.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, Literal, assert_never

from msgspec import Struct

from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.lint.english import content_words, sentences_of
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers, stem_of
from calcinosis_quiz.forms.giveaways import Relation, find_set_apart, find_shown_figures, find_shown_keys
from calcinosis_quiz.forms.place_sets import places_in, union
from calcinosis_quiz.quiz.presentation import parts_of


class ReadQuestion(Struct, frozen=True, dict=True):
    """A question as far as cues go; words are roots."""

    question: Question

    @cached_property
    def facts(self) -> frozenset[str]:
        """Return the facts that it asks about."""
        return frozenset(self.question.facts)

    @cached_property
    def stem(self) -> frozenset[str]:
        """Return the words of the stem."""
        return content_words(stem_of(self.question))

    @cached_property
    def passages(self) -> tuple[frozenset[str], ...]:
        """Return the words of each sentence, option, entry and prompt that a learner sees before answering."""
        prompts = [pair.prompt for pair in self.question.pairs] if isinstance(self.question, Matching) else []
        texts = [*sentences_of(stem_of(self.question)), *prompts, *parts_of(self.question)]
        return tuple(content_words(text, 2) for text in texts)

    @cached_property
    def answers(self) -> tuple[frozenset[str], ...]:
        """Return of each right answer the words that tell it from the question and from wrong options."""
        right, wrong = _answers_of(self.question)
        known = self.stem.union(*(content_words(text) for text in wrong))
        return tuple(own - known or own for own in (content_words(text, 2) for text in right) if own)


def _answers_of(question: Question) -> tuple[list[str], list[str]]:
    match question:
        case Cloze():
            return list(gap_answers(question)), []
        case ShortAnswer():
            return [question.accept[0]], []
        case Numeric():
            return [f"{question.value:f} {question.unit or ''}"] if question.value is not None else [], []
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            options = question.options
            return [each.text for each in options if each.correct], [each.text for each in options if not each.correct]
        case TrueFalse() | Ordering() | Matching() | Open():
            return [], []
        case _:
            assert_never(question)


CueKind = Literal[
    "set apart", "shows the answer", "shows the figure", "same knowledge", "same answer", "holds the answer"
]

_RARE_ENOUGH: Final = 8
"""A word ties two questions together unless more than one question in so many holds it."""


class Cue(Struct, frozen=True):
    """A question that gives another one away, by their ids."""

    giver: str
    taker: str
    kind: CueKind


class Cues(Struct, frozen=True):
    """Which questions give which away: for each kind and question, a set of places as the bits of a number.

    Questions on the same facts come in crowds, and a crowd of n holds n squared pairs: so there are no pairs here.
    """

    questions: tuple[Question, ...]
    taken: dict[CueKind, tuple[int, ...]]
    """By the place of the taker: the givers."""
    given: dict[CueKind, tuple[int, ...]]
    """By the place of the giver: the takers."""

    def between(self, place: int) -> int:
        """Return the places of all that may not stand on a form with the question in this place."""
        return union(self.kept_apart(kind, place) for kind in self.taken)

    def kept_apart(self, kind: CueKind, place: int) -> int:
        """Return those that one rule keeps from the form of the question in this place."""
        return self.taken[kind][place] | self.given[kind][place]

    def pairs(self) -> Iterator[Cue]:
        """Write out each giver and taker; of two that give each other away, the earlier is the giver."""
        for kind, masks in self.taken.items():
            for taker, givers in enumerate(masks):
                for giver in places_in(givers):
                    if giver < taker or not self.given[kind][taker] >> giver & 1:
                        yield Cue(self.questions[giver].id, self.questions[taker].id, kind)


def find_cues(questions: Sequence[Question], among: Sequence[Question] = ()) -> Cues:
    """Find the questions that may not stand on one form.

    Set apart: an author has named one in `not_with` of the other.
    Shows the answer, shows the figure: what would be marked right in one can be read in the other.
    Same knowledge: all facts of one are among the facts of the other.
    Same answer: the same telling words are right in both, and the stems share two words that few questions hold.
    Holds the answer: one sentence, option, entry or prompt of a question has all telling words of the answer to
    another, in whatever order, and the two share a fact, or that text shares a rare word with the stem of the other.
    Cases of one set were written to stand together: only an author keeps them apart.

    `among`: the questions that these were chosen from, which say what words are rare.
    """
    known = {question.id: ReadQuestion(question) for question in (*among, *questions)}
    read = [known[question.id] for question in questions]
    counts = Counter(word for each in known.values() for word in frozenset().union(*each.passages))
    most = max(3, len(known) // _RARE_ENOUGH)
    rare = frozenset(word for word, count in counts.items() if count <= most)
    knowledge, answer = _same_knowledge(read), _same_answer(read, rare)
    found: dict[CueKind, Relation] = {
        "shows the answer": find_shown_keys(questions),
        "shows the figure": find_shown_figures(questions),
        "same knowledge": (knowledge, knowledge),
        "same answer": (answer, answer),
        "holds the answer": _held_answers(read, rare),
    }
    own = _written_together(read)
    set_apart: dict[CueKind, tuple[int, ...]] = {"set apart": tuple(find_set_apart(questions))}
    return Cues(
        tuple(questions),
        taken=set_apart | {kind: _without(givers, own) for kind, (givers, _) in found.items()},
        given=set_apart | {kind: _without(takers, own) for kind, (_, takers) in found.items()},
    )


def _without(masks: Iterable[int], excluded: Sequence[int]) -> tuple[int, ...]:
    return tuple(mask & ~own for mask, own in zip(masks, excluded, strict=True))


def _written_together(read: Sequence[ReadQuestion]) -> list[int]:
    """Return for each question itself and the cases of its set."""
    sets: dict[str, int] = defaultdict(int)
    names = [each.question.set_id if isinstance(each.question, CaseQuestion) else "" for each in read]
    for i, name in enumerate(names):
        sets[name] |= 1 << i
    return [sets[name] if name else 1 << i for i, name in enumerate(names)]


def _share_a_fact(read: Sequence[ReadQuestion]) -> list[int]:
    holders: dict[str, int] = defaultdict(int)
    for i, each in enumerate(read):
        for fact in each.facts:
            holders[fact] |= 1 << i
    crowds = {facts: union(holders[fact] for fact in facts) for facts in {each.facts for each in read}}
    return [crowds[each.facts] for each in read]


def _same_knowledge(read: Sequence[ReadQuestion]) -> list[int]:
    crowds: dict[frozenset[str], int] = defaultdict(int)
    resting: dict[str, set[frozenset[str]]] = defaultdict(set)
    for i, each in enumerate(read):
        crowds[each.facts] |= 1 << i
        for fact in each.facts:
            resting[fact].add(each.facts)
    same = {
        facts: union(crowds[other] for fact in facts for other in resting[fact] if facts <= other or other <= facts)
        for facts in crowds
    }
    return [same[each.facts] for each in read]


def _same_answer(read: Sequence[ReadQuestion], rare: frozenset[str]) -> list[int]:
    answered: dict[frozenset[str], set[int]] = defaultdict(set)
    for i, each in enumerate(read):
        for words in each.answers:
            answered[words].add(i)
    found = [0] * len(read)
    for crowd in answered.values():
        holders: dict[str, int] = defaultdict(int)
        for i in crowd:
            for word in read[i].stem & rare:
                holders[word] |= 1 << i
        for i in crowd:
            once = twice = 0
            for word in read[i].stem & rare:
                twice |= once & holders[word]
                once |= holders[word]
            found[i] |= twice
    return found


def _held_answers(read: Sequence[ReadQuestion], rare: frozenset[str]) -> tuple[list[int], list[int]]:
    """Return the givers of each taker, and the takers of each giver."""
    sharing = _share_a_fact(read)
    crowds: dict[frozenset[str], int] = defaultdict(int)
    for i, each in enumerate(read):
        for passage in each.passages:
            crowds[passage] |= 1 << i
    passages: dict[str, list[frozenset[str]]] = defaultdict(list)
    for passage in crowds:
        for word in passage:
            passages[word].append(passage)
    givers, takers = [0] * len(read), [0] * len(read)
    to_all: dict[frozenset[str], int] = defaultdict(int)
    to_sharing: dict[frozenset[str], int] = defaultdict(int)
    for i, taker in enumerate(read):
        for words in taker.answers:
            ties = (taker.stem & rare) - words
            for passage in min((passages[word] for word in sorted(words)), key=len):
                if words <= passage:
                    is_tied = bool(ties & passage)
                    givers[i] |= crowds[passage] if is_tied else crowds[passage] & sharing[i]
                    (to_all if is_tied else to_sharing)[passage] |= 1 << i
    for i, giver in enumerate(read):
        takers[i] = union(to_all[each] | to_sharing[each] & sharing[i] for each in giver.passages)
    return givers, takers
