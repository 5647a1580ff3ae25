from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from stance.evaluation import Estimate, Scores, evaluate

Indicator = NDArray[np.int64]
NAMES = ("cooperate", "monitor", "oppose", "urge")


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Indicator, Indicator]:
    """Gold and predicted labels, often with labels that never occur on one side or both."""
    shape = (draw(st.integers(1, 30)), draw(st.integers(1, 5)))
    cells = arrays(np.int64, shape, elements=st.integers(0, 1))
    kept = arrays(np.int64, (1, shape[1]), elements=st.integers(0, 1))
    return draw(cells) * draw(kept), draw(cells) * draw(kept)


def values(scores: Scores) -> list[float]:
    return [scores.precision.value, scores.recall.value, scores.f1.value]


@settings(max_examples=100, deadline=None)
@given(pairs())
def test_figures_are_those_of_scikit_learn(pair: tuple[Indicator, Indicator]) -> None:
    gold, predicted = pair
    width = gold.shape[1]
    names = [f"label {n}" for n in range(width)]
    # scikit-learn takes one column for a binary problem; a second, empty, one keeps it multilabel.
    wide = [np.pad(labels, ((0, 0), (0, width == 1))) for labels in pair]
    found = evaluate(gold, predicted, names, draws=2)
    per_label = np.array(precision_recall_fscore_support(*wide, average=None, zero_division=0)[:3]).T
    for name, expected in zip(names, per_label, strict=False):
        assert values(found.labels[name]) == pytest.approx(list(expected), abs=1e-12)
    for average in ("macro", "micro"):
        expected = precision_recall_fscore_support(*wide, average=average, zero_division=0, labels=range(width))[:3]
        assert values(getattr(found, average)) == pytest.approx(list(expected), abs=1e-12)
    assert found.exact_match.value == pytest.approx(accuracy_score(*wide), abs=1e-12)
    assert found.none_gold.value == pytest.approx((gold.sum(axis=1) == 0).mean(), abs=1e-12)
    assert found.none_predicted.value == pytest.approx((predicted.sum(axis=1) == 0).mean(), abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(pairs())
def test_counts_add_up(pair: tuple[Indicator, Indicator]) -> None:
    gold, predicted = pair
    names = [f"label {n}" for n in range(gold.shape[1])]
    found = evaluate(gold, predicted, names, draws=2)
    assert found.sentences == found.groups == len(gold)
    assert list(found.support) == list(found.predicted) == list(found.confusion) == [*names, "none"]
    for at, name in enumerate(names):
        assert found.support[name] == gold[:, at].sum()
        assert found.predicted[name] == predicted[:, at].sum()
        assert found.confusion[name][name] == (gold[:, at] & predicted[:, at]).sum()
    assert found.support["none"] == (gold.sum(axis=1) == 0).sum()
    assert found.confusion["none"]["none"] == ((gold.sum(axis=1) == 0) & (predicted.sum(axis=1) == 0)).sum()


GOLD = np.array([[1, 0, 0, 0], [1, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]])
GUESS = np.array([[1, 0, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]])


def test_figures_worked_by_hand() -> None:
    found = evaluate(GOLD, GUESS, NAMES, draws=2)
    assert values(found.labels["cooperate"]) == [1 / 2, 1 / 2, 1 / 2]
    assert values(found.labels["monitor"]) == [0, 0, 0]
    assert values(found.labels["oppose"]) == [1, 1, 1]
    assert values(found.labels["urge"]) == [0, 0, 0]
    assert values(found.macro) == [3 / 8, 3 / 8, 3 / 8]
    assert values(found.micro) == pytest.approx([3 / 6, 3 / 5, 6 / 11])
    assert found.exact_match.value == pytest.approx(2 / 6)
    assert (found.none_gold.value, found.none_predicted.value) == pytest.approx((2 / 6, 2 / 6))


def test_the_confusion_counts_every_pair_of_labels() -> None:
    assert evaluate(GOLD, GUESS, NAMES, draws=2).confusion == {
        "cooperate": {"cooperate": 1, "monitor": 0, "oppose": 1, "urge": 1, "none": 0},
        "monitor": {"cooperate": 0, "monitor": 0, "oppose": 0, "urge": 0, "none": 0},
        "oppose": {"cooperate": 1, "monitor": 0, "oppose": 2, "urge": 1, "none": 0},
        "urge": {"cooperate": 0, "monitor": 0, "oppose": 0, "urge": 0, "none": 1},
        "none": {"cooperate": 0, "monitor": 0, "oppose": 0, "urge": 1, "none": 1},
    }


def noisy(count: int, seed: int = 0) -> tuple[Indicator, Indicator]:
    rng = np.random.default_rng(seed)
    gold = (rng.random((count, 4)) < 0.3).astype(np.int64)
    return gold, np.where(rng.random((count, 4)) < 0.85, gold, 1 - gold)


def estimates(
    gold: Indicator, predicted: Indicator, groups: NDArray[np.intp] | None = None, *, seed: int = 0
) -> list[Estimate]:
    found = evaluate(gold, predicted, NAMES, groups, draws=200, seed=seed)
    scores = [*found.labels.values(), found.macro, found.micro]
    figures = [figure for s in scores for figure in (s.precision, s.recall, s.f1)]
    return [*figures, found.exact_match, found.none_gold, found.none_predicted]


@pytest.mark.parametrize("seed", range(5))
def test_every_interval_holds_its_value(seed: int) -> None:
    found = estimates(*noisy(120, seed))
    assert len(found) == 21
    assert all(0 <= figure.low <= figure.value <= figure.high <= 1 for figure in found)


def test_intervals_are_the_same_by_the_same_seed_only() -> None:
    assert estimates(*noisy(60), seed=1) == estimates(*noisy(60), seed=1)
    assert estimates(*noisy(60), seed=1) != estimates(*noisy(60), seed=2)


def test_sentences_that_are_drawn_together_widen_the_intervals() -> None:
    gold, predicted = (np.repeat(labels, 6, axis=0) for labels in noisy(50))
    plain = estimates(gold, predicted)
    clustered = estimates(gold, predicted, np.repeat(np.arange(50), 6))
    assert all(c.high - c.low > p.high - p.low for c, p in zip(clustered, plain, strict=True))
    assert [c.value for c in clustered] == [p.value for p in plain]


def test_groups_are_counted() -> None:
    assert evaluate(GOLD, GUESS, NAMES, np.array([0, 0, 1, 1, 2, 2]), draws=2).groups == 3


def test_numbers_that_no_group_has_do_not_count() -> None:
    gold, _ = noisy(6)
    found = evaluate(gold, gold, NAMES, np.array([0, 0, 20, 20, 40, 40]), draws=200)
    assert found.groups == 3
    assert found.exact_match == Estimate(1.0, 1.0, 1.0)


def test_all_figures_can_be_written_as_json() -> None:
    found = evaluate(GOLD, GUESS, NAMES, draws=7)
    data = json.loads(json.dumps(found.to_dict()))
    assert data["draws"] == 7
    assert data["support"] == {"cooperate": 2, "monitor": 0, "oppose": 2, "urge": 1, "none": 2}
    assert data["macro"]["f1"] == {"value": found.macro.f1.value, "low": found.macro.f1.low, "high": found.macro.f1.high}
    assert data["confusion"] == found.confusion
