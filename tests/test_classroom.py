"""A class from `form` to signed marks as docs/teaching.md has it, every figure worked out a second time from the keys.

30 learners sit two forms in two rounds, crossed over. One is absent from each round, some answers are blank or ticked
twice, and a sheet of form C lies among those of form A. What is expected comes from the key files alone, read here.
"""

import csv
import json
import re
from io import StringIO
from pathlib import Path
from random import Random

import numpy as np
import pytest
from pypdf import PdfReader
from tests.cli.running import flat, run
from tests.item_analysis.statistics import reference

Key = dict[str, dict[str, str]]
LEARNERS = [f"r{i:02}" for i in range(1, 31)]
KEYS = ("--key", "hour/form-A-key.csv", "--key", "hour/form-B-key.csv")
FILES = ("A.csv", "B.csv")


def read_key(form: str) -> Key:
    rows = csv.DictReader(StringIO(Path(f"hour/form-{form}-key.csv").read_text(encoding="utf-8")))
    return {row["number"]: row for row in rows}


def mark(row: dict[str, str], text: str) -> float:
    """Mark what was written on the paper: several answers by shares, everything else as right or wrong."""
    wanted, given = set(row["key"].split()), set(text.split())
    if len(wanted) > 1:
        wrong = len(row["order"].split()) - len(wanted)
        share = len(given & wanted) / len(wanted) - len(given - wanted) / max(wrong, 2)
        return max(0.0, share)
    if row["key"] in {"true", "false"}:
        return float(text.casefold()[:1] == row["key"][0])
    return float(given == wanted)


def answer(rng: Random, row: dict[str, str], chance: float) -> str:
    """Answer one question on paper: right with a chance, else anything, sometimes nothing or too much."""
    draw = rng.random()
    letters = "ABCDEFGH"[: len(row["order"].split())]
    if draw < 0.05:
        return ""
    if not letters:
        right, wrong = {"false": ("F", "T"), "true": ("T", "F")}.get(row["key"], (row["key"], "999"))
        return right if rng.random() < chance else wrong
    several = " " in row["key"]
    if draw < 0.09 and not several:
        return " ".join(sorted(rng.sample(letters, 2)))
    if rng.random() < chance:
        return row["key"]
    return " ".join(sorted(rng.sample(letters, rng.randint(1, 3) if several else 1)))


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], list[float]]:
    """Make the forms, sit them, type them in; return each learner's marks in each round."""
    monkeypatch.chdir(tmp_path)
    made = run("form", "--recipe", "pre-post-test", "--items", "10", "--seed", "7", "-o", "hour")
    assert made.exit_code == 0, made.output
    rng = Random(18)  # noqa: S311 - a class, not a secret
    keys = {form: read_key(form) for form in "ABC"}
    tables: dict[str, list[list[str]]] = {"A": [], "B": []}
    marks = {}
    for i, learner in enumerate(LEARNERS):
        for round_name, form in zip(("pre", "post"), "AB" if i % 2 else "BA", strict=True):
            skill = rng.uniform(-0.2, 0.2)
            absent = (learner, round_name) in {("r03", "pre"), ("r04", "post")}
            chance = (0.4 if round_name == "pre" else 0.7) + skill
            given = ["" if absent else answer(rng, row, chance) for row in keys[form].values()]
            tables[form].append([learner, round_name, form, keys[form]["1"]["fingerprint"], *given])
            if not absent:
                marks[learner, round_name] = [
                    mark(row, text) for row, text in zip(keys[form].values(), given, strict=True)
                ]
    stray = ["r31", "pre", "C", keys["C"]["1"]["fingerprint"], *(["A"] * 10)]
    for form, rows in tables.items():
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["learner", "round", "form", "fingerprint", *keys[form]])
        writer.writerows([*rows, stray] if form == "A" else rows)
        Path(f"{form}.csv").write_text(out.getvalue(), encoding="utf-8")
    return marks


def form_of(learner: str, round_name: str) -> str:
    odd = LEARNERS.index(learner) % 2 == 1
    return "AB"[(round_name == "pre") != odd]


