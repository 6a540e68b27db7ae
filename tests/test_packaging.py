"""What is built: wheel and sdist hold the banks, and the same ones."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from calcinosis_quiz import __version__

REPOSITORY = Path(__file__).resolve().parents[1]
BANKS = {path.name for path in (REPOSITORY / "quizzes").glob("*.yaml")}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build a wheel from the tree, and one from the sdist."""
    out = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir"]
    subprocess.run([*build, str(out / "direct"), "--wheel", str(REPOSITORY)], check=True, capture_output=True)
    subprocess.run([*build, str(out / "sdist"), str(REPOSITORY)], check=True, capture_output=True)
    return next((out / "direct").glob("*.whl")), next((out / "sdist").glob("*.whl"))


def files_in(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_every_bank_and_nothing_else_of_quizzes(wheels: tuple[Path, Path]) -> None:
    prefix = "calcinosis_quiz/quizzes/"
    shipped = {name.removeprefix(prefix) for name in files_in(wheels[0]) if name.startswith(prefix)}
    assert shipped == BANKS


def test_the_wheel_holds_types_and_card_templates(wheels: tuple[Path, Path]) -> None:
    names = set(files_in(wheels[0]))
    assert "calcinosis_quiz/py.typed" in names
    for target in ("anki", "html"):
        folder = f"calcinosis_quiz/export/{target}/templates"
        assert {f"{folder}/{path.name}" for path in (REPOSITORY / "src" / folder).iterdir()} <= names


def test_a_wheel_built_from_the_sdist_is_the_same(wheels: tuple[Path, Path]) -> None:
    direct, from_sdist = map(files_in, wheels)
    assert direct == from_sdist


def test_the_built_program_runs_from_the_wheel_alone(wheels: tuple[Path, Path], tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(wheels[0])!r}); from calcinosis_quiz.cli import main; main(['check'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, env={"PATH": ""}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "no problems" in done.stdout


def test_the_version_is_the_same_wherever_it_stands() -> None:
    citation = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in citation
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "\n## Unreleased\n" in changelog or f"\n## {__version__} " in changelog


def test_what_the_tests_need_is_pinned_within_the_versions_that_are_allowed() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for extra in project["project"]["optional-dependencies"].values():
        needed += extra
    pins: dict[str, list[str]] = {}
    for line in (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, version = line.partition(" ;")[0].partition("==")
            pins.setdefault(canonicalize_name(name), []).append(version)
    for requirement in map(Requirement, needed):
        versions = pins.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement} is not pinned: make constraints.txt again"
        assert all(requirement.specifier.contains(version) for version in versions), requirement
