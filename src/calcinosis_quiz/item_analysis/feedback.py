"""A sheet for each learner: their answers beside the right ones, the reasons, and what to read again."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, assert_never

from msgspec import Struct

from calcinosis_quiz.bank.items import Matching, Numeric, Ordering, TrueFalse
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import choices_of, stem_of, with_unit
from calcinosis_quiz.item_analysis.learner_scores import Grade, LearnerScore, score_learner
from calcinosis_quiz.item_analysis.responses.key_files import EVERYBODY, Key, KeyFile
from calcinosis_quiz.item_analysis.responses.table import Absent, Attempt, Column, Table
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    key_of,
)
from calcinosis_quiz.quiz.feedback import remark_on
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

Outcome = Literal["right", "partly right", "wrong", "no answer"]


class Reason(Struct, frozen=True):
    """Why one part of a question is right or wrong."""

    part: str
    why: str


class AnsweredQuestion(Struct, frozen=True, kw_only=True):
    """One question with the learner's answer and the right one; texts are empty where nothing is known."""

    number: str
    stem: str
    given: str
    right: str
    points: float
    maximum: float
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    explanation: str = ""
    later_evidence: str = ""
    certainty: str = ""


class TopicToRead(Struct, frozen=True):
    """A topic in which points were lost, and where the source speaks of it."""

    topic: str
    points: float
    possible: float
    places: tuple[str, ...]


class FeedbackSheet(Struct, frozen=True, kw_only=True):
    """Everything that one learner is told about one round, and nothing about anybody else."""

    score: LearnerScore
    questions: tuple[AnsweredQuestion, ...]
    topics: tuple[TopicToRead, ...]


def make_sheets(
    table: Table,
    scores: Scores,
    library: Library,
    *,
    keys: KeyFile,
    key_files: Sequence[KeyFile] = (),
    grades: Sequence[Grade] = (),
) -> tuple[FeedbackSheet, ...]:
    """Make a sheet for every learner with a mark in one round, in the order of the table.

    `keys`: what marked the answers, in the letters of the bank. `key_files`: the keys of the forms, by which questions
    stand in the order of the learner's paper and under its letters.
    """
    marked_by = {key.item: key for key in keys.keys}
    columns = {column.item: column for column in table.columns}
    count = len(table.attempts)
    marks: list[dict[str, float]] = [{} for _ in range(count)]
    for item in scores.items:
        for mark, learners in item.levels:
            for row in pick(range(count), learners):
                marks[row][item.item] = mark
    by_name = {item.item: item for item in scores.items}
    worths = zip(scores.points, scores.possible, scores.possible_squares, strict=True)
    sheets = []
    for row, (attempt, earned, (points, possible, squares)) in enumerate(
        zip(table.attempts, marks, worths, strict=True)
    ):
        if not earned:
            continue
        on_form = _find_form(attempt, key_files)
        places = {item: place for place, item in enumerate(on_form)}
        order = sorted(earned, key=lambda item: places.get(item, len(places)))
        writer = _QuestionWriter(library, marked_by, on_form)
        questions = tuple(
            writer.write(by_name[item], columns[item], row, earned[item], number)
            for number, item in enumerate(order, 1)
        )
        sheets.append(
            FeedbackSheet(
                score=score_learner(attempt, points, possible, squares, grades),
                questions=questions,
                topics=_find_topics(order, earned, by_name, library),
            )
        )
    return tuple(sheets)


def _find_form(attempt: Attempt, key_files: Sequence[KeyFile]) -> dict[str, Key]:
    fitting = [each for each in key_files if each.fingerprint == attempt.fingerprint]
    if not fitting and len(key_files) == 1 and not (attempt.fingerprint and key_files[0].fingerprint):
        fitting = list(key_files)
    return {key.item: key for each in fitting for key in each.keys}


def _find_topics(
    items: Sequence[str], earned: Mapping[str, float], by_name: Mapping[str, ItemScores], library: Library
) -> tuple[TopicToRead, ...]:
    """List the topics in which points were lost, the largest loss first."""
    points: dict[str, float] = {}
    possible: dict[str, float] = {}
    places: dict[str, dict[str, None]] = {}
    titles: dict[str, str] = {}
    for item in items:
        question = library.questions.get(item)
        if question is None or not question.topic:
            continue
        topic, maximum = question.topic, by_name[item].maximum
        points[topic] = points.get(topic, 0.0) + earned[item]
        possible[topic] = possible.get(topic, 0.0) + maximum
        ledger = library.bank_of(item).ledger
        titles |= {each.id: each.title for each in ledger.topics} if ledger and topic not in titles else {}
        if earned[item] < maximum:
            found = [place for fact in library.facts_of(question) for place in fact.where]
            places.setdefault(topic, {}).update(dict.fromkeys(found))
    lost = sorted(places, key=lambda topic: points[topic] - possible[topic])
    return tuple(
        TopicToRead(titles.get(topic, topic), points[topic], possible[topic], tuple(places[topic])) for topic in lost
    )


