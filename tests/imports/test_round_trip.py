"""Out and in again: what our exports carry comes back as it was."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from tests.cli.running import run

from calcinosis_quiz.bank.items import (
    Bank,
    Cloze,
    ExtendedMatching,
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
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers, questions_of
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.bank.text_matching import normalise
from calcinosis_quiz.export.gift import write_gift
from calcinosis_quiz.export.loss import Export
from calcinosis_quiz.export.moodle.quiz_file import write_moodle
from calcinosis_quiz.export.qti.canvas import write_canvas
from calcinosis_quiz.export.qti.package import write_package
from calcinosis_quiz.export.table import write_table
from calcinosis_quiz.imports.identifiers import assign_ids
from calcinosis_quiz.imports.importing import drafts_of, read_documents
from calcinosis_quiz.imports.reading import Document

TESTS = Path(__file__).parents[1]
EVERY_TYPE, HOSTILE = TESTS / "cli" / "every_type.yaml", TESTS / "export" / "hostile.yaml"
Writer = Callable[[Library, list[Question]], Export]
EXPORTS: dict[str, Writer] = {
    "moodle": write_moodle,
    "moodle with its ordering": lambda library, questions: write_moodle(library, questions, native_ordering=True),
    "gift": write_gift,
    "qti 2.1": lambda library, questions: write_package(library, questions, version="2.1"),
    "qti 3.0": lambda library, questions: write_package(library, questions, version="3.0"),
    "canvas": write_canvas,
    "csv": write_table,
}
KINDS: tuple[type[Question], ...] = (
    SingleBestAnswer,
    MultipleResponse,
    TrueFalse,
    Cloze,
    ShortAnswer,
    Numeric,
    Ordering,
    Matching,
    Open,
)


def flat(*texts: str | None) -> str:
    """Join texts without their layout, which HTML does not keep; invisible signs are dropped on the way in."""
    return " ".join(" ".join(filter(None, texts)).replace("\u202e", "").split())


def folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(map(normalise, texts))


def tell(question: Question) -> tuple[Any, ...]:
    """Say what of a question must come back: what is shown, and what is right."""
    match question:
        case SingleBestAnswer() | MultipleResponse():
            return (
                question.type,
                flat(question.stem),
                *((flat(o.text), o.correct, flat(o.why)) for o in question.options),
            )
        case CaseQuestion():
            stem = flat(question.theme, question.stem, question.lead_in)
            return ("single-best-answer", stem, *((flat(o.text), o.correct, flat(o.why)) for o in question.options))
        case TrueFalse() if (question.true_label, question.false_label) != ("True", "False"):
            true, false = (question.true_label, question.answer), (question.false_label, not question.answer)
            whys = (flat(question.why_true), flat(question.why_false))
            return ("single-best-answer", flat(question.stem), (*true, whys[0]), (*false, whys[1]))
        case TrueFalse():
            return (
                "true-false",
                flat(question.stem),
                question.answer,
                flat(question.why_true),
                flat(question.why_false),
            )
        case Cloze():
            gaps = question.gaps or (Gap(),) * len(gap_answers(question))
            hints = iter(f" ({gap.hint})" if gap.hint else "" for gap in gaps)
            text = GAP.sub(lambda _: f"____{next(hints)}", question.text)
            keys = [folded((a, *g.accept)) for a, g in zip(gap_answers(question), gaps, strict=True)]
            return ("cloze", flat(text), *keys)
        case ShortAnswer():
            return ("short-answer", flat(question.stem), folded(question.accept), flat(question.why))
        case Numeric():
            return ("numeric", flat(question.stem), accepted_range(question), question.unit, flat(question.why))
        case Ordering():
            return ("ordering", flat(question.stem), *(flat(entry.text) for entry in question.entries))
        case Matching():
            pairs = ((flat(pair.prompt), flat(pair.choice)) for pair in question.pairs)
            return ("matching", flat(question.stem), *pairs, frozenset(map(flat, choices_of(question))))
        case Open():
            return ("open", flat(question.stem), flat(question.model_answer), *map(flat, question.points))


def library_of(question: Question) -> Library:
    assert not isinstance(question, CaseQuestion)
    bank = Bank(format=1, bank="sample", title="Sample", items=(question,))
    return Library((LoadedBank("sample.yaml", bank, None),))


def compare(export: str, library: Library, questions: list[Question]) -> None:
    """Export and import, and hold each question that was carried against what came back."""
    written = EXPORTS[export](library, questions)
    read = read_documents([Document("export", written.content)])
    back = {draft.source_id: draft.item for draft in drafts_of(read)}
    lost = {loss.item for loss in written.losses if export in {"canvas", "csv"}}
    for question in questions:
        if question.id not in written.items or question.id in lost:
            continue
        item = back.get(question.id)
        assert item is not None, [(loss.what, loss.found) for file in read for loss in file.reading.losses]
        assert not isinstance(item, ExtendedMatching)
        if isinstance(question, Cloze) and isinstance(item, ShortAnswer):  # a text with one gap is one there
            assert folded(item.accept) >= folded(gap_answers(question))
        else:
            assert tell(item) == tell(question)
        assert flat(item.explanation) == flat(question.explanation)


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize("bank", [EVERY_TYPE, HOSTILE], ids=["every type", "hostile"])
def test_every_type_comes_back_from_every_export(export: str, bank: Path) -> None:
    library = open_library([bank])
    compare(export, library, list(library.questions.values()))


@pytest.mark.parametrize("export", EXPORTS)
def test_the_shipped_questions_come_back(export: str, shipped: Library) -> None:
    compare(export, shipped, list(shipped.questions.values()))


@pytest.mark.parametrize("export", EXPORTS)
@settings(max_examples=60)
@given(question=st.one_of([st.from_type(kind) for kind in KINDS]))
def test_any_question_comes_back(export: str, question: Question) -> None:
    compare(export, library_of(question), [question])


@pytest.mark.parametrize("bank", [EVERY_TYPE, HOSTILE], ids=["every type", "hostile"])
@pytest.mark.parametrize("way", ["page", "json"])
def test_our_page_and_our_json_come_back(way: str, bank: Path, tmp_path: Path) -> None:
    if way == "page":
        run("export", "html", "--bank", bank, "-o", tmp_path / "page.html")
        content = (tmp_path / "page.html").read_bytes()
    else:
        content = run("list", "--bank", bank, "--json").stdout.encode()
    library = open_library([bank])
    read = read_documents([Document("ours", content)])
    assert [file.form for file in read] == [f"own-{way}"]
    drafts = assign_ids(drafts_of(read), "bank")
    back = {question.id: question for draft in drafts for question in questions_of(draft.item)}
    for question in library.questions.values():
        expected = structs.replace(question, gaps=()) if isinstance(question, Cloze) else question
        found = back[question.id]
        found = structs.replace(found, gaps=()) if isinstance(found, Cloze) else found
        assert tell(found) == tell(expected)
        assert flat(found.explanation) == flat(question.explanation)
