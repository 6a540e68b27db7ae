"""Reviews in Anki come along with the notes."""

from pathlib import Path

from anki.collection import Collection, ExportAnkiPackageOptions
from tests.cli.running import run


def package(folder: Path) -> Path:
    """Write a package with a note of two cards and a cloze, the second card and the cloze answered in Anki."""
    collection = Collection(str(folder / "collection.anki2"))
    both = collection.models.by_name("Basic (and reversed card)")
    cloze = collection.models.by_name("Cloze")
    assert both is not None
    assert cloze is not None
    first, second = collection.new_note(both), collection.new_note(cloze)
    first["Front"], first["Back"] = "bone", "Knochen"
    second["Text"] = "Bone is {{c1::hard}} and {{c2::white}}."
    for note in (first, second):
        collection.add_note(note, collection.decks.id("Bones") or collection.decks.get_current_id())
    for card in (first.cards()[1], second.cards()[1]):
        card.start_timer()
        collection.sched.answerCard(card, 3)
    path = folder / "bones.apkg"
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, legacy=True)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    collection.close()
    return path


def test_reviews_go_to_the_question_that_their_card_became_and_once(tmp_path: Path) -> None:
    home = {"CALCINOSIS_QUIZ_HOME": str(tmp_path / "home")}
    bank = tmp_path / "bones.yaml"
    first = run("import", package(tmp_path), "-o", bank, "--with-progress", **home)
    assert "bones.apkg: 2 reviews added to your log, 0 there already" in first.stdout
    again = run("import", tmp_path / "bones.apkg", "--into", bank, "--with-progress", **home)
    assert "0 reviews added to your log, 2 there already" in again.stdout
    log = run("history", "export", **home).stdout
    assert all(name in log for name in ("bone-is", "knochen"))
