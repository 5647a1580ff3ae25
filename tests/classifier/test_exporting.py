from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from stance.classifier.finetuning import Tuned, fine_tune
from stance.classifier.onnx import OnnxEncoder
from stance.classifier.recipe import TuningRecipe
from tests.classifier.conftest import Toy
from tests.conftest import save_base

Floats = NDArray[np.float32]


def tune(base: Path, toy: Toy, work: Path) -> Tuned:
    settings = TuningRecipe(base=str(base), epochs=2, batch_size=16, learning_rate=3e-3)
    return fine_tune(toy.texts, toy.truth.astype(np.float64), settings, work, seed=7)


@pytest.fixture(scope="module")
def tuned(tiny_base: Path, toy: Toy, tmp_path_factory: pytest.TempPathFactory) -> Tuned:
    return tune(tiny_base, toy, tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="module")
def folders(tuned: Tuned, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The same network with weights of 8 bits, and of 32."""
    from stance.classifier.exporting import export

    folders = {int8: tmp_path_factory.mktemp("export") for int8 in (True, False)}
    for int8, folder in folders.items():
        export(tuned, folder, int8=int8)
    return folders


def cosines(one: Floats, other: Floats) -> Floats:
    return (one * other).sum(axis=1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)


def states(network: Any, ids: list[list[int]]) -> list[Floats]:
    """The token vectors of each sentence, as the network itself gives them."""
    import torch

    with torch.no_grad():
        return [network(input_ids=torch.tensor([row])).last_hidden_state[0].numpy() for row in ids]


def run(folder: Path, ids: list[list[int]]) -> tuple[Floats, Floats]:
    """Run the graph on sentences side by side, the shorter ones padded."""
    import onnxruntime

    longest = max(map(len, ids))
    tokens = np.array([row + [0] * (longest - len(row)) for row in ids], dtype=np.int64)
    mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in ids], dtype=np.int64)
    session = onnxruntime.InferenceSession(folder / "encoder.onnx", providers=["CPUExecutionProvider"])
    embedding, states = session.run(["embedding", "tokens"], {"input_ids": tokens, "attention_mask": mask})
    return embedding, states


def test_the_vectors_are_the_networks_own(tuned: Tuned, folders: dict[bool, Path], toy: Toy) -> None:
    texts = toy.texts[:20]
    ids = [encoding.ids for encoding in tuned.tokenizer.encode_batch(texts)]
    own = np.vstack([tokens.mean(axis=0) for tokens in states(tuned.network, ids)])
    assert np.abs(OnnxEncoder(folders[False]).encode(texts) - own).max() < 1e-5


def test_weights_of_8_bits_give_nearly_the_same_vectors(folders: dict[bool, Path], toy: Toy) -> None:
    small, plain = (OnnxEncoder(folders[int8]).encode(toy.texts) for int8 in (True, False))
    assert not np.array_equal(small, plain)
    assert np.abs(small - plain).max() < 0.05 * np.abs(plain).max()
    assert cosines(small, plain).min() > 0.999


def test_weights_of_8_bits_take_less_than_half_the_place(folders: dict[bool, Path]) -> None:
    small, plain = ((folders[int8] / "encoder.onnx").stat().st_size for int8 in (True, False))
    assert small < plain / 2  # a quarter, where there is more than the graph itself


@pytest.mark.parametrize("int8", [True, False])
def test_a_vector_is_the_mean_of_its_token_vectors(int8: bool, folders: dict[bool, Path]) -> None:
    embedding, tokens = run(folders[int8], [[2, 10, 20, 3], [2, 30, 40, 3]])
    assert tokens.shape == (2, 4, 32)
    assert np.abs(embedding - tokens.mean(axis=1)).max() < 1e-6


@pytest.mark.parametrize("int8", [True, False])
def test_what_is_beside_a_sentence_does_not_change_its_vector(int8: bool, folders: dict[bool, Path]) -> None:
    ids = [[2, 10, 20, 30, 40, 50, 3], [2, 60, 3], [2, 3]]
    together = run(folders[int8], ids)[0]
    alone = np.vstack([run(folders[int8], [row])[0] for row in ids])
    assert np.abs(together - alone).max() < 1e-5


def test_the_tokenizer_is_written_without_an_end_of_its_own(tuned: Tuned, folders: dict[bool, Path]) -> None:
    tokenizer = Tokenizer.from_file(str(folders[True] / "tokenizer.json"))
    assert tokenizer.truncation is tokenizer.padding is None
    assert tokenizer.encode("Oslo met Lima.").ids == tuned.tokenizer.encode("Oslo met Lima.").ids


def test_exporting_is_silent_and_leaves_nothing_else(
    tuned: Tuned, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from stance.classifier.exporting import export

    monkeypatch.chdir(tmp_path)
    (tmp_path / "export").mkdir()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        export(tuned, tmp_path / "export")
    assert capfd.readouterr() == ("", "")
    assert warned == []
    assert {path.name for path in tmp_path.iterdir()} == {"export"}
    assert {path.name for path in (tmp_path / "export").iterdir()} == {"encoder.onnx", "tokenizer.json"}


def test_exporting_twice_gives_the_same_bytes(tuned: Tuned, folders: dict[bool, Path], tmp_path: Path) -> None:
    from stance.classifier.exporting import export

    export(tuned, tmp_path)
    for name in ("encoder.onnx", "tokenizer.json"):
        assert (tmp_path / name).read_bytes() == (folders[True] / name).read_bytes()


@pytest.mark.usefixtures("tiny_base")
def test_a_network_of_few_words_can_be_exported(toy: Toy, tmp_path: Path) -> None:
    from stance.classifier.exporting import export

    base = save_base(tmp_path / "base", vocab_size=300)
    export(tune(base, toy, tmp_path), tmp_path)
    assert OnnxEncoder(tmp_path).encode(toy.texts[:3]).shape == (3, 32)
