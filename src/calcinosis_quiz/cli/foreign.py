"""Files of other programs where a bank belongs: the user is told how to bring them in."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from calcinosis_quiz.errors import QuizError

_MOST_BYTES: Final = 64 * 1024**2
_BANKS: Final = (".yaml", ".yml")


def refuse_foreign(named: Iterable[str]) -> None:
    """Look at files that cannot be read as banks; raises QuizError for one that `import` can read."""
    from calcinosis_quiz.imports.detect import detect
    from calcinosis_quiz.imports.formats import FORMATS
    from calcinosis_quiz.imports.reading import Document, RefusedFileError

    for name in named:
        path = Path(name)
        if path.suffix.lower() in _BANKS or not path.is_file() or path.stat().st_size > _MOST_BYTES:
            continue
        try:
            form = detect(Document(name, path.read_bytes()))
        except (RefusedFileError, OSError):
            continue
        if form in FORMATS:
            raise QuizError(f"{name} looks like {FORMATS[form].title}: calcinosis-quiz import {name} -o bank.yaml")
