"""`new`: templates for items and banks."""

import re
import secrets
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final, get_args

import click

from calcinosis_quiz.bank.items import ItemType
from calcinosis_quiz.cli.options import bank_option
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_files

_TOPIC: Final = "the-topic"
_IDENTIFIER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TITLE: Final = '"FILL IN: the title of the bank"'


@click.group(name="new")
def command() -> None:
    """Start an item or a bank from a template with comments.

    \b
    Example:
      calcinosis-quiz new bank kidney-stones.yaml
    """


@command.command(name="item")
@click.option("--type", "kind", type=click.Choice(get_args(ItemType)), default="single-best-answer", show_default=True)
@click.option("--topic", required=True, help="The topic of the item; its id begins with it.")
@bank_option
def new_item(*, kind: str, topic: str, banks: tuple[str, ...]) -> None:
    """Print an item to fill in, ready to stand under `items:` of a bank.

    \b
    Examples:
      calcinosis-quiz new item --type cloze --topic surgery
      calcinosis-quiz new item --topic kidney-stones --bank my-banks >> my-banks/kidney-stones.yaml
    """
    _, _, item = _fill(kind, _as_identifier(topic)).partition("items:\n")
    click.echo("".join(f"  # {line}\n" for line in _list_facts(banks, topic)) + item, nl=False)


@command.command(name="bank", short_help="Start a bank, or a folder with a bank and its ledger.")
@click.argument("path", type=click.Path(path_type=Path))
def new_bank(*, path: Path) -> None:
    """Start a bank: one file, or a folder with a bank and a fact ledger where PATH has no ending.

    \b
    Examples:
      calcinosis-quiz new bank kidney-stones.yaml
      calcinosis-quiz new bank kidney-stones
    """
    topic = _as_identifier(path.stem)
    if path.suffix in {".yaml", ".yml"}:
        written = [(path, _bank(topic))]
    elif path.suffix:
        raise QuizError(f"{path} is no name for a bank. End it in .yaml, or in nothing for a folder with a ledger.")
    else:
        # Nobody else's bank may have the same: it names the notes in learners' Anki.
        namespace = f"namespace: {topic}-{secrets.token_hex(4)}"
        facts = _fill("facts", topic).replace(f"namespace: {topic}", namespace, 1)
        written = [(path / "facts.yaml", facts), (path / f"{topic}.yaml", _bank(topic))]
    _write(written)
    for file, _ in written:
        click.echo(f"Wrote {file}")
    click.echo(f"Fill in every FILL IN, then run: calcinosis-quiz check {path}")


def _bank(topic: str) -> str:
    title = topic.replace("-", " ").capitalize()
    return _fill("single-best-answer", topic).replace(_TITLE, title, 1)


def _fill(name: str, topic: str) -> str:
    template = files("calcinosis_quiz.cli.commands").joinpath("templates", f"{name}.yaml").read_text(encoding="utf-8")
    return template.replace(_TOPIC, topic)


def _as_identifier(name: str) -> str:
    if not _IDENTIFIER.fullmatch(name):
        suggested = "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "kidney-stones"
        raise QuizError(f"{name!r} is no id: use lower-case letters, digits and hyphens, such as {suggested}.")
    return name


def _list_facts(banks: tuple[str, ...], topic: str) -> Iterator[str]:
    """Name the facts of the topic that the ledgers of the banks know."""
    from calcinosis_quiz.bank.load import load_library
    from calcinosis_quiz.paths import find_banks

    library, _ = load_library(find_banks(banks))
    ledgers = {each.ledger.namespace: each.ledger for each in library.banks if each.ledger}
    for ledger in ledgers.values():
        facts = [fact for fact in ledger.facts if fact.topic == topic]
        if facts:
            yield f"Facts on {topic}:"
        for fact in facts:
            yield f"  {fact.id}{' (core)' if fact.core else ''}: {fact.statement}"


def _write(written: list[tuple[Path, str]]) -> None:
    for file, _ in written:
        if file.exists():
            raise QuizError(f"{file} exists already and is left as it is. Choose another name.")
    for file, _ in written:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise QuizError(f"Could not write {file}: {error.strerror or error}. Choose another place.") from error
    write_files({file: content.encode() for file, content in written})
