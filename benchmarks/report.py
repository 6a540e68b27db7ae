"""Run benchmarks and write their figures, with machine and date, into benchmarks/README.md.

    python benchmarks/report.py [NAME ...]

Without names all run, one after the other: a quarter of an hour. With names the others keep their figures and dates.
"""

import argparse
import ast
import os
import platform
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE / "README.md"
NAMES = (
    "startup", "scale", "scale_history", "append", "kill9", "study", "anki_export", "anki_walk", "item_analysis",
    "testwise", "lint_accuracy", "import",
)  # fmt: skip
HEAD = """\
# Benchmarks

Each prints a ratio to a rival or a limit that was measured in the same run. None is a test: times differ between
machines, ratios less so. This page is made by `python benchmarks/report.py`, which runs them one after the other;
each runs alone as `python benchmarks/NAME.py`, with options that `--help` or its first lines tell.
"""


def describe_machine() -> str:
    """Say what the figures were measured on."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next(iter(re.findall(r"model name\s*: (.+)", told)), platform.machine())
    except OSError:
        model = platform.processor() or platform.machine()
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores ({model.strip()}), {platform.system()}, {versions}"


def run(name: str) -> str:
    """Run a benchmark; give its section of the page."""
    path = HERE / f"{name}.py"
    print(f"{name} ...", flush=True)
    done = subprocess.run([sys.executable, str(path)], stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parent)
    about = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    about = re.sub(r"\n    python .*\n", "", about)  # how to run it stands at the top of the page
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return f"## {name}\n\n{about}\n\nMeasured on {day}, {describe_machine()}:\n\n```text\n{done.stdout.rstrip()}\n```\n"


def read_sections() -> dict[str, str]:
    """Read the sections of the page as it is."""
    if not PAGE.is_file():
        return {}
    parts = re.split(r"(?m)^(?=## )", PAGE.read_text(encoding="utf-8"))[1:]
    return {part.partition("\n")[0].removeprefix("## "): part.rstrip() + "\n" for part in parts}


def main() -> None:
    """Run what was named, and write the page after each, so that nothing measured is lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    sections = read_sections()
    for name in parser.parse_args().names or NAMES:
        sections[name] = run(name)
        page = "\n".join([HEAD, *(sections[each] for each in NAMES if each in sections)])
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
