"""`schema`: the JSON Schema of a bank, for editors."""

import json

import click


@click.command(name="schema")
@click.argument("kind", type=click.Choice(["bank", "facts"]), default="bank", metavar="[bank|facts]")
def command(*, kind: str) -> None:
    """Print the JSON Schema of a bank file, or of a fact ledger.

    \b
    Example:
      calcinosis-quiz schema > bank.schema.json
    """
    from calcinosis_quiz.bank.schema import bank_schema, facts_schema

    click.echo(json.dumps(bank_schema() if kind == "bank" else facts_schema(), indent=2))
