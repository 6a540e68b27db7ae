"""Where banks are looked for."""

import os
import shutil
import sys
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.paths import BANKS_VARIABLE, HOME_VARIABLE, find_banks, kept_banks_folder, log_file, shipped_banks

ITEM = "{{id: {0}-item, type: true-false, stem: It is., answer: true}}"


def make_banks(folder: Path, *names: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name in names:
        text = f"format: 1\nbank: {name}\ntitle: {name}\nitems: [{ITEM.format(name)}]\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.yaml") for name in names]


def names_of(places: tuple[Traversable, ...]) -> list[str]:
    return [loaded.bank.bank for loaded in open_library(places).banks]


def test_without_a_word_the_shipped_banks_are_found() -> None:
    assert find_banks() == (shipped_banks(),)
    assert "surgery" in names_of(find_banks())


def test_the_variable_names_banks_instead_of_the_shipped_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = make_banks(tmp_path, "one", "two")
    make_banks(tmp_path / "folder", "three", "four")
    monkeypatch.setenv(BANKS_VARIABLE, two)
    assert names_of(find_banks()) == ["two"]
    monkeypatch.setenv(BANKS_VARIABLE, os.pathsep.join([two, str(tmp_path / "folder"), one]))
    assert names_of(find_banks()) == ["two", "four", "three", "one"]


@pytest.mark.parametrize("value", ["", os.pathsep, os.pathsep * 3])
def test_a_variable_that_names_nothing_leaves_the_shipped_banks(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BANKS_VARIABLE, value)
    assert find_banks() == (shipped_banks(),)


def test_what_the_command_line_names_wins_over_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = make_banks(tmp_path, "one", "two")
    monkeypatch.setenv(BANKS_VARIABLE, one)
    assert names_of(find_banks([two])) == ["two"]
    assert names_of(find_banks([two, one])) == ["two", "one"]


def test_a_path_below_the_working_folder_is_named_as_a_user_would_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = make_banks(tmp_path / "here", "one")[0], make_banks(tmp_path / "elsewhere", "two")[0]
    monkeypatch.chdir(tmp_path / "here")
    written = [here, elsewhere, "one.yaml", "../elsewhere/two.yaml"]
    assert [str(place) for place in find_banks(written)] == ["one.yaml", elsewhere, "one.yaml", "../elsewhere/two.yaml"]


def test_banks_are_found_when_the_working_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = make_banks(tmp_path / "banks", "one")[0]
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    shutil.rmtree(gone)
    assert names_of(find_banks([bank])) == ["one"]
    assert "surgery" in names_of(find_banks())


def test_links_in_a_circle_are_no_bank(tmp_path: Path) -> None:
    circle = tmp_path / "circle.yaml"
    circle.symlink_to(circle)
    with pytest.raises(QuizError, match="expected a bank file or a folder of banks, got nothing by that name"):
        open_library(find_banks([str(circle)]))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the library itself is asked")
@pytest.mark.parametrize("named", [None, "", " ", "/srv/learner", "relative/folder"])
def test_folders_are_where_the_system_keeps_them(named: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
        if named is not None:
            monkeypatch.setenv(variable, named)
    folders = PlatformDirs("calcinosis-quiz", appauthor=False)
    assert log_file().parent == folders.user_data_path
    assert kept_banks_folder().parent == folders.user_cache_path


def test_without_a_home_folder_one_sentence_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (HOME_VARIABLE, "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", lambda: Path("~no-such-user").expanduser())
    with pytest.raises(QuizError, match="Set CALCINOSIS_QUIZ_HOME"):
        log_file()
