"""Make the pictures of the page for phones: a question of the shipped bank, answered in Chromium, by day and by night.

python -m docs.make_page_pictures
"""

import tempfile
from pathlib import Path
from typing import Final

from tests.export.html.browser import Browser, Page

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.html.page import Settings, write_page
from calcinosis_quiz.quiz.presentation import Presented

REPOSITORY: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = REPOSITORY / "docs" / "images"
ITEMS: Final = (
    "surg-two-worries",
    "surg-recurrence-basis",
    "surg-place-and-figure",
    "surg-detail-against-the-figure",
)
ORDER: Final = (2, 4, 0, 1, 3)  # the wrong answer and the right one come first
WRONG: Final = "Embolism and recurrence"
LARGEST: Final = 120_000  # bytes of a picture


def main() -> None:
    """Make both pictures."""
    library = open_library([REPOSITORY / "quizzes"])
    paper = [Presented(library.questions[item], ORDER) for item in ITEMS]
    # The code of a form keeps questions and options in this order.
    page = write_page(library, paper, Settings(title="Calcinosis in dermatomyositis", fingerprint="0" * 8))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_bytes(page)
        browser = Browser(Path(folder) / "chromium")
        shown = Page(browser)
        for name, dark in (("page-phone", False), ("page-phone-dark", True)):
            shown.look(360, 740, dark=dark, scale=1.5)
            shown.open(file.as_uri())
            shown.click("button", "Start")
            shown.click(".option", WRONG)
            shown.click("button", "Check")
            shown.run("window.scrollTo(0, 0); document.activeElement.blur();")
            picture = IMAGES / f"{name}.png"
            shown.photograph(picture)
            size = picture.stat().st_size
            print(f"{picture.relative_to(REPOSITORY)}: {size // 1000} kB")
            if size > LARGEST:
                raise SystemExit(f"{picture.name} is larger than {LARGEST // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
