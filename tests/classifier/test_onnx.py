from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stance.classifier.onnx import MAX_TOKENS, OnnxEncoder
from stance.errors import ModelError, StanceWarning
from tests.conftest import toy_sentences

Vector = NDArray[np.float32]

TEXTS = [row["text"] for row in toy_sentences()[:40]]
SENTENCES = st.sampled_from(TEXTS) | st.text(max_size=30) | st.lists(st.sampled_from(TEXTS), max_size=4).map(" ".join)


@pytest.fixture(scope="module")
def encoders(toy_encoder: Path) -> dict[int, OnnxEncoder]:
    return {threads: OnnxEncoder(toy_encoder, threads) for threads in (1, 3)}


@pytest.fixture(scope="module")
def encoder(encoders: dict[int, OnnxEncoder]) -> OnnxEncoder:
    return encoders[1]


def same(one: Vector, other: Vector) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


@settings(max_examples=60, deadline=None)
@given(sentences=st.lists(SENTENCES, min_size=1, max_size=12), chance=st.randoms(use_true_random=False))
def test_a_sentence_has_the_same_vector_to_the_bit_in_any_company(
    sentences: list[str], chance: object, encoders: dict[int, OnnxEncoder]
) -> None:
    alone = np.vstack([encoders[1].encode([sentence]) for sentence in sentences])
    order = list(range(len(sentences)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    for encoder in encoders.values():
        assert same(encoder.encode(sentences), alone)
        assert same(encoder.encode([sentences[i] for i in order]), alone[order])


def test_vectors_are_of_sentences_and_not_of_chance(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dimensions) == (40, 32)
    assert np.isfinite(vectors).all()
    assert len(np.unique(vectors, axis=0)) == 40


def test_sentences_may_come_from_an_iterator(encoders: dict[int, OnnxEncoder]) -> None:
    for encoder in encoders.values():
        assert same(encoder.encode(iter(TEXTS)), encoder.encode(TEXTS))


def test_no_sentences_have_no_vectors(encoders: dict[int, OnnxEncoder]) -> None:
    for encoder in encoders.values():
        assert encoder.encode([]).shape == (0, 32)
        assert encoder.encode([]).dtype == np.float32


@pytest.mark.parametrize("sentence", ["", " ", "\n\t"])
def test_a_sentence_of_nothing_has_a_vector(sentence: str, encoder: OnnxEncoder) -> None:
    vectors = encoder.encode([TEXTS[0], sentence, TEXTS[1]])
    assert np.isfinite(vectors).all()
    assert same(vectors[1:2], encoder.encode([""]))
    assert same(vectors[[0, 2]], encoder.encode(TEXTS[:2]))


def test_half_a_character_is_no_obstacle(encoder: OnnxEncoder) -> None:
    assert np.isfinite(encoder.encode(["\ud800 urged", "Oslo \udfff."])).all()


def test_a_sentence_of_two_thousand_words_is_cut_and_told_once(encoders: dict[int, OnnxEncoder]) -> None:
    long = " ".join(TEXTS * 6)
    assert len(long.split()) > 2000
    for encoder in encoders.values():
        with pytest.warns(StanceWarning) as told:
            vectors = encoder.encode([TEXTS[0], long, TEXTS[1], long + " And more."])
        assert [str(warning.message) for warning in told] == [
            "2 of 4 sentences have more than 256 tokens; what is beyond was not read"
        ]
        assert same(vectors[[0, 2]], encoder.encode(TEXTS[:2]))
        assert same(vectors[1:2], vectors[3:4])


def test_a_sentence_is_cut_where_the_tokens_end_and_no_sooner(encoder: OnnxEncoder) -> None:
    whole = MAX_TOKENS - 2  # and one at each end, which every sentence has
    last = encoder.encode([" ".join("." * whole)])
    with pytest.warns(StanceWarning, match="1 of 1 sentences"):
        cut = encoder.encode([" ".join("." * (whole + 1))])
    assert same(cut, last)
    assert not same(last, encoder.encode([" ".join("." * (whole - 1))]))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="Linux tells which cores a process may use")
def test_by_default_there_are_as_many_threads_as_cores(toy_encoder: Path) -> None:
    assert OnnxEncoder(toy_encoder).threads == len(os.sched_getaffinity(0))


def remove(path: Path) -> None:
    path.unlink()


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def write(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


HARMS = {
    "missing": remove,
    "a folder": make_folder,
    "empty": write(b""),
    "words": write(b"not what it should be"),
    "bytes": write(b"\xff\xfe\x00" * 30),
    "a list": write(b"[]"),
    "an object": write(b"{}"),
    "cut short": cut_short,
}


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_broken_file_is_told_in_one_line(name: str, harm: Callable[[Path], None], toy_encoder: Path, tmp_path: Path) -> None:
    for kept in ("encoder.onnx", "tokenizer.json"):
        shutil.copy(toy_encoder / kept, tmp_path / kept)
    harm(tmp_path / name)
    with pytest.raises(ModelError) as caught:
        OnnxEncoder(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / name}: ")
    assert "\n" not in str(caught.value)


def test_a_network_of_another_kind_is_told(toy_encoder: Path, tmp_path: Path) -> None:
    helper = pytest.importorskip("onnx").helper
    ends = [helper.make_tensor_value_info(name, 1, [1]) for name in ("x", "embedding")]
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["embedding"])], "other", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (tmp_path / "encoder.onnx").write_bytes(model.SerializeToString())
    shutil.copy(toy_encoder / "tokenizer.json", tmp_path)
    with pytest.raises(ModelError, match=r"encoder\.onnx: is not an encoder as this version makes them"):
        OnnxEncoder(tmp_path)
