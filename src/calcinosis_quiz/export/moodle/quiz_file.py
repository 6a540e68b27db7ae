"""A Moodle XML file: categories, questions, and what is lost on the way."""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never
from xml.etree.ElementTree import Comment, Element, SubElement, indent, tostring

from calcinosis_quiz.bank.fingerprint import stamp
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
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers
from calcinosis_quiz.export.hypertext import one_line, paragraphs
from calcinosis_quiz.export.loss import (
    Export,
    Loss,
    finish,
    lose_all_or_nothing,
    lose_fixed_place,
    lose_native_order,
    lose_order,
    lose_self_marking,
    lose_typed,
    lose_weights,
)
from calcinosis_quiz.export.moodle.elements import write_question
from calcinosis_quiz.export.texts_around import by_topic, name_export, tags_of
from calcinosis_quiz.quiz.marking import Policy

TAG_LENGTH: Final = 50


def write_moodle(
    library: Library, questions: Sequence[Question], policies: Sequence[Policy] = (), *, native_ordering: bool = False
) -> Export:
    """Write questions as one Moodle XML file, a category for each topic, the bank version in the category's name.

    `native_ordering`: use Moodle's ordering type (4.4 and later); an older Moodle refuses a file that holds one.
    """
    root = Element("quiz")
    losses: list[Loss] = []
    items: list[str] = []
    heading = name_export(library)
    notice = library.describe()[1]
    for topic, members in by_topic(library, questions):
        category = _category((heading, topic), notice)
        root.append(category)
        for question in members:
            losses += _losses(library, question, policies, native_ordering)
            element = write_question(library, question, policies, native_ordering=native_ordering)
            if element is not None:
                root.extend([Comment(f" {stamp(library, question)} "), element])
                items.append(question.id)
    indent(root)
    return finish(tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", questions, items, losses)


def _category(path: Sequence[str], notice: str) -> Element:
    element = Element("question", type="category")
    # A slash that is part of a name is doubled.
    names = "/".join(one_line(name).replace("/", "//") for name in path)
    SubElement(SubElement(element, "category"), "text").text = f"$course$/top/{names}"
    SubElement(SubElement(element, "info", format="html"), "text").text = paragraphs(notice.splitlines())
    return element


def _losses(library: Library, question: Question, policies: Sequence[Policy], native_ordering: bool) -> Iterator[Loss]:
    if any(len(tag) > TAG_LENGTH for tag in tags_of(library, question)):
        yield Loss(question.id, "shown differently", f"Moodle cuts tags after {TAG_LENGTH} letters")
    match question:
        case TrueFalse() | Numeric():
            return
        case SingleBestAnswer() | CaseQuestion():
            yield from lose_fixed_place(question)
        case MultipleResponse():
            yield from lose_fixed_place(question)
            yield from lose_weights(question, policies)
        case Ordering():
            yield from (lose_native_order if native_ordering else lose_order)(question, policies)
        case Matching():
            yield from lose_all_or_nothing(question, policies)
        case ShortAnswer():
            yield from lose_typed(question, policies)
        case Cloze():
            yield from lose_typed(question, policies)
            yield from lose_all_or_nothing(question, policies)
            if len(gap_answers(question)) > 1:
                what = "weighs one mark for each gap when it is put into a Moodle quiz: set its mark to 1 there"
                yield Loss(question.id, "shown differently", what)
        case Open():
            yield from lose_self_marking(question)
        case _:
            assert_never(question)
