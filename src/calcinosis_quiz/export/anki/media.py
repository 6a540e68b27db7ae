"""Pictures in a package: named by their content, so that a changed picture is a new file to Anki."""

from collections.abc import Iterable
from hashlib import sha256

from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question


def name_image(file: str, content: bytes) -> str:
    """Name a picture by its content; the ending stays, since it tells Anki what it is."""
    return f"calcinosis-quiz-{sha256(content).hexdigest()[:20]}.{file.rpartition('.')[2].lower()}"


def collect_images(library: Library, questions: Iterable[Question]) -> tuple[dict[str, str], dict[str, bytes]]:
    """Read the pictures of questions: their names in the package by item id, and their content by name."""
    names, contents = {}, {}
    for question in questions:
        if question.image is not None:
            content = read_image(library.shelf_of(question.id).folder, question.image)
            names[question.id] = name_image(question.image.file, content)
            contents[names[question.id]] = content
    return names, contents
