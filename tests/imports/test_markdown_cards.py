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


def test_logseqs_blocks_with_the_tag_ask_for_what_stands_below_them() -> None:
    text = (
        "title:: Bones\n\n- Plain block\n\t- Which [[mineral]]? #card #[[solid state]]\n"
        "\t  id:: 65a1b2c3-0000-4000-8000-000000000001\n"
        "\t  card-last-score:: 5\n\t\t- Apatite\n\t\t- or\n\t\t\t- its kin\n"
        "- Bone is {{cloze hard\\\\how?}}. #card\n- See #card\n  - ((65a1b2c3-0000-4000-8000-000000000001))\n"
    )
    assert detect(Document("page.md", text.encode())) == "logseq"
    reading = read("logseq", text)
    assert sides(reading) == [
        ("Which mineral?", "- Apatite\n- or\n  - its kin"),
        ("See", "Which mineral?"),
    ]
    cloze = reading.drafts[1].item
    assert isinstance(cloze, Cloze)
    assert (cloze.text, cloze.gaps[0].hint) == ("Bone is {{hard}}.", "how?")
    assert reading.drafts[0].item.tags == ("solid-state",)
    assert reading.drafts[0].source_id == "65a1b2c3-0000-4000-8000-000000000001"


def test_headings_are_cards_only_where_the_user_says_so() -> None:
    text = (
        "# Bones\n\n## Which mineral?\n\nApatite\n\n[#solid state](x) [#b]()\n\n## Two\nlines\n%\nof **front**\n\n"
        "```sh\n## no heading\n```\n\n## Bone is {{c1::hard::how?}}\nMostly.\n"
    )
    assert detect(Document("deck.md", text.encode())) == ""
    reading = read("mdanki", text)
    assert sides(reading) == [
        ("Which mineral?", "Apatite"),
        ("Two\nlines", "of front\n\n```sh\n## no heading\n```"),
    ]
    assert reading.drafts[0].item.tags == ("solid-state", "b")
    cloze = reading.drafts[2].item
    assert isinstance(cloze, Cloze)
    assert (cloze.text, cloze.explanation, reading.title) == ("Bone is {{hard}}", "Mostly.", "Bones")


def test_code_and_dollars_keep_their_signs() -> None:
    reading = read("hashcards", "Q: Why `__init__` and **this**, for \\$5 of $a_b$? [Here](https://a.b/c)\nA: So.\n")
    assert sides(reading) == [("Why `__init__` and this, for $5 of \\(a_b\\)? Here (https://a.b/c)", "So.")]
