"""`coverage`: which facts, objectives and places of the blueprint the banks ask about."""

from typing import TYPE_CHECKING

import click

from calcinosis_quiz.bank.coverage import Coverage, measure_coverage
from calcinosis_quiz.bank.spreadsheets import guard_cell
from calcinosis_quiz.cli.json_text import write_event
from calcinosis_quiz.cli.options import as_json_option, bank_option, open_banks
from calcinosis_quiz.errors import QuizError

if TYPE_CHECKING:
    from calcinosis_quiz.cli.screens.layout import Grid

# Column heads short enough for all types to stand side by side.
_HEADS = {
    "single-best-answer": "best",
    "multiple-response": "multi",
    "true-false": "t/f",
    "cloze": "cloze",
    "short-answer": "short",
    "numeric": "number",
    "ordering": "order",
    "matching": "match",
    "extended-matching": "ext",
    "open": "open",
}
_WIDE = 120  # columns in which all types stand side by side
_LEVELS = ("remember", "understand", "apply", "evaluate")


@click.command(name="coverage", short_help="Show which facts of the ledger the banks ask about.")
@click.option("--matrix", is_flag=True, help="Write facts x questions as tab-separated values, for a spreadsheet.")
@bank_option
@as_json_option
@click.pass_context
def command(ctx: click.Context, *, banks: tuple[str, ...], matrix: bool, as_json: bool) -> None:
    """Show which facts of the ledger the banks ask about, and compare them with its blueprint.

    A core fact wants two questions of two types, any other fact one. Exit code 1 where anything falls short.

    \b
    Examples:
      calcinosis-quiz coverage
      calcinosis-quiz coverage --matrix > coverage.tsv
      calcinosis-quiz coverage --json
    """
    measured = measure_coverage(open_banks(banks))
    if not measured:
        raise QuizError("There is no facts.yaml beside these banks, so there is nothing to cover. See `new bank`.")
    for coverage in measured:
        if as_json:
            from msgspec import to_builtins

            click.echo(write_event(to_builtins(coverage) | {"complete": coverage.is_complete}))
        elif matrix:
            _write_matrix(coverage)
        else:
            _draw(coverage)
    ctx.exit(0 if all(coverage.is_complete for coverage in measured) else 1)


def _write_matrix(coverage: Coverage) -> None:
    click.echo("\t".join(str(guard_cell(name)) for name in ("fact", *coverage.questions)))
    for fact in coverage.facts:
        asked = ("1" if each in fact.questions else "" for each in coverage.questions)
        click.echo("\t".join((str(guard_cell(fact.fact)), *asked)))


def _draw(coverage: Coverage) -> None:
    from calcinosis_quiz.cli.screens.screen import make_screen

    screen = make_screen(measure=_WIDE)
    if not screen.console.is_terminal:
        screen.console.width = _WIDE
    screen.say(coverage.title, "bold")
    screen.draw(_draw_facts(coverage, screen.console.width >= _WIDE))
    screen.draw("", _draw_topics(coverage), "")
    if coverage.objectives:
        screen.say("Objectives: " + "  ".join(f"{each.objective} {each.questions}" for each in coverage.objectives))
    screen.say(_summarise(coverage))
    for line in _shortfalls(coverage):
        screen.say(line)


def _draw_facts(coverage: Coverage, roomy: bool) -> "Grid":
    from calcinosis_quiz.cli.screens.layout import Column, Grid

    heads = ("", *(_HEADS.values() if roomy else ()), "all", "types")
    columns = [Column("fact", overflow="cut"), *(Column(head, right=True) for head in heads), Column()]
    rows = []
    for fact in coverage.facts:
        counts = [sum(each == kind for each in fact.types) for kind in _HEADS] if roomy else []
        row = [*(str(count) if count else "." for count in counts), str(len(fact.types)), str(len(set(fact.types)))]
        standing = "" if fact.standing == "covered" else fact.standing.upper()
        rows.append((fact.fact, "core" if fact.core else "", *row, standing))
    return Grid(rows, columns)


def _draw_topics(coverage: Coverage) -> "Grid":
    from calcinosis_quiz.cli.screens.layout import Column, Grid

    columns = [Column("topic (questions / wanted)"), *(Column(level, right=True) for level in (*_LEVELS, "all"))]
    rows = []
    for topic in dict.fromkeys(cell.topic for cell in coverage.cells):
        row = []
        for levels in (*((level,) for level in _LEVELS), _LEVELS):
            cells = [cell for cell in coverage.cells if cell.topic == topic and cell.level in levels]
            row.append(f"{sum(cell.questions for cell in cells)} / {sum(cell.wanted for cell in cells)}")
        rows.append((topic, *row))
    return Grid(rows, columns)


def _summarise(coverage: Coverage) -> str:
    covered = sum(fact.standing == "covered" for fact in coverage.facts)
    met = sum(cell.questions >= cell.wanted for cell in coverage.cells if cell.wanted)
    wanted = sum(cell.wanted > 0 for cell in coverage.cells)
    blueprint = f", {met} of {wanted} places of the blueprint filled" if wanted else ""
    return f"{len(coverage.questions)} questions: {covered} of {len(coverage.facts)} facts covered{blueprint}."


def _shortfalls(coverage: Coverage) -> list[str]:
    lines = []
    for fact in coverage.short_facts:
        lack = "is asked about nowhere" if fact.standing == "uncovered" else "is core and asked in one type only"
        lines.append(f"{fact.fact} {lack}. Add a question of another type.")
    lines += [f"{each.objective} is served by no question." for each in coverage.short_objectives]
    for cell in coverage.short_cells:
        kind = f"{cell.type} vignettes" if cell.vignette else cell.type
        lines.append(f"{cell.topic}, {kind}, {cell.level}: {cell.questions} of {cell.wanted} questions.")
    return lines
