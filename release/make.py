"""Make what is released, once, and test exactly that.

    python release/make.py [--check] [--tests] [--out dist]

Writes a source archive, a wheel, and `calcinosis-quiz.pyz`: one file that runs without an installation on Linux,
macOS and Windows, with the compiled parts of the libraries for each. Needs pip alone.
With `--check` each is tried with nothing of the checkout in reach: the wheel without extras on every Python of this
machine that is supported, and on the lowest versions of its dependencies that it claims; the archive as one file.
With `--tests` the tests of banks, quiz and command line run on the installed wheel.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "Linux on x86-64": ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64"),
    "Linux on ARM": ("manylinux2014_aarch64", "manylinux_2_17_aarch64", "manylinux_2_28_aarch64"),
    "macOS on ARM": ("macosx_11_0_arm64", "macosx_12_0_arm64"),
    "Windows": ("win_amd64",),
}
COMPILED = ("msgspec", "pyyaml", "fsrs-rs-python")
WINDOWS_ONLY = ("colorama",)  # what click needs there
TESTS = ("tests/bank", "tests/quiz", "tests/cli", "tests/test_shipped_banks.py")
OF_A_CHECKOUT = "tests/cli/test_export_anki.py::test_the_released_deck_is_fresh"
ITEM = "labs-deposit-mineral"


def run(*command: str | Path, **options: object) -> str:
    """Run a program; stop with all it said where it fails."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]  # options of subprocess.run
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    said: str = done.stdout
    return said


def pip(*words: str | Path) -> None:
    """Run pip of the Python that runs this."""
    run(sys.executable, "-m", "pip", *words[:1], "--quiet", "--disable-pip-version-check", *words[1:])


def make_environment(home: Path, python: str = sys.executable) -> Path:
    """Make a virtual environment; give its Python."""
    run(python, "-m", "venv", "--without-pip", home)
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(python: Path, *what: str | Path) -> None:
    """Install into a virtual environment."""
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check", *what)


def build(out: Path, work: Path) -> tuple[Path, Path]:
    """Build the source archive, and the wheel from it."""
    python = make_environment(work / "build")
    install(python, "build", "hatchling")
    run(python, "-m", "build", "--no-isolation", "--outdir", out, REPOSITORY)
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def make_archive(wheel: Path, out: Path, work: Path) -> Path:
    """Put the program and its libraries into one file, compiled parts for every platform side by side."""
    site = work / "site"
    pip("install", "--target", site, "--no-compile", wheel)
    versions = {each["name"].lower(): each["version"] for each in installed_in(site)}
    for name, tags in PLATFORMS.items():
        wanted = [f"{package}=={versions[package]}" for package in COMPILED]
        wanted += WINDOWS_ONLY if name == "Windows" else ()
        for version in PYTHONS:
            target = work / "other"
            shutil.rmtree(target, ignore_errors=True)
            platforms = [word for tag in tags for word in ("--platform", tag)]
            chosen = ("--python-version", version, "--implementation", "cp", "--only-binary=:all:", "--no-deps")
            pip("install", "--target", target, "--no-compile", *chosen, *platforms, *wanted)
            shutil.copytree(target, site, dirs_exist_ok=True)
    shutil.rmtree(site / "bin", ignore_errors=True)
    python = make_environment(work / "shiv")
    install(python, "shiv", "setuptools")
    archive = out / "calcinosis-quiz.pyz"
    entry = ("--entry-point", "calcinosis_quiz.__main__:run", "--python", "/usr/bin/env python3")
    run(python, "-m", "shiv", "--site-packages", site, *entry, "--reproducible", "--compressed", "-o", archive)
    return archive


def installed_in(site: Path) -> list[dict[str, str]]:
    """List the packages in a folder."""
    found: list[dict[str, str]] = json.loads(run(sys.executable, "-m", "pip", "list", "--path", site, "--format=json"))
    return found


def smoke(*program: str | Path) -> str:
    """Use the program as a learner would, in an empty folder; give the digest of the deck that it writes."""
    with tempfile.TemporaryDirectory() as folder:
        here = {"CALCINOSIS_QUIZ_HOME": folder, "SHIV_ROOT": folder, "SOURCE_DATE_EPOCH": "1790000000"}
        options = {"cwd": folder, "env": {**os.environ, **here}}
        options["env"].pop("PYTHONPATH", None)
        run(*program, "--version", **options)
        asked = run(*program, "quiz", "--item", ITEM, "--plain", input="D\n", **options)
        if "Score: " not in asked:
            raise SystemExit(f"The quiz ended without a score:\n{asked}")
        run(*program, "study", "--plain", "--limit", "1", input="quit\n", **options)
        run(*program, "stats", **options)
        run(*program, "check", **options)
        run(*program, "export", "anki", "-o", "deck.apkg", **options)
        run(*program, "export", "moodle", "-o", "quiz.xml", **options)
        return sha256(Path(folder, "deck.apkg").read_bytes()).hexdigest()


