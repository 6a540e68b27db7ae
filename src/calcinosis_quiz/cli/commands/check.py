"""`check`: every problem of every file, with its line; and what each rule is about."""

from collections.abc import Iterator, Sequence
from datetime import date

import click

from calcinosis_quiz import __version__
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.lint.rule import Rule
from calcinosis_quiz.bank.lint.run import RULES, choose_rules, find_rule
from calcinosis_quiz.bank.load import load_library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.cli.json_text import Event, write_event
from calcinosis_quiz.cli.options import as_json_option
from calcinosis_quiz.paths import find_banks


@click.command(name="check", short_help="Check banks for errors and for item-writing flaws.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="Lines for people, JSON Lines, or SARIF for editors and code hosts.",
)
@as_json_option
@click.option("--strict", is_flag=True, help="Exit code 1 on warnings too.")
@click.option("--select", "selected", metavar="RULE", multiple=True, help="Only this rule; may be given again.")
@click.option("--ignore", "ignored", metavar="RULE", multiple=True, help="Without this rule; may be given again.")
@click.option("--explain", metavar="RULE", help="Say why a rule exists, with a bad and a good example.")
@click.option("--rules", is_flag=True, help="List all rules.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    form: str,
    as_json: bool,
    strict: bool,
    selected: tuple[str, ...],
    ignored: tuple[str, ...],
    explain: str | None,
    rules: bool,
) -> None:
    """Check bank files, or all banks of folders; the shipped ones without a PATH. Exit code 1 on errors.

    Errors keep a question from being asked, marked or trusted; warnings are flaws that give answers away or
    mislead. An item overrules a rule, with a reason, under its key lint: {ignore: {RULE: REASON}}; so does a bank at
    its head, where lint: {severity: {RULE: error}} changes how grave it is. What most items of a bank lack is said
    once. Rules that know English say nothing on a bank with another language.

    \b
    Examples:
      calcinosis-quiz check
      calcinosis-quiz check my-bank.yaml --strict
      calcinosis-quiz check my-bank.yaml --ignore option-count
      calcinosis-quiz check --explain longest-key
      calcinosis-quiz check --format sarif > findings.sarif
    """
    if explain is not None or rules:
        if explain is not None:
            explain_rule(explain, as_json or form == "json")
        else:
            list_rules(as_json or form == "json")
        return
    from calcinosis_quiz.bank.lint.run import lint_library

    library, unreadable = load_library(find_banks(paths))
    if unreadable:
        from calcinosis_quiz.cli.foreign import refuse_foreign

        refuse_foreign(paths)
    today = date.today()  # noqa: DTZ011 - the author's own day
    problems = (*unreadable, *lint_library(library, choose_rules(selected, ignored), today=today))
    errors = sum(problem.severity == "error" for problem in problems)
    failed = bool(errors or (strict and problems))
    match "json" if as_json else form:
        case "json":
            _write_json(problems)
        case "sarif":
            _write_sarif(problems)
        case _:
            for problem in problems:
                click.echo(f"{problem} [{problem.severity}: {problem.rule}]")
            click.echo(_summarise(library, errors, len(problems) - errors), err=failed)
    ctx.exit(1 if failed else 0)


def _write_json(problems: Sequence[Problem]) -> None:
    from calcinosis_quiz.cli.json_text import write_event

    for problem in problems:
        click.echo(write_event(problem))


def _write_sarif(problems: Sequence[Problem]) -> None:
    import json

    from calcinosis_quiz.bank.sarif import write_sarif

    click.echo(json.dumps(write_sarif(problems, __version__), indent=2, ensure_ascii=False))


def _summarise(library: Library, errors: int, warnings: int) -> str:
    found = [_count(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number]
    counts = f"{_count(len(library.banks), 'bank')}, {_count(len(library.questions), 'question')}"
    advice = " `check --explain RULE` says more." if warnings else ""
    return f"{counts}: {', '.join(found) or 'no problems'}{'.' if advice else ''}{advice}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def list_rules(as_json: bool) -> None:
    """List all rules: id, severity, rationale."""
    if as_json:
        for rule in RULES:
            click.echo(write_event(_describe(rule)))
        return
    from calcinosis_quiz.cli.screens.layout import Column, Grid
    from calcinosis_quiz.cli.screens.screen import make_screen

    rows = [(rule.id, rule.severity, rule.rationale) for rule in RULES]
    screen = make_screen(measure=120)
    screen.draw(Grid(rows, [Column("rule"), Column("severity"), Column("why")]))
    screen.say(f"{len(RULES)} rules. `check --explain RULE` shows a bad and a good example.", "dim")


def explain_rule(rule_id: str, as_json: bool) -> None:
    """Explain one rule; raises QuizError when there is none of that name."""
    rule = find_rule(rule_id)
    click.echo(write_event(_describe(rule)) if as_json else "\n".join(_explain(rule)))


def _describe(rule: Rule) -> Event:
    return {
        "id": rule.id,
        "severity": rule.severity,
        "rationale": rule.rationale,
        "source": rule.source,
        "needs_ledger": rule.needs_ledger,
        "bad": rule.bad.strip(),
        "good": rule.good.strip(),
    }


def _explain(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} ({rule.severity})"
    yield rule.rationale
    yield f"Source: {rule.source}."
    if rule.needs_ledger:
        yield "Applies where a facts.yaml lies beside the bank."
    for name, example in (("Bad", rule.bad), ("Good", rule.good)):
        yield f"\n{name}:\n"
        yield "\n".join(f"  {line}" for line in example.strip().splitlines())
    yield f"\nTo overrule it in one item:\n\n  lint: {{ignore: {{{rule.id}: the reason}}}}"
