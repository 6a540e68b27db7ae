"""The printed papers are read by a checker that shares no code with what builds the forms."""

from pathlib import Path

import pytest
from benchmarks.form_giveaways import QUIZZES, Giveaway, find_giveaways, look, orders, read_written, write_blueprint

from calcinosis_quiz.bank.library import Library

BANK = """
items:
  - id: picked
    type: single-best-answer
    stem: Which salt?
    options: [{text: Calcium oxalate, correct: true}, {text: Struvite}]
    facts: [salt]
  - {id: typed, type: short-answer, stem: Which antibody?, accept: [NXP-2], facts: [antibody], not_with: [said]}
  - {id: counted, type: numeric, stem: How many?, value: 16, facts: [number]}
  - {id: said, type: true-false, stem: Sixteen had anti-NXP2., answer: true, facts: [other]}
  - id: nerves
    type: extended-matching
    theme: Nerves of the arm
    stem: Which nerve?
    options: [{text: Median}, {text: Calcium oxalate}]
    cases:
      - {id: thumb, stem: The thumb is numb., answer: Median, facts: [salt]}
      - {id: wrist, stem: The wrist drops., answer: Median, facts: [salt]}
"""
PAPER = """
**1.** Which salt?

- **A** Struvite
- **B** Calcium oxalate

**2.** Which antibody?

Nerves of the arm\\
Which nerve?

- **A** Calcium oxalate
- **B** Median

**3.** The thumb is numb.

**4.** The wrist drops.

**5.** How many?

16\\. ................ 17\\. ................

16. A prompt ................

It is ........................ (16: a word) and ........................ (17).

**6.** Sixteen had anti-NXP2.

---

Form A, 16 questions: Median.
"""


def test_the_checker_sees_every_kind_of_giveaway(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    items = ("picked", "typed", "thumb", "wrist", "counted", "said")
    assert set(find_giveaways(PAPER, items, read_written(tmp_path))) == {
        Giveaway("thumb", "picked", "shows 'Calcium oxalate'"),
        Giveaway("wrist", "picked", "shows 'Calcium oxalate'"),
        Giveaway("thumb", "picked", "asks for the same facts"),
        Giveaway("wrist", "picked", "asks for the same facts"),
        Giveaway("picked", "thumb", "asks for the same facts"),
        Giveaway("picked", "wrist", "asks for the same facts"),
        Giveaway("said", "typed", "shows 'NXP-2'"),
        Giveaway("said", "typed", "is named in its not_with"),
        Giveaway("said", "counted", "shows a figure from 16 to 16"),
    }


@pytest.mark.parametrize("seed", range(3))
def test_no_paper_of_the_shipped_banks_gives_an_answer_away(shipped: Library, seed: int, tmp_path: Path) -> None:
    known = read_written(QUIZZES)
    for name, order in orders(seed, write_blueprint(tmp_path)):
        forms, found = look(shipped, order, known)
        assert (name, bool(forms), found) == (name, True, [])
