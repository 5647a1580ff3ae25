from __future__ import annotations

import hashlib
import json
import math
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

import stance
from stance.errors import ModelError
from stance.store.loading import digest, load, load_pipeline, verify_files
from stance.store.manifest import read_manifest
from stance.store.shipped import DEFAULT_MODEL, shipped_models
from tests.store.conftest import Forge, as_joblib, rewrite

SENTENCES = ["Oslo condemned its neighbour Lima over item 3.", "Suva thanked Accra.", "It is 20 kilometres long.", ""]
LOADERS = pytest.mark.parametrize("load", [load, load_pipeline])


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return manifest


def test_a_loaded_model_says_what_the_pipeline_says(toy_model: Path) -> None:
    classifier, pipeline = load(toy_model), load_pipeline(toy_model)
    assert np.allclose(classifier.predict_proba(SENTENCES), pipeline.predict_proba(SENTENCES), rtol=0, atol=1e-4)
    assert classifier.predict(["Oslo condemned its neighbour Lima over item 3."]) == [("oppose",)]
    assert pipeline.estimator_.steps[-1][0] == "stances"


def test_a_loaded_model_carries_its_name_labels_thresholds_and_digest(toy_model: Path) -> None:
    manifest, classifier = manifest_of(toy_model), load(toy_model)
    assert classifier.name == "toy"
    assert classifier.labels == ("cooperate", "monitor", "oppose", "urge")
    assert classifier.thresholds == tuple(manifest["thresholds"][label] for label in classifier.labels)
    assert classifier.digest == digest(read_manifest(toy_model))


def test_a_model_loads_from_text_path_and_manifest(toy_model: Path) -> None:
    digests = {load(given).digest for given in (toy_model, str(toy_model), toy_model / "manifest.json")}
    assert len(digests) == 1


def test_the_default_is_a_model_that_ships() -> None:
    assert stance.load().digest == stance.load(DEFAULT_MODEL).digest == stance.load(shipped_models()[DEFAULT_MODEL]).digest


