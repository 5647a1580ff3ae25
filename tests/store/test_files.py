from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import OutputError
from stance.store.files import sha256, whole_file, whole_folder, writing


class StopError(Exception):
    pass


@settings(max_examples=50, deadline=None)
@given(data=st.binary(max_size=300_000))
def test_sha256_is_that_of_the_bytes(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sha") / "data"
    path.write_bytes(data)
    assert sha256(path) == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "permission denied"),
        (errno.EROFS, "the file system is read-only"),
        (errno.ENOENT, "its folder does not exist"),
        (errno.EISDIR, "it is a folder"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_errors_of_the_system_become_one_line(number: int, advice: str) -> None:
    with pytest.raises(OutputError, match=rf"^out\.csv: cannot be written \({advice}.*\)$"), writing("out.csv"):
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize("error", [BrokenPipeError(), StopError(), KeyboardInterrupt()])
def test_other_errors_pass(error: BaseException) -> None:
    with pytest.raises(type(error)), writing("out.csv"):
        raise error


def test_a_whole_file_takes_its_place_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with whole_file(path) as temporary:
        temporary.write_text("all")
        assert not path.exists()
        assert temporary.parent == tmp_path
    assert path.read_text() == "all"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [StopError, KeyboardInterrupt, SystemExit, MemoryError])
def test_a_file_that_fails_leaves_the_old_one_and_no_litter(error: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")

    def fail() -> None:
        with whole_file(path) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("make", [whole_file, whole_folder])
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_permissions_are_those_of_any_new_file(make: Callable[[Path], object], mask: int, tmp_path: Path) -> None:
    old = os.umask(mask)
    try:
        with make(tmp_path / "new"):  # type: ignore[attr-defined]
            pass
    finally:
        os.umask(old)
    usual = 0o777 if make is whole_folder else 0o666
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == usual & ~mask


def test_a_whole_file_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="its folder does not exist"), whole_file(tmp_path / "nowhere" / "out"):
        pass


def test_a_whole_file_does_not_replace_a_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match="it is a folder"), whole_file(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_whole_folder_takes_its_place_at_the_end_and_makes_its_parents(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "model"
    with whole_folder(path) as temporary:
        (temporary / "a").write_text("1")
        assert not path.exists()
    assert (path / "a").read_text() == "1"
    assert list(path.parent.iterdir()) == [path]


def test_a_whole_folder_replaces_the_old_one_with_all_that_was_in_it(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.mkdir()
    (path / "old").write_text("1")
    with whole_folder(path) as temporary:
        (temporary / "new").write_text("2")
    assert [entry.name for entry in path.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [StopError, KeyboardInterrupt, OSError(errno.ENOSPC, "full")])
def test_a_folder_that_fails_leaves_the_old_one_and_no_litter(
    error: BaseException | type[BaseException], tmp_path: Path
) -> None:
    path = tmp_path / "model"
    path.mkdir()
    (path / "old").write_text("1")

    def fail() -> None:
        with whole_folder(path) as temporary:
            (temporary / "half").write_text("2")
            raise error

    with pytest.raises((StopError, KeyboardInterrupt, OutputError)):
        fail()
    assert [entry.name for entry in path.iterdir()] == ["old"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_whole_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot be written"), whole_folder(tmp_path / "file" / "model"):
        pass
    assert (tmp_path / "file").read_text() == "mine"
