"""A Moodle XML file: categories, questions, and what is lost on the way."""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Comment, Element, SubElement, indent, tostring

from calcinosis_quiz.bank.fingerprint import stamp
from calcinosis_quiz.bank.items import Cloze, Matching, MultipleResponse, Ordering
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question, gap_answers
from calcinosis_quiz.export.hypertext import one_line, paragraphs
from calcinosis_quiz.export.loss import (
    Export,
    Loss,
    lose_all_or_nothing,
    lose_fixed_place,
    lose_order,
    lose_self_marking,
    lose_typed,
    lose_weights,
)
from calcinosis_quiz.export.moodle.elements import write_question
from calcinosis_quiz.export.texts_around import by_topic, name_export, tags_of
from calcinosis_quiz.quiz.marking import Policy, choose_policy

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
    return Export(tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", tuple(items), tuple(losses))


def _category(path: Sequence[str], notice: str) -> Element:
    element = Element("question", type="category")
    # A slash that is part of a name is doubled.
    names = "/".join(one_line(name).replace("/", "//") for name in path)
    SubElement(SubElement(element, "category"), "text").text = f"$course$/top/{names}"
    SubElement(SubElement(element, "info", format="html"), "text").text = paragraphs(notice.splitlines())
    return element


def _losses(library: Library, question: Question, policies: Sequence[Policy], native_ordering: bool) -> Iterator[Loss]:
    yield from lose_typed(question)
    yield from lose_self_marking(question)
    yield from lose_fixed_place(question)
    match question:
        case MultipleResponse():
            yield from lose_weights(question, policies)
        case Ordering():
            yield from _lose_native_order(question, policies) if native_ordering else lose_order(question, policies)
        case Cloze() | Matching():
            yield from lose_all_or_nothing(question, policies)
    if isinstance(question, Cloze) and len(gap_answers(question)) > 1:
        what = "weighs one mark for each gap when it is put into a Moodle quiz: set its mark to 1 there"
        yield Loss(question.id, "shown differently", what)
    if any(len(tag) > TAG_LENGTH for tag in tags_of(library, question)):
        yield Loss(question.id, "shown differently", f"Moodle cuts tags after {TAG_LENGTH} letters")


def _lose_native_order(question: Ordering, policies: Sequence[Policy]) -> Iterator[Loss]:
    n = len(question.entries)
    match choose_policy(question.type, policies):
        case "longest-ordered":
            what = f"a run of L entries in the right order earns L/{n}, where ours earns (L - 1)/{n - 1}"
            yield Loss(question.id, "marks differ", what)
        case "kendall":
            what = "the longest run in the right order counts, where ours counts pairs in the right order"
            yield Loss(question.id, "marks differ", what)
