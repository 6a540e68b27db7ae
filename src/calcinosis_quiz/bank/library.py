"""Banks that have been read, with the ledger beside each, and look-up by id."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from calcinosis_quiz.bank.facts import Fact, Ledger
from calcinosis_quiz.bank.items import AuthoredItem, Bank
from calcinosis_quiz.bank.problems import did_you_mean
from calcinosis_quiz.bank.questions import Question, questions_of
from calcinosis_quiz.errors import QuizError

if TYPE_CHECKING:  # what a start need not wait for: a kept bank is used without its text
    from importlib.resources.abc import Traversable

    from calcinosis_quiz.bank.source import Mapping


class LoadedBank(Struct, frozen=True):
    """One bank, the file it came from, and the ledger beside it.

    `node`: the text with its lines, None where the bank was kept from an earlier run.
    """

    file: str
    bank: Bank
    ledger: Ledger | None
    folder: "Traversable | None" = None
    node: "Mapping | None" = None


class Library(Struct, frozen=True, dict=True):
    """All banks of one run."""

    banks: tuple[LoadedBank, ...]

    @cached_property
    def items(self) -> dict[str, AuthoredItem]:
        """Index the items as written, in the order of the files."""
        return {item.id: item for loaded in self.banks for item in loaded.bank.items}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Index the questions by id, cases of a set each on their own, in the order of the files."""
        return {question.id: question for item in self.items.values() for question in questions_of(item)}

    @cached_property
    def _bank_by_id(self) -> dict[str, LoadedBank]:
        return {
            each: loaded
            for loaded in self.banks
            for item in loaded.bank.items
            for each in (item.id, *(question.id for question in questions_of(item)))
        }

    def bank_of(self, item_id: str) -> LoadedBank:
        """Return which bank an item, set or case stands in."""
        return self._bank_by_id[item_id]

    def topic_title(self, question: Question) -> str:
        """Return the title of a question's topic: of the ledger, else of the bank; its id where nobody says more."""
        loaded = self.bank_of(question.id)
        titles = {topic.id: topic.title for topic in (loaded.ledger.topics if loaded.ledger else ())}
        return ({loaded.bank.bank: loaded.bank.title} | titles).get(question.topic, question.topic)

    def facts_of(self, question: Question) -> tuple[Fact, ...]:
        """Look up the facts that a question rests on; none where its bank has no ledger."""
        ledger = self.bank_of(question.id).ledger
        return tuple(fact for each in question.facts if ledger and (fact := ledger.find_fact(each)))

    def describe(self) -> tuple[str, str]:
        """Return a title for all banks together, and what must be said about where they come from."""
        ledgers = {loaded.ledger.namespace: loaded.ledger for loaded in self.banks if loaded.ledger}.values()
        titles = dict.fromkeys(loaded.ledger.title if loaded.ledger else loaded.bank.title for loaded in self.banks)
        notices = [f"{ledger.source.disclaimer} Source: {ledger.source.citation}." for ledger in ledgers]
        return " and ".join(titles), "\n".join(notices)

    def find_question(self, item_id: str) -> Question:
        """Look a question up; raises QuizError with the nearest id when there is none."""
        if item_id in self.questions:
            return self.questions[item_id]
        if item_id in self.items:
            cases = ", ".join(case.id for case in questions_of(self.items[item_id]))
            raise QuizError(f"{item_id} is a set of cases. Name one of them: {cases}.")
        raise self._no_such(item_id, self.questions)

    def find_item(self, item_id: str) -> AuthoredItem:
        """Look an item up as written, also by the id of one of its cases; raises QuizError when there is none."""
        if item_id in self.items:
            return self.items[item_id]
        question = self.questions.get(item_id)
        if question is not None:
            return next(item for item in self.items.values() if question in questions_of(item))
        raise self._no_such(item_id, (*self.items, *self.questions))

    def _no_such(self, item_id: str, known: Iterable[str]) -> QuizError:
        return QuizError(f"There is no item {item_id!r}.{did_you_mean(item_id, known)} `list` shows them all.")
