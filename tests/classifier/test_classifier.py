from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.classifier.classifier import Classifier
from stance.errors import ModelError
from stance.store.loading import load


class Fixed:
    """A model that has a probability for each word."""

    def predict_proba(self, texts: list[str]) -> NDArray[np.float64]:
        known = {"sure": (0.9, 0.8), "even": (0.5, 0.25), "barely": (0.49996, 0.24994), "no": (0.1, 0.05)}
        return np.array([known[text] for text in texts])


@pytest.fixture
def classifier() -> Classifier:
    return Classifier(Fixed(), ("oppose", "urge"), (0.5, 0.25))


def test_a_label_is_given_at_or_over_its_threshold(classifier: Classifier) -> None:
    assert classifier.predict(["sure", "even", "no"]) == [("oppose", "urge"), ("oppose", "urge"), ()]


def test_probabilities_have_four_digits_and_labels_go_by_them(classifier: Classifier) -> None:
    assert classifier.predict_proba(["barely"]).tolist() == [[0.5, 0.2499]]
    assert classifier.predict(["barely"]) == [("oppose",)]


def test_any_iterable_of_sentences_will_do(classifier: Classifier) -> None:
    assert classifier.predict(word for word in ("no", "sure")) == [(), ("oppose", "urge")]


def test_no_sentences_have_no_labels(classifier: Classifier) -> None:
    assert classifier.predict([]) == []
    assert classifier.predict_proba(iter([])).shape == (0, 2)
    assert classifier.labels_of(classifier.predict_proba([])) == []


@pytest.mark.parametrize(
    ("thresholds", "expected"),
    [
        (0.6, (0.6, 0.6)),
        (0, (0.0, 0.0)),
        (1, (1.0, 1.0)),
        ({"urge": 0.9}, (0.5, 0.9)),
        ({"urge": 0.9, "oppose": 0.1}, (0.1, 0.9)),
        ({}, (0.5, 0.25)),
    ],
)
def test_thresholds_may_be_others(
    thresholds: float | dict[str, float], expected: tuple[float, float], classifier: Classifier
) -> None:
    other = classifier.with_thresholds(thresholds)
    assert other.thresholds == expected
    assert classifier.thresholds == (0.5, 0.25)
    probabilities = classifier.predict_proba(["sure", "even", "no"])
    assert other.predict(["sure", "even", "no"]) == [
        tuple(label for label, p, least in zip(("oppose", "urge"), row, expected, strict=True) if p >= least)
        for row in probabilities
    ]


@pytest.mark.parametrize("threshold", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_threshold_lies_between_0_and_1(threshold: float, classifier: Classifier) -> None:
    for given in (threshold, {"urge": threshold}):
        with pytest.raises(ModelError, match="a threshold lies between 0 and 1"):
            classifier.with_thresholds(given)


def test_an_unknown_label_is_refused(classifier: Classifier) -> None:
    with pytest.raises(ModelError, match="the model has no label 'support'; its labels are oppose, urge"):
        classifier.with_thresholds({"support": 0.5})


def test_a_trained_classifier_gives_stances(toy_model: Path) -> None:
    sentences = [
        "Perth condemned its neighbour Lagos.",
        "Perth is watching its neighbour Lagos.",
        "The road is 3 kilometres long.",
    ]
    assert load(toy_model).predict(sentences) == [("oppose",), ("monitor",), ()]
