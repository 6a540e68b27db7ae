"""The page that plots stand on: self-contained, with nothing on it that could run or load."""

from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template


def write_document(title: str, body: str, style: str = "") -> str:
    """Write a whole page; `body` is HTML, `style` comes after the styles that all pages share."""
    shared = read_template("plots", "page.css")
    return Template(read_template("plots", "page.html")).substitute(
        title=escape(title), style=f"{shared}{style}", body=body
    )


def write_table(names: Sequence[str], rows: Sequence[Sequence[str]], label: str, kind: str = "") -> str:
    """Write a table that scrolls in its own box; cells are HTML, `names` and `label` are text."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    table = f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'


def write_figure(plot: str, caption: str, table: str = "") -> str:
    """Write a plot with its caption, which is text, and the same figures as a table to unfold."""
    unfolded = f"<details><summary>The same as a table</summary>{table}</details>" if table else ""
    return f"<figure>{plot}<figcaption>{escape(caption)}</figcaption>{unfolded}</figure>"


def write_figures(figures: Sequence[tuple[str, str]]) -> str:
    """Write names with their values, both text."""
    rows = "\n".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures)
    return f'<dl class="figures">\n{rows}\n</dl>'


@cache
def read_template(room: str, name: str) -> str:
    """Read a template that lies beside the code of a room; `room` is a path inside the package."""
    return files("calcinosis_quiz").joinpath(*room.split("/"), "templates", name).read_text(encoding="utf-8")
