"""Make the pictures of paper in `images/`: one page each of an exam, its key and its answer sheet.

    python -m docs.make_pictures

It runs `form`, and pdftoppm (of poppler-utils) draws a page of each paper.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

IMAGES: Final = Path(__file__).with_name("images")
FORM: Final = ["form", "--items", "20", "--seed", "7", "--format", "pdf"]
PAGES: Final = {"exam": 1, "key": 2, "answer-sheet": 1}


def main() -> None:
    """Make a form, and a picture of one page of each of its papers."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "calcinosis_quiz", *FORM, "-o", folder], check=True)
        for paper, page in PAGES.items():
            picture = IMAGES / f"paper-{paper}"
            options = ["-r", "72", "-gray", "-png", "-singlefile", "-f", str(page)]
            pdf = f"{folder}/form-A-{paper}.pdf"
            subprocess.run(["pdftoppm", *options, pdf, picture], check=True)  # noqa: S607 - where it is, is up to the PATH
            print(f"{picture}.png")


if __name__ == "__main__":
    main()
