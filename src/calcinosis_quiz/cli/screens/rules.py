"""What `check` says about its rules."""

from collections.abc import Iterator

import click

from calcinosis_quiz.bank.lint.registry import RULES, find_rule
from calcinosis_quiz.bank.lint.rule import Rule
from calcinosis_quiz.cli.json_text import Event, write_event


def list_rules(as_json: bool) -> None:
    """List all rules: id, severity, rationale."""
    if as_json:
        for rule in RULES:
            click.echo(write_event(_describe(rule)))
        return
    from rich.table import Table

    from calcinosis_quiz.cli.screens.screen import Screen, make_console

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("rule", no_wrap=True)
    table.add_column("severity", no_wrap=True)
    table.add_column("why")
    for rule in RULES:
        table.add_row(rule.id, rule.severity, rule.rationale)
    screen = Screen(make_console(measure=120))
    screen.draw(table)
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
