"""`import`: from a file of another program to a bank that is played."""

import io
import json
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from tests.cli.running import run

from calcinosis_quiz.bank.load import open_library

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 and the rest"
CHOICE = (
    '<question type="multichoice"><name><text>Bone mineral</text></name>'
    '<questiontext format="html"><text>Which mineral?</text></questiontext>'
    '<answer fraction="100"><text>Apatite</text></answer><answer fraction="0"><text>Calcite</text></answer></question>'
)
PICTURE = (
    '<question type="truefalse"><name><text>Hand</text></name><questiontext format="html"><text><![CDATA[<p>'
    f'<img alt="A hand" src="data:image/png;base64,{b64encode(PNG).decode()}">Is it calm?</p>]]></text></questiontext>'
    '<answer fraction="100"><text>true</text></answer></question>'
)
UNKNOWN = '<question type="stack"><name><text>Sum</text></name><questiontext><text>x</text></questiontext></question>'


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def moodle(*questions: str, name: str = "course.xml") -> str:
    Path(name).write_text(f"<quiz>\n{chr(10).join(questions)}\n</quiz>", encoding="utf-8")
    return name


def test_a_file_becomes_a_bank_that_is_sound_and_played() -> None:
    result = run("import", moodle(CHOICE, PICTURE, UNKNOWN), "-o", "bones.yaml")
    assert result.exit_code == 0
    assert "course.xml: Moodle XML, 2 questions read" in result.output
    assert '* Moodle knows it by a plugin of the type stack\n      course.xml:4 "Sum"' in result.output
    assert "calcinosis-quiz quiz --bank bones.yaml" in result.output
    library = open_library([Path("bones.yaml")])
    assert list(library.items) == ["bone-mineral", "hand"]
    assert next(Path("bones-images").iterdir()).read_bytes() == PNG
    text = Path("bones.yaml").read_text(encoding="utf-8")
    assert "  # course.xml:2\n  - id: bone-mineral\n" in text
    assert "      - {text: Apatite, correct: true}\n" in text
    played = run("quiz", "--bank", "bones.yaml", "--item", "hand", typed="A\n")
    assert "Is it calm?" in played.output
    assert played.exit_code == 0
    assert run("export", "anki", "--bank", "bones.yaml", "-o", "bones.apkg").exit_code == 0


def test_a_dry_run_writes_nothing() -> None:
    assert run("import", moodle(CHOICE), "--dry-run").exit_code == 0
    assert run("import", "course.xml", "--dry-run", "-o", "bones.yaml").exit_code == 0
    assert [path.name for path in Path().iterdir()] == ["course.xml"]


def test_exit_codes_tell_what_came_in() -> None:
    assert run("import", moodle(CHOICE), "-o", "a.yaml", "--strict").exit_code == 0
    assert run("import", moodle(CHOICE, UNKNOWN), "-o", "b.yaml").exit_code == 0
    assert run("import", "course.xml", "-o", "c.yaml", "--strict").exit_code == 1
    nothing = run("import", moodle(UNKNOWN), "-o", "d.yaml")
    assert nothing.exit_code == 1
    assert not Path("d.yaml").exists()
    assert run("import", "course.xml").exit_code == 2


def test_a_file_that_exists_is_kept_unless_forced() -> None:
    Path("a.yaml").write_text("mine", encoding="utf-8")
    assert run("import", moodle(CHOICE), "-o", "a.yaml").exit_code == 1
    assert Path("a.yaml").read_text(encoding="utf-8") == "mine"
    assert run("import", "course.xml", "-o", "a.yaml", "--force").exit_code == 0


def test_every_loss_goes_into_the_report() -> None:
    run("import", moodle(CHOICE, UNKNOWN), "--dry-run", "--report", "losses.json")
    assert json.loads(Path("losses.json").read_text(encoding="utf-8")) == [
        {
            "kind": "left out",
            "file": "course.xml",
            "line": 3,
            "record": "question 2",
            "title": "Sum",
            "what": "Moodle knows it by a plugin of the type stack",
            "found": None,
        }
    ]


def test_folders_zips_and_a_pipe_are_read() -> None:
    Path("in").mkdir()
    moodle(CHOICE, name="in/a.xml")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("course/b.xml", f"<quiz>{CHOICE}</quiz>")
        archive.writestr("course/readme.bin", b"\0")
    Path("in/b.zip").write_bytes(buffer.getvalue())
    result = run("import", "in", "-", "-o", "all.yaml", typed=f"<quiz>{CHOICE}</quiz>")
    assert result.exit_code == 0
    assert list(open_library([Path("all.yaml")]).items) == ["bone-mineral", "bone-mineral-2", "bone-mineral-3"]


def test_a_folder_takes_one_bank_a_topic() -> None:
    category = '<question type="category"><category><text>$course$/top/{}</text></category></question>'
    moodle(category.format("Bones"), CHOICE, category.format("Hands"), PICTURE)
    assert run("import", "course.xml", "-o", "banks").exit_code == 0
    assert sorted(path.name for path in Path("banks").iterdir()) == [
        "bones.imported.json",
        "bones.yaml",
        "hands-images",
        "hands.imported.json",
        "hands.yaml",
    ]
    assert len(open_library([Path("banks")]).items) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0\x01\x02", "the format is not recognised"),
        (b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>', "defines XML entities"),
        (b"<moodle_backup/>", "backup of a Moodle course"),
        (b"PK\x03\x04 broken", "not a zip file"),
        (b"", "the format is not recognised"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_leaves_no_file(content: bytes, said: str) -> None:
    Path("bad.bin").write_bytes(content)
    result = run("import", "bad.bin", "-o", "a.yaml")
    assert result.exit_code == 1
    assert said in result.output
    assert len(result.output.strip().splitlines()) <= 2
    assert not Path("a.yaml").exists()


def test_an_image_is_taken_from_the_folder_given_and_from_nowhere_else() -> None:
    Path("media").mkdir()
    Path("media/hand.png").write_bytes(PNG)
    Path("secret.png").write_bytes(PNG)
    source = PICTURE.replace(f"data:image/png;base64,{b64encode(PNG).decode()}", "{}")
    moodle(source.format("https://example.org/hand.png"))
    assert run("import", "course.xml", "-o", "a.yaml", "--media", "media").exit_code == 0
    assert Path("a-images/hand.png").read_bytes() == PNG
    moodle(source.format("../secret.png"), name="media/course.xml")
    run("import", "media/course.xml", "-o", "b.yaml")
    assert not Path("b-images").exists()


def test_the_formats_are_listed() -> None:
    result = run("import", "--formats")
    assert result.exit_code == 0
    assert "Moodle XML" in result.output


@pytest.mark.parametrize("command", [("check",), ("quiz", "--bank"), ("list", "--bank")])
def test_a_foreign_file_where_a_bank_belongs_is_named_with_the_next_step(command: tuple[str, ...]) -> None:
    moodle(CHOICE)
    result = run(*command, "course.xml")
    assert result.exit_code == 1
    assert "course.xml looks like Moodle XML: calcinosis-quiz import course.xml -o bank.yaml" in result.output
