"""Files that are cut, mixed up or made to do harm: one sentence or fewer questions, and never a crash."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cli.running import run
from tests.imports.test_docx import NUMBERING, p, word
from tests.imports.test_docx import run as word_run
from tests.imports.test_moodle_xml import answer, question
from tests.imports.test_qti2 import CHOICE, declare, item, template
from tests.imports.test_qti12 import ABC, choose, equal, text, when, wrap
from tests.imports.test_qti12 import item as item12

from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.formats import FORMATS
from calcinosis_quiz.imports.importing import read_documents
from calcinosis_quiz.imports.reading import Document

CLOZE = question("cloze", "", "It is {1:SA:=a~%50%b#no} and {2:NM:=3:0.1} or {1:MC:=x~y}.")
SAMPLES = {
    "moodle-xml": f"<quiz>{question('multichoice', answer('100', 'a') + answer('-50', 'b'))}{CLOZE}</quiz>",
    "gift": "$CATEGORY: a/b\n\n// [id:x]\n::T::[html]Q?{=%100%a#b ~%-50%c\\=} \n\nH {#3:0.1}\n\nM {=a -> b =c -> d}",
    "aiken": "Which?\nA. a\nB) b\nANSWER: B\n",
    "qti": wrap(item12("multiple_choice_question", text("<p>Q</p>") + choose(*ABC), when(equal("2"), "100"))),
    "table": 'Question,Option 1,Option 2,Correct\n"a\nb",x,y,1\nc,x,y,B\n',
    "blackboard-tab": "MC\tQ\ta\tcorrect\tb\tincorrect\nFIB_PLUS\t[a]\ta\tx\n",
    "anki-text": '#separator:tab\n#html:true\n#tags column:3\n"a<br>b"\tc\td e\n{{c1::a::b}}\t\t\n',
    "text2qti": "Quiz title: x\n1. Q\n... g\n*a) x\n... w\nb) y\n\n2. N\n= 3 +- 1%\n",
    "hashcards": '+++\nname = "x"\n+++\nQ: a\nA: b\nC: x [y] z\n',
    "obsidian": "#flashcards/x\na::b\nc:::d\n\nq\n??\nr\n\n==x== y\n",
    "own-json": '{"bank": "b", "type": "true-false", "id": "a", "stem": "s", "answer": true}\n',
}
QTI2 = item(declare("B", mapped="A=1 B=2"), CHOICE, template("map_response"))


@st.composite
def damaged(draw: st.DrawFn, content: str) -> str:
    """Cut, repeat or replace a few stretches of a text."""
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = draw(st.integers(begin, min(len(content), begin + 40)))
        inserted = draw(
            st.sampled_from(["", content[begin:end] * 2, "{", "}", "<", "&#0;", "\0", "\ue000", "=", '"', "9" * 30])
        )
        content = content[:begin] + inserted + content[end:]
    return content


@pytest.mark.parametrize("form", SAMPLES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_file_never_crashes_its_reader(form: str, data: st.DataObject) -> None:
    content = data.draw(damaged(SAMPLES[form])).encode("utf-8", "replace")
    read_documents([Document("a-file", content)], form)
    read_documents([Document("a-file", content)])


@settings(max_examples=60)
@given(content=damaged(QTI2))
def test_a_damaged_item_of_qti_2_never_crashes(content: str) -> None:
    read_documents([Document("a-file", content.encode("utf-8", "replace"))], "qti")


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_word_file_never_crashes(data: st.DataObject) -> None:
    whole = word(p("Which?", num=1), p(word_run("a", "bold"), num=2), p("b", num=2), p("Answer: A"), p("1. B  2. C"))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    assert members["word/numbering.xml"] == NUMBERING
    broken = data.draw(st.sampled_from(["word/document.xml", "word/numbering.xml", "word/styles.xml"]))
    members[broken] = data.draw(damaged(members[broken]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content.encode("utf-8", "replace"))
    read_documents([Document("a-file", buffer.getvalue())], "docx")


@pytest.mark.parametrize("form", FORMATS)
@given(content=st.binary(max_size=200))
@settings(max_examples=20)
def test_any_bytes_are_refused_or_read(form: str, content: bytes) -> None:
    read_documents([Document("a-file", content)], form)
    read_documents([Document("a-file", b"PK\x03\x04" + content)], form)


DEEP = 3000


@pytest.mark.parametrize(
    "content",
    [
        f"<quiz>{'<a>' * DEEP}{'</a>' * DEEP}</quiz>",
        f"<quiz>{question('truefalse', answer('100', 'true'), '<b><i>' * DEEP + 'Deep?')}</quiz>",
        wrap(item12("", text("Q") + choose(*ABC), when("<and>" * DEEP + equal("1") + "</and>" * DEEP, "100"))),
        "{" * 100_000,
        "\n" * 300_000 + "x",
        " " * 300_000 + "::",
        "Which? {=a ~b" * 20_000,
    ],
    ids=["elements", "markup", "conditions", "braces", "lines", "blanks", "unclosed"],
)
def test_what_is_nested_or_repeated_without_end_is_read_in_good_time(content: str) -> None:
    read_documents([Document("a-file", content.encode())])
    detect(Document("a-file", content.encode()))


@pytest.mark.parametrize("form", [*SAMPLES])
def test_nothing_is_written_for_a_file_that_gives_nothing(form: str, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"\xff\xfe\x00nothing\x00here")
    result = run("import", tmp_path / "bad", "--from", form, "-o", tmp_path / "a.yaml")
    assert result.exit_code == 1
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["bad"]
