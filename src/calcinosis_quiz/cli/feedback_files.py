"""Feedback sheets as files: HTML and PDF for each learner, and one of each for the class."""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from os import cpu_count
from pathlib import Path

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.paper.pdf import typeset
from calcinosis_quiz.files import write_files
from calcinosis_quiz.item_analysis.feedback import FeedbackSheet
from calcinosis_quiz.item_analysis.report.feedback_data import describe_sheets
from calcinosis_quiz.item_analysis.report.feedback_page import write_feedback_page

CLASS = "class"


def write_feedback(
    folder: Path,
    sheets: Sequence[FeedbackSheet],
    notice: str,
    *,
    replace: bool,
    remark: Callable[[str], None],
) -> tuple[Path, ...]:
    """Write all sheets into a folder that only its owner can read; all of them or none.

    Without typst there is HTML alone, and `remark` is told so. Raises QuizError as `write_files` does.
    """
    names = list(name_files([sheet.score.learner for sheet in sheets]))
    contents = {folder / f"{CLASS}.html": write_feedback_page(sheets, notice).encode("utf-8")}
    for name, sheet in zip(names, sheets, strict=True):
        contents[folder / f"{name}.html"] = write_feedback_page([sheet], notice).encode("utf-8")
    try:
        for name, pdf in zip((CLASS, *names), set_pdfs(sheets, notice, remark), strict=True):
            contents[folder / f"{name}.pdf"] = pdf
    except QuizError as error:
        if "not installed" not in str(error):
            raise
        remark(f"Only HTML was written. {error}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise QuizError(f"Could not make the folder {folder}: {error.strerror or error}.") from error
    write_files(contents, replace=replace, private=True)
    return tuple(contents)


def name_files(learners: Sequence[str]) -> Iterator[str]:
    """Name a file for each learner by letters, digits and . _ -; two that would be equal get numbers."""
    taken = {CLASS}
    for learner in learners:
        plain = re.sub(r"[^\w.@-]+", "_", learner).strip("._")[:80] or "learner"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        yield name


def set_pdfs(sheets: Sequence[FeedbackSheet], notice: str, remark: Callable[[str], None]) -> Iterator[bytes]:
    """Set one PDF for the class, then one for each learner, on as many cores as there are: typst holds no lock.

    Raises QuizError without typst.
    """
    with ThreadPoolExecutor(cpu_count()) as pool:
        whole = pool.submit(set_pdf, sheets, notice, remark)
        single = pool.map(lambda sheet: set_pdf([sheet], notice, lambda _: None), sheets)
        yield whole.result()
        yield from single


def set_pdf(sheets: Sequence[FeedbackSheet], notice: str, remark: Callable[[str], None]) -> bytes:
    """Set sheets as one PDF; raises QuizError without typst."""
    template = files("calcinosis_quiz.item_analysis.report").joinpath("templates/feedback.typ").read_bytes()
    return typeset(template, describe_sheets(sheets), title="Feedback", notice=notice, remark=remark)
