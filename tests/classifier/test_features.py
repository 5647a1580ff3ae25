from __future__ import annotations

import doctest
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csc_array, csr_array, csr_matrix
from sklearn.base import clone
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import check_estimator

from stance.classifier import features
from stance.classifier.features import LogCountRatio, TextNormalizer
from stance.store.loading import load

SENTENCES = ["The envoy asked Peru for 12 ships.", "“Never,” said the minister."]


@pytest.mark.filterwarnings("ignore:Can't test estimator:UserWarning", f"ignore::{SkipTestWarning.__module__}.SkipTestWarning")
def test_scikit_learn_finds_nothing_to_mend() -> None:
    check_estimator(TextNormalizer())


@pytest.mark.parametrize(
    "check",
    [
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_estimator_tags_renamed",
        "check_valid_tag_types",
        "check_mixin_order",
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_get_params_invariance",
        "check_set_params",
        "check_do_not_raise_errors_in_init_or_set_params",
        "check_estimators_overwrite_params",
        "check_estimators_fit_returns_self",
        "check_requires_y_none",
    ],
)
def test_the_contract_of_scikit_learn_holds(check: str) -> None:
    getattr(estimator_checks, check)("TextNormalizer", TextNormalizer(mask_numbers=False))


@pytest.mark.parametrize(
    ("settings", "first"),
    [
        ({}, "the envoy asked xname for 0 ships."),
        ({"mask_names": False}, "the envoy asked peru for 0 ships."),
        ({"mask_numbers": False}, "the envoy asked xname for 12 ships."),
        ({"mask_names": False, "mask_numbers": False}, "the envoy asked peru for 12 ships."),
    ],
)
def test_settings_say_what_is_masked(settings: dict[str, bool], first: str) -> None:
    assert TextNormalizer(**settings).fit_transform(SENTENCES) == [first, '"never," said the minister.']
    assert TextNormalizer().set_params(**settings).fit(SENTENCES).transform(iter(SENTENCES))[0] == first


def test_it_needs_no_fitting() -> None:
    assert TextNormalizer().transform([]) == []
    assert TextNormalizer().transform(SENTENCES) == TextNormalizer().fit(SENTENCES[:1]).transform(SENTENCES)


def test_a_clone_and_a_pickle_have_its_settings() -> None:
    step = TextNormalizer(mask_names=False)
    for twin in (clone(step), pickle.loads(pickle.dumps(step))):
        assert twin is not step
        assert twin.get_params() == {"mask_names": False, "mask_numbers": True}


def test_it_is_a_step_of_any_pipeline() -> None:
    pipeline = make_pipeline(TextNormalizer(), CountVectorizer())
    counts = pipeline.fit_transform(SENTENCES)
    assert counts.shape == (2, len(pipeline.get_feature_names_out()))
    assert "xname" in pipeline.get_feature_names_out()
    assert "peru" in pipeline.set_params(textnormalizer__mask_names=False).fit(SENTENCES).get_feature_names_out()


def test_it_names_its_one_column() -> None:
    assert list(TextNormalizer().get_feature_names_out()) == ["text"]
    frame = TextNormalizer().set_output(transform="pandas").fit_transform(SENTENCES)
    assert list(frame.columns) == ["text"]
    assert len(frame) == 2


@pytest.mark.parametrize("country", ["Chad", "Uzbekistan", "Fiji"])
@pytest.mark.parametrize(
    "sentence",
    [
        "The envoy condemned Peru over the dam.",
        "Yesterday Peru urged the minister to wait.",
        "The minister is watching Peru's vote, said Peru.",
        "The ministers met in Peru.",
    ],
)
def test_probabilities_do_not_change_with_the_country(sentence: str, country: str, toy_model: Path) -> None:
    one, other = load(toy_model).predict_proba([sentence, sentence.replace("Peru", country)])
    assert one.tolist() == other.tolist()


def test_probabilities_do_not_change_with_the_country_in_brackets(toy_model: Path) -> None:
    one, other = load(toy_model).predict_proba(f"The envoy ({country}) condemned the dam." for country in ("Peru", "Lima"))
    assert one.tolist() == other.tolist()


COUNTS = np.array([[1, 0, 2], [1, 0, 0], [1, 3, 0], [1, 1, 0]], dtype=float)
SIDES = [1, 1, 0, 0]
# Present with the label 2, 0, 1 times and without it 2, 2, 0 times, one more each: shares of 3/6, 1/6, 2/6 and 3/7, 3/7, 1/7.
RATIOS = np.abs(np.log([(3 / 6) / (3 / 7), (1 / 6) / (3 / 7), (2 / 6) / (1 / 7)]))


@pytest.mark.parametrize("power", [0, 0.5, 1, 2])
@pytest.mark.parametrize("matrix", [np.array, csr_array, csr_matrix, csc_array], ids=lambda kind: kind.__name__)
def test_columns_are_weighed_by_their_log_count_ratio(matrix: Any, power: float) -> None:
    step = LogCountRatio(power=power, smoothing=1)
    weighed = step.fit_transform(matrix(COUNTS), SIDES)
    assert np.abs(weighed.toarray() - COUNTS * RATIOS**power).max() < 1e-12
    assert np.abs(step.transform(matrix(COUNTS[:1] * 5)).toarray() - COUNTS[:1] * 5 * RATIOS**power).max() < 1e-12


def test_the_sides_of_a_label_are_alike() -> None:
    one, other = (LogCountRatio().fit(COUNTS, sides).weights_ for sides in (SIDES, [1 - side for side in SIDES]))
    assert np.abs(one - other).max() < 1e-12


def test_much_smoothing_makes_columns_even() -> None:
    assert LogCountRatio(smoothing=1e9).fit(COUNTS, SIDES).weights_.max() < 1e-3


def test_ratios_are_a_step_of_any_pipeline() -> None:
    texts = ["lima met oslo", "lima met riga", "lima left", "riga left"]
    pipeline = make_pipeline(CountVectorizer(), LogCountRatio(power=1), LogisticRegression(C=100)).fit(texts, SIDES)
    assert pipeline.predict(["oslo met suva", "suva left"]).tolist() == [1, 0]
    assert list(pipeline[:-1].get_feature_names_out()) == ["left", "lima", "met", "oslo", "riga"]
    assert clone(pipeline.set_params(logcountratio__power=0.25)).get_params()["logcountratio__power"] == 0.25


def test_ratios_must_be_fitted_first() -> None:
    with pytest.raises(NotFittedError):
        LogCountRatio().transform(COUNTS)


@pytest.mark.filterwarnings(f"ignore::{SkipTestWarning.__module__}.SkipTestWarning")
def test_scikit_learn_finds_nothing_to_mend_in_ratios() -> None:
    check_estimator(LogCountRatio())


def test_other_columns_than_those_it_was_fitted_on_are_refused() -> None:
    step = LogCountRatio().fit(COUNTS, SIDES)
    with pytest.raises(ValueError):
        step.transform(COUNTS[:, :1])


def test_the_examples_in_the_documentation_hold() -> None:
    outcome: Any = doctest.testmod(features)
    assert (outcome.failed, outcome.attempted) == (0, 2)
