"""Make the pictures of `screens.md`: the program in a real terminal, drawn from what an emulator of one then shows.

    python -m docs.make_screens [NAME...]

Each scene starts the program in a terminal of its own, presses keys, waits for what they bring about and keeps the
screen, as SVG and as text. What a clock says is replaced by fixed figures, so that the same program and the same banks
give the same files; `tests/test_screens_docs.py` compares them.
"""

import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from docs.scenes import SCENES, Scene, Shot
from pyte.screens import Char
from tests.cli.running import PROGRAM
from tests.cli.terminals import Terminal

FOLDER: Final = Path(__file__).with_name("screens")
CELL, LINE, MARGIN, BAR = 8.4, 18, 14, 30  # pixels: a character, a line, the margin, the bar with the command
# Colours of the picture in the light and in the dark, by the name that the terminal gives them.
COLOURS: Final = {
    "back": ("#ffffff", "#16181d"),
    "bar": ("#f0f1f4", "#20232a"),
    "default": ("#24292f", "#d7dae0"),
    "faint": ("#656d76", "#8b929e"),
    "red": ("#b3261e", "#ff7b72"),
    "green": ("#116329", "#56d364"),
    "brown": ("#7d4e00", "#e3b341"),  # what ECMA-48 numbers yellow
    "blue": ("#0550ae", "#79c0ff"),
    "magenta": ("#8250df", "#d2a8ff"),
    "cyan": ("#0a6a78", "#56d4dd"),
}
# What a clock says, and what stands in its place.
CLOCKS: Final = (
    (re.compile(r"(?<=time left )[\d:]+"), "19:42"),
    (re.compile(r"(?<=Time: ).*$"), "48 s"),
    (re.compile(r"(?<= of )\d\d [A-Z][a-z]+, \d\d:\d\d"), "20 May, 08:15"),
)

ANKI: Final = """
## Anki

Cards in the page of Anki's own reviewer, by `python -m tests.export.anki.pictures`.

| | |
|---|---|
| A choice, made | ![front](images/anki-choice-light.png) |
| Its back: what was chosen, the answer, and folds | ![back](images/anki-choice-back.png) |
| The same by night, unfolded | ![unfolded back, dark](images/anki-choice-dark.png) |
| Several answers on a phone | ![several answers](images/anki-multiple-phone.png) |
| Pairs on a phone, by night, checked | ![pairs](images/anki-matching-phone.png) |
| A typed number: wrong, and the figure it is taken for | ![typed number](images/anki-typed-light.png) |
| A gap on a phone | ![gap](images/anki-cloze-phone.png) |
| Type of almost twice the size | ![large type](images/anki-choice-large.png) |
| Text from right to left, mixed scripts, words too long for the screen | ![scripts](images/anki-choice-odd.png) |
"""


def main() -> None:
    """Make the pictures of every scene, or of those that hold a picture named."""
    FOLDER.mkdir(exist_ok=True)
    for scene in SCENES:
        if len(sys.argv) == 1 or {shot.name for shot in scene.shots} & set(sys.argv[1:]):
            for path, content in files_of(scene).items():
                path.write_text(content, encoding="utf-8")
    FOLDER.with_suffix(".md").write_text(write_page(), encoding="utf-8")


def files_of(scene: Scene) -> dict[Path, str]:
    """Play a scene; give the files of its pictures, each as SVG and as text."""
    files = {}
    with tempfile.TemporaryDirectory() as home:
        if scene.before:
            list(_play(scene, (Shot("", "", scene.before, ends=True),), Path(home)))
        for shot, rows in _play(scene, scene.shots, Path(home)):
            lines = ["".join(cell.data for cell in row).rstrip() for row in rows]
            files[FOLDER / f"{shot.name}.svg"] = _draw(scene, rows)
            files[FOLDER / f"{shot.name}.txt"] = "\n".join(lines) + "\n"
    return files


def write_page() -> str:
    """Write the page that shows the pictures."""
    parts = [
        "# Screens\n\n"
        "What the program shows in a terminal of 80 columns. Pictures and texts are made by "
        "`python -m docs.make_screens`\nand compared by a test; the pictures follow the light or dark colours that "
        "this is read in.\n"
    ]
    for chapter, scenes in groupby(SCENES, lambda scene: scene.chapter):
        parts.append(f"\n## {chapter}\n")
        parts += [
            f"\n{shot.caption}\n\n![{scene.line}](screens/{shot.name}.svg)\n\n"
            f"`{scene.line}` - [as text](screens/{shot.name}.txt)\n"
            for scene in scenes
            for shot in scene.shots
        ]
    return "".join([*parts, ANKI])