@LOADERS
def test_no_such_model_is_told_with_those_that_ship(load: Callable[..., Any], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nowhere: no such model; .*: .*fast"):
        load(tmp_path / "nowhere")


@LOADERS
def test_a_folder_that_is_no_model_is_told(load: Callable[..., Any], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is no model folder \(it has no manifest\.json\)"):
        load(tmp_path)


@LOADERS
@pytest.mark.parametrize("name", ["model.joblib", "README.md"])
def test_a_missing_file_is_told(load: Callable[..., Any], name: str, model_copy: Path) -> None:
    (model_copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name}: is missing; the model is not whole"):
        load(model_copy)


@LOADERS
@pytest.mark.parametrize("name", ["model.joblib", "README.md"])
def test_a_changed_file_is_told(load: Callable[..., Any], name: str, model_copy: Path) -> None:
    with (model_copy / name).open("ab") as stream:
        stream.write(b"\n")
    with pytest.raises(ModelError, match=f"{name}: is not the file that the model was saved with"):
        load(model_copy)


@LOADERS
def test_a_file_that_became_a_folder_is_told(load: Callable[..., Any], model_copy: Path) -> None:
    (model_copy / "README.md").unlink()
    (model_copy / "README.md").mkdir()
    with pytest.raises(ModelError, match=r"README\.md: is missing"):
        load(model_copy)


@LOADERS
def test_a_file_that_the_manifest_does_not_know_is_never_read(load: Callable[..., Any], model_copy: Path) -> None:
    (model_copy / "sitecustomize.py").write_text("raise SystemExit('run')")
    (model_copy / "model.joblib_01.npy").write_bytes(b"x")
    load(model_copy)


@LOADERS
def test_a_manifest_without_the_model_file_is_broken(load: Callable[..., Any], model_copy: Path) -> None:
    rewrite(model_copy, files={"README.md": manifest_of(model_copy)["files"]["README.md"]})
    with pytest.raises(ModelError, match=r"it names no model\.joblib"):
        load(model_copy)


@LOADERS
@pytest.mark.parametrize("name", ["../outside", "..", ".", "", "sub/file", "/etc/hostname", "a\0b", "~/x"])
def test_files_outside_the_folder_are_not_looked_at(load: Callable[..., Any], name: str, model_copy: Path) -> None:
    (model_copy.parent / "outside").write_text("secret")
    (model_copy / "sub").mkdir()
    (model_copy / "sub/file").write_text("x")
    rewrite(model_copy, files={**manifest_of(model_copy)["files"], name: "0" * 64})
    with pytest.raises(ModelError, match="is missing; the model is not whole"):
        load(model_copy)


def test_verify_files_names_the_first_fault(model_copy: Path) -> None:
    verify_files(model_copy, read_manifest(model_copy))
    (model_copy / "README.md").write_text("other")
    with pytest.raises(ModelError, match=r"README\.md"):
        verify_files(model_copy, read_manifest(model_copy))


@LOADERS
@pytest.mark.parametrize("expected", [1, None, ["x"], "0" * 64, "", "DEADBEEF"])
def test_a_wrong_hash_of_any_kind_is_refused(load: Callable[..., Any], expected: Any, model_copy: Path) -> None:
    rewrite(model_copy, files={**manifest_of(model_copy)["files"], "model.joblib": expected})
    with pytest.raises(ModelError):
        load(model_copy)


@pytest.mark.parametrize("files", [None, 7, ["model.joblib"], "model.joblib"])
def test_files_that_are_no_object_are_refused(files: Any, model_copy: Path) -> None:
    rewrite(model_copy, files=files)
    with pytest.raises(ModelError):
        load(model_copy)


@pytest.mark.parametrize("threshold", [7, -0.1, math.nan, math.inf, "0.5", None, [0.5], {}])
def test_a_threshold_that_is_no_number_between_0_and_1_is_refused(threshold: Any, model_copy: Path) -> None:
    rewrite(model_copy, thresholds={**manifest_of(model_copy)["thresholds"], "urge": threshold})
    with pytest.raises(ModelError):
        load(model_copy)


@pytest.mark.parametrize("threshold", [0, 1, 0.25])
def test_a_threshold_that_was_changed_by_hand_is_used(threshold: float, model_copy: Path) -> None:
    rewrite(model_copy, thresholds=dict.fromkeys(manifest_of(model_copy)["thresholds"], threshold))
    classifier = load(model_copy)
    assert classifier.thresholds == (threshold,) * 4
    probabilities = classifier.predict_proba(SENTENCES)
    assert [len(labels) for labels in classifier.predict(SENTENCES)] == (probabilities >= threshold).sum(axis=1).tolist()


@pytest.mark.parametrize(
    "labels",
    [
        ["urge", "oppose", "monitor", "cooperate"],
        ["cooperate", "monitor"],
        ["north", "south", "east", "west"],
    ],
)
def test_labels_that_are_not_those_of_the_probes_are_refused(labels: list[str], model_copy: Path) -> None:
    thresholds = manifest_of(model_copy)["thresholds"]
    rewrite(model_copy, labels=labels, thresholds={label: thresholds.get(label, 0.5) for label in labels})
    with pytest.raises(ModelError, match="probe"):
        load(model_copy)


def test_a_model_that_gives_its_probes_other_probabilities_is_refused(toy_model: Path, forge: Forge) -> None:
    model = joblib.load(toy_model / "model.joblib")
    model.intercepts_ = model.intercepts_ + 0.5
    with pytest.raises(ModelError, match=r"gives its probe sentences other probabilities .* train it again"):
        load(forge(as_joblib(model)))


def test_a_model_without_probes_is_refused(model_copy: Path) -> None:
    rewrite(model_copy, probes=[])
    with pytest.raises(ModelError, match="probe"):
        load(model_copy)


@pytest.mark.parametrize(
    "change",
    [{"text": 3}, {"text": None}, {"stances": None}, {"stances": {}}, *({"stances": x} for x in ("text", None, math.nan))],
    ids=str,
)
def test_a_broken_probe_is_refused(change: dict[str, Any], model_copy: Path) -> None:
    first, *rest = manifest_of(model_copy)["probes"]
    if change.get("stances"):
        change = {"stances": dict.fromkeys(first["stances"], change["stances"])}
    rewrite(model_copy, probes=[{**first, **change}, *rest])
    with pytest.raises(ModelError):
        load(model_copy)


@pytest.mark.parametrize("version", ["0.0.1", "99.0", "", None])
def test_other_versions_do_no_harm_where_the_probes_agree(version: str | None, model_copy: Path) -> None:
    rewrite(model_copy, versions=dict.fromkeys(manifest_of(model_copy)["versions"], version))
    assert load(model_copy).predict(SENTENCES[:1]) == [("oppose",)]


def test_only_load_pipeline_warns_of_another_scikit_learn(toy_model: Path, forge: Forge) -> None:
    from sklearn import __version__ as ours
    from sklearn.exceptions import InconsistentVersionWarning

    other = "0" + ours[1:]
    raw = (toy_model / "model.joblib").read_bytes()
    folder = forge(raw.replace(ours.encode(), other.encode()))
    with pytest.warns(InconsistentVersionWarning):
        load_pipeline(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load(folder).predict(SENTENCES) == load(toy_model).predict(SENTENCES)


def vectorizer(model: Any) -> Any:
    return model.estimator_.steps[1][1].transformer_list[0][1]


def change_step(model: Any, index: int, name: str, value: Any) -> None:
    setattr(model.estimator_.steps[index][1], name, value)


UNFIT: dict[str, Callable[[Any], None]] = {
    "lower case": lambda m: setattr(vectorizer(m), "lowercase", True),
    "another analyzer": lambda m: setattr(vectorizer(m), "analyzer", "char"),
    "a stop list": lambda m: setattr(vectorizer(m), "stop_words", ["the"]),
    "no idf": lambda m: setattr(vectorizer(m)._tfidf, "use_idf", False),
    "words for lengths": lambda m: setattr(vectorizer(m), "ngram_range", ("a", "b")),
    "no classifiers": lambda m: change_step(m, 2, "estimators_", []),
    "no n-grams": lambda m: change_step(m, 1, "transformer_list", []),
    "no slopes": lambda m: delattr(m, "slopes_"),
    "text for slopes": lambda m: setattr(m, "slopes_", "steep"),
    "a weight too few": lambda m: vectorizer(m).vocabulary_.popitem(),
    "a pattern that is none": lambda m: setattr(vectorizer(m), "token_pattern", "(["),
    "a pattern of two groups": lambda m: setattr(vectorizer(m), "token_pattern", r"(\w)(\w)"),
    "columns that do not exist": lambda m: vectorizer(m).vocabulary_.update(dict.fromkeys(vectorizer(m).vocabulary_, 10**6)),
    "an idf too short": lambda m: setattr(vectorizer(m)._tfidf, "idf_", np.ones(3)),
    "a slope too few": lambda m: setattr(m, "slopes_", np.ones(3)),
}


@pytest.mark.parametrize("change", UNFIT.values(), ids=UNFIT)
def test_an_estimator_that_cannot_be_frozen_is_refused(change: Callable[[Any], None], toy_model: Path, forge: Forge) -> None:
    model = joblib.load(toy_model / "model.joblib")
    change(model)
    with pytest.raises(ModelError, match="forged"):
        load(forge(as_joblib(model)))


def test_a_bare_pipeline_is_no_model(toy_model: Path, forge: Forge) -> None:
    with pytest.raises(ModelError, match="is not a model as this version makes them"):
        load(forge(as_joblib(joblib.load(toy_model / "model.joblib").estimator_)))


def test_the_digest_is_of_the_files_alone(model_copy: Path, toy_model: Path) -> None:
    moved = shutil.move(model_copy, model_copy.parent / "elsewhere")
    assert load(moved).digest == load(toy_model).digest
    (moved / "README.md").write_text("another card")
    card = hashlib.sha256(b"another card").hexdigest()
    rewrite(moved, files={**manifest_of(moved)["files"], "README.md": card})
    assert load(moved).digest != load(toy_model).digest
