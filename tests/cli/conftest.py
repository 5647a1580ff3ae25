from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.conftest import Completed, write_jsonl

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals, pipes and devices as POSIX has them")
COMMAND = [sys.executable, "-m", "stance"]

SMALL = [
    {"id": "a1", "text": "Oslo condemned its neighbour Lima over item 3. Suva urged Accra to answer."},
    {"id": "a2", "text": "The road from Quito to Riga is 29 kilometres long."},
    {"id": "a3", "text": "Hanoi thanked its neighbour Doha over item 7.\n\nTunis is watching Maputo."},
]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three articles, in the folder in which ``run`` runs."""
    return write_jsonl(tmp_path / "small.jsonl", SMALL)


def failed(done: Completed, code: int) -> str:
    """Give the one line that a command failed with."""
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("stance: ")
    return line


def ended(done: Completed, code: int = 0) -> str:
    """Give what a command wrote that ended as it should."""
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return done.stdout


class Process:
    """A command under way, in a process group of its own as a shell would start it."""

    def __init__(self, *words: str | Path, cwd: Path, stdin: int = subprocess.DEVNULL, stderr: int = subprocess.PIPE) -> None:
        self.running = subprocess.Popen(
            [*COMMAND, *map(str, words)],
            cwd=cwd,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
            env={**os.environ, "COLUMNS": "120"},
        )

    def until_it_writes(self) -> None:
        assert self.running.stdout is not None
        self.running.stdout.readline()

    def until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            assert self.running.poll() is None, "the command ended too soon"
            os.sched_yield()

    def signal(self, number: int, *, group: bool = True) -> None:
        (os.killpg if group else os.kill)(self.running.pid, number)

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children")
        return [int(word) for word in listed.read_text().split()]

    def end(self) -> Completed:
        out, err = self.running.communicate(timeout=60)
        return Completed(self.running.args, self.running.returncode, out.decode(), err.decode())

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        for stream in (self.running.stdin, self.running.stdout, self.running.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


@contextlib.contextmanager
def fed_by_hand(path: Path, data: bytes, start: Callable[[], Process]) -> Iterator[tuple[Process, IO[bytes]]]:
    """Start a command that reads a named pipe, which gives it some data and then keeps it waiting."""
    os.mkfifo(path)
    with start() as process, path.open("wb") as pipe:
        pipe.write(data)
        pipe.flush()
        yield process, pipe
        process.running.wait()
    path.unlink()
