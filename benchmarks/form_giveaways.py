"""Look for giveaways on the papers of many forms, by containment of plain text, apart from what builds the forms.

The printed exam (Markdown) is cut into its questions. What would be marked right is read from the bank files as they
stand, with no code of the program, and looked for in the text of every other question of the paper.

    python benchmarks/form_giveaways.py --seeds 50
"""

import argparse
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.cli.forms.bundle import Order, make_bundle
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.paper.markdown import write_markdown
from calcinosis_quiz.quiz.selection import Filters

REPOSITORY: Final = Path(__file__).resolve().parents[1]
QUIZZES: Final = REPOSITORY / "quizzes"
TEACHING: Final = REPOSITORY / "docs" / "teaching.md"

_NUMBER: Final = re.compile(r"^\*\*(\d+)\.\*\*", re.MULTILINE)
# Numbers that the paper gives to gaps, prompts and places, and that say nothing.
_LABEL: Final = re.compile(r"(?<=\.\.\. \()\d+(?=[:)])|^\d+\.(?= )|\d+\\\.(?= \.\.\.)", re.MULTILINE)
_FIGURE: Final = re.compile(r"(?<![A-Za-z0-9.])(?<![A-Za-z][-\u2010-\u2015])\d+(?:\.\d+)?")
_COUNTED: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_LONGEST: Final = 12
"""Words of a key that may stand in any number of pieces."""


class Written(NamedTuple):
    """A question as its file has it: its set, its facts, what it may not stand with, and what is right."""

    set_id: str
    theme: str
    facts: frozenset[str]
    not_with: frozenset[str]
    words: tuple[str, ...]
    figures: tuple[tuple[Decimal, Decimal], ...]
    pairs: tuple[tuple[str, str], ...]


class Giveaway(NamedTuple):
    """A question of a paper that gives another one away, and how."""

    giver: str
    taker: str
    how: str


def read_written(folder: Path) -> dict[str, Written]:
    """Read every question of the bank files of a folder."""
    found: dict[str, Written] = {}
    for file in sorted(folder.glob("*.yaml")):
        for item in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader).get("items", ()):
            if item["type"] == "extended-matching":
                for case in item["cases"]:
                    found[case["id"]] = _written(case, item["id"], item["theme"], [case["answer"]])
            else:
                found[item["id"]] = _written(item, item["id"], "", list(_right_words(item)))
    return found


def _written(part: Mapping[str, Any], set_id: str, theme: str, words: list[str]) -> Written:
    figures = []
    if part.get("type") == "numeric":
        low, high = part["between"] if "between" in part else _around(part["value"], str(part.get("tolerance", 0)))
        figures.append((Decimal(str(low)), Decimal(str(high))))
    return Written(
        set_id=set_id,
        theme=theme,
        facts=frozenset(part.get("facts", ())),
        not_with=frozenset(part.get("not_with", ())),
        words=tuple(words),
        figures=tuple(figures),
        pairs=tuple((pair["prompt"], pair["choice"]) for pair in part.get("pairs", ())),
    )


def _around(value: object, tolerance: str) -> tuple[Decimal, Decimal]:
    middle = Decimal(str(value))
    share = tolerance.endswith("%")
    spread = abs(middle) * Decimal(tolerance[:-1]) / 100 if share else Decimal(tolerance)
    return middle - spread, middle + spread


def _right_words(item: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(option["text"]) for option in item.get("options", ()) if option.get("correct"))
    yield from map(str, item.get("accept", ()))
    if item["type"] == "cloze":
        yield from re.findall(r"\{\{(.+?)\}\}", item["text"])
        yield from (str(text) for gap in item.get("gaps", ()) for text in gap.get("accept", ()))


def cut(paper: str, questions: Sequence[Written]) -> list[str]:
    """Cut a printed exam into the texts of its questions; what cases share goes with each of them.

    Headings, which hold minutes, and what stands below the last rule (sources and the form's code) are left out.
    """
    body = "\n".join(line for line in paper.rpartition("\n---\n")[0].splitlines() if not line.startswith("#"))
    parts = _NUMBER.split(body)
    texts = {int(number): _LABEL.sub("", text) for number, text in zip(parts[1::2], parts[2::2], strict=True)}
    shared = ""
    done = []
    head = parts[0]
    for number, question in enumerate(questions, 1):
        if question.theme and question.theme in head:
            shared = head[head.rindex(question.theme) :]
        head = texts[number]
        following = questions[number] if number < len(questions) else None
        own = head
        if following is not None and following.theme and following.theme in own:
            own = own[: own.rindex(following.theme)]
        done.append(own + (shared if question.theme else ""))
    return done


