from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import joblib
import numpy as np
import pytest

from stance.errors import OutputError
from stance.store.files import sha256
from stance.store.loading import load
from stance.store.manifest import read_manifest
from stance.store.saving import refuse_to_overwrite, save_model, versions


@pytest.fixture
def model(toy_model: Path) -> object:
    return joblib.load(toy_model / "model.joblib")


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_saved_model_is_whole_and_loads(model: object, toy_model: Path, tmp_path: Path) -> None:
    manifest = save_model(tmp_path / "new", model, replace(read_manifest(toy_model), files={}), "the card")
    assert set(everything(tmp_path / "new")) == {"model.joblib", "README.md", "manifest.json"}
    assert manifest == read_manifest(tmp_path / "new")
    assert manifest.files == {name: sha256(tmp_path / "new" / name) for name in ("README.md", "model.joblib")}
    texts = ["Oslo condemned its neighbour Lima over item 3."]
    assert np.array_equal(load(tmp_path / "new").predict_proba(texts), load(toy_model).predict_proba(texts))
    assert list(tmp_path.iterdir()) == [tmp_path / "new"]


def test_saving_twice_gives_the_same_bytes(model: object, toy_model: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_model(tmp_path / name, model, read_manifest(toy_model), "the card")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_a_model_is_overwritten_by_force_alone(model: object, toy_model: Path, model_copy: Path) -> None:
    before = everything(model_copy)
    (model_copy / "notes.txt").write_text("of the old model")
    with pytest.raises(OutputError, match="exists already; --force overwrites it"):
        save_model(model_copy, model, read_manifest(toy_model), "another card")
    assert everything(model_copy) == {**before, "notes.txt": b"of the old model"}
    save_model(model_copy, model, read_manifest(toy_model), "another card", force=True)
    assert set(everything(model_copy)) == set(before)
    assert (model_copy / "README.md").read_text() == "another card"


def test_a_folder_of_other_things_is_not_overwritten_even_by_force(model: object, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(OutputError, match="is a folder but no model, and is not overwritten"):
        save_model(tmp_path / "thesis", model, read_manifest(toy_model), "card", force=True)
    assert everything(tmp_path) == {"thesis/chapter.txt": b"years of work"}


def test_an_empty_folder_is_used_by_force(model: object, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    save_model(tmp_path / "empty", model, read_manifest(toy_model), "card", force=True)
    assert load(tmp_path / "empty").name == "toy"


def test_a_file_is_not_overwritten_even_by_force(model: object, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OutputError):
        save_model(tmp_path / "thesis.txt", model, read_manifest(toy_model), "card", force=True)
    assert everything(tmp_path) == {"thesis.txt": b"years of work"}


def test_a_model_that_cannot_be_written_leaves_the_old_one(toy_model: Path, model_copy: Path) -> None:
    before = everything(model_copy)
    with pytest.raises(Exception, match="pickle"):
        save_model(model_copy, {"a": lambda: 1}, read_manifest(toy_model), "card", force=True)
    assert everything(model_copy.parent) == {f"copy/{name}": data for name, data in before.items()}


def test_refusing_comes_before_any_work(tmp_path: Path, toy_model: Path) -> None:
    refuse_to_overwrite(tmp_path / "new", force=False)
    refuse_to_overwrite(toy_model, force=True)
    with pytest.raises(OutputError):
        refuse_to_overwrite(toy_model, force=False)
    with pytest.raises(OutputError):
        refuse_to_overwrite(toy_model.parent, force=True)


def test_a_saved_model_can_be_moved(toy_model: Path, tmp_path: Path) -> None:
    shutil.copytree(toy_model, tmp_path / "a b" / "modèle")
    assert load(tmp_path / "a b" / "modèle").digest == load(toy_model).digest


def test_versions_are_of_python_and_the_libraries_a_model_depends_on() -> None:
    assert list(versions()) == [*("python", "stance", "scikit-learn", "numpy", "scipy", "joblib", "onnxruntime", "tokenizers")]
    assert all(number[0].isdigit() for number in versions().values())
