from __future__ import annotations

import copy
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.validation import check_is_fitted

from stance.classifier.encoder import SentenceEncoder
from stance.classifier.onnx import OnnxEncoder
from stance.errors import ModelError, StanceWarning
from tests.classifier.conftest import Toy

TEXTS = ["Oslo condemned its neighbour Lima over item 3.", "Suva thanked its neighbour Accra.", ""]


@pytest.fixture
def encoder(toy_encoder: Path) -> SentenceEncoder:
    return SentenceEncoder(str(toy_encoder), threads=1)


def test_it_gives_the_vectors_of_the_network(encoder: SentenceEncoder, toy_encoder: Path) -> None:
    vectors = encoder.fit_transform(TEXTS)
    assert vectors.shape == (3, 32)
    assert np.array_equal(vectors, OnnxEncoder(toy_encoder).encode(TEXTS))
    assert np.array_equal(vectors, encoder.transform(iter(TEXTS)))
    assert encoder.transform([]).shape == (0, 32)


@pytest.mark.parametrize(
    "check",
    [
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_estimator_tags_renamed",
        "check_valid_tag_types",
        "check_mixin_order",
        "check_no_attributes_set_in_init",
        "check_get_params_invariance",
        "check_set_params",
        "check_do_not_raise_errors_in_init_or_set_params",
    ],
)
def test_the_contract_of_scikit_learn_holds(check: str, encoder: SentenceEncoder) -> None:
    getattr(estimator_checks, check)("SentenceEncoder", encoder)


def test_there_is_nothing_to_learn(encoder: SentenceEncoder) -> None:
    check_is_fitted(encoder)
    before = encoder.transform(TEXTS)
    assert encoder.fit(["Another sentence."], [1]) is encoder
    assert np.array_equal(encoder.transform(TEXTS), before)


def test_a_clone_has_its_settings_and_works(encoder: SentenceEncoder) -> None:
    vectors, twin = encoder.transform(TEXTS), clone(encoder)
    assert twin.get_params() == encoder.get_params()
    assert twin is not encoder
    assert np.array_equal(twin.transform(TEXTS), vectors)


@pytest.mark.parametrize("used", [False, True])
def test_its_pickle_is_small_and_works(used: bool, encoder: SentenceEncoder, toy_encoder: Path) -> None:
    vectors = SentenceEncoder(str(toy_encoder)).transform(TEXTS)
    if used:
        encoder.transform(TEXTS)
    pickled = pickle.dumps(encoder)
    assert len(pickled) < 500 + len(str(toy_encoder))
    for twin in (pickle.loads(pickled), copy.deepcopy(encoder)):
        assert twin.get_params() == {"folder": str(toy_encoder), "threads": 1}
        assert np.array_equal(twin.transform(TEXTS), vectors)


def test_another_folder_is_another_network(encoder: SentenceEncoder, toy_encoder: Path, tmp_path: Path) -> None:
    encoder.transform(TEXTS)
    with pytest.raises(ModelError):
        encoder.set_params(folder=str(tmp_path)).transform(TEXTS)
    shutil.copytree(toy_encoder, tmp_path, dirs_exist_ok=True)
    assert encoder.transform(TEXTS).shape == (3, 32)


def test_its_columns_are_named(encoder: SentenceEncoder) -> None:
    names = encoder.get_feature_names_out()
    assert names.dtype == object
    assert list(names) == [f"encoder{number}" for number in range(32)]


def test_it_is_a_step_of_a_pipeline(encoder: SentenceEncoder, toy: Toy) -> None:
    pipeline = make_pipeline(encoder, LogisticRegression()).fit(toy.texts[::2], toy.truth[::2, 2])
    assert (pipeline.predict(toy.texts[1::2]) == toy.truth[1::2, 2]).mean() > 0.95
    assert list(pipeline[:-1].get_feature_names_out()) == list(encoder.get_feature_names_out())


def test_a_sentence_that_is_too_long_is_told(encoder: SentenceEncoder) -> None:
    with pytest.warns(StanceWarning, match="1 of 2 sentences have more than 256 tokens"):
        assert encoder.transform(["Oslo met Lima.", "word " * 2000]).shape == (2, 32)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
@pytest.mark.parametrize("data", [None, b"", b"broken"], ids=["missing", "empty", "broken"])
@pytest.mark.parametrize("call", ["fit", "transform"])
def test_a_folder_without_a_network_is_told_in_one_line(
    name: str, data: bytes | None, call: str, toy_encoder: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(toy_encoder, tmp_path / "copy")
    (folder / name).unlink()
    if data is not None:
        (folder / name).write_bytes(data)
    with pytest.raises(ModelError) as caught:
        getattr(SentenceEncoder(str(folder)), call)(TEXTS)
    assert str(caught.value).startswith(f"{folder / name}: ")
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    for call in (SentenceEncoder(str(tmp_path / "nowhere")).fit, SentenceEncoder(str(tmp_path / "nowhere")).transform):
        with pytest.raises(ModelError, match=r"nowhere/encoder\.onnx: cannot be read \(No such file or directory\)"):
            call(TEXTS)
