"""Whatever a bank says: it arrives whole, makes the cards that Anki makes, and shows exactly as written."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize

import pytest
from anki.collection import (
    Collection,
    CsvMetadata,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
    ImportLogWithChanges,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from tests.export.anki.conftest import release_of
from tests.export.anki.reviewer import Face, face_of, run

from calcinosis_quiz.bank.items import (
    Bank,
    Cloze,
    Gap,
    Item,
    Matching,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.export.anki.markup import show
from calcinosis_quiz.export.anki.notes import FIELDS, PUBLISHED_FIELDS, write_text
from calcinosis_quiz.export.anki.package import build_package

SIGNS = (
    *("<b>x</b>", "<script>window.pwned=1</script>", "<img src=x onerror='window.pwned=1'>", "</main></ol>", "<!--"),
    *("-->", "&amp;", "&lt;", "&#123;", "<", ">", "&", '"', "'", "`", "\\", "javascript:1", "%s {0}"),
    *("{{Answer}}", "{{#Notes}}", "{{FrontSide}}", "}}", "{", "{{c1::y}}", "{{c9::z::h}}", "::", ":"),
    *("\\(x^2\\)", "\\[y\\]", "$$z$$", "$a$", "[$]x[/$]", "[latex]x[/latex]"),
    *("[sound:a.mp3]", "[anki:tts lang=en]x[/anki:tts]", "[[type:Answer]]"),
    *("\n", "\t", "  ", "\u00a0", "\u3000", "\u200b", "\u202eabc", "e\u0301"),
    *("\U0001f9b4", "\u05d0\u05d1\u05d2", "\u0627\u0644", "a", "b", "1"),
)


def is_text(text: str) -> bool:
    """What the reader of banks lets through."""
    return bool(text.strip()) and text == text.strip() and any(c.isalnum() for c in text)


letters = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
words = st.lists(st.sampled_from(SIGNS) | st.text(letters, max_size=6), min_size=1, max_size=6).map("".join)
texts = words.map(str.strip).filter(is_text)
# What stands in the braces of a gap, and around them: the structure check refuses braces of the author's own there.
plain = texts.map(lambda text: text.replace("{", "(").replace("}", ")").replace("::", ":.")).filter(is_text)


def fold(text: str) -> str:
    """Two texts that are the same to the structure check."""
    return " ".join(normalize("NFC", text).casefold().split())


def apart(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Texts of which no two are the same."""
    return st.lists(texts, min_size=least, max_size=most, unique_by=fold)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Draw an item of any type that puts texts into different places."""
    stem, why = draw(texts), draw(st.none() | texts)
    item: Item
    match draw(st.sampled_from(("choice", "truth", "cloze", "short", "order", "pairs", "open"))):
        case "choice":
            options = [Option(text=t, correct=i == 0, why=why) for i, t in enumerate(draw(apart(2, 5)))]
            item = SingleBestAnswer(id="item", stem=stem, options=tuple(options))
        case "truth":
            item = TrueFalse(id="item", stem=stem, answer=True, why_true=why, true_label=draw(texts))
        case "cloze":
            answers = draw(st.lists(plain, min_size=1, max_size=3))
            text = draw(plain) + "".join(f" {{{{{answer}}}}} {draw(plain)}" for answer in answers)
            gaps = [Gap(hint=draw(st.none() | texts), why=why) for _ in answers]
            item = Cloze(id="item", text=text, gaps=tuple(gaps))
        case "short":
            item = ShortAnswer(id="item", stem=stem, accept=tuple(draw(apart(1, 3))), why=why)
        case "order":
            entries = tuple(Reasoned(text=t, why=why) for t in draw(apart(2, 4)))
            item = Ordering(id="item", stem=stem, entries=entries)
        case "pairs":
            one, two, three, four = draw(apart(4, 4))
            pairs = (Pair(prompt=one, choice=two, why=why), Pair(prompt=three, choice=four))
            item = Matching(id="item", stem=stem, pairs=pairs)
        case _:
            item = Open(id="item", stem=stem, model_answer=draw(texts), points=tuple(draw(apart(1, 3))))
    return structs.replace(item, explanation=draw(st.none() | texts), objective=draw(st.none() | texts))


def shelve(drawn: Iterable[Item]) -> Library:
    """Put items into a bank, under ids of their own."""
    numbered = tuple(structs.replace(item, id=f"item-{i}", topic="generated") for i, item in enumerate(drawn))
    # Items of a concrete type, which mypy cannot know.
    bank = Bank(format=1, bank="generated", title="Generated", items=numbered)  # type: ignore[arg-type]
    return Library((LoadedBank("generated.yaml", bank, None),))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a collection that is copied for every example: copying is much quicker than making."""
    path = tmp_path_factory.mktemp("empty") / "collection.anki2"
    Collection(str(path)).close()
    return path


def open_with(package: bytes, empty: Path, folder: str) -> Collection:
    file = Path(folder, "deck.apkg")
    file.write_bytes(package)
    shutil.copy(empty, Path(folder, "collection.anki2"))
    collection = Collection(str(Path(folder, "collection.anki2")))
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(file), options=ImportAnkiPackageOptions()))
    return collection


