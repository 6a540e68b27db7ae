"""Does every command work on whatever was imported? Exports of a log are mutated, imported and worked with.

Each log takes a batch of mutated exports; when a command fails on it, the batch is tried export by export.

    python benchmarks/mutated_logs.py --exports 20000
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY)]

from tests.log.mutated_exports import AFTERWARDS, export_log, find_failures, mutate  # noqa: E402 - as above

BATCH: Final = 50


def main() -> None:
    """Import and try mutated exports, print what came of it, and exit with 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exports", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "calcinosis-quiz-mutated-logs")
    wish = parser.parse_args()
    wish.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        original = export_log(Path(folder))
    found: Counter[str] = Counter()
    tried = 0
    while tried < wish.exports:
        rng = random.Random(f"{wish.seed} {tried}")  # noqa: S311 - cases that can be made again
        exports = [mutate(original, rng, f"m{number}") for number in range(BATCH)]
        tried += BATCH
        with tempfile.TemporaryDirectory() as folder:
            failed = find_failures(exports, Path(folder))
        for export in exports if failed else ():
            with tempfile.TemporaryDirectory() as folder:
                for failure in find_failures([export], Path(folder)):
                    (wish.keep / f"{tried}-{sum(found.values())}.jsonl").write_text(export, errors="surrogatepass")
                    found[failure[:200]] += 1
        if failed and not found:
            found[f"together only: {failed[0][:200]}"] += 1
        print(f"{tried} exports, {found.total()} failures", file=sys.stderr)
    print("| exports | rows in each | commands after each batch | failures |\n|---|---|---|---|")
    print(f"| {tried} | {len(original.splitlines())} | {len(AFTERWARDS)} | {found.total()} |")
    for failure, count in found.most_common():
        print(f"{count} x {failure}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
