from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import brier_score_loss

from stance.evaluation import calibration_errors


def of(gold: list[int], probabilities: list[float], **more: int) -> dict[str, Any]:
    """Give the errors of a single label."""
    truth, chances = np.array(gold, dtype=np.int64).reshape(-1, 1), np.array(probabilities, dtype=float).reshape(-1, 1)
    return calibration_errors(truth, chances, ["oppose"], **more)["oppose"]


def expected_error(gold: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int) -> float:
    """The expected calibration error, as the paper defines it."""
    edges = np.linspace(0, 1, bins + 1)[1:-1]
    places = np.digitize(probabilities, edges)
    return sum(
        abs(probabilities[places == place].mean() - gold[places == place].mean()) * (places == place).mean()
        for place in np.unique(places)
    )


@pytest.mark.parametrize("gold", [[0, 1], [1, 1, 0], [0], [1]])
def test_who_is_sure_and_right_has_no_error(gold: list[int]) -> None:
    found = of(gold, list(map(float, gold)))
    assert (found["ece"], found["brier"]) == (0, 0)


@pytest.mark.parametrize("gold", [[0, 1], [1, 1, 0], [0], [1]])
def test_who_is_sure_and_wrong_has_all_the_error_there_is(gold: list[int]) -> None:
    found = of(gold, [1.0 - x for x in gold])
    assert (found["ece"], found["brier"]) == (1, 1)


def test_who_says_how_often_it_is_so_is_calibrated_and_not_precise() -> None:
    found = of([1, 0, 0, 0] * 25, [0.25] * 100)
    assert (found["ece"], found["brier"]) == (0, 0.1875)
    assert found["bins"] == [{"mean": 0.25, "share": 0.25, "sentences": 100}]


def test_figures_worked_by_hand() -> None:
    found = of([1, 0, 1, 0], [0.95, 0.91, 0.32, 0.38])
    assert found["bins"] == [
        {"mean": 0.35, "share": 0.5, "sentences": 2},
        {"mean": 0.93, "share": 0.5, "sentences": 2},
    ]
    assert found["ece"] == pytest.approx((0.15 + 0.43) / 2, abs=1e-4)
    assert found["brier"] == pytest.approx((0.05**2 + 0.91**2 + 0.68**2 + 0.38**2) / 4, abs=1e-4)


def test_certainty_falls_into_the_last_bin() -> None:
    assert [part["sentences"] for part in of([1, 1, 0, 0], [1.0, 0.95, 0.0, 0.05])["bins"]] == [2, 2]


def test_bins_without_a_sentence_are_left_out_and_the_others_rise() -> None:
    found = of([0, 0, 1], [0.99, 0.0, 0.51])
    assert [part["mean"] for part in found["bins"]] == [0, 0.51, 0.99]
    assert len(of([0, 1], [0.2, 0.3], bins=1)["bins"]) == 1


def test_no_sentences_have_no_error() -> None:
    assert of([], []) == {"ece": 0, "brier": 0, "bins": []}


@settings(max_examples=100, deadline=None)
@given(
    pairs=st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), min_size=1, max_size=60),
    bins=st.sampled_from([1, 2, 4, 8, 16]),  # whose edges are the same by any arithmetic
)
def test_the_figures_are_those_of_a_direct_computation(pairs: list[tuple[int, float]], bins: int) -> None:
    gold, probabilities = np.array([yes for yes, _ in pairs]), np.array([chance for _, chance in pairs])
    found = of(gold.tolist(), probabilities.tolist(), bins=bins)
    assert found["ece"] == pytest.approx(expected_error(gold, probabilities, bins), abs=2e-4)
    assert found["brier"] == pytest.approx(brier_score_loss(gold, probabilities, labels=[0, 1]), abs=1e-4)
    assert sum(part["sentences"] for part in found["bins"]) == len(pairs)
    assert sum(part["share"] * part["sentences"] for part in found["bins"]) == pytest.approx(gold.sum(), abs=0.01)


def test_every_label_has_its_own_figures_as_plain_numbers() -> None:
    gold = np.array([[1, 0], [0, 1], [1, 1]])
    probabilities = np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
    found = calibration_errors(gold, probabilities, ["oppose", "urge"])
    assert list(found) == ["oppose", "urge"]
    assert (found["oppose"]["ece"], found["urge"]["ece"]) == (0, 1)
    assert json.loads(json.dumps(found)) == found
