"""What a question shows and what it asks for, as sets of words: all that cues are found by."""

from dataclasses import dataclass
from functools import cached_property

from calcinosis_quiz.bank.items import Cloze, Matching, Numeric, ShortAnswer
from calcinosis_quiz.bank.lint.english import content_words, sentences_of
from calcinosis_quiz.bank.questions import Question, gap_answers, stem_of
from calcinosis_quiz.quiz.presentation import parts_of


@dataclass(frozen=True)
class ReadQuestion:
    """A question as far as cues go; words are roots."""

    question: Question

    @cached_property
    def facts(self) -> frozenset[str]:
        """Give the facts that it asks about."""
        return frozenset(self.question.facts)

    @cached_property
    def stem(self) -> frozenset[str]:
        """Give the words of the stem."""
        return content_words(stem_of(self.question))

    @cached_property
    def passages(self) -> tuple[frozenset[str], ...]:
        """Give the words of each sentence, option, entry and prompt that a learner sees before answering."""
        prompts = [pair.prompt for pair in self.question.pairs] if isinstance(self.question, Matching) else []
        texts = [*sentences_of(stem_of(self.question)), *prompts, *parts_of(self.question)]
        return tuple(content_words(text, 2) for text in texts)

    @cached_property
    def answers(self) -> tuple[frozenset[str], ...]:
        """Give of each right answer the words that tell it from the question and from wrong options."""
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
        case _:
            options = getattr(question, "options", ())
            return [each.text for each in options if each.correct], [each.text for each in options if not each.correct]
