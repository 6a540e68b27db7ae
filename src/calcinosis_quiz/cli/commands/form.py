"""`form`: parallel exams on paper, with key, answer sheet and guide."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from random import SystemRandom
from typing import Any, Final, Literal, get_args

import click

from calcinosis_quiz.cli.commands.export.paper import draw_pdf, sheet_options
from calcinosis_quiz.cli.forms.bundle import RECIPE_NAMES, Order, make_bundle
from calcinosis_quiz.cli.number_types import WholeNumber
from calcinosis_quiz.cli.options import (
    OutputFolder,
    bank_option,
    filter_options,
    force_option,
    make_filters,
    open_banks,
    refuse_existing,
)
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.paper.document import Document, Sheet
from calcinosis_quiz.files import write_files

Format = Literal["pdf", "markdown", "both"]
_NO_TYPST: Final = "Markdown only: for PDF install the extra pdf, as in pip install 'calcinosis-quiz[pdf]'."


@click.command(name="form", short_help="Build parallel exams with keys and answer sheets.")
@filter_options
@click.option("--items", type=WholeNumber(min=1), help="Questions on each form; the recipe's number if left out.")
@click.option("--forms", type=WholeNumber(1, 26), help="How many parallel forms; no question is on two of them.")
@click.option("--seed", type=WholeNumber(min=0), help="The same seed and banks give the same forms again.")
@click.option(
    "--recipe", type=click.Choice(RECIPE_NAMES), default="exam", show_default=True,
    help="What the forms are for.",
)  # fmt: skip
@click.option(
    "--blueprint", type=click.Path(path_type=Path), metavar="FILE", help="What a form holds, cell by cell (YAML)."
)
@sheet_options
@click.option(
    "--format", "wanted", type=click.Choice(get_args(Format)),
    help="How papers are written; both if left out, Markdown alone where PDF is not installed.",
)  # fmt: skip
@force_option
@click.option(
    "--output", "-o", "folder", required=True, type=OutputFolder(), metavar="DIR",
    help="The folder for the files; made where there is none.",
)  # fmt: skip
@bank_option
def command(
    *,
    items: int | None,
    forms: int | None,
    seed: int | None,
    recipe: str,
    blueprint: Path | None,
    sheet: Sheet,
    large_print: bool,
    wanted: Format | None,
    force: bool,
    folder: Path,
    banks: tuple[str, ...],
    **filters: Any,  # noqa: ANN401 - the values of filter_options
) -> None:
    """Build parallel forms: exam, answer sheet, key with reasons, guide, and a table to type the answers into.

    No question is on two forms, none answers another one on its form, and forms match in topic, level and difficulty.
    Each form has a letter and a code, which stand on all its papers and which `item-analysis` checks.
    docs/teaching.md shows an hour from start to end.

    \b
    Examples:
      calcinosis-quiz form --items 20 --forms 3 --seed 7 -o exam
      calcinosis-quiz form --recipe pre-post-test --paper letter --large-print -o course
      calcinosis-quiz form --recipe hedge-hunt --format markdown -o hunt
    """
    library = open_banks(banks)
    seed = SystemRandom().randrange(10**6) if seed is None else seed
    bundle = make_bundle(library, Order(recipe, make_filters(filters), seed, items, forms, blueprint))
    endings = _choose_formats(wanted)
    drawn = [f"{name}.{ending}" for name in bundle.papers for ending in endings]
    _refuse_existing(folder, [*bundle.files, *drawn], force=force)
    files = dict(bundle.files)
    for name, document in bundle.papers.items():
        for ending in endings:
            files[f"{name}.{ending}"] = _draw(document, ending, sheet, large_print)
    _write(folder, files, force=force)
    click.echo("\n".join([*bundle.told, f"{folder}: {len(files)} files, seed {seed}"]))
    if wanted is None and "pdf" not in endings:
        click.echo(_NO_TYPST, err=True)


def _draw(document: Document, ending: str, sheet: Sheet, large_print: bool) -> bytes:
    if ending == "pdf":
        return draw_pdf(document, sheet, large_print=large_print)
    from calcinosis_quiz.export.paper.markdown import write_markdown

    return write_markdown(document)


def _choose_formats(wanted: Format | None) -> tuple[str, ...]:
    """Return the endings of the papers; without a wish PDF only where it can be written."""
    if wanted is None:
        wanted = "both" if find_spec("typst") else "markdown"
    return {"pdf": ("pdf",), "markdown": ("md",), "both": ("pdf", "md")}[wanted]


def _refuse_existing(folder: Path, names: Sequence[str], *, force: bool) -> None:
    """Look before anything is drawn: what exists is kept, all of it, unless replacing was asked for."""
    if folder.exists() and not folder.is_dir():
        raise QuizError(f"{folder} is a file, and the forms need a folder. Choose another name with -o.")
    if folder.is_dir():
        refuse_existing(*(folder / name for name in names), force=True)
    existing = [name for name in names if (folder / name).exists()]
    if existing and not force:
        listed = ", ".join(existing[:3]) + (f" and {len(existing) - 3} more" if len(existing) > 3 else "")
        raise QuizError(
            f"{folder} holds {listed}; nothing was written. Choose another folder, or replace with --force."
        )


def _write(folder: Path, files: Mapping[str, bytes], *, force: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise QuizError(f"Could not make {folder}: {error.strerror or error}. Choose another place with -o.") from error
    write_files({folder / name: content for name, content in files.items()}, replace=force)
