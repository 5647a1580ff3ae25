from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.base import clone

from stance.classifier.encoder import SentenceEncoder
from stance.codebook import default_codebook
from stance.errors import ModelError
from stance.store.loading import load, load_pipeline
from stance.store.trust import ALLOWED, read_shells
from tests.conftest import toy_sentences
from tests.store.conftest import reseal, rewrite

ROWS = toy_sentences()
TEXTS = [row["text"] for row in ROWS]
LOADERS = pytest.mark.parametrize("load", [load, load_pipeline])
FILES = pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "model.joblib"])


def refused(call: Callable[[Path], Any], folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        call(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_loaded_encoder_says_what_the_pipeline_says(toy_encoder: Path) -> None:
    classifier, pipeline = load(toy_encoder), load_pipeline(toy_encoder)
    assert np.abs(classifier.model.predict_proba(TEXTS) - pipeline.predict_proba(TEXTS)).max() < 1e-6
    assert classifier.predict(TEXTS[2:5]) == [("oppose",), ("urge",), ()]
    assert classifier.predict([]) == []
    assert [name for name, _ in pipeline.estimator_.steps] == ["encoder", "stances"]


def test_the_pickle_of_an_encoder_is_small_and_of_allowed_classes(toy_encoder: Path) -> None:
    path = toy_encoder / "model.joblib"
    assert path.stat().st_size < 20_000 < (toy_encoder / "encoder.onnx").stat().st_size
    names = read_shells(path)[1]
    assert "stance.classifier.encoder.SentenceEncoder" in names
    assert names <= ALLOWED


def test_the_encoder_of_a_model_is_a_part_to_build_on(toy_encoder: Path) -> None:
    step = load_pipeline(toy_encoder).estimator_.named_steps["encoder"]
    assert isinstance(step, SentenceEncoder)
    assert np.array_equal(step.transform(TEXTS[:5]), SentenceEncoder(str(toy_encoder)).transform(TEXTS[:5]))


def test_a_loaded_encoder_model_can_be_cloned_and_fitted_anew(toy_encoder: Path) -> None:
    names = default_codebook().names
    truth = np.array([[name in row["labels"] for name in names] for row in ROWS], dtype=int)
    model = clone(load_pipeline(toy_encoder)).fit_held_out(TEXTS[::2], truth[::2], TEXTS[1::2], truth[1::2])
    assert (model.predict(TEXTS) == truth).mean() > 0.9


@LOADERS
@FILES
def test_a_missing_file_of_an_encoder_is_told(load: Callable[[Path], Any], name: str, encoder_copy: Path) -> None:
    (encoder_copy / name).unlink()
    assert refused(load, encoder_copy) == f"{encoder_copy / name}: is missing; the model is not whole"


@LOADERS
@FILES
@pytest.mark.parametrize("at", [0, 2000, -1])
def test_an_altered_file_of_an_encoder_is_told(load: Callable[[Path], Any], name: str, at: int, encoder_copy: Path) -> None:
    data = bytearray((encoder_copy / name).read_bytes())
    data[at] ^= 1
    (encoder_copy / name).write_bytes(data)
    message = refused(load, encoder_copy)
    assert message == f"{encoder_copy / name}: is not the file that the model was saved with (its SHA-256 differs)"


@pytest.fixture
def other_network(toy_encoder: Path, tiny_base: Path, tmp_path: Path) -> bytes:
    """The network of another encoder, which learned nothing."""
    from stance.classifier.exporting import export
    from stance.classifier.finetuning import fine_tune
    from stance.classifier.recipe import TuningRecipe

    settings = TuningRecipe(base=str(tiny_base), epochs=1)
    (tmp_path / "other").mkdir()
    export(fine_tune(["Oslo."], np.zeros((1, 4)), settings, tmp_path / "work", seed=0), tmp_path / "other")
    data = (tmp_path / "other" / "encoder.onnx").read_bytes()
    assert data != (toy_encoder / "encoder.onnx").read_bytes()
    return data


def test_a_swapped_network_is_told_even_where_the_manifest_was_rewritten(other_network: bytes, encoder_copy: Path) -> None:
    (encoder_copy / "encoder.onnx").write_bytes(other_network)
    assert "its SHA-256 differs" in refused(load, encoder_copy)
    assert "gives its probe sentences other probabilities" in refused(load, reseal(encoder_copy))


def test_a_swapped_tokenizer_is_told_even_where_the_manifest_was_rewritten(encoder_copy: Path) -> None:
    path = encoder_copy / "tokenizer.json"
    tokenizer = json.loads(path.read_text("utf-8"))
    words = tokenizer["model"]["vocab"]
    tokenizer["model"]["vocab"] = dict(zip(words, list(words.values())[:5] + list(words.values())[:4:-1], strict=True))
    path.write_text(json.dumps(tokenizer), encoding="utf-8")
    assert "gives its probe sentences other probabilities" in refused(load, reseal(encoder_copy))


def leave_out(name: str, folder: Path) -> None:
    """Take a file out of a manifest."""
    files = json.loads((folder / "manifest.json").read_text())["files"]
    rewrite(folder, files={key: value for key, value in files.items() if key != name})


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
@pytest.mark.parametrize(
    "load",
    [
        load,
        pytest.param(
            load_pipeline,
        ),
    ],
)
def test_a_manifest_that_does_not_name_the_encoder_is_broken(
    load: Callable[[Path], Any], name: str, encoder_copy: Path
) -> None:
    leave_out(name, encoder_copy)
    message = refused(load, encoder_copy)
    assert message == f"{encoder_copy / 'manifest.json'}: is broken (it does not name the files of the encoder)"


def test_a_file_that_the_manifest_does_not_name_is_not_even_opened(encoder_copy: Path) -> None:
    (encoder_copy / "encoder.onnx").write_bytes(b"a virus")
    leave_out("encoder.onnx", encoder_copy)
    assert "it does not name the files of the encoder" in refused(load, encoder_copy)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
@pytest.mark.parametrize("data", [b"", b"garbage", b"\xff\xfe" * 500, b"{}", b"\x08\x08"], ids=repr)
def test_garbage_under_a_right_sha_is_told(name: str, data: bytes, encoder_copy: Path) -> None:
    (encoder_copy / name).write_bytes(data)
    reseal(encoder_copy)
    assert str(encoder_copy / name) in refused(load, encoder_copy)
    assert str(encoder_copy / name) in refused(lambda folder: load_pipeline(folder).predict_proba(TEXTS[:2]), encoder_copy)


def foreign_network(folder: Path) -> None:
    """Put a network in the encoder's place that takes other inputs and has the same outputs."""
    from onnx import TensorProto, helper

    ends = {
        "ids": (TensorProto.FLOAT, ["n", 32]),
        "embedding": (TensorProto.FLOAT, ["n", 32]),
        "tokens": (TensorProto.FLOAT, ["n", 32]),
    }
    values = [helper.make_tensor_value_info(name, *kind) for name, kind in ends.items()]
    nodes = [helper.make_node("Identity", ["ids"], [name]) for name in ("embedding", "tokens")]
    graph = helper.make_graph(nodes, "other", values[:1], values[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (folder / "encoder.onnx").write_bytes(model.SerializeToString())


def words_without_vectors(folder: Path) -> None:
    """Number the words of the tokenizer beyond those that the network knows."""
    path = folder / "tokenizer.json"
    tokenizer = json.loads(path.read_text("utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    tokenizer["model"]["vocab"] = {word: at + (at > 4) * 10_000 for word, at in vocabulary.items()}
    path.write_text(json.dumps(tokenizer), encoding="utf-8")


@pytest.mark.parametrize("change", [foreign_network, words_without_vectors])
def test_a_network_that_cannot_run_is_told(change: Callable[[Path], None], encoder_copy: Path) -> None:
    change(encoder_copy)
    refused(load, reseal(encoder_copy))


Change = Callable[[Any], object]


def forge(folder: Path, change: Change) -> Path:
    """Change the fitted model in a folder, and the manifest with it."""
    model = joblib.load(folder / "model.joblib")
    change(model)
    joblib.dump(model, folder / "model.joblib")
    return reseal(folder)


def threads(number: Any) -> Change:
    return lambda model: setattr(model.estimator_.named_steps["encoder"], "threads", number)


FORGERIES = {
    "other weights": lambda m: setattr(m, "intercepts_", m.intercepts_ + 0.5),
    "a slope too few": lambda m: setattr(m, "slopes_", m.slopes_[1:]),
    "another step": lambda m: m.estimator_.steps.append(("more", None)),
    "no encoder": lambda m: m.estimator_.steps.pop(0),
    "threads below none": threads(-1),
    "words for threads": threads("many"),
    "weights that are no numbers": lambda m: setattr(m, "slopes_", m.slopes_ * math.nan),
}


@pytest.mark.parametrize("change", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_encoder_model_is_refused(change: Change, encoder_copy: Path) -> None:
    assert refused(load, forge(encoder_copy, change)).startswith(f"{encoder_copy}: ")


def test_a_folder_that_a_forged_pickle_names_is_not_looked_at(toy_encoder: Path, encoder_copy: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(toy_encoder, tmp_path / "elsewhere")
    forge(encoder_copy, lambda m: m.estimator_.set_params(encoder__folder=str(elsewhere)))
    shutil.rmtree(elsewhere)
    assert load(encoder_copy).predict(TEXTS[2:4]) == [("oppose",), ("urge",)]
    assert load_pipeline(encoder_copy).predict(TEXTS[2:4]).tolist() == [[0, 0, 1, 0], [0, 0, 0, 1]]
