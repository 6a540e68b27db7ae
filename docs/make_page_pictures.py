"""Make the pictures of the page for phones: a question of the shipped bank, answered in Chromium, by day and by night.

python -m docs.make_page_pictures
"""

import tempfile
from pathlib import Path
from typing import Final

from tests.export.html.browser import Browser, Page

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.html.page import Settings, write_page
from calcinosis_quiz.quiz.paper import Presented

REPOSITORY: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = REPOSITORY / "docs" / "images"
ITEM: Final = "surg-two-worries"
WRONG: Final = "Embolism and recurrence"
LARGEST: Final = 120_000  # bytes of a picture


def main() -> None:
    """Make both pictures, twice as sharp as the screen is wide."""
    library = open_library([REPOSITORY / "quizzes"])
    question = library.questions[ITEM]
    paper = [Presented(question, tuple(range(len(getattr(question, "options", ())))))]
    # The code of a form keeps the options in the order of the bank.
    page = write_page(library, paper, Settings(title="Calcinosis in dermatomyositis", fingerprint="0" * 8))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(page)
        browser = Browser(Path(folder) / "chromium")
        shown = Page(browser)
        for name, dark in (("page-phone", False), ("page-phone-dark", True)):
            shown.look(360, 740, dark=dark, scale=2)
            shown.open(file.as_uri())
            shown.click("button", "Start")
            shown.click(".option", WRONG)
            shown.click("button", "Check")
            shown.run("window.scrollTo(0, 90); document.activeElement.blur();")
            picture = IMAGES / f"{name}.png"
            shown.photograph(picture)
            size = picture.stat().st_size
            print(f"{picture.relative_to(REPOSITORY)}: {size // 1000} kB")
            if size > LARGEST:
                raise SystemExit(f"{picture.name} is larger than {LARGEST // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
