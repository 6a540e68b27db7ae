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
