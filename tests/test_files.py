"""A file is put into place whole or not at all."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.files import write_file, write_files


def full(*_arguments: object, **_named: object) -> NoReturn:
    raise OSError(28, "No space left on device")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("content", [b"", b"new", b"\x00\xff" * 100_000], ids=len)
@pytest.mark.parametrize("before", [None, b"old"])
def test_a_file_is_written_or_replaced_and_nothing_else_is_left(
    before: bytes | None, content: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "deck.apkg"
    if before is not None:
        target.write_bytes(before)
    write_file(target, content, replace=True)
    assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("step", ["os.fsync", "os.fdopen", "pathlib.Path.replace", "tempfile.mkstemp"])
def test_an_existing_file_survives_a_failure_at_any_step(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "deck.apkg"
    target.write_bytes(b"old")
    monkeypatch.setattr(step, full)
    with pytest.raises(QuizError, match="No space left on device"):
        write_file(target, b"new", replace=True)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interruption_leaves_the_old_file_and_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_handle: int) -> NoReturn:
        raise KeyboardInterrupt

    target = tmp_path / "deck.apkg"
    target.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(target, b"new", replace=True)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/deck.apkg", "No such file or directory"),
        ("file/deck.apkg", "Not a directory"),
        ("folder", "Is a directory"),
        ("x" * 300, "File name too long"),
    ],
    ids=lambda name: name[:20],
)
def test_a_place_that_cannot_be_written_is_one_message_with_the_next_step(
    name: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(QuizError) as raised:
        write_file(tmp_path / name, b"new")
    assert str(raised.value) == f"Could not write {tmp_path / name}: {reason}. Choose another place."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_permissions_of_a_replaced_file_are_kept(mode: int, tmp_path: Path) -> None:
    target = tmp_path / "deck.apkg"
    target.write_bytes(b"old")
    target.chmod(mode)
    write_file(target, b"new", replace=True)
    assert mode_of(target) == mode


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_gets_the_permissions_that_the_umask_leaves(mask: int, mode: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        write_file(tmp_path / "deck.apkg", b"new")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "deck.apkg") == mode


def test_a_place_without_permissions_takes_the_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _mode: int) -> NoReturn:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.chmod", refuse)
    write_file(tmp_path / "deck.apkg", b"new")
    assert (tmp_path / "deck.apkg").read_bytes() == b"new"


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to(path.with_name("pipe"))


@pytest.mark.parametrize("make", [make_pipe, make_link_to_a_pipe])
def test_a_pipe_or_device_is_written_into_and_stays_what_it_is(make: Callable[[Path], None], tmp_path: Path) -> None:
    target = tmp_path / "out"
    make(target)
    reader = os.open(target, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(target, b"new", replace=True)
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert target.is_fifo()


def test_files_that_belong_together_are_all_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    write_files({tmp_path / "a": b"one", tmp_path / "b": b"two"}, replace=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"one", "b": b"two"}


@pytest.mark.parametrize("failure", [full, None])
def test_if_one_of_several_files_cannot_be_written_none_is(
    failure: Callable[..., NoReturn] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_at_the_second(handle: int) -> None:
        written.append(handle)
        if len(written) == 2:
            if failure is not None:
                failure()
            raise KeyboardInterrupt

    written: list[int] = []
    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr("os.fsync", fail_at_the_second)
    with pytest.raises(QuizError if failure else KeyboardInterrupt):
        write_files({tmp_path / "a": b"one", tmp_path / "b": b"two"}, replace=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}
