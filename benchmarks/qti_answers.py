"""Write a bank as an unpacked QTI package, with answers to every item and the mark that each must earn.

Usage: python benchmarks/qti_answers.py BANK FOLDER [VERSION]

VERSION is 2.1 (the default) or 3.0. FOLDER gets the package, and `answers.json`: for each file of an item a list of
answers, each the values of the response variables and the SCORE that a reader of QTI must give for them, as our
interpreter in the tests computes it. `clients.md` says how readers of others are given these answers.
"""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.export.answers_to import every_answer
from tests.export.qti.interpreter import mark_item
from tests.export.qti.responses import response_of

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.qti.package import identify, write_package
from calcinosis_quiz.export.qti.vocabulary import Version


def main(bank: Path, folder: Path, version: Version = "2.1") -> None:
    """Write the package and the answers, and print how many there are."""
    if version not in get_args(Version):
        sys.exit(f"{version!r} is no version of QTI that answers can be written for: name 2.1 or 3.0.")
    library = open_library([bank])
    questions = tuple(library.questions.values())
    package = zipfile.ZipFile(io.BytesIO(write_package(library, questions, version=version).content))
    package.extractall(folder)  # our own file
    answers: dict[str, list[dict[str, Any]]] = {}
    for question in questions:
        file = f"items/{identify(library, question.id)}.xml"
        item = ElementTree.fromstring(package.read(file))  # noqa: S314 - our own file
        responses = [response_of(question, given) for given in every_answer(question)]
        answers[file] = [{"response": each, "score": mark_item(item, each)["SCORE"]} for each in responses]
    (folder / "answers.json").write_text(json.dumps(answers, indent=1), encoding="utf-8")
    print(f"{len(answers)} items, {sum(map(len, answers.values()))} answers")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:4])  # type: ignore[arg-type]  # checked there
