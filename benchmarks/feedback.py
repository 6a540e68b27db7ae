"""Measure feedback sheets: 300 learners with 40 questions each, with reasons, as HTML and as PDF.

The limit is 20 sheets of PDF a second. The questions are the first 40 single best answers of the shipped banks,
answered at random.
"""

import random
import time
from collections.abc import Callable

from calcinosis_quiz.bank.items import SingleBestAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.cli.feedback_files import set_pdf, set_pdfs
from calcinosis_quiz.item_analysis.feedback import FeedbackSheet, make_sheets
from calcinosis_quiz.item_analysis.report.feedback_page import write_feedback_page
from calcinosis_quiz.item_analysis.responses.detect_format import read_responses
from calcinosis_quiz.item_analysis.responses.key_files import KeyFile
from calcinosis_quiz.item_analysis.responses.marking_rules import Rules
from calcinosis_quiz.item_analysis.responses.scoring import score
from calcinosis_quiz.paths import find_banks

LEARNERS, QUESTIONS, LIMIT = 300, 40, 20


def make_class(library: Library) -> tuple[FeedbackSheet, ...]:
    """Answer questions at random and make the sheets."""
    rng = random.Random(7)  # noqa: S311 - a class, not a secret
    chosen = [each for each in library.questions.values() if isinstance(each, SingleBestAnswer)][:QUESTIONS]
    lines = ["learner," + ",".join(question.id for question in chosen)]
    for i in range(LEARNERS):
        letters = ("ABCDEFGH"[rng.randrange(len(question.options))] for question in chosen)
        lines.append(f"r{i}," + ",".join(letters))
    table = read_responses("bench.csv", "\n".join(lines).encode(), library).table
    scored = score(table, library, Rules())
    assert not scored.problems  # noqa: S101 - a benchmark of something broken would be worth nothing
    return make_sheets(scored.table, scored.scores, library, keys=KeyFile())


def main() -> None:
    """Print a line for each kind of file."""
    library = open_library(find_banks())
    start = time.perf_counter()
    sheets = make_class(library)
    print(f"{LEARNERS} learners x {QUESTIONS} questions; made in {time.perf_counter() - start:.2f} s")
    measure("HTML", lambda: [write_feedback_page([sheet]).encode() for sheet in sheets])
    measure("PDF, a file a learner", lambda: [set_pdf([sheet], "", print) for sheet in sheets])
    measure("PDF, a file for all", lambda: [set_pdf(sheets, "", print)])
    measure("PDF, both, all cores", lambda: list(set_pdfs(sheets, "", print)), of=2)


def measure(name: str, work: Callable[[], list[bytes]], of: int = 1) -> None:
    """Print sheets a second by the clock, and by the processor, which a busy machine does not stretch.

    `of`: how often each sheet is set.
    """
    wall, processor = time.perf_counter(), time.process_time()
    size = sum(map(len, work()))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    count = of * LEARNERS
    ratio = count / processor / LIMIT
    print(
        f"{name:<22} {count / wall:7.1f} a second; {count / processor:7.1f} a second of the processor, "
        f"{ratio:5.2f} times the limit; {size / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()
