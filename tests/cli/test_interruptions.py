"""What a kill, Ctrl-C, a full disk and a dead child leave behind."""

from __future__ import annotations

import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, POSIX, Process, ended, failed, fed_by_hand
from tests.conftest import Run

pytestmark = POSIX
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ARTICLES = [
    {
        "id": f"a{n}",
        "text": f"Oslo condemned item {n}. Suva urged Accra to answer.\n\nThe road is {n} kilometres long. It rained.",
    }
    for n in range(750)
]
DATA = "".join(json.dumps(row) + "\n" for row in ARTICLES).encode()
# More than is read at once, so that work begins; little enough for the pipe to hold what nobody reads.
FIRST = DATA[:100_000]


@pytest.fixture
def predict(tmp_path: Path, toy_model: Path) -> partial[Process]:
    return partial(Process, "predict", "in.jsonl", "-m", toy_model, cwd=tmp_path)


def uninterrupted(folder: Path, *words: str | Path) -> bytes:
    (folder / "in.jsonl").write_bytes(DATA)
    subprocess.run(
        [*COMMAND, "predict", "in.jsonl", "-o", "out.jsonl", *map(str, words)], check=True, cwd=folder, capture_output=True
    )
    return (folder / "out.jsonl").read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, toy_model: Path) -> bytes:
    """What a run that nobody interrupts gives."""
    return uninterrupted(tmp_path_factory.mktemp("whole"), "-m", toy_model)


@pytest.fixture(scope="module")
def whole_sentences(tmp_path_factory: pytest.TempPathFactory, toy_model: Path) -> bytes:
    """The same, with each article taken for one sentence, which is faster."""
    return uninterrupted(tmp_path_factory.mktemp("whole"), "-m", toy_model, "--unit", "sentence")


def journalled(folder: Path) -> bool:
    journal = folder / "out.jsonl.partial"
    return journal.exists() and journal.stat().st_size > 20_000


def test_a_run_that_was_killed_is_resumed_to_the_same_bytes(
    predict: partial[Process], run: Run, tmp_path: Path, toy_model: Path, whole: bytes
) -> None:
    with fed_by_hand(tmp_path / "in.jsonl", FIRST, partial(predict, "-o", "out.jsonl")) as (process, _):
        process.until(lambda: journalled(tmp_path))
        process.signal(signal.SIGKILL)
        process.end()
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl.partial"]

    (tmp_path / "in.jsonl").write_bytes(DATA)
    words = ["predict", "in.jsonl", "-m", toy_model, "-o", "out.jsonl"]
    assert "--resume" in failed(run(*words), 6)
    assert "other settings (threshold)" in failed(run(*words, "--resume", "--threshold", "0.2"), 6)
    ended(run(*words, "--resume"))
    assert (tmp_path / "out.jsonl").read_bytes() == whole
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}


def test_ctrl_c_leaves_the_journal_and_one_line(predict: partial[Process], tmp_path: Path) -> None:
    with fed_by_hand(tmp_path / "in.jsonl", FIRST, partial(predict, "-o", "out.jsonl")) as (process, _):
        process.until(lambda: journalled(tmp_path))
        process.signal(signal.SIGINT)
        assert failed(process.end(), 130) == "stance: interrupted"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl.partial"]


