"""`export pdf` and `export markdown`: files on paper that belong together."""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from pypdf import PdfReader
from tests.cli.running import EVERY_TYPE, run

KINDS = ("exam", "answer-sheet", "key", "guide")


def export(target: str, *options: str, output: Path) -> Result:
    return run("export", target, "--bank", EVERY_TYPE, *options, "-o", output)


@pytest.mark.parametrize("target", ["pdf", "markdown"])
def test_all_kinds_of_one_seed_bear_one_fingerprint(target: str, tmp_path: Path) -> None:
    told = [export(target, "--kind", kind, "--seed", "9", output=tmp_path / kind) for kind in KINDS]
    assert [(each.exit_code, each.stderr) for each in told] == [(0, "")] * len(KINDS)
    (fingerprint,) = {each.stdout.split()[-1] for each in told}
    for kind in KINDS:
        content = (tmp_path / kind).read_bytes()
        text = PdfReader(BytesIO(content)).pages[0].extract_text() if target == "pdf" else content.decode()
        assert fingerprint in text
    other = export(target, "--seed", "10", output=tmp_path / "other")
    assert fingerprint not in other.stdout


def test_the_key_fits_the_exam_of_its_seed(tmp_path: Path) -> None:
    for kind in ("exam", "key"):
        export("markdown", "--kind", kind, "--item", "one-of-three", output=tmp_path / kind)
    exam, key = ((tmp_path / kind).read_text(encoding="utf-8") for kind in ("exam", "key"))
    found = re.search(r"- \*\*([A-D])\*\* Hydroxyapatite", exam)
    assert found
    assert f"| 1 | {found[1]} |" in key


def test_filters_sheet_and_large_print_reach_the_paper(tmp_path: Path) -> None:
    told = export("pdf", "--topic", "minerals", "--paper", "letter", "--large-print", output=tmp_path / "out.pdf")
    assert "exam of 2 questions" in told.stdout
    box = PdfReader(tmp_path / "out.pdf").pages[0].mediabox
    assert (box.width, box.height) == pytest.approx((612, 792), abs=1)


@pytest.mark.parametrize("target", ["pdf", "markdown"])
def test_a_file_that_exists_is_kept_unless_forced_and_a_folder_must_be_there(target: str, tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("mine", encoding="utf-8")
    kept = export(target, output=file)
    assert (kept.exit_code, kept.stdout) == (1, "")
    assert "--force" in kept.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert export(target, "--force", output=file).exit_code == 0
    assert "there is no folder" in export(target, output=tmp_path / "missing" / "out").stderr


def test_what_paper_cannot_show_is_said_on_stderr(tmp_path: Path) -> None:
    bank = tmp_path / "bank.yaml"
    item = '{id: q, type: true-false, stem: "\U0010fffd?", answer: true}'
    bank.write_text(f"format: 1\nbank: b\ntitle: B\nitems: [{item}]\n", encoding="utf-8")
    told = run("export", "pdf", "--bank", bank, "-o", tmp_path / "out.pdf")
    assert told.exit_code == 0
    assert "[U+10FFFD]" in told.stderr


def test_without_typst_pdf_is_one_line_that_says_how_to_get_it(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['typst'] = None; from calcinosis_quiz.cli import main; "
        f"main(['export', 'pdf', '--bank', {EVERY_TYPE!r}, '-o', {str(tmp_path / 'out.pdf')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "Error: PDF needs typst, which is not installed: pip install 'calcinosis-quiz[pdf]'\n"
    assert not (tmp_path / "out.pdf").exists()
