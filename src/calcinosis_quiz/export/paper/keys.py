"""Keys and guides as blocks of a document: answers, reasons, what they rest on, and what has moved since."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from calcinosis_quiz.bank.facts import STRENGTH_LABELS
from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.export.hypertext import digits
from calcinosis_quiz.export.paper.document import KeyEntry, Reason, SheetRow, Support
from calcinosis_quiz.export.paper.questions import LINES_TO_ANSWER, how_many, labels_of_gaps, picture_of, stem_of
from calcinosis_quiz.export.texts_around import dated_note, describe_key, known_errors
from calcinosis_quiz.quiz.marking import accepted_wordings
from calcinosis_quiz.quiz.presentation import Presented


def explain(library: Library, paper: Iterable[Presented], first: int = 1) -> Iterator[KeyEntry]:
    """Yield the key of questions, numbered from `first`. Raises QuizError when a picture cannot be read."""
    return (explain_one(library, number, presented) for number, presented in enumerate(paper, first))


def explain_one(library: Library, number: int, presented: Presented) -> KeyEntry:
    """Return the key of one question: every part with its reason, in the order shown."""
    question = presented.question
    note = dated_note(library, question)
    return KeyEntry(
        number=number,
        item=question.id,
        answer=write_key(presented),
        stem=_words_of(question),
        picture=picture_of(library, question),
        reasons=_reasons(presented),
        refused=tuple(Reason("", text, False, why or "") for text, why in known_errors(question)),
        explanation=question.explanation or "",
        note_heading=note.heading if note else "",
        note=note.said if note else "",
        support=tuple(
            Support(fact.statement, STRENGTH_LABELS[fact.strength], fact.where) for fact in library.facts_of(question)
        ),
        details=_details(library, question),
    )


def write_key(presented: Presented) -> str:
    """Write the answer as a learner would put it on paper: letters where there are letters."""
    question = presented.question
    match question:
        case TrueFalse():
            return question.true_label if question.answer else question.false_label
        case Cloze():
            pairs = zip(labels_of_gaps(question), gap_answers(question), strict=True)
            return "; ".join(f"{label} {text}".strip() for label, text in pairs)
        case ShortAnswer():
            return question.accept[0]
        case Numeric():
            return describe_key(question)
        case Open():
            return question.model_answer
        case Ordering():
            return " ".join(presented.letter(i) for i in range(len(question.entries)))
        case Matching():
            choices = choices_of(question)
            letters = (presented.letter(choices.index(pair.choice)) for pair in question.pairs)
            return ", ".join(f"{i} {letter}" for i, letter in enumerate(letters, 1))
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return " ".join(sorted(presented.letter(i) for i, option in enumerate(question.options) if option.correct))
        case _:
            assert_never(question)


def _words_of(question: Question) -> tuple[str, ...]:
    match question:
        case Cloze():
            return (GAP.sub("_____", question.text),)
        case CaseQuestion():
            return (*stem_of(question), question.lead_in)
        case (
            SingleBestAnswer()
            | MultipleResponse()
            | TrueFalse()
            | ShortAnswer()
            | Numeric()
            | Ordering()
            | Matching()
            | Open()
        ):
            return stem_of(question)
        case _:
            assert_never(question)


def _reasons(presented: Presented) -> tuple[Reason, ...]:
    question = presented.question
    match question:
        case TrueFalse():
            sides = ((True, question.true_label, question.why_true), (False, question.false_label, question.why_false))
            return tuple(
                Reason("T" if side else "F", label, side == question.answer, why or "") for side, label, why in sides
            )
        case Cloze():
            gaps = (_reason_for_gap(question, i, label) for i, label in enumerate(labels_of_gaps(question)))
            return tuple(gap for gap in gaps if gap.text or gap.why)
        case ShortAnswer():
            return _only_why(_also(question.accept), question.why)
        case Numeric():
            return _only_why(_describe_range(question), question.why)
        case Ordering():
            return tuple(
                Reason(presented.letter(i), entry.text, True, entry.why or "")
                for i, entry in enumerate(question.entries)
            )
        case Matching():
            return _reasons_for_pairs(presented, question)
        case Open():
            return tuple(Reason("", point, True) for point in question.points)
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            return tuple(
                Reason(letter, text, question.options[i].correct, question.options[i].why or "")
                for (letter, text), i in zip(presented.choices, presented.order, strict=True)
            )
        case _:
            assert_never(question)


def _reason_for_gap(question: Cloze, i: int, label: str) -> Reason:
    rule = question.gaps[i] if question.gaps else Gap()
    wordings = accepted_wordings(question, i)
    # The answer to a single gap stands above its reason already.
    return Reason(label, wordings[0] if label else "", True, _join(_also(wordings), rule.why))


def _only_why(*parts: str | None) -> tuple[Reason, ...]:
    why = _join(*parts)
    return (Reason("", "", True, why),) if why else ()


def _join(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _reasons_for_pairs(presented: Presented, question: Matching) -> tuple[Reason, ...]:
    texts = choices_of(question)
    pairs = (
        Reason(
            f"{i} {presented.letter(texts.index(pair.choice))}", f"{pair.prompt}: {pair.choice}", True, pair.why or ""
        )
        for i, pair in enumerate(question.pairs, 1)
    )
    spare = (
        Reason(presented.letter(texts.index(each.text)), each.text, False, each.why or "") for each in question.spare
    )
    return (*pairs, *spare)


def _also(wordings: Sequence[str]) -> str:
    others = list(dict.fromkeys(wordings))[1:]
    return f"Also right: {'; '.join(others)}." if others else ""


def _describe_range(question: Numeric) -> str:
    low, high = accepted_range(question)
    return "" if question.between or low == high else f"From {digits(low)} to {digits(high)} is right."


def _details(library: Library, question: Question) -> tuple[str, ...]:
    loaded = library.bank_of(question.id)
    titles = {topic.id: topic.title for topic in loaded.ledger.topics} if loaded.ledger else {}
    details = (titles.get(question.topic, question.topic), question.level, question.difficulty, question.objective)
    return tuple(each for each in details if each)


def lay_out(paper: Iterable[Presented], first: int = 1) -> tuple[SheetRow, ...]:
    """Return a row of an answer sheet for each question, numbered from `first`."""
    return tuple(_lay_out_one(number, presented) for number, presented in enumerate(paper, first))


def _lay_out_one(number: int, presented: Presented) -> SheetRow:
    question = presented.question
    letters = tuple(letter for letter, _ in presented.choices)
    match question:
        case TrueFalse():
            return SheetRow(number=number, letters=("T", "F"))
        case Cloze():
            return SheetRow(number=number, lines=labels_of_gaps(question))
        case ShortAnswer():
            return SheetRow(number=number, lines=("",))
        case Numeric():
            return SheetRow(number=number, lines=("",), unit=question.unit or "")
        case Open():
            return SheetRow(number=number, lines=("",) * LINES_TO_ANSWER)
        case Ordering():
            return SheetRow(number=number, letters=letters, rows=_number(len(question.entries)))
        case Matching():
            return SheetRow(number=number, letters=letters, rows=_number(len(question.pairs)))
        case MultipleResponse():
            return SheetRow(number=number, letters=letters, note=how_many(question))
        case SingleBestAnswer() | CaseQuestion():
            return SheetRow(number=number, letters=letters)
        case _:
            assert_never(question)


def _number(count: int) -> tuple[str, ...]:
    return tuple(str(i) for i in range(1, count + 1))