def test_ctrl_c_is_told_in_one_line(predict: partial[Process], tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(DATA)
    with predict() as process:
        process.until_it_writes()
        process.signal(signal.SIGINT)
        assert failed(process.end(), 130) == "stance: interrupted"


def test_ctrl_c_while_waiting_for_standard_input_ends_cleanly(tmp_path: Path, toy_model: Path) -> None:
    with Process("predict", "-", "-m", toy_model, "-o", "out.jsonl", cwd=tmp_path, stdin=subprocess.PIPE) as process:
        assert process.running.stdin is not None
        process.running.stdin.write(FIRST)
        process.running.stdin.flush()
        process.until(lambda: journalled(tmp_path))
        process.signal(signal.SIGINT)
        assert process.running.wait(timeout=60) == 130
        assert process.running.stderr is not None
        assert process.running.stderr.read() == b"stance: interrupted\n"


@pytest.mark.parametrize("words", [["-m", "nothing"], ["--threshold", "praise=0.5"]], ids=" ".join)
def test_a_failure_while_standard_input_is_open_ends_cleanly(words: list[str], tmp_path: Path) -> None:
    with Process("predict", "-", *words, cwd=tmp_path, stdin=subprocess.PIPE) as process:
        process.running.wait(timeout=60)
        assert process.running.stderr is not None
        assert process.running.stderr.read().count(b"\n") == 1
        assert process.running.returncode == 5


@LINUX
@pytest.mark.parametrize("words", [[], ["-o", "out.jsonl"]], ids=["stdout", "file"])
def test_the_death_of_the_segmenting_process_is_told(words: list[str], predict: partial[Process], tmp_path: Path) -> None:
    with fed_by_hand(tmp_path / "in.jsonl", FIRST, partial(predict, *words)) as (process, _):
        process.until(lambda: journalled(tmp_path)) if words else process.until_it_writes()
        (child,) = process.children()
        os.kill(child, signal.SIGKILL)
        done = process.end()
    assert "the process that finds sentences has died" in failed(done, 4)
    assert [path.name for path in tmp_path.iterdir()] == (["out.jsonl.partial"] if words else [])


@LINUX
def test_no_process_outlives_a_killed_run(predict: partial[Process], tmp_path: Path) -> None:
    with fed_by_hand(tmp_path / "in.jsonl", FIRST, predict) as (process, _):
        process.until_it_writes()
        (child,) = process.children()
        process.signal(signal.SIGKILL, group=False)
        process.running.wait()
        watch = os.pidfd_open(child)
        assert select.select([watch], [], [], 30)[0], "the child lives on"
        os.close(watch)


def test_a_file_that_grows_too_large_is_told_and_can_be_resumed(
    run: Run, tmp_path: Path, toy_model: Path, whole_sentences: bytes
) -> None:
    (tmp_path / "in.jsonl").write_bytes(DATA)
    words = ["predict", "in.jsonl", "-m", str(toy_model), "-o", "out.jsonl", "--unit", "sentence"]
    limit = len(whole_sentences) // 2
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    failed(done, 6)
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl.partial"}
    ended(run(*words, "--resume"))
    assert (tmp_path / "out.jsonl").read_bytes() == whole_sentences


def in_its_own_disk(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script that may mount what it likes: nobody else sees it."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("no private mounts here")
    return subprocess.run(["unshare", "-rm", "sh", "-ec", script], cwd=folder, capture_output=True, text=True)


def test_a_full_disk_is_told_with_the_file_and_what_to_do(tmp_path: Path, toy_model: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(DATA)
    (tmp_path / "disk").mkdir()
    script = f"""
mount -t tmpfs -o size=64k tmpfs disk
"{sys.executable}" -m stance predict in.jsonl -m "{toy_model}" -o disk/out.jsonl --unit sentence || echo code $?
"""
    done = in_its_own_disk(script, tmp_path)
    assert done.stdout == "code 6\n"
    (line,) = done.stderr.splitlines()
    assert "disk/out.jsonl" in line
    assert "the disk is full" in line


def test_a_full_disk_stops_a_run_which_goes_on_when_there_is_space(
    tmp_path: Path, toy_model: Path, whole_sentences: bytes
) -> None:
    (tmp_path / "in.jsonl").write_bytes(DATA)
    (tmp_path / "disk").mkdir()
    script = f"""
mount -t tmpfs -o size=128k tmpfs disk
predict() {{ "{sys.executable}" -m stance predict in.jsonl -m "{toy_model}" -o disk/out.jsonl --unit sentence "$@"; }}
predict || echo code $?
ls -A disk
mount -o remount,size=10m disk
predict --resume 2> resumed
ls -A disk
cp disk/out.jsonl .
"""
    done = in_its_own_disk(script, tmp_path)
    assert done.stdout == "code 6\nout.jsonl.partial\nout.jsonl\n"
    (line,) = done.stderr.splitlines()
    assert line.startswith("stance: ")
    assert (tmp_path / "out.jsonl").read_bytes() == whole_sentences


def test_a_read_only_disk_is_told(tmp_path: Path, toy_model: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(DATA)
    (tmp_path / "disk").mkdir()
    script = f"""
mount -t tmpfs -o ro tmpfs disk
"{sys.executable}" -m stance predict in.jsonl -m "{toy_model}" -o disk/out.jsonl --unit sentence || echo code $?
"""
    done = in_its_own_disk(script, tmp_path)
    assert done.stdout == "code 6\n"
    assert done.stderr == "stance: disk/out.jsonl.partial: cannot be written (the file system is read-only)\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(run: Run, tmp_path: Path, small: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    line = failed(run("predict", small, "-o", "locked/out.jsonl"), 6)
    assert "permission denied" in line