@settings(deadline=None, max_examples=30)
@given(st.lists(items(), min_size=1, max_size=8).map(shelve))
def test_notes_and_cards_arrive_as_anki_itself_would_make_them(empty: Path, library: Library) -> None:
    release = release_of(library)
    with tempfile.TemporaryDirectory() as folder:
        collection = open_with(build_package(release.notes, "Generated"), empty, folder)
        try:
            assert collection.note_count() == len(release.notes)
            assert collection.db is not None
            spare = [""] * (len(FIELDS) - len(PUBLISHED_FIELDS))
            for each in release.notes:
                (number,) = collection.db.list("select id from notes where guid = ?", each.note.guid)
                note = collection.get_note(number)
                assert note.fields == [*each.note.fields, *spare]
                assert sorted(note.tags) == sorted(each.note.tags)
                arrived = collection.db.list("select ord from cards where nid = ? order by ord", number)
                own = collection.new_note(note.note_type() or {})
                own.fields = note.fields
                collection.add_note(own, 1)  # type: ignore[arg-type]  # the default deck
                assert arrived == sorted(card.ord for card in own.cards())
                for card in note.cards():
                    assert "has a problem" not in card.question() + card.answer()
                    assert not (card.question_av_tags() or card.answer_av_tags())
            assert collection.fix_integrity()[1]
            assert not collection.get_empty_cards().notes
        finally:
            collection.close()


def test_the_twin_as_text_brings_the_same_fields(empty: Path, tmp_path: Path) -> None:
    signs = [sign.strip() for sign in SIGNS if sign.strip()]
    options = [(Option(text=sign, correct=True, why=sign), Option(text="another")) for sign in signs]
    made = [SingleBestAnswer(id="item", stem=pair[0].text, options=pair) for pair in options]
    release = release_of(shelve(made))
    collection = open_with(build_package(release.notes, "Generated"), empty, str(tmp_path))
    file = tmp_path / "deck.tsv"
    file.write_bytes(write_text([each.note for each in release.notes], "Generated"))

    def import_text() -> ImportLogWithChanges.Log:
        metadata = collection.get_csv_metadata(path=str(file), delimiter=CsvMetadata.Delimiter.TAB)
        return collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata)).log

    try:
        assert len(import_text().duplicate) == len(signs)
        collection.remove_notes(collection.find_notes(""))
        assert len(import_text().new) == len(signs)
        assert collection.db is not None
        spare = [""] * (len(FIELDS) - len(PUBLISHED_FIELDS))
        for each in release.notes:
            (number,) = collection.db.list("select id from notes where guid = ?", each.note.guid)
            assert collection.get_note(number).fields == [*each.note.fields, *spare]
    finally:
        collection.close()


class Page(HTMLParser):
    """Collects what a page shows of a fragment."""

    def __init__(self, fragment: str) -> None:
        """Read the fragment."""
        super().__init__()
        self.text = ""
        self.feed(fragment)
        self.close()

    def handle_data(self, data: str) -> None:
        """Take text as it is."""
        self.text += data

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        """Take a line break for what it is; no other element shows anything."""
        self.text += "\n" if tag == "br" else ""


@settings(deadline=None, max_examples=200)
@given(texts)
def test_text_shows_exactly_as_written(text: str) -> None:
    assert Page(show(text)).text == normalize("NFC", text)


@pytest.fixture
def hostile(tmp_path: Path, empty: Path) -> Iterator[list[Face]]:
    """Put every sign into every place of every type, and render the cards in the real Anki."""
    every = " | ".join(sign.replace("\n", "/").replace("\t", "/") for sign in SIGNS)
    tame = every.replace("{", "(").replace("}", ")").replace("::", ":.")
    other = f"{every} 2"
    key, pair = Option(text=every, correct=True, why=every), Pair(prompt=every, choice=every, why=every)
    made = [
        SingleBestAnswer(id="item", stem=every, options=(key, Option(text=other))),
        Cloze(id="item", text=f"{tame} {{{{{tame}}}}} {tame}", gaps=(Gap(hint=every, why=every),)),
        ShortAnswer(id="item", stem=every, accept=(every, other), why=every),
        Ordering(id="item", stem=every, entries=(Reasoned(text=every, why=every), Reasoned(text=other))),
        Matching(id="item", stem=every, pairs=(pair,), spare=(Reasoned(text="x"),)),
        Open(id="item", stem=every, model_answer=every, points=(every,)),
    ]
    library = shelve(structs.replace(item, explanation=every) for item in made)
    collection = open_with(build_package(release_of(library).notes, "Generated"), empty, str(tmp_path))
    yield [face_of(collection, f"ID:{item}", every) for item in library.questions]
    collection.close()


def test_nothing_in_a_text_runs_or_becomes_markup_in_the_reviewer(hostile: list[Face], web: Path) -> None:
    shown = run(
        hostile,
        """
        var shown = [];
        async function look() {
          await pause(300);
          var qa = document.querySelector("#qa");
          var odd = "mjx-container, img, iframe, object, embed, b, a, svg, [onerror]";
          shown.push([
            Array.from(qa.querySelectorAll(odd)).map(function (e) { return e.outerHTML; }),
            qa.querySelectorAll("script").length,
            qa.querySelectorAll("main").length,
            qa.querySelector(".stem").textContent,
          ]);
        }
        for (var face of faces) { await showFront(face); await look(); await showBack(face); await look(); }
        return [shown, typeof window.pwned, typeof MathJax.typesetPromise];
        """,
        web,
        formulas=True,
    )
    pages, pwned, formulas = shown
    assert pwned == "undefined"
    assert formulas == "function"
    assert len(pages) == 12
    every = " | ".join(sign.replace("\n", "/").replace("\t", "/") for sign in SIGNS)
    assert [markup for markup, *_ in pages] == [[]] * 12
    for _, scripts, mains, stem in pages:
        assert scripts <= 1
        assert mains == 1
        assert "\\(x^2\\)" in stem
        assert "\\[y\\]" in stem
    assert pages[0][3] == normalize("NFC", every)
