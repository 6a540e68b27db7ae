"""A question as a rule sees it: its parts by the names of the trade, each with its place in the item as written."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final, assert_never

from msgspec import Struct

from calcinosis_quiz.bank.facts import Fact, Ledger
from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Cloze,
    ExtendedMatching,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.lint.english import lead_in_of
from calcinosis_quiz.bank.problems import PathStep
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers, may_shuffle, questions_of, stem_of

Steps = tuple[PathStep, ...]

# Keys whose texts are names, not prose.
_NAMES: Final = frozenset(
    {"id", "facts", "objective", "level", "difficulty", "topic", "population", "reviewed", "tags", "lint", "as_of"}
    | {"not_with", "kind", "date"}
)
# Keys whose texts are shown after answering, or never.
_HIDDEN: Final = frozenset(
    {"why", "explanation", "later_evidence", "why_true", "why_false", "accept", "reject", "common_errors"}
    | {"model_answer", "points", "answer"}
)


class Choice(Struct, frozen=True):
    """One option, its reason, and where it stands."""

    text: str
    correct: bool
    why: str | None
    real_world: bool
    fixed: bool
    steps: Steps


class Asked(Struct, frozen=True, dict=True):
    """One question, the item that it comes from, the ledger beside its bank, and the day on which it is looked at."""

    item: AuthoredItem
    question: Question
    steps: Steps
    ledger: Ledger | None
    day: date | None = None
    language: str = "en"

    @property
    def id(self) -> str:
        """Name the question."""
        return self.question.id

    @cached_property
    def stem(self) -> str:
        """Return what is read before the lead-in and the lead-in, but for a case, whose set holds the lead-in."""
        return self.question.stem if isinstance(self.question, CaseQuestion) else stem_of(self.question)

    @property
    def stem_steps(self) -> Steps:
        """Return where the stem stands."""
        return (*self.steps, "text" if isinstance(self.question, Cloze) else "stem")

    @cached_property
    def lead_in(self) -> str:
        """Return the sentence that asks."""
        return lead_in_of(self.question.lead_in if isinstance(self.question, CaseQuestion) else self.stem)

    @property
    def lead_in_steps(self) -> Steps:
        """Return where the lead-in stands."""
        return ("stem",) if isinstance(self.question, CaseQuestion) else self.stem_steps

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """List the options of the types that offer some; none for the others."""
        match self.question:
            case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
                return tuple(
                    Choice(option.text, option.correct, option.why, option.real_world, option.fixed, ("options", i))
                    for i, option in enumerate(self.question.options)
                )
            case TrueFalse() | Cloze() | ShortAnswer() | Numeric() | Ordering() | Matching() | Open():
                return ()
            case _:
                assert_never(self.question)

    @property
    def is_shuffled(self) -> bool:
        """Return whether the options are shown in an order of their own."""
        return may_shuffle(self.question)

    @cached_property
    def key(self) -> Choice | None:
        """Return the right option where there is one and no more."""
        keys = [choice for choice in self.choices if choice.correct]
        return keys[0] if len(keys) == 1 and not isinstance(self.question, MultipleResponse) else None

    @property
    def key_steps(self) -> Steps:
        """Return where the right option is named."""
        if isinstance(self.question, CaseQuestion):
            return (*self.steps, "answer")
        return self.key.steps if self.key else ("options",)

    @cached_property
    def distractors(self) -> tuple[Choice, ...]:
        """List the wrong options."""
        return tuple(choice for choice in self.choices if not choice.correct)

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """List the right answers as texts, whatever the type."""
        match self.question:
            case TrueFalse(stem=stem):
                return (stem,)
            case Cloze():
                return gap_answers(self.question)
            case ShortAnswer(accept=accept):
                return accept
            case Numeric(unit=unit):
                return (unit,) if unit else ()
            case Ordering(entries=entries):
                return tuple(entry.text for entry in entries)
            case Matching(pairs=pairs):
                return tuple(f"{pair.prompt}: {pair.choice}" for pair in pairs)
            case Open(model_answer=model_answer, points=points):
                return (model_answer, *points)
            case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
                return tuple(choice.text for choice in self.choices if choice.correct)
            case _:
                assert_never(self.question)

    @cached_property
    def key_reasons(self) -> tuple[str, ...]:
        """List the reasons given for right answers."""
        match self.question:
            case TrueFalse(answer=answer, why_true=why_true, why_false=why_false):
                reasons = [why_true if answer else why_false]
            case Cloze(gaps=gaps):
                reasons = [gap.why for gap in gaps]
            case ShortAnswer(why=why) | Numeric(why=why):
                reasons = [why]
            case Ordering(entries=entries):
                reasons = [entry.why for entry in entries]
            case Matching(pairs=pairs):
                reasons = [pair.why for pair in pairs]
            case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
                reasons = [choice.why for choice in self.choices if choice.correct]
            case Open():
                reasons = []
            case _:
                assert_never(self.question)
        return tuple(reason for reason in reasons if reason)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Look up the facts that the question rests on."""
        found = (self.ledger.find_fact(each) for each in self.question.facts) if self.ledger else ()
        return tuple(fact for fact in found if fact)

    @cached_property
    def texts(self) -> tuple[tuple[Steps, str], ...]:
        """List every text of the question and of what it shares with other cases, with its place."""
        if not isinstance(self.item, ExtendedMatching):
            return tuple(_texts(self.item, ()))
        shared = ("theme", "stem", "options", "explanation")
        own = _texts(self.item.cases[int(self.steps[1])], self.steps)
        return (*(pair for key in shared for pair in _texts(getattr(self.item, key), (key,))), *own)

    @cached_property
    def front_texts(self) -> tuple[tuple[Steps, str], ...]:
        """List the texts that a learner sees before answering."""
        return tuple((steps, text) for steps, text in self.texts if not _HIDDEN.intersection(steps))


def view(item: AuthoredItem, ledger: Ledger | None, today: date | None = None, language: str = "en") -> Iterator[Asked]:
    """Yield the questions of an item as rules see them; `language`: that of the bank."""
    for i, question in enumerate(questions_of(item)):
        steps = ("cases", i) if isinstance(item, ExtendedMatching) else ()
        yield Asked(item, question, steps, ledger, today, question.language or language)


def _texts(value: object, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            yield from _texts(each, (*steps, i))
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name not in _NAMES:
                yield from _texts(getattr(value, name), (*steps, name))
