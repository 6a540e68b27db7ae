"""Cards in Markdown."""

from tests.imports.reading import causes, read

from calcinosis_quiz.bank.items import Cloze, Open
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document, Reading


def sides(reading: Reading) -> list[tuple[str, str]]:
    return [(each.item.stem, each.item.model_answer) for each in reading.drafts if isinstance(each.item, Open)]


def test_hashcards_have_questions_answers_and_gaps() -> None:
    text = (
        '+++\nname = "Bones"\n+++\n\nQ: Which mineral?\nA: Apatite,\na *salt*.\n\n'
        "C: Bone is [apatite], see \\[3\\] and ![a hand](@/hand.png).\n---\nstray\n"
        "Q: Which mineral?\nA: Apatite,\na *salt*.\n"
    )
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"
    assert detect(Document("bones.md", text.encode())) == "hashcards"
    reading = read("hashcards", text, {"hand.png": png})
    assert sides(reading) == [("Which mineral?", "Apatite,\na salt.")]
    cloze = reading.drafts[1]
    assert isinstance(cloze.item, Cloze)
    assert cloze.item.text == "Bone is {{apatite}}, see [3] and ."
    assert cloze.picture is not None
    assert (reading.title, [each.place.line for each in reading.drafts]) == ("Bones", [5, 9])
    assert ("left out", "a line outside of any card") in causes(reading)
    assert ("left out", "the same card stands there twice") in causes(reading)


def test_obsidians_cards_by_their_marks() -> None:
    text = (
        "#flashcards/bones\n\ncat::Katze <!--SR:!2024-01-01,3,250-->\ndog:::Hund\n\n"
        "Which mineral?\nLook closely.\n?\nApatite\n<!--SR:!2024-01-01,3,250-->\n\none\n??\ntwo\n\n"
        "Bone is ==apatite== in `a==b`.\n\n```cpp\nstd::vector\n```\n\nuse `std::map` here\n"
    )
    assert detect(Document("note.md", text.encode())) == "obsidian"
    reading = read("obsidian", text)
    assert sides(reading) == [
        ("cat", "Katze"),
        ("dog", "Hund"),
        ("Hund", "dog"),
        ("Which mineral?\nLook closely.", "Apatite"),
        ("one", "two"),
        ("two", "one"),
    ]
    last = reading.drafts[-1].item
    assert isinstance(last, Cloze)
    assert last.text == "Bone is {{apatite}} in `a==b`."
    assert {each.category for each in reading.drafts} == {("bones",)}
    assert [each.place.line for each in reading.drafts] == [3, 4, 4, 6, 12, 12, 16]


def test_a_note_without_its_tag_is_not_taken_for_cards() -> None:
    assert detect(Document("note.md", b"In C++ one writes std::vector.\n\nWhat?\n?\nThat.\n")) == ""