def _play(scene: Scene, shots: tuple[Shot, ...], home: Path) -> Iterator[tuple[Shot, list[list[Char]]]]:
    """Start the program, press the keys, and give what the terminal then shows, without empty rows at the end."""
    arguments = [*PROGRAM, *shlex.split(scene.line)[1:]]
    terminal = Terminal(arguments, scene.columns, scene.rows, home, **dict(scene.environment))
    try:
        for shot in shots:
            for pattern, keys in shot.steps:
                terminal.wait(pattern)
                terminal.send(keys)
            if shot.ends:
                terminal.end()
            else:
                terminal.settle()
            rows = [_stop_clocks(_cells(terminal, row)) for row in range(scene.rows)]
            while rows and not "".join(cell.data for cell in rows[-1]).strip():
                rows.pop()
            yield shot, rows
    finally:
        terminal.close()


def _cells(terminal: Terminal, row: int) -> list[Char]:
    cells = [terminal.screen.buffer[row][column] for column in range(terminal.screen.columns)]
    cursor = terminal.screen.cursor
    if cursor.y == row and not cursor.hidden and cursor.x < len(cells):
        cells[cursor.x] = cells[cursor.x]._replace(underscore=True)
    return cells


def _stop_clocks(row: list[Char]) -> list[Char]:
    text = "".join(cell.data or "\0" for cell in row)
    for pattern, fixed in CLOCKS:
        found = pattern.search(text.rstrip())
        if found:
            begin, end = found.span()
            row = [*row[:begin], *(row[begin]._replace(data=sign) for sign in fixed), *row[end:]]
            text = "".join(cell.data or "\0" for cell in row)
    return row


def _draw(scene: Scene, rows: list[list[Char]]) -> str:
    width = round(scene.columns * CELL + 2 * MARGIN)
    height = len(rows) * LINE + 2 * MARGIN + BAR
    light, dark = ("".join(f"--{name}:{pair[i]};" for name, pair in COLOURS.items()) for i in (0, 1))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
        f"<title>{escape(scene.line)}</title>",
        f"<style>:root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}",
        "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}",
        "".join(f".{name}{{fill:var(--{name})}}" for name in COLOURS),
        ".bold{font-weight:700}.italics{font-style:italic}.struck{text-decoration:line-through}"
        ".frame{stroke:var(--faint);stroke-opacity:.35}</style>",
        f'<rect class="back frame" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8"/>',
        f'<path class="bar" d="M1 {BAR}V8.5Q1 1 8.5 1H{width - 8.5}Q{width - 1} 1 {width - 1} 8.5V{BAR}Z"/>',
        f'<text class="faint" x="{MARGIN}" y="20">$ {escape(_shorten(scene.line, scene.columns - 4))}</text>',
    ]
    for number, row in enumerate(rows):
        lines += _draw_row(row, BAR + MARGIN + number * LINE)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}\u2026"


def _draw_row(row: list[Char], top: float) -> Iterator[str]:
    for style, run in groupby(enumerate(_without_unseen_styles(row)), lambda cell: _style(cell[1])):
        cells = list(run)
        text = "".join(cell.data for _, cell in cells)
        names, reverse, underline = style
        shown = text.rstrip()
        first = len(text) - len(text.lstrip())
        if reverse:
            shown, first = text, 0
        x, width = MARGIN + (cells[0][0] + first) * CELL, len(cells) * CELL
        if reverse:
            yield f'<rect class="{names.split()[0]}" x="{x:g}" y="{top:g}" width="{width:g}" height="{LINE}"/>'
            names = "back"
        if underline:
            y = top + LINE - 2
            left = cells[0][0] * CELL + MARGIN
            yield f'<path class="{names.split()[0]}" d="M{left:g} {y:g}h{width:g}v2h-{width:g}z"/>'
        shown = shown[first:]
        if shown.strip():
            taken = sum(1 for _, cell in cells[first:]) - (len(text) - len(text.rstrip()) if not reverse else 0)
            length = f' textLength="{taken * CELL:g}"' if taken > 1 else ""
            yield f'<text class="{names}" x="{x:g}" y="{top + 13:g}"{length}>{escape(shown)}</text>'


def _without_unseen_styles(row: list[Char]) -> Iterator[Char]:
    """Give a blank the style of the sign before it, where nobody can see the difference."""
    before = row[0]
    for cell in row:
        can_be_seen = cell.data != " " or cell.reverse or cell.underscore or cell.strikethrough
        hidden = before._replace(data=" ", reverse=False, underscore=False, strikethrough=False)
        before = cell if can_be_seen else hidden
        yield before


def _style(cell: Char) -> tuple[str, bool, bool]:
    colour = "faint" if cell.blink and cell.fg == "default" else cell.fg
    names = [colour if colour in COLOURS else "default"]
    names += [name for name, on in (("bold", cell.bold), ("italics", cell.italics)) if on]
    names += ["struck"] if cell.strikethrough else []
    return " ".join(names), cell.reverse, cell.underscore


if __name__ == "__main__":
    main()
