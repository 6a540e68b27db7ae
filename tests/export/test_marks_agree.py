"""What every answer earns on a platform is what our marking says, or the loss report says by how much it is not.

And the other way round: where the report gives a number, some answer differs by just that much.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.export.answers_to import Given, every_answer
from tests.export.moodle.reading import grade as grade_in_moodle
from tests.export.moodle.reading import questions_in
from tests.export.qti.canvas_rules import NS, texts_given
from tests.export.qti.canvas_rules import grade as grade_in_canvas
from tests.export.qti.interpreter import mark_item
from tests.export.qti.responses import response_of

from calcinosis_quiz.bank.items import Bank, Open
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.export.fractions import EXACT
from calcinosis_quiz.export.gift import write_gift
from calcinosis_quiz.export.loss import CAPITALS, NUMBER_FORMS, TYPED, UNTOUCHED_ORDER, Export
from calcinosis_quiz.export.moodle.quiz_file import write_moodle
from calcinosis_quiz.export.qti.canvas import write_canvas
from calcinosis_quiz.export.qti.package import identify, write_package
from calcinosis_quiz.export.qti.vocabulary import Version
from calcinosis_quiz.quiz.answers import Arrangement, Chosen, Pairing, Quantity, Texts, Truth
from calcinosis_quiz.quiz.marking import POLICIES, Policy, mark

Grade = Callable[[Question, Given], float]
Target = Callable[[Library, Sequence[Question], Sequence[Policy]], tuple[Export, Callable[[str], Grade]]]


def members_of(export: Export) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(export.content))
    return {name: archive.read(name) for name in archive.namelist()}


def qti(version: Version) -> Target:
    def write(
        library: Library, questions: Sequence[Question], policies: Sequence[Policy]
    ) -> tuple[Export, Callable[[str], Grade]]:
        export = write_package(library, questions, policies, version=version)
        files = members_of(export)

        def grader(item: str) -> Grade:
            root = ElementTree.fromstring(files[f"items/{identify(library, item)}.xml"])  # noqa: S314 - our own file
            return lambda question, answer: float(mark_item(root, response_of(question, answer))["SCORE"])  # type: ignore[arg-type]  # declared a float

        return export, grader

    return write


def canvas(
    library: Library, questions: Sequence[Question], policies: Sequence[Policy]
) -> tuple[Export, Callable[[str], Grade]]:
    export = write_canvas(library, questions, policies)
    (quiz,) = (text for name, text in members_of(export).items() if name.startswith("quiz") and "meta" not in name)
    root = ElementTree.fromstring(quiz)  # noqa: S314 - our own file
    items = {each.get("title"): each for each in root.iterfind(".//q:item", NS)}
    return export, lambda item: lambda question, answer: grade_in_canvas(items[item], question, answer)


def moodle(*, native_ordering: bool) -> Target:
    def write(
        library: Library, questions: Sequence[Question], policies: Sequence[Policy]
    ) -> tuple[Export, Callable[[str], Grade]]:
        export = write_moodle(library, questions, policies, native_ordering=native_ordering)
        items = questions_in(export.content)
        return export, lambda item: lambda question, answer: grade_in_moodle(items[item], question, answer.answer)

    return write


TARGETS: dict[str, Target] = {
    "Moodle XML": moodle(native_ordering=False),
    "Moodle XML with its ordering type": moodle(native_ordering=True),
    "QTI 1.2": canvas,
    **{f"QTI {version}": qti(version) for version in get_args(Version)},
}


SPECIAL = {TYPED, CAPITALS, NUMBER_FORMS, UNTOUCHED_ORDER}
"""The losses that concern only answers in another form than the plain one."""


def expect_what_is_reported(
    target: Target, library: Library, questions: Sequence[Question], policies: Sequence[Policy] = ()
) -> None:
    """Compare, for each item, how far marks are from ours at most with what the report says.

    Plain answers and special ones are compared apart, so that a large difference of these hides none of those.
    """
    export, grader = target(library, questions, policies)
    for question in questions:
        if isinstance(question, Open) or question.id not in export.items:
            continue
        grade = grader(question.id)
        for is_special in (False, True):
            measured = max(
                (
                    abs(grade(question, each) - mark(question, each.answer, policies).fraction)
                    for each in every_answer(question)
                    if each.is_special == is_special
                ),
                default=0.0,
            )
            reported = max(
                (
                    loss.difference or 0.0
                    for loss in export.losses
                    if (loss.item, loss.kind) == (question.id, "marks differ") and (loss.what in SPECIAL) == is_special
                ),
                default=0.0,
            )
            assert measured == pytest.approx(reported, abs=EXACT), (question.id, is_special)


BANKS = ("small.yaml", "hostile.yaml", "many_kinds.yaml")
POLICY_SETS: tuple[tuple[Policy, ...], ...] = ((), ("plus-minus", "kendall"), ("all-or-nothing",))


@pytest.mark.parametrize("policies", POLICY_SETS, ids=lambda policies: "-".join(policies) or "default")
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_every_answer_to_every_item_differs_by_what_the_report_says(
    shipped: Library, target: Target, policies: tuple[Policy, ...]
) -> None:
    libraries = [shipped, *(open_library([Path(__file__).with_name(name)]) for name in BANKS)]
    for library in libraries:
        expect_what_is_reported(target, library, tuple(library.questions.values()), policies)


@pytest.mark.parametrize("policies", POLICY_SETS, ids=lambda policies: "-".join(policies) or "default")
def test_the_same_holds_for_gift_as_its_parser_reads_it(
    parse_gift: Callable[[bytes], list[dict[str, Any]]], policies: tuple[Policy, ...]
) -> None:
    def gift(
        library: Library, questions: Sequence[Question], policies: Sequence[Policy]
    ) -> tuple[Export, Callable[[str], Grade]]:
        export = write_gift(library, questions, policies)
        items = {each["id"]: each for each in parse_gift(export.content) if each["type"] != "Category"}
        return export, lambda item: lambda question, answer: grade_gift(items[item], question, answer)

    for name in BANKS:
        library = open_library([Path(__file__).with_name(name)])
        expect_what_is_reported(gift, library, tuple(library.questions.values()), policies)


def grade_gift(item: dict[str, Any], question: Question, given: Given) -> float:
    """Mark an answer as Moodle marks what it has imported from GIFT."""
    weights = [100 if each["isCorrect"] else each["weight"] or 0 for each in item.get("choices", [])]
    match item["type"], given.answer:
        case "MC", Chosen(options):
            return min(max(sum(weights[i] for i in options), 0), 100) / 100
        case "MC", Truth(value):
            return weights[0 if value else 1] / 100
        case "TF", Truth(value):
            return float(item["isTrue"] == value)
        case "Short", Texts((text,)):
            accepted = [each["text"]["text"].lower() for each in item["choices"] if each["weight"] != 0]
            return float(any(text.lower().replace("*", "\\*") == each for each in accepted))
        case "Numerical", Quantity(number):
            for each in item["choices"]:
                if abs(float(number) - each["text"]["number"]) <= each["text"]["range"] + 1e-9:
                    return 1.0 if each["weight"] is None else float(each["weight"]) / 100
            return 0.0
        case "Matching", Pairing() | Arrangement():
            # The parser leaves what it has put in the place of escaped signs.
            subanswers = [each["subanswer"] for each in item["matchPairs"] if each["subquestion"]["text"]]
            right: list[str] = [re.sub(r"&&(\d+);", lambda found: chr(int(found[1])), text) for text in subanswers]
            texts = [" ".join(text.split()) for text in texts_given(question, given)]
            return sum(a == b for a, b in zip(texts, right, strict=True)) / len(texts)
    raise TypeError(item["type"], given)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Question, Policy]:
    question = draw(st.one_of(*(st.from_type(kind) for kind in get_args(Question))))
    return question, draw(st.sampled_from(POLICIES[question.type]))


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@given(case=cases())
def test_the_same_holds_for_any_question_and_policy(target: Target, case: tuple[Question, Policy]) -> None:
    question, policy = case
    bank = Bank(format=1, bank="generated", title="Generated", items=(question,))  # type: ignore[arg-type]  # a case stands alone
    library = Library((LoadedBank("generated.yaml", bank, None),))
    expect_what_is_reported(target, library, [question], [policy])