def test_a_class_goes_from_forms_to_signed_marks(marks: dict[tuple[str, str], list[float]]) -> None:
    refused = run("item-analysis", *FILES, *KEYS)
    assert refused.exit_code == 1
    assert "1 problem" in refused.output
    assert 'A.csv:32: fingerprint: expected answers to form "C" with the fingerprint' in flat(refused.output)
    done = run(
        *("item-analysis", *FILES, *KEYS, "--skip-bad", "--scores", "scores.csv", "--grades", "pass=60"),
        *("--feedback", "sheets", "--html", "report.html", "--json"),
    )
    assert done.exit_code == 0, done.output
    said = [line for line in done.output.splitlines() if not line.startswith("{")]
    assert [line.split(":")[2] for line in said if "answered nothing" in line] == [
        " r03 answered nothing in round pre",
        " r04 answered nothing in round post",
    ]
    check_scores(marks)
    check_statistics(marks, [json.loads(line) for line in done.output.splitlines() if line.startswith("{")])
    check_sheets(marks)


def check_scores(marks: dict[tuple[str, str], list[float]]) -> None:
    rows = list(csv.DictReader(StringIO(Path("scores.csv").read_text(encoding="utf-8"))))
    scored = {(row["learner"], row["round"]): row for row in rows if row["grade"] != "absent"}
    assert scored.keys() == marks.keys()
    assert len(rows) == 60
    for who, row in scored.items():
        points = sum(marks[who])
        assert float(row["points"]) == pytest.approx(points)
        assert (row["of"], row["form"]) == ("10", form_of(*who))
        assert float(row["percent"]) == pytest.approx(10 * points, abs=0.051)
        assert row["grade"] == ("pass" if points >= 6 - 1e-9 else "below pass")


def check_statistics(marks: dict[tuple[str, str], list[float]], records: list[dict[str, object]]) -> None:
    forms = {(str(each["round"]), str(each["form"])): each for each in records if each["record"] == "form"}
    for (round_name, form), found in forms.items():
        matrix = np.array([m for who, m in marks.items() if who[1] == round_name and form_of(*who) == form])
        varying = matrix[:, matrix.var(0) > 1e-12]
        covariance = np.cov(varying.T)
        assert found["learners"] == len(matrix)
        assert found["mean"]["value"] == pytest.approx(matrix.mean())  # type: ignore[index]  # a record of JSON
        reliability = found["reliability"]
        alpha = reference.alpha(covariance)
        assert reliability["alpha"]["value"] == pytest.approx(alpha)  # type: ignore[index]  # as above
        error = np.sqrt(covariance.sum() * (1 - alpha))
        assert reliability["standard_error"]["value"] == pytest.approx(error)  # type: ignore[index]  # as above
    assert set(forms) == {("pre", "A"), ("pre", "B"), ("post", "A"), ("post", "B")}
    (change,) = (each for each in records if each["record"] == "change")
    both = [learner for learner in LEARNERS if all((learner, each) in marks for each in ("pre", "post"))]
    gains = {learner: np.mean(marks[learner, "post"]) - np.mean(marks[learner, "pre"]) for learner in both}
    orders = [[gain for who, gain in gains.items() if form_of(who, "pre") == form] for form in "AB"]
    assert (change["design"], change["learners"]) == ("crossover", 28)
    assert change["difference"]["value"] == pytest.approx(np.mean([np.mean(order) for order in orders]))  # type: ignore[index]  # as above


def check_sheets(marks: dict[tuple[str, str], list[float]]) -> None:
    present = {learner for learner, round_name in marks if round_name == "post"}
    assert {path.stem for path in Path("sheets").iterdir()} == present | {"class"}
    for learner in ("r01", "r30"):
        text = " ".join(page.extract_text() for page in PdfReader(f"sheets/{learner}.pdf").pages)
        assert f"{sum(marks[learner, 'post']):.4g} of 10 points" in " ".join(text.split())
        assert set(re.findall(r"\br\d\d\b", text)) == {learner}
    report = Path("report.html").read_text(encoding="utf-8")
    assert "the 28 who sat both rounds gained" in report
    assert "It names learners: keep it private." in report
