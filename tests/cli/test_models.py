from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from pathlib import Path

import pytest

from stance.store.shipped import DEFAULT_MODEL, shipped_models
from tests.cli.conftest import ended, failed
from tests.conftest import Run


def naming(module: str, name: str) -> bytes:
    words = b"".join(b"X" + len(word.encode()).to_bytes(4, "little") + word.encode() for word in (module, name))
    return b"\x80\x04" + words + pickle.STACK_GLOBAL + b"."


@pytest.fixture
def theirs(toy_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(toy_model, tmp_path / "theirs")


def forge(folder: Path, data: bytes) -> None:
    (folder / "model.joblib").write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["model.joblib"] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_models_lists_what_ships_and_where(run: Run) -> None:
    shown = ended(run("models", env={"COLUMNS": "250"}))
    for name, folder in shipped_models().items():
        (line,) = [line for line in shown.splitlines() if str(folder) in line]
        assert line.split()[0] == name
        assert ("(default)" in line) == (name == DEFAULT_MODEL)


def test_a_model_shows_its_card(run: Run, theirs: Path) -> None:
    shown = ended(run("models", theirs))
    assert "A model for tests." in shown
    assert "Known failures" in shown
    assert "| --- |" not in shown


def test_a_model_without_a_card_is_told(run: Run, theirs: Path) -> None:
    (theirs / "README.md").unlink()
    assert failed(run("models", theirs), 5) == f"stance: {theirs}/README.md: is missing; the model has no card"
    line = failed(run("models", theirs, "--inspect"), 5)
    assert "README.md: is missing; the model is not whole" in line


def test_a_card_that_is_no_text_is_told(run: Run, theirs: Path) -> None:
    (theirs / "README.md").write_bytes(b"\xff\xfe\x00")
    failed(run("models", theirs), 5)


def test_inspecting_a_sound_model_lists_its_names(run: Run, theirs: Path) -> None:
    shown = ended(run("models", theirs, "--inspect", env={"COLUMNS": "300"}))
    assert "sklearn.pipeline.Pipeline" in shown
    assert "REFUSED" not in shown
    assert shown.endswith("files are whole, and nothing in them runs on loading\n")


def test_inspecting_a_trap_lists_it_refuses_it_and_does_not_spring_it(run: Run, theirs: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    forge(theirs, b"cos\nsystem\n(Vtouch %b\ntR." % str(mark).encode())
    done = run("models", theirs, "--inspect")
    assert any("os.system" in line and "REFUSED" in line for line in done.stdout.splitlines())
    assert failed(done, 5) == f"stance: {theirs}: would be refused; 1 of 1 names are not allowed"
    predicted = run("predict", "-", "-m", theirs, "--unit", "sentence", stdin="It rained.")
    assert "its pickle names os.system" in failed(predicted, 5)
    assert not mark.exists()
    pickle.loads((theirs / "model.joblib").read_bytes())
    assert mark.exists(), "the trap is none, so the test shows nothing"


def test_inspecting_what_is_no_pickle_is_one_line(run: Run, theirs: Path) -> None:
    forge(theirs, b"")
    assert "model.joblib: is broken" in failed(run("models", theirs, "--inspect"), 5)


def test_inspecting_a_changed_model_tells_of_it(run: Run, theirs: Path) -> None:
    (theirs / "README.md").write_text("another")
    done = run("models", theirs, "--inspect")
    assert "sklearn.pipeline.Pipeline" in done.stdout
    assert "its SHA-256 differs" in failed(done, 5)


@pytest.mark.parametrize("name", ["[red]x", "x[/b]", "x\x1b[8my"])
def test_a_name_in_a_pickle_cannot_hide(name: str, run: Run, theirs: Path) -> None:
    forge(theirs, naming("os", name))
    done = run("models", theirs, "--inspect")
    failed(done, 5)
    assert "\x1b" not in done.stdout
    assert f"os.{name}" in done.stdout.replace("\\x1b", "\x1b")


def test_a_path_is_shown_as_it_is(run: Run, theirs: Path, tmp_path: Path) -> None:
    (tmp_path / "a[").mkdir()
    theirs.rename(tmp_path / "a[" / "b]")
    assert "a[/b]: files are whole" in ended(run("models", "a[/b]", "--inspect"))


def test_escape_codes_in_a_card_do_not_reach_the_terminal(run: Run, theirs: Path) -> None:
    (theirs / "README.md").write_text("# Card\n\nA text \x1b[2J\x1b]0;title\x07 and more.\n")
    assert "\x1b" not in ended(run("models", theirs))
