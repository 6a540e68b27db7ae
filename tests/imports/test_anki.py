"""Anki's packages in all their forms, written by Anki itself."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId
from tests.imports.reading import causes, read
from tests.imports.test_qti12 import pack

from calcinosis_quiz.bank.items import Cloze, Gap, MultipleResponse, Open, ShortAnswer, SingleBestAnswer
from calcinosis_quiz.imports.anki.collection import open_package
from calcinosis_quiz.imports.anki.protobuf import fields_of
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document, Reading, RefusedFileError

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 and the rest"
Made = Callable[[Collection], None]


def add(col: Collection, kind: str, fields: Mapping[str, str], tags: str = "", deck: str = "Bones::Minerals") -> None:
    model = col.models.by_name(kind)
    assert model is not None
    note = col.new_note(model)
    for name, text in fields.items():
        note[name] = text
    note.tags = tags.split()
    deck_id = col.decks.id(deck)
    assert deck_id is not None
    col.add_note(note, DeckId(deck_id))


def add_type(col: Collection, name: str, fields: list[str], front: str, back: str) -> None:
    model = col.models.new(name)
    for field in fields:
        col.models.add_field(model, col.models.new_field(field))
    template = col.models.new_template("Card 1")
    template["qfmt"], template["afmt"] = front, back
    col.models.add_template(model, template)
    col.models.add(model)


@pytest.fixture(params=["new", "old", "colpkg", "old colpkg"])
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Made], bytes]:
    """Make a collection and export it in one of Anki's forms."""

    def export(make: Made) -> bytes:
        col = Collection(str(tmp_path / "collection.anki2"))
        make(col)
        target = tmp_path / "out"
        legacy = request.param.startswith("old")
        if request.param.endswith("colpkg"):
            col.export_collection_package(str(target), include_media=True, legacy=legacy)
        else:
            options = ExportAnkiPackageOptions(
                with_scheduling=False, with_deck_configs=False, with_media=True, legacy=legacy
            )
            col.export_anki_package(out_path=str(target), options=options, limit=None)
            col.close()
        return target.read_bytes()

    return export


@pytest.fixture
def reading_of(exported: Callable[[Made], bytes]) -> Callable[[Made], Reading]:
    """Make a collection, export it, and read it."""

    def make(build: Made) -> Reading:
        content = exported(build)
        assert detect(Document("deck", content)) == "anki"
        return read("anki", content)

    return make


def test_a_card_becomes_a_question_with_its_tags_deck_image_and_id(reading_of: Callable[[Made], Reading]) -> None:
    def build(col: Collection) -> None:
        name = col.media.write_data("hand é.png", PNG)
        fields = {"Front": f'<div>Which?</div><img src="{name}">', "Back": "Apatite<br>H<sub>2</sub>O [sound:a.mp3]"}
        add(col, "Basic", fields, tags="topic::bones easy")

    reading = reading_of(build)
    found = reading.drafts[0]
    assert isinstance(found.item, Open)
    assert (found.item.stem, found.item.model_answer) == ("Which?", "Apatite\nH₂O")
    assert found.item.tags == ("easy", "topic-bones")
    assert found.category == ("Bones", "Minerals")
    assert found.picture is not None
    assert found.picture.content == PNG
    assert found.source_id
    assert ("changed", "a sound is not kept") in causes(reading)


def test_a_note_with_two_cards_is_two_questions(reading_of: Callable[[Made], Reading]) -> None:
    reading = reading_of(lambda col: add(col, "Basic (and reversed card)", {"Front": "cat", "Back": "Katze"}))
    pairs = [(each.item.stem, each.item.model_answer) for each in reading.drafts if isinstance(each.item, Open)]
    assert pairs == [("cat", "Katze"), ("Katze", "cat")]
    assert len({each.source_id for each in reading.drafts}) == 2


def test_an_optional_card_that_is_not_there_is_no_question(reading_of: Callable[[Made], Reading]) -> None:
    reading = reading_of(lambda col: add(col, "Basic (optional reversed card)", {"Front": "cat", "Back": "Katze"}))
    assert len(reading.drafts) == 1


def test_a_typed_card_is_a_word_to_type(reading_of: Callable[[Made], Reading]) -> None:
    reading = reading_of(lambda col: add(col, "Basic (type in the answer)", {"Front": "Symbol?", "Back": "Fe"}))
    item = reading.drafts[0].item
    assert isinstance(item, ShortAnswer)
    assert (item.stem, item.accept) == ("Symbol?", ("Fe",))


def test_a_cloze_keeps_hints_formulas_and_what_stands_behind_it(reading_of: Callable[[Made], Reading]) -> None:
    text = r"Bone is {{c1::apatite::a mineral}}, a {{c2::salt of {{c3::calcium}}}}; \({{c1::\frac{a}{b} }}\)"
    reading = reading_of(lambda col: add(col, "Cloze", {"Text": text, "Back Extra": "See page 3."}))
    item = reading.drafts[0].item
    assert isinstance(item, Cloze)
    assert item.text.startswith("Bone is {{apatite}}, a {{salt of calcium}}; ")
    assert item.gaps[0] == Gap(hint="a mineral")
    assert item.explanation == "See page 3."
    assert ("changed", "a note that made several cards is one question with all its gaps") in causes(reading)


