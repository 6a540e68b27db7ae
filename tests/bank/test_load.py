"""Files and folders: what is there is read, what is not is said, and one bad file hides no other."""

from errno import EACCES, EIO
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Never
from zipfile import Path as ZipPath
from zipfile import ZipFile

import pytest
from tests.bank.bank_texts import LEDGER, QUIZZES, SOUND, bank, complaints

from calcinosis_quiz.bank.load import load_library, open_library
from calcinosis_quiz.bank.problems import BankError

NOTHING: Final = "expected a bank file or a folder of banks, got nothing by that name. Check the spelling."
PERMISSIONS: Final = "Check its permissions and its path."
CITED: Final = "facts: [first-fact], objective: LO1, level: apply, difficulty: easy}"


class _Locked(Traversable):
    """A file or a folder that can be seen and not opened, even by a superuser."""

    def __init__(self, name: str, error: OSError) -> None:
        self._name, self._error = name, error

    def __str__(self) -> str:
        return self._name

    @property
    def name(self) -> str:
        return self._name

    def is_dir(self) -> bool:
        return not self.is_file()

    def is_file(self) -> bool:
        return self._name.endswith(".yaml")

    def joinpath(self, *_names: object) -> Never:
        raise self._error

    def iterdir(self) -> Never:
        raise self._error

    def read_bytes(self) -> Never:
        raise self._error

    def read_text(self, encoding: str | None = None) -> Never:  # noqa: ARG002 - the signature of the protocol
        raise self._error

    def open(self, *_arguments: object, **_named: object) -> Never:
        raise self._error


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert [str(problem) for problem in load_library([tmp_path / "bnak.yaml"])[1]] == [
        f"{tmp_path}/bnak.yaml: {NOTHING}"
    ]


def test_a_folder_without_banks_is_said_to_have_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a bank")
    assert [str(problem) for problem in load_library([tmp_path])[1]] == [
        f"{tmp_path}: expected bank files (.yaml) in this folder, got none."
    ]


def test_a_folder_named_like_a_bank_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    assert complaints(tmp_path, {"y.yaml": bank(SOUND)}) == [
        "x.yaml: expected a file, got a folder. Rename the folder."
    ]


@pytest.mark.parametrize(
    ("name", "error", "complaint"),
    [
        ("a.yaml", PermissionError(EACCES, "Permission denied"), f"file, got: permission denied. {PERMISSIONS}"),
        ("a.yaml", OSError(EIO, "Input/output error"), f"file, got: input/output error. {PERMISSIONS}"),
        (
            "banks",
            PermissionError(EACCES, "Permission denied"),
            f"file or folder, got: permission denied. {PERMISSIONS}",
        ),
    ],
)
def test_what_cannot_be_opened_is_said_with_the_reason(name: str, error: OSError, complaint: str) -> None:
    assert [str(problem) for problem in load_library([_Locked(name, error)])[1]] == [
        f"{name}: expected a readable {complaint}"
    ]


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", ""])
def test_a_name_that_no_file_can_have_is_a_problem_like_others(name: str, tmp_path: Path) -> None:
    (problem,) = load_library([tmp_path / name])[1]
    assert problem.rule in {"unreadable", "no-such-file", "no-banks"}


def test_all_problems_of_all_files_are_found_in_one_pass_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "facts.yaml": LEDGER.replace("topic: surgery", "topic: surgry"),
        "c.yaml": "format: 1\nbank: c\n",
        "a.yaml": bank("- {id: a, stem: S, answer: yes, type: true-false}\n- id: b\n").replace("title", "tilte"),
        "b.yml": "items: [\n",
        "d.yaml": bank(SOUND).encode("utf-16"),
        "e.yaml": "",
    }
    places = [line.split(": ")[0] for line in complaints(tmp_path, files)]
    assert places == [
        "facts.yaml:8",
        "a.yaml:1",
        "a.yaml:3",
        "a.yaml:5",
        "a.yaml:6",
        "b.yml:1",
        "c.yaml:1",
        "c.yaml:1",
        "d.yaml:1",
        "e.yaml",
    ]


def test_places_are_read_in_the_order_given_and_each_file_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            bank(SOUND.replace("sound", name)).replace("bank: bank", f"bank: {name}")
        )
    library = open_library([tmp_path / "b.yaml", tmp_path, tmp_path / "b.yaml"])
    assert [Path(loaded.file).name for loaded in library.banks] == ["b.yaml", "a.yaml"]
    assert list(library.items) == ["b", "a"]


def test_what_is_sound_can_be_used_beside_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(bank(f"- {{id: bad}}\n{SOUND}"))
    (tmp_path / "b.yaml").write_text("nothing")
    library, problems = load_library([tmp_path])
    assert list(library.items) == ["sound"]
    assert len(problems) == 2


def test_banks_that_must_be_sound_are_refused_with_every_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(bank("- {id: one}\n- {id: two}\n"))
    with pytest.raises(BankError, match=r"^2 problems in the question banks:\n") as refused:
        open_library([tmp_path])
    assert refused.value.problems == load_library([tmp_path])[1]


def test_a_bank_named_alone_is_held_against_the_ledger_beside_it(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(LEDGER)
    (tmp_path / "a.yaml").write_text(bank(SOUND.replace("}", f", {CITED}")))
    (loaded,) = open_library([tmp_path / "a.yaml"]).banks
    assert loaded.ledger is not None
    assert loaded.ledger.namespace == "sample"


def test_a_broken_ledger_is_reported_once_and_its_banks_are_still_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"facts.yaml": "[", "a.yaml": bank("- {id: a}\n"), "b.yaml": bank("- {id: b}\n")}
    places = [line.partition(": ")[0] for line in complaints(tmp_path, files)]
    assert places == ["facts.yaml:1", "a.yaml:5", "b.yaml:2", "b.yaml:5"]


def test_a_ledger_named_alone_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(LEDGER.replace("title: A ledger\n", ""))
    assert [str(problem) for problem in load_library([path])[1]] == [
        f"{path}:1: expected the key title, got none. Add it."
    ]


def test_banks_are_read_from_an_archive_too(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "banks.zip", "w") as archive:
        archive.writestr("quizzes/facts.yaml", LEDGER)
        archive.writestr("quizzes/a.yaml", bank(SOUND.replace("}", f", {CITED}")))
    for place in ("quizzes/", "quizzes/a.yaml"):
        (loaded,) = open_library([ZipPath(tmp_path / "banks.zip", place)]).banks
        assert loaded.ledger is not None


def test_the_shipped_banks_have_no_problem() -> None:
    library, problems = load_library([QUIZZES])
    assert [str(problem) for problem in problems] == []
    assert len(library.banks) == len(list(QUIZZES.glob("*.yaml"))) - 1
