"""The guide to teaching: the hour with ten residents runs as written, and prints what the guide shows."""

import os
import re
from pathlib import Path

import pytest
from tests.cli.sheets import answer_with, type_answers
from tests.conftest import REPOSITORY
from tests.transcripts import follow

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.forms.recipes import RECIPES
from calcinosis_quiz.quiz.presentation import Presented

GUIDE = REPOSITORY / "docs" / "teaching.md"


def fill_in_ten_sheets(library: Library) -> None:
    """Let five residents sit form A first and five form B, then the other way round, knowing twice as much."""
    first, second = [f"r{i:02}" for i in range(1, 6)], [f"r{i:02}" for i in range(6, 11)]
    knowing = {"pre": answer_with(lambda _: 0.4, 1), "post": answer_with(lambda _: 0.8, 2)}
    for form, before, after in (("A", first, second), ("B", second, first)):
        rounds = dict.fromkeys(before, "pre") | dict.fromkeys(after, "post")

        def answer(learner: str, number: int, each: Presented, rounds: dict[str, str] = rounds) -> str:
            return knowing[rounds[learner]](learner, number, each)

        type_answers(Path("hour"), form, rounds, answer, library)


def test_the_guide_runs_from_top_to_bottom_and_prints_what_it_shows(
    shipped: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = GUIDE.read_text(encoding="utf-8")
    followed = follow(text, {"the sheets are typed in": lambda: fill_in_ten_sheets(shipped)})
    if os.environ.get("UPDATE_DOCS"):
        GUIDE.write_text(followed, encoding="utf-8")
        return
    assert followed == text, "run the tests once with UPDATE_DOCS=1 and read the difference"


def test_the_guide_names_every_recipe() -> None:
    named = re.findall(r"--recipe ([\w-]+)", GUIDE.read_text(encoding="utf-8"))
    assert {*RECIPES, "hedge-hunt"} - {"exam"} <= set(named)
