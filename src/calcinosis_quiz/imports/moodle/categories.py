"""Moodle's paths of categories."""

from calcinosis_quiz.imports.plain_text import clean


def read_category(path: str) -> tuple[str, ...]:
    """Part `$course$/top/a/b`; a doubled slash is a slash in a name."""
    names = [clean(name.replace("\0", "/")) for name in path.replace("//", "\0").split("/")]
    while names and (names[0].startswith("$") or names[0] == "top"):
        names = names[1:]
    return tuple(name for name in names if name)
