from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stance
from stance.errors import ModelError
from stance.store.card import write_card
from stance.store.loading import load_pipeline
from stance.store.manifest import read_manifest
from stance.store.shipped import DEFAULT_MODEL, find_model, shipped_models
from stance.store.trust import ALLOWED, read_shells
from tests.conftest import ROOT


def test_the_fast_model_and_the_default_ship() -> None:
    assert DEFAULT_MODEL in shipped_models()
    assert shipped_models()["fast"] == ROOT / "models" / "fast"


def test_a_name_means_the_model_that_ships_whatever_lies_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("fast").mkdir()
    assert find_model("fast") == ROOT / "models" / "fast"
    assert find_model("./fast") == Path("fast")


def test_a_model_is_found_by_folder_and_by_manifest(toy_model: Path) -> None:
    assert find_model(toy_model) == find_model(str(toy_model)) == find_model(toy_model / "manifest.json") == toy_model


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "fast/model.joblib",
        "FAST",
        "../fast",
        "x\0y",
        "a" * 300,
    ],
)
def test_what_is_no_model_is_told_with_the_names_of_those_that_are(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"no such model; give a model folder, or the name of one that ships: .*fast"):
        find_model(name)


def test_a_file_is_no_model(toy_model: Path) -> None:
    with pytest.raises(ModelError):
        find_model(toy_model / "README.md")


@pytest.mark.parametrize("name", shipped_models())
def test_every_model_that_ships_is_whole_trusted_and_described(name: str) -> None:
    folder, classifier = shipped_models()[name], stance.load(name)
    manifest = read_manifest(folder)
    assert set(manifest.files) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    assert read_shells(folder / "model.joblib")[1] <= ALLOWED
    assert manifest.name == name
    assert (folder / "README.md").read_text("utf-8") == write_card(manifest)
    assert all(0 < threshold < 1 for threshold in classifier.thresholds)
    texts = [probe.text for probe in manifest.probes]
    assert np.allclose(classifier.predict_proba(texts), load_pipeline(name).predict_proba(texts), rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", shipped_models())
def test_every_model_that_ships_knows_the_plainest_sentences(name: str) -> None:
    sentences = [
        "Chile condemned the arrest of the two sailors.",
        "The minister urged Ghana to reopen the border.",
        "The two governments signed an agreement on fishing.",
        "The river is 300 kilometres long.",
    ]
    assert stance.load(name).predict(sentences) == [("oppose",), ("urge",), ("cooperate",), ()]
