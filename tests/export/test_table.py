"""CSV that a spreadsheet may open: nothing in it is calculated."""

import csv
import io
from pathlib import Path

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.table import write_table

BANK = """format: 1
bank: sums
title: Sums
items:
  - id: sum
    type: single-best-answer
    stem: "=HYPERLINK(1)"
    options:
      - {text: "+1", correct: true, why: "@so"}
      - {text: "'-2"}
"""


def test_no_cell_begins_a_formula(tmp_path: Path) -> None:
    (tmp_path / "sums.yaml").write_text(BANK)
    library = open_library([tmp_path / "sums.yaml"])
    export = write_table(library, list(library.questions.values()))
    text = export.content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert row[:7] == ["sum", "single-best-answer", "'=HYPERLINK(1)", "'+1", "'@so", "''-2", ""]
    assert head[-5:] == ["Correct", "Explanation", "Topic", "Tags", "Version"]
    assert row[head.index("Correct")] == "1"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)
