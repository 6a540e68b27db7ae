"""Take the pictures of decks/README.md: cards in Anki's own reviewer page, by day, by night and on a phone.

Run as `.venv/bin/python -m tests.export.anki.pictures` after a change of the templates.
"""

import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from msgspec import Struct
from tests.export.anki.conftest import OTHER_ANKIS
from tests.export.anki.reviewer import face_of, photograph

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
PICTURES = (
    Picture(
        name="choice-light",
        search="ID:surg-two-worries",
        script=f"{PRESS} {FRONT} press('Embolism'); await pause(400);",
        size=(640, 420),
    ),
    Picture(name="choice-dark", search="ID:surg-two-worries", script=BACK, night=True, size=(640, 860)),
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
    Picture(
        name="typed-light",
        search="tag:calcinosis::type::numeric",
        script=BACK,
        typed="20",
        size=(640, 1100),
    ),
    Picture(name="cloze-phone", search="tag:calcinosis::type::cloze", script=FRONT, size=(390, 320)),
)


def main() -> None:
    """Import the committed deck into a new collection and photograph it."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(f"{folder}/collection.anki2")
        package = str(REPOSITORY / "decks" / "calcinosis.apkg")
        request = ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
        collection.import_anki_package(request)
        for picture in PICTURES:
            face = face_of(collection, picture.search, picture.typed)
            file = IMAGES / f"anki-{picture.name}.png"
            web = OTHER_ANKIS / "web" / "_aqt" / "data" / "web"
            photograph(face, picture.script, web, file, night=picture.night, size=picture.size)
        collection.close()


if __name__ == "__main__":
    main()
