"""The table of typed answers, and drawn strings, on cards: compared by the real Anki, marked in its reviewer's page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from tests.export.anki.conftest import release_of
from tests.export.anki.reviewer import face_of, run
from tests.typed_fuzz import draw_answers
from tests.typed_table import Judged, judge, read_items, read_table

from calcinosis_quiz.bank.items import Numeric, ShortAnswer
from calcinosis_quiz.export.anki.package import build_package

SIGNS = {"\u2713": "right", "\u2248": "nearly", "\u2717": "wrong"}
DRAWN = 1_000
SCRIPT = """
var marked = [];
for (var face of faces) {
  _showQuestion(face.question, face.answer, face.body);
  _showAnswer(face.answer, face.body);
  for (var i = 0; i < 100 && !document.querySelector("main.back"); i++) await pause(5);
  await pause(20);
  var card = document.querySelector("main.back");
  marked.push([card.querySelector(".said").textContent, card.dataset.why || ""]);
  document.getElementById("qa").textContent = "";
}
return marked;
"""


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Import the items of the table into the real Anki."""
    folder = tmp_path_factory.mktemp("typed")
    package = folder / "typed.apkg"
    package.write_bytes(build_package(release_of(read_items()).notes, "Typed"))
    collection = Collection(str(folder / "collection.anki2"))
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    )
    yield collection
    collection.close()


def mark_on_cards(cards: Collection, web: Path, answers: list[tuple[str, str]]) -> list[Judged]:
    """Type answers into cards, turn them, and read what they say."""
    marked: list[Judged] = []
    for begin in range(0, len(answers), 200):
        faces = [face_of(cards, f"ID:{item}", typed) for item, typed in answers[begin : begin + 200]]
        for said, why in run(faces, SCRIPT, web):
            marked.append((SIGNS.get(said[:1], "asked again"), why) if said else ("empty", "empty"))
    return marked


def test_every_line_of_the_table_is_marked_as_it_says(cards: Collection, web: Path) -> None:
    table = read_table()
    found = mark_on_cards(cards, web, [(line.item, line.typed) for line in table])
    assert [
        (line, judged) for line, judged in zip(table, found, strict=True) if (line.mark, line.reason) != judged
    ] == []


def test_drawn_strings_are_marked_as_in_the_terminal(cards: Collection, web: Path) -> None:
    questions = read_items().questions
    answers = draw_answers(read_items(), DRAWN, seed=91)
    different = []
    for (item, typed), judged in zip(answers, mark_on_cards(cards, web, answers), strict=True):
        question = questions[item]
        assert isinstance(question, ShortAnswer | Numeric)
        if (expected := judge(question, typed)) != judged:
            different.append((item, typed, expected, judged))
    assert different == []
