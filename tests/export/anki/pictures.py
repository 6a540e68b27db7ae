"""Take the pictures of decks/README.md and docs/screens.md: cards in Anki's own reviewer page, in many conditions.

Run as `.venv/bin/python -m tests.export.anki.pictures` after a change of the templates.
"""

import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from msgspec import Struct
from tests.export.anki.conftest import OTHER_ANKIS, release_of
from tests.export.anki.reviewer import face_of, photograph

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.anki.package import build_package

REPOSITORY = Path(__file__).resolve().parents[3]
IMAGES = REPOSITORY / "docs" / "images"
FRONT = "await showFront(faces[0]);"
BACK = f"{FRONT} await showBack(faces[0]); scrollTo(0, 0);"
PRESS = """
function press(text) {
  Array.from(document.querySelectorAll(".entry, .check")).find(function (e) {
    return e.textContent.trim().startsWith(text);
  }).click();
}
"""


class Picture(Struct, frozen=True, kw_only=True):
    """One picture: of which card, after what, and of what size."""

    name: str
    search: str
    script: str
    typed: str | None = None
    night: bool = False
    size: tuple[int, int] = (640, 760)


PHONE = (390, 780)
ODD = """format: 1
bank: odd
title: Odd
items:
  - id: odd
    type: single-best-answer
    stem: "\u05d0\u05d9\u05d6\u05d5 \u05de\u05d4\u05ea\u05e9\u05d5\u05d1\u05d5\u05ea \u05e0\u05db\u05d5\u05e0\u05d4?"
    options:
      - text: "\u05d4\u05ea\u05e9\u05d5\u05d1\u05d4 \u05d4\u05e0\u05db\u05d5\u05e0\u05d4"
        correct: true
        why: "\u05db\u05da \u05e0\u05db\u05ea\u05d1."
      - {text: pneumonoultramicroscopicsilicovolcanoconiosis and hepaticocholangiogastrostomy, why: no}
      - {text: "Latin, then \u05e2\u05d1\u05e8\u05d9\u05ea", why: no}
"""
LARGE = "document.querySelectorAll('.card').forEach((e) => e.style.setProperty('font-size', '34px'));"
PICTURES = (
    Picture(
        name="choice-light",
        search="ID:surg-two-worries",
        script=f"{PRESS} {FRONT} press('Nerve'); await pause(400);",
        size=(640, 420),
    ),
    Picture(
        name="choice-back",
        search="ID:surg-two-worries",
        script=f"{PRESS} {FRONT} press('Nerve'); await showBack(faces[0]); scrollTo(0, 0);",
        size=(640, 420),
    ),
    Picture(
        name="choice-dark",
        search="ID:surg-two-worries",
        script=f"{PRESS} {FRONT} press('Nerve'); await showBack(faces[0]);"
        "document.querySelectorAll('.fold').forEach((e) => { e.open = true; }); scrollTo(0, 0);",
        night=True,
        size=(640, 980),
    ),
    Picture(
        name="multiple-phone",
        search="tag:calcinosis::type::multiple-response",
        script=f"{FRONT} document.querySelectorAll('.entry').forEach((e, i) => i % 2 || e.click()); await pause(400);",
        size=PHONE,
    ),
    Picture(
        name="matching-phone",
        search="tag:calcinosis::type::matching",
        script=f"{FRONT} document.querySelectorAll('.keyed .entry').forEach((e) => e.click());"
        "document.querySelector('.check').click(); await pause(400);",
        night=True,
        size=PHONE,
    ),
    Picture(name="typed-light", search="tag:calcinosis::type::numeric", script=BACK, typed="20", size=(640, 420)),
    Picture(name="cloze-phone", search="tag:calcinosis::type::cloze", script=FRONT, size=(390, 320)),
    Picture(name="choice-large", search="ID:surg-two-worries", script=f"{FRONT} {LARGE}", size=(640, 760)),
    Picture(name="choice-odd", search="ID:odd", script=FRONT, size=(390, 420)),
)


def main() -> None:
    """Import the committed deck into a new collection and photograph it."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(f"{folder}/collection.anki2")
        odd = Path(folder, "odd.yaml")
        odd.write_text(ODD, encoding="utf-8")
        odd.with_suffix(".apkg").write_bytes(build_package(release_of(open_library([odd])).notes, "Odd"))
        for package in (REPOSITORY / "decks" / "calcinosis.apkg", odd.with_suffix(".apkg")):
            request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
            collection.import_anki_package(request)
        for picture in PICTURES:
            face = face_of(collection, picture.search, picture.typed)
            file = IMAGES / f"anki-{picture.name}.png"
            web = OTHER_ANKIS / "web" / "_aqt" / "data" / "web"
            photograph(face, picture.script, web, file, night=picture.night, size=picture.size)
        collection.close()


if __name__ == "__main__":
    main()