def find_giveaways(paper: str, items: Sequence[str], known: Mapping[str, Written]) -> Iterator[Giveaway]:
    """Find what a printed exam gives away, its questions named in order; cases of one set were written together."""
    texts = dict(zip(items, cut(paper, [known[item] for item in items]), strict=True))
    seen = {item: _words_in(text) for item, text in texts.items()}
    runs = {item: _runs(words) for item, words in seen.items()}
    figures = {item: _figures_in(text) for item, text in texts.items()}
    for giver, taker in permutations(items, 2):
        asked = known[taker]
        if known[giver].set_id == asked.set_id and giver != taker:
            continue
        for words in asked.words:
            if _stands_in(words, seen[giver], runs[giver]):
                yield Giveaway(giver, taker, f"shows {words!r}")
        for low, high in asked.figures:
            if any(low <= figure <= high for figure in figures[giver]):
                yield Giveaway(giver, taker, f"shows a figure from {low} to {high}")
        for prompt, choice in asked.pairs:
            if all(_stands_in(each, seen[giver], runs[giver]) for each in (prompt, choice)):
                yield Giveaway(giver, taker, f"shows {prompt!r} and {choice!r}")
        if asked.facts and asked.facts <= known[giver].facts:
            yield Giveaway(giver, taker, "asks for the same facts")
        if {giver, known[giver].set_id} & asked.not_with:
            yield Giveaway(giver, taker, "is named in its not_with")


def _words_in(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"[a-z]+|\d+(?:\.\d+)?", bare)


def _runs(words: Sequence[str]) -> set[str]:
    return {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + _LONGEST, len(words)) + 1)}


def _stands_in(key: str, words: Sequence[str], runs: set[str]) -> bool:
    """Return whether a key is readable, hyphens and spaces aside; in the plural too."""
    own = _words_in(key)
    if len(own) > _LONGEST:
        return f" {' '.join(own)} " in f" {' '.join(words)} "
    joined = "".join(own)
    return bool(joined) and (joined in runs or f"{joined}s" in runs)


def _figures_in(text: str) -> set[Decimal]:
    named = {Decimal(_COUNTED.index(word)) for word in re.findall(r"[a-z]+", text.casefold()) if word in _COUNTED}
    return named | {Decimal(figure) for figure in _FIGURE.findall(text)}


def orders(seed: int, blueprint: Path) -> Iterator[tuple[str, Order]]:
    """Yield what the teaching guide orders: each recipe, its two other calls, and its blueprint."""
    for recipe in ("exam", "pre-post-test", "board-exam", "team-based-learning", "case-based-hour"):
        yield recipe, Order(recipe, Filters(), seed)
    yield "pre-post-test, 10 questions", Order("pre-post-test", Filters(), seed, 10)
    yield "exam, 12 questions, 2 forms", Order("exam", Filters(), seed, 12, 2)
    yield "blueprint", Order("exam", Filters(), seed, blueprint=blueprint)


def write_blueprint(folder: Path) -> Path:
    """Write down the blueprint that the teaching guide shows."""
    found = re.search(r"```yaml\n(# blueprint\.yaml\n.*?)```", TEACHING.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise SystemExit("docs/teaching.md shows no blueprint.yaml any more.")
    file = folder / "blueprint.yaml"
    file.write_text(found[1], encoding="utf-8")
    return file


def look(library: Library, order: Order, known: Mapping[str, Written]) -> tuple[int, list[Giveaway]]:
    """Build an order; return how many forms it made, and every giveaway on their papers."""
    bundle = make_bundle(library, order)
    found: list[Giveaway] = []
    keys = {name.removesuffix("-key.csv"): raw for name, raw in bundle.files.items() if name.endswith("-key.csv")}
    for form, raw in keys.items():
        items = [line.split(",")[1] for line in raw.decode().splitlines()[1:]]
        found += find_giveaways(write_markdown(bundle.papers[f"{form}-exam"]).decode(), items, known)
    return len(keys), found


def main() -> int:
    """Print for each order how many forms were looked through, and what was found on them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    args = parser.parse_args()
    library, known = open_library([QUIZZES]), read_written(QUIZZES)
    forms: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        blueprint = write_blueprint(Path(folder))
        for seed in range(args.first, args.first + args.seeds):
            for name, order in orders(seed, blueprint):
                try:
                    count, giveaways = look(library, order, known)
                except QuizError:
                    refused[name] += 1
                    continue
                forms[name] += count
                found[name] += len(giveaways)
                for each in giveaways:
                    print(f"{name}, seed {seed}: {each.giver} gives {each.taker} away: {each.how}", flush=True)
    print(f"{args.seeds} seeds from {args.first}")
    for name in {**forms, **refused}:
        print(f"{name:30} {forms[name]:6} forms  {found[name]} giveaways  {refused[name]} seeds refused")
    return 1 if found.total() or refused.total() else 0


if __name__ == "__main__":
    sys.exit(main())