class _QuestionWriter:
    """Writes the questions of one form, whose options may stand in another order than in the bank."""

    def __init__(self, library: Library, keys: Mapping[str, Key], on_form: Mapping[str, Key]) -> None:
        self._library, self._keys, self._form = library, keys, on_form

    def write(self, item: ItemScores, column: Column, row: int, mark: float, number: int) -> AnsweredQuestion:
        question, key = self._library.questions.get(item.item), self._keys.get(item.item)
        response = column.responses[row]
        text = response if isinstance(response, str) else ""
        stated = column.confidences[row] if column.confidences else None
        form_key = self._form.get(item.item)
        about: dict[str, Any] = {  # the types are those of the fields
            "number": form_key.number if form_key and form_key.number else str(number),
            "points": mark,
            "maximum": item.maximum,
            "outcome": _find_outcome(isinstance(response, Absent), mark, item.maximum),
            "certainty": f"{100 * stated:.0f} %" if stated is not None else "",
        }
        if question is None:
            parts = key.responses if key else ()
            right = " or ".join("any answer" if part == EVERYBODY else part for part in parts)
            return AnsweredQuestion(stem=item.item, given=text, right=right, **about)
        bank = present(question)
        order = form_key.order if form_key and len(form_key.order) == len(bank.order) else bank.order
        shown = Presented(question, tuple(order))
        answer = read_answer(bank, text) if text else None
        corrected = key is not None and bool(key.responses)
        readable = None if isinstance(answer, Unreadable) else answer
        later = question.later_evidence
        return AnsweredQuestion(
            stem=stem_of(question),
            given=_name_letters(bank, shown, text)
            if answer is None or isinstance(answer, Unreadable)
            else write_out(shown, answer),
            right=_write_right(shown, key if corrected else None),
            reasons=() if corrected else _reasons(shown, readable or key_of(question)),
            explanation=_CORRECTED if corrected else question.explanation or "",
            later_evidence=f"{later.heading}: {later.text} ({later.source})" if later else "",
            **about,
        )


_CORRECTED: Final = "The key of this question was corrected after the test."


def _write_right(shown: Presented, key: Key | None) -> str:
    """Write the right answer, or the answers that a corrected key accepts."""
    question = shown.question
    if key is None:
        if isinstance(question, Numeric) and question.between:
            return with_unit(f"{question.between[0]:f} to {question.between[1]:f}", question.unit)
        return write_out(shown, key_of(question))
    if EVERYBODY in key.responses:
        return "any answer"
    read = [read_answer(present(question), part) for part in key.responses]
    return " or ".join(write_out(shown, each) for each in read if not isinstance(each, Unreadable))


def _reasons(shown: Presented, answer: Answer) -> tuple[Reason, ...]:
    """Keep the reasons of what was answered and of what is right; the other parts would be noise."""
    remarks = remark_on(shown, answer)
    return tuple(
        Reason(f"{each.label}. {each.text}" if each.label else each.text, each.why)
        for each in remarks
        if each.why and each.verdict != "left"
    )


def _name_letters(bank: Presented, shown: Presented, text: str) -> str:
    """Write an answer that is none, such as two ticks, in the letters of the learner's paper."""
    letters = text.split()
    numbers = {bank.letter(i): i for i in bank.order}
    if letters and all(letter in numbers for letter in letters):
        return " and ".join(sorted(f"{shown.letter(numbers[letter])}" for letter in letters))
    return text


def _find_outcome(is_absent: bool, mark: float, maximum: float) -> Outcome:
    if mark >= maximum - 1e-9:
        return "right"
    if is_absent:
        return "no answer"
    return "partly right" if mark > 0 else "wrong"


def write_out(shown: Presented, answer: Answer) -> str:
    """Write an answer in words, its letters those of the learner's paper."""
    question = shown.question
    texts = dict(shown.choices)
    match answer:
        case Chosen(options):
            letters = sorted(shown.letter(i) for i in options)
            return "; ".join(f"{letter}. {texts[letter]}" for letter in letters)
        case Truth(value):
            labels = (question.true_label, question.false_label) if isinstance(question, TrueFalse) else ("", "")
            return labels[0] if value else labels[1]
        case Texts(given):
            return "; ".join(given)
        case Quantity(number):
            return with_unit(f"{number:f}", getattr(question, "unit", None))
        case Arrangement(entries):
            named = [entry.text for entry in question.entries] if isinstance(question, Ordering) else []
            return "; ".join(f"{place}. {named[i]}" for place, i in enumerate(entries, 1))
        case Pairing(choices):
            if not isinstance(question, Matching):
                return ""
            pairs = zip(question.pairs, choices, strict=True)
            return "; ".join(f"{pair.prompt}: {choices_of(question)[i]}" for pair, i in pairs)
        case SelfMark(text):
            return text
        case _:
            assert_never(answer)
