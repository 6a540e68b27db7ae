"""Which questions answer each other: no form may hold both of such a pair.

Rules on words and facts, not a model: the same banks give the same pairs anywhere, each with a reason.
The linter's `cueing-item` is stricter, since it speaks to an author; here a false alarm costs one place on a form.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final, Literal

from msgspec import Struct

from calcinosis_quiz.bank.items import Cloze, Matching, Numeric, ShortAnswer
from calcinosis_quiz.bank.lint.words import content_words, sentences_of
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers, stem_of
from calcinosis_quiz.quiz.paper import parts_of

CueKind = Literal["same knowledge", "same answer", "holds the answer"]

_RARE_ENOUGH: Final = 8
"""A word ties two questions together unless more than one question in so many holds it."""


class Cue(Struct, frozen=True):
    """A question that gives another one away, and the answer that it gives away ("" for the same knowledge)."""

    giver: str
    taker: str
    kind: CueKind
    answer: str = ""


@dataclass(frozen=True)
class _Read:
    """A question as far as cues go; words are roots."""

    question: Question

    @cached_property
    def facts(self) -> frozenset[str]:
        return frozenset(self.question.facts)

    @cached_property
    def stem(self) -> frozenset[str]:
        return content_words(stem_of(self.question))

    @cached_property
    def passages(self) -> tuple[frozenset[str], ...]:
        """Give the words of each sentence, option, entry and prompt that a learner sees before answering."""
        prompts = [pair.prompt for pair in self.question.pairs] if isinstance(self.question, Matching) else []
        texts = [*sentences_of(stem_of(self.question)), *prompts, *parts_of(self.question)]
        return tuple(content_words(text, 2) for text in texts)

    @cached_property
    def answers(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Give each right answer with the words that tell it from the question and from wrong options."""
        right, wrong = _answers_of(self.question)
        known = self.stem.union(*(content_words(text) for text in wrong))
        words = [(text, content_words(text, 2)) for text in right]
        return tuple((text, own - known or own) for text, own in words if own)


def _answers_of(question: Question) -> tuple[list[str], list[str]]:
    match question:
        case Cloze():
            return list(gap_answers(question)), []
        case ShortAnswer():
            return [question.accept[0]], []
        case Numeric():
            return [f"{question.value:f} {question.unit or ''}"] if question.value is not None else [], []
        case _:
            options = getattr(question, "options", ())
            return [each.text for each in options if each.correct], [each.text for each in options if not each.correct]


def find_cues(questions: Sequence[Question]) -> tuple[Cue, ...]:
    """Find every pair of questions that may not stand on one form.

    Same knowledge: all facts of one are among the facts of the other.
    Same answer: the same telling words are right in both, and the stems share two words that few questions hold.
    Holds the answer: one sentence, option, entry or prompt of a question has all telling words of the answer to
    another, and the two share a fact, or that text shares a rare word with the stem of the other.
    Cases of one set were written to stand together and never cue each other.
    """
    read = [_Read(question) for question in questions]
    counts = Counter(word for each in read for word in frozenset().union(*each.passages))
    most = max(3, len(read) // _RARE_ENOUGH)
    rare = frozenset(word for word, count in counts.items() if count <= most)
    found = [*_same_knowledge(read), *_same_answer(read, rare), *_held_answers(read, rare)]
    by_id = {each.question.id: each.question for each in read}
    return tuple(cue for cue in found if not _of_one_set(by_id[cue.giver], by_id[cue.taker]))


def _same_knowledge(read: Sequence[_Read]) -> Iterator[Cue]:
    resting: dict[str, list[int]] = defaultdict(list)
    for i, each in enumerate(read):
        for fact in each.facts:
            resting[fact].append(i)
    for i, j in sorted({pair for holders in resting.values() for pair in combinations(holders, 2)}):
        if read[i].facts <= read[j].facts or read[j].facts <= read[i].facts:
            yield Cue(read[i].question.id, read[j].question.id, "same knowledge")


def _same_answer(read: Sequence[_Read], rare: frozenset[str]) -> Iterator[Cue]:
    answered: dict[frozenset[str], dict[int, str]] = defaultdict(dict)
    for i, each in enumerate(read):
        for text, words in each.answers:
            answered[words].setdefault(i, text)
    for holders in answered.values():
        for i, j in combinations(holders, 2):
            if len(read[i].stem & read[j].stem & rare) >= 2:
                yield Cue(read[i].question.id, read[j].question.id, "same answer", holders[j])


def _held_answers(read: Sequence[_Read], rare: frozenset[str]) -> Iterator[Cue]:
    holders: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for i, each in enumerate(read):
        for passage in each.passages:
            for word in passage:
                holders[word].append((i, passage))
    for i, taker in enumerate(read):
        for text, words in taker.answers:
            ties = (taker.stem & rare) - words
            rarest = min((holders[word] for word in sorted(words)), key=len)
            givers = {
                giver: None
                for giver, passage in rarest
                if giver != i and words <= passage and (ties & passage or taker.facts & read[giver].facts)
            }
            for giver in givers:
                yield Cue(read[giver].question.id, taker.question.id, "holds the answer", text)


def _of_one_set(one: Question, other: Question) -> bool:
    return isinstance(one, CaseQuestion) and isinstance(other, CaseQuestion) and one.set_id == other.set_id
