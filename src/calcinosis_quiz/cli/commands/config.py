"""`config`: show, edit and set the learner's settings."""

from typing import Any

import click

from calcinosis_quiz.cli.settings import (
    DESCRIPTIONS,
    Settings,
    SettingsError,
    parse_settings,
    read_settings_text,
    read_value,
    read_values,
)
from calcinosis_quiz.files import make_private_folder, write_file
from calcinosis_quiz.paths import settings_file


@click.group(
    name="config",
    short_help="Show or change your settings.",
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show your settings: where the file is, what is set, and what each setting does.

    Options on the command line win over environment variables (such as CALCINOSIS_QUIZ_NEW_PER_DAY), and these win
    over the file.

    \b
    Examples:
      calcinosis-quiz config
      calcinosis-quiz config set new_per_day 20
      calcinosis-quiz config edit
    """
    if ctx.invoked_subcommand is not None:
        return
    path = settings_file()
    click.echo(f"{path}{'' if path.is_file() else ' (not there yet: everything is the default)'}")
    values = read_values()
    for name, description in DESCRIPTIONS.items():
        value, origin = values.get(name, (getattr(Settings(), name), "default"))
        set_by = "" if origin == str(path) else f" ({'default' if origin == 'default' else f'from {origin}'})"
        click.echo(f"\n{name} = {_write(value)}{set_by}\n  {description.does}")


@command.command(name="edit", short_help="Open the settings in your editor.")
def edit() -> None:
    """Open the settings in your editor, the one that VISUAL or EDITOR names; what is wrong is said afterwards.

    \b
    Example:
      calcinosis-quiz config edit
    """
    path = settings_file()
    if not path.is_file():
        make_private_folder(path.parent)
        write_file(path, _template().encode())
    click.edit(filename=str(path))
    _, problems = parse_settings(read_settings_text(path), str(path))
    if problems:
        raise SettingsError(problems, "in your settings: nothing else will run until they are right")
    click.echo(f"{path}: all settings are right")


@command.command(name="set", short_help="Change one setting; comments in the file stay.")
@click.argument("name", shell_complete=lambda _ctx, _param, typed: [n for n in DESCRIPTIONS if n.startswith(typed)])
@click.argument("value")
def set_(*, name: str, value: str) -> None:
    """Check VALUE and write it into the settings file; comments and everything else in it stay.

    \b
    Examples:
      calcinosis-quiz config set new_per_day 20
      calcinosis-quiz config set grades true
    """
    checked = read_value(name, value, name)
    path = settings_file()
    text = read_settings_text(path) if path.is_file() else _template()
    _, problems = parse_settings(text, str(path))
    if any(problem.rule == "toml" for problem in problems):
        raise SettingsError(problems, "in your settings: `calcinosis-quiz config edit` opens the file")
    make_private_folder(path.parent)
    write_file(path, _change(text, name, checked).encode(), replace=True)
    click.echo(f"{name} = {_write(checked)}, in {path}")


def _change(text: str, name: str, value: object) -> str:
    """Set a key in a document and leave the rest as it is; a commented-out default is replaced."""
    import tomlkit

    document = tomlkit.parse(text)
    if name in document:
        document[name] = value
        return tomlkit.dumps(document)
    lines = text.splitlines(keepends=True)
    default = f"# {name} = "
    place = next((n for n, line in enumerate(lines) if line.startswith(default)), None)
    if place is None:
        document[name] = value
        return tomlkit.dumps(document)
    lines[place] = tomlkit.dumps({name: value})
    return "".join(lines)


def _template() -> str:
    """Return a file with every setting at its default, commented out."""
    parts = ["# Settings of calcinosis-quiz. Take the # away before a setting to change it.\n"]
    for name, description in DESCRIPTIONS.items():
        default = _write(getattr(Settings(), name))
        parts.append(f"\n# {description.does} Takes {description.takes}.\n# {name} = {default}\n")
    return "".join(parts)


def _write(value: Any) -> str:  # noqa: ANN401 - any value that a setting has
    """Write a value as TOML does."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        import tomlkit

        return tomlkit.item(value).as_string()
    return str(value)
