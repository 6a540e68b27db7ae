"""What do large banks cost, in time and memory?

    python benchmarks/scale.py [--items 100 1000 10000] [--runs 3]

Every figure comes from a process of its own, so that its peak memory is its own; medians of several runs.
A process is never counted smaller than the one that starts it, so that one imports next to nothing.
The rival of loading is PyYAML's CSafeLoader, which gives plain lists and dictionaries: no line numbers, no types,
no checks, and only the last of two equal keys. Loading is timed inside the process, commands from start to end.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PROGRAM = (sys.executable, "-m", "calcinosis_quiz")
BANK = ("--bank", "many.yaml")
COMMANDS = {
    "`check`": ("check", "many.yaml"),
    "`list`": ("list", *BANK),
    "`export moodle`": ("export", "moodle", *BANK, "--force", "-o", "many.xml"),
    "`export anki`": ("export", "anki", *BANK, "-o", "many.apkg"),
    "`export html`": ("export", "html", *BANK, "--force", "-o", "many.html"),
    "`form`, three of twenty": ("form", "--items", "20", "--forms", "3", *BANK, "--force", "-o", "forms"),
}


def write_bank(path: Path, items: int) -> None:
    """Write a bank of so many items: the shipped ones over and over, each with an id and a stem of its own."""
    import yaml

    from calcinosis_quiz.paths import find_banks

    class Plain(yaml.CSafeDumper):  # type: ignore[misc]  # the C classes have no types
        """Writes values out where they come again, as authors do."""

        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the library's own signature
            """Use no anchors."""
            return True

    shipped = []
    for place in find_banks():
        for file in sorted(place.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".yaml") and file.name != "facts.yaml":
                bank = yaml.load(file.read_bytes(), yaml.CSafeLoader)
                shipped += [item | {"topic": bank["bank"]} for item in bank["items"] if "cases" not in item]
    many = []
    for number in range(items):
        item = dict(shipped[number % len(shipped)])
        text = "text" if item["type"] == "cloze" else "stem"
        many.append(item | {"id": f"{item['id']}-{number}", text: f"{item[text]} (Number {number}.)"})
    whole = {"format": 1, "bank": "many", "title": "Many items", "items": many}
    path.write_text(yaml.dump(whole, Dumper=Plain, sort_keys=False, width=110), encoding="utf-8")


def load_as_rival() -> float:
    """Load plain lists and dictionaries."""
    import yaml

    begun = time.perf_counter()
    yaml.load(Path("many.yaml").read_bytes(), yaml.CSafeLoader)
    return time.perf_counter() - begun


def load_whole() -> float:
    """Load typed items with the lines of everything, all checks done."""
    from calcinosis_quiz.bank.load import load_library

    begun = time.perf_counter()
    if load_library([Path("many.yaml")])[1]:
        raise SystemExit("The bank has problems.")
    return time.perf_counter() - begun


def load_kept() -> float:
    """Load what an earlier run kept."""
    from calcinosis_quiz.bank.cache import open_library

    begun = time.perf_counter()
    open_library([Path("many.yaml")], Path("kept"))
    return time.perf_counter() - begun


LOADS: dict[str, Callable[[], float]] = {
    "`yaml.load` with CSafeLoader": load_as_rival,
    "load: lines, types, every check": load_whole,
    "load again: a kept bank": load_kept,
}


def measure(command: tuple[str, ...]) -> tuple[float, float]:
    """Run a process; give its seconds (those that it prints as its last line, where it does) and peak MiB."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        told = process.stdout.read().split()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    if "--task" in command:
        seconds = float(told[-1])
    return seconds, usage.ru_maxrss / 1024


def medians(command: tuple[str, ...], runs: int) -> tuple[float, float]:
    """Give the medians of several runs."""
    seconds, memory = zip(*(measure(command) for _ in range(runs)), strict=True)
    return statistics.median(seconds), statistics.median(memory)


def main() -> None:
    """Measure, and print one row for each thing and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, nargs="+", default=[100, 1000, 10000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--task", choices=LOADS, help=argparse.SUPPRESS)
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        print(LOADS[arguments.task]())
        return
    if arguments.write:
        write_bank(Path("many.yaml"), arguments.write)
        load_kept()
        return
    sizes = arguments.items
    here = Path(__file__).resolve()
    rows = {name: (sys.executable, str(here), "--task", name) for name in LOADS}
    rows |= {name: (*PROGRAM, *words) for name, words in COMMANDS.items()}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
    for items in sizes:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            os.environ["CALCINOSIS_QUIZ_HOME"] = folder
            subprocess.run([sys.executable, str(here), "--write", str(items)], check=True)
            for name, command in rows.items():
                found[name].append(medians(command, arguments.runs))
            os.chdir(here.parent)
    print(f"| seconds (peak MiB) | {' | '.join(f'{items:,} items' for items in sizes)} | growth |")
    print("|---|" + "---|" * (len(sizes) + 1))
    for name, figures in found.items():
        cells = " | ".join(f"{seconds:.3f} ({memory:.0f})" for seconds, memory in figures)
        print(f"| {name} | {cells} | {write_growth(figures, sizes)} |")
    ratios = [ours[0] / rival[0] for ours, rival in zip(*list(found.values())[1::-1], strict=True)]
    print(f"\nLoading takes {', '.join(f'{ratio:.2f}' for ratio in ratios)} of the rival's time.")
    print("Growth: how many times the time of the size before, for that many times the items.")


def write_growth(figures: list[tuple[float, float]], sizes: list[int]) -> str:
    """Write how time grew from size to size."""
    steps = zip(figures, figures[1:], sizes, sizes[1:], strict=False)
    return ", ".join(f"{b[0] / a[0]:.1f} for {large / small:g}" for a, b, small, large in steps)


if __name__ == "__main__":
    main()