def test_what_is_front_is_what_the_template_says(reading_of: Callable[[Made], Reading]) -> None:
    sections = "{{#Word}}Say <i>{{Word}}</i> in German{{/Word}}{{^Word}}Nothing{{/Word}}"
    front = f"<style>b {{}}</style>{sections}<script>x()</script>"

    def build(col: Collection) -> None:
        add_type(col, "Mine", ["Id", "German", "Word"], front, "{{FrontSide}}<hr id=answer>{{German}}")
        add(col, "Mine", {"Id": "7", "German": "Katze", "Word": "cat"})

    item = reading_of(build).drafts[0].item
    assert isinstance(item, Open)
    assert (item.stem, item.model_answer) == ("Say cat in German", "Katze")


@pytest.mark.parametrize(
    ("key", "right"), [("0 1 0", ["Iron"]), ("1 1 0", ["Lead", "Iron"]), ("B", ["Iron"]), ("2", ["Iron"])]
)
def test_multiple_choice_note_types_are_read_by_the_names_of_their_fields(
    reading_of: Callable[[Made], Reading], key: str, right: list[str]
) -> None:
    def build(col: Collection) -> None:
        names = ["Question", "Q_1", "Q_2", "Q_3", "Q_4", "Q_5", "Answers", "Extra 1"]
        add_type(col, "AllInOne", names, "{{Question}}", "{{Answers}}")
        texts = {"Question": "Which?", "Q_1": "Lead", "Q_2": "Iron", "Q_3": "Zinc", "Q_4": "Tin"}
        add(col, "AllInOne", {**texts, "Answers": key, "Extra 1": "A metal."})

    item = reading_of(build).drafts[0].item
    assert isinstance(item, SingleBestAnswer | MultipleResponse)
    assert [each.text for each in item.options if each.correct] == right
    assert len(item.options) == 4
    assert item.explanation == "A metal."


def test_formulas_in_brackets_become_tex_and_a_missing_image_is_named(reading_of: Callable[[Made], Reading]) -> None:
    fields = {"Front": "[$]x^2[/$] <img src=gone.png>", "Back": "[latex]$y$[/latex]"}
    reading = reading_of(lambda col: add(col, "Basic", fields))
    item = reading.drafts[0].item
    assert isinstance(item, Open)
    assert (item.stem, item.model_answer) == (r"\(x^2\)", r"\(y\)")
    assert [loss.found for loss in reading.losses] == ["gone.png"]
    assert reading.losses[0].place.record.startswith("note ")


def test_a_back_without_words_is_left_out(reading_of: Callable[[Made], Reading]) -> None:
    reading = reading_of(lambda col: add(col, "Basic", {"Front": "Which?", "Back": "<br>"}))
    assert causes(reading) == [("left out", "its back has no text (an image or a sound alone?)")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pack({"collection.anki2": b"no database"}), "holds no collection"),
        (pack({"collection.anki21b": b"\x28\xb5\x2f\xfd broken"}), "is damaged"),
        (pack({"collection.anki2": b"SQLite format 3\0" + b"\0" * 4096}), "cannot be read"),
        (pack({"readme.txt": b"x"}), "holds no collection"),
    ],
)
def test_what_is_no_collection_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(RefusedFileError, match=said):
        list(open_package(Document("deck", content)).notes)


def test_a_text_export_with_headers() -> None:
    text = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        'abc\tBasic\tBones\t"Which<br>""one""?"\tApatite\teasy hard\n'
        "def\tCloze\tBones\tBone is {{c1::apatite}}.\t\t\n"
    )
    assert detect(Document("notes.txt", text.encode())) == "anki-text"
    drafts = read("anki-text", text).drafts
    first = drafts[0]
    assert isinstance(first.item, Open)
    assert (first.item.stem, first.item.model_answer, first.item.tags) == ('Which\n"one"?', "Apatite", ("easy", "hard"))
    assert (first.source_id, first.category, first.place.line) == ("abc", ("Bones",), 7)
    assert isinstance(drafts[1].item, Cloze)


def test_a_text_file_without_html_shows_its_signs() -> None:
    reading = read("anki-text", '#separator:;\n#html:false\na < b;"one\ntwo"\n')
    item = reading.drafts[0].item
    assert isinstance(item, Open)
    assert (item.stem, item.model_answer) == ("a < b", "one\ntwo")


def test_a_message_cut_short_is_an_error_of_values() -> None:
    assert list(fields_of(b"\x08\x01\x12\x02ab")) == [(1, 1), (2, b"ab")]
    for broken in (b"\x12\x05ab", b"\x08", b"\x0b", b"\xff" * 20):
        with pytest.raises(ValueError, match=r"cut short|unknown kind"):
            list(fields_of(broken))