def lowest(pyproject: Path) -> list[str]:
    """Name the lowest version of each dependency that pyproject.toml allows."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    return [re.sub(r"^([\w-]+)>=([\w.]+).*$", r"\1==\2", each) for each in project["dependencies"]]


def check_sources(sdist: Path, wheel: Path) -> None:
    """Hold the banks of the source archive, the wheel and the checkout against each other."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.unpack_archive(sdist, folder, filter="data")
        from_sdist = {path.name: path.read_bytes() for path in Path(folder).glob("*/quizzes/*.yaml")}
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("calcinosis_quiz/quizzes/")]
        from_wheel = {Path(name).name: archive.read(name) for name in names}
    here = {path.name: path.read_bytes() for path in (REPOSITORY / "quizzes").glob("*.yaml")}
    if not from_sdist == from_wheel == here:
        raise SystemExit("The banks of the source archive, the wheel and the checkout differ.")
    print(f"source archive and wheel: the same {len(here)} bank files")


def check_wheel(wheel: Path, work: Path) -> None:
    """Try the wheel without extras, on each Python of this machine and on the lowest versions of its dependencies."""
    decks = {}
    for version in PYTHONS:
        found = shutil.which(f"python{version}")
        if found is None or f"Python {version}" not in (answer := ask_version(found)):
            print(f"wheel on Python {version}: not on this machine")
            continue
        python = make_environment(work / f"wheel-{version}", found)
        install(python, wheel)
        decks[answer.strip()] = smoke(python, "-m", "calcinosis_quiz")
        print(f"wheel without extras on {answer.strip()}: works")
    python = make_environment(work / "lowest")
    bounds = lowest(REPOSITORY / "pyproject.toml")
    install(python, wheel, *bounds)
    decks["the lowest dependencies"] = smoke(python, "-m", "calcinosis_quiz")
    print(f"wheel on {', '.join(bounds)}: works")
    if len(set(decks.values())) > 1:
        raise SystemExit(f"The Anki deck differs: {decks}")
    print(f"Anki deck from {', '.join(decks)}: the same bytes")


def ask_version(python: str) -> str:
    """Ask a Python for its version; a wrapper for one that is not there says nothing."""
    return subprocess.run([python, "--version"], capture_output=True, text=True, check=False).stdout


def check_tests(wheel: Path, work: Path) -> None:
    """Run the tests of banks, quiz and command line on the installed wheel, with no source in reach."""
    copy = work / "tests-only"
    leave_out = shutil.ignore_patterns("src", ".git", ".venv", "node_modules", "__pycache__", ".*_cache", "dist")
    shutil.copytree(REPOSITORY, copy, ignore=leave_out)
    python = make_environment(work / "tested")
    install(python, f"{wheel}[test]")
    elsewhere = {name: value for name, value in os.environ.items() if name != "CI"}  # clients of exports may be missing
    told = run(python, "-m", "pytest", "-q", *TESTS, "--deselect", OF_A_CHECKOUT, cwd=copy, env=elsewhere)
    print(f"tests on the installed wheel: {told.strip().splitlines()[-1]}")


def check_archive(archive: Path) -> None:
    """Try the one file on each Python of this machine."""
    for version in PYTHONS:
        found = shutil.which(f"python{version}")
        if found and f"Python {version}" in ask_version(found):
            smoke(found, archive)
            print(f"{archive.name} on Python {version}: works, {archive.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    """Build, and check if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="try what was made")
    parser.add_argument("--tests", action="store_true", help="run tests on the installed wheel")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "dist", help="where to put it")
    arguments = parser.parse_args()
    out: Path = arguments.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sdist, wheel = build(out, work)
        archive = make_archive(wheel, out, work)
        for path in sorted(out.iterdir()):
            print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
        if arguments.check:
            check_sources(sdist, wheel)
            check_wheel(wheel, work)
            check_archive(archive)
        if arguments.tests:
            check_tests(wheel, work)


if __name__ == "__main__":
    main()
