"""`schema`: the JSON Schemas of what people write and of what programs read."""

import json

import click


@click.command(name="schema", short_help="Print the JSON Schema of banks, or of what --json writes.")
@click.argument(
    "kind",
    type=click.Choice(["bank", "facts", "events", "outputs"]),
    default="bank",
    metavar="[bank|facts|events|outputs]",
)
def command(*, kind: str) -> None:
    """Print the JSON Schema of a bank file, of a fact ledger, or of what --json writes.

    `events` are the lines of `quiz --json` and `study --json`, with the answers to them; `outputs` are the lines of
    the other commands.

    \b
    Examples:
      calcinosis-quiz schema > bank.schema.json
      calcinosis-quiz schema events > events.schema.json
    """
    match kind:
        case "events":
            from calcinosis_quiz.cli.asking.json_schemas import protocol_schema as make
        case "outputs":
            from calcinosis_quiz.cli.asking.json_schemas import outputs_schema as make
        case "facts":
            from calcinosis_quiz.bank.schema import facts_schema as make
        case _:
            from calcinosis_quiz.bank.schema import bank_schema as make

    click.echo(json.dumps(make(), indent=2))
