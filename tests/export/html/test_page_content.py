"""What the page is made of: one file, inert data, and without its key nothing that depends on it."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.export.html.conftest import TEMPLATES
from tests.export.html.test_marking_in_javascript import FACTLESS

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
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers
from calcinosis_quiz.export.html.page import SCRIPTS, STYLES, Settings, collect, write_page
from calcinosis_quiz.export.html.question import ask
from calcinosis_quiz.quiz.presentation import Presented, present

EVERY_TYPE = Path(__file__).parents[2] / "cli" / "every_type.yaml"


@pytest.fixture(scope="module")
def every_type() -> Library:
    return open_library([EVERY_TYPE])


def paper_of(library: Library) -> list[Presented]:
    return [present(question) for question in library.questions.values()]


def data_in(page: bytes) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.decode())
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_whole_shipped_bank_stays_under_300_kilobytes(shipped: Library) -> None:
    page = write_page(shipped, paper_of(shipped), Settings(title="All"))
    assert len(page) < 300_000
    assert len(data_in(page)["questions"]) == len(shipped.questions)


def test_the_same_inputs_give_the_same_bytes(every_type: Library) -> None:
    first, second = (write_page(every_type, paper_of(every_type), Settings(title="Same")) for _ in range(2))
    assert first == second


def test_the_policy_names_the_very_script_and_style_and_allows_nothing_else(every_type: Library) -> None:
    page = write_page(every_type, paper_of(every_type), Settings(title="Sample")).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)
    script, style = re.search(r"<script>(.*?)</script>", page, re.S), re.search(r"<style>(.*?)</style>", page, re.S)
    assert policy
    assert script
    assert style
    hashes = [b64encode(sha256(found[1].encode()).digest()).decode() for found in (script, style)]
    assert policy[1] == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_every_template_is_part_of_the_page() -> None:
    names = {f"{name}.js" for name in SCRIPTS} | {f"{name}.css" for name in STYLES} | {"page.html"}
    assert {file.name for file in TEMPLATES.iterdir()} == names


HOSTILE = ["</script><script>x</script>", "<!--<script>", "]]>", "$data ${title} $$", "&lt;b&gt;"]


@pytest.mark.parametrize("text", HOSTILE)
def test_data_come_back_as_they_were_and_hold_no_sign_of_markup(
    make_library: Callable[[str], Library], text: str
) -> None:
    library = make_library(f"- {{id: q, type: true-false, stem: {json.dumps(text)}, answer: true}}")
    page = write_page(library, paper_of(library), Settings(title=text))
    assert data_in(page)["questions"][0]["stem"] == data_in(page)["title"] == text
    assert page.count(b"</script>") == 2


def test_a_picture_travels_within_the_page(make_bank: Callable[[str], Path]) -> None:
    bank = make_bank("- {id: q, type: true-false, stem: S, answer: true, image: {file: a.svg, alt: A circle}}")
    bank.with_name("a.svg").write_bytes(b"<svg/>")
    library = open_library([bank])
    picture = data_in(write_page(library, paper_of(library), Settings(title="T")))["questions"][0]["picture"]
    assert picture == {"src": f"data:image/svg+xml;base64,{b64encode(b'<svg/>').decode()}", "alt": "A circle"}


def test_a_form_fixes_the_order_and_gives_its_name(every_type: Library) -> None:
    question = every_type.questions["one-of-three"]
    settings = Settings(title="T", form="B", fingerprint="12345678")
    data = data_in(write_page(every_type, [Presented(question, (2, 0, 3, 1))], settings))
    assert (data["form"], data["fingerprint"], data["is_fixed"]) == ("B", "12345678", True)
    assert data["questions"][0]["order"] == [2, 0, 3, 1]
    unkeyed = data_in(
        write_page(every_type, [Presented(question, (2, 0, 3, 1))], msgspec.structs.replace(settings, keyed=False))
    )
    assert unkeyed["questions"][0]["parts"] == ["Urate", "Calcite", "Struvite", "Hydroxyapatite"]


def test_the_fingerprint_changes_with_the_questions(every_type: Library, shipped: Library) -> None:
    codes = {collect(each, paper_of(each), Settings(title="T")).fingerprint for each in (every_type, shipped)}
    codes.add(collect(every_type, paper_of(every_type)[:3], Settings(title="T")).fingerprint)
    assert len(codes) == 3


def rekeyed(question: Question) -> Question:
    """Give a question that looks the same and has another key, and other reasons."""
    common = {"explanation": "Something else.", "facts": ("other",)}
    return msgspec.structs.replace(question, **_other_key(question), **common)


def _other_key(question: Question) -> dict[str, Any]:
    match question:
        case TrueFalse():
            return {"answer": not question.answer, "why_true": "else"}
        case MultipleResponse() | SingleBestAnswer() | CaseQuestion():
            turned = [msgspec.structs.replace(each, why="else") for each in question.options]
            moved = [each for each in turned[1:] + turned[:1] if not each.fixed] + [
                each for each in turned if each.fixed
            ]
            keys = [each.correct for each in question.options][::-1]
            places = moved if question.shuffle else turned
            return {
                "options": tuple(msgspec.structs.replace(o, correct=key) for o, key in zip(places, keys, strict=True))
            }
        case Cloze():
            others = iter(f"other{i}" * (i + 1) for i in range(9))
            return {"text": re.sub(r"\{\{.*?\}\}", lambda _: f"{{{{{next(others)}}}}}", question.text), "gaps": ()}
        case ShortAnswer():
            return {"accept": ("else",), "why": "else"}
        case Numeric():
            return {"value": 77, "between": None, "tolerance": "3", "why": "else"}
        case Ordering():
            return {"entries": question.entries[::-1]}
        case Matching():
            choices = [pair.choice for pair in question.pairs]
            turned_round = choices[1:] + choices[:1]
            pairs = zip(question.pairs, turned_round, strict=True)
            return {"pairs": tuple(msgspec.structs.replace(pair, choice=choice, why="else") for pair, choice in pairs)}
        case Open():
            return {"model_answer": "else", "points": ("else", "more")}
    raise AssertionError(question)


@given(presented=st.from_type(Presented))
def test_without_its_key_a_question_is_the_same_bytes_whatever_is_right(presented: Presented) -> None:
    question = presented.question
    assume(not (isinstance(question, Cloze) and any(gap.hint for gap in question.gaps)))
    asked = [
        msgspec.json.encode(ask(FACTLESS, present(each), topic="", keyed=False))
        for each in (question, rekeyed(question))
    ]
    assert asked[0] == asked[1]
    assert b'"key"' not in asked[0]


def test_without_its_key_a_page_holds_no_word_of_it(every_type: Library, shipped: Library) -> None:
    for library in (every_type, shipped):
        page = write_page(library, paper_of(library), Settings(title="T", keyed=False, mode="exam"))
        shown = json.dumps(data_in(page), ensure_ascii=False)
        for question in library.questions.values():
            for text in secrets_of(question):
                assert text not in shown, question.id


def secrets_of(question: Question) -> list[str]:
    """List the texts that only a key holds; short words may well stand in another question."""
    texts = [question.explanation, question.later_evidence and question.later_evidence.text]
    match question:
        case TrueFalse():
            texts += [question.why_true, question.why_false]
        case Cloze():
            texts += [gap.why for gap in question.gaps]
        case Open():
            texts += [question.model_answer, *question.points]
        case Ordering():
            texts += [entry.why for entry in question.entries]
        case Matching():
            texts += [pair.why for pair in question.pairs]
        case ShortAnswer() | Numeric():
            texts += [question.why]
        case _:
            texts += [option.why for option in question.options]
    return [text for text in texts if text and len(text) > 12]


def test_without_keys_page_and_bank_go_by_a_code_that_follows_from_what_is_shown(
    make_library: Callable[[str], Library],
) -> None:
    codes = set()
    for answer in ("true", "false"):
        library = make_library(f"- {{id: q, type: true-false, stem: S, answer: {answer}}}")
        data = data_in(write_page(library, paper_of(library), Settings(title="T", keyed=False)))
        codes.add((data["fingerprint"], data["banks"][0]["version"]))
    assert len(codes) == 1


def test_gaps_leave_no_trace_of_their_answers(every_type: Library) -> None:
    question = every_type.questions["two-gaps"]
    assert isinstance(question, Cloze)
    asked = ask(every_type, present(question), topic="", keyed=False)
    assert asked.pieces == ("Most deposits are ", ", a salt of ", ".")
    assert not any(answer in str(asked) for answer in gap_answers(question))
