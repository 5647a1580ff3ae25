from __future__ import annotations

import pickle
from typing import Any, ClassVar, Self

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC
from sklearn.utils import estimator_checks

from stance.classifier.calibration import CalibratedStances, choose_thresholds, cross_calibrate

Data = tuple[NDArray[np.float64], NDArray[np.int64]]

ESTIMATORS = {
    "decision_function": OneVsRestClassifier(LinearSVC()),
    "predict_proba": OneVsRestClassifier(GaussianNB()),
    "both": OneVsRestClassifier(LogisticRegression()),
}


def draw(count: int, seed: int = 0) -> Data:
    """Features with noise, and three labels of different frequency."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 4))
    y = x[:, :3] + rng.normal(size=(count, 3)) > [0.0, 0.5, 1.0]
    return x, y.astype(np.int64)


@pytest.fixture(params=ESTIMATORS)
def estimator(request: pytest.FixtureRequest) -> Any:
    return ESTIMATORS[request.param]


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
        "check_estimators_unfitted",
    ],
)
def test_the_contract_of_scikit_learn_holds(check: str) -> None:
    getattr(estimator_checks, check)("CalibratedStances", CalibratedStances(ESTIMATORS["both"], folds=3))


def test_a_clone_has_its_settings_and_is_not_fitted() -> None:
    model = CalibratedStances(OneVsRestClassifier(LogisticRegression(C=0.5)), folds=3, random_state=9).fit(*draw(60))
    twin = clone(model)
    params = twin.get_params()
    assert (params["folds"], params["random_state"], params["estimator__estimator__C"]) == (3, 9, 0.5)
    with pytest.raises(NotFittedError):
        twin.predict_proba(draw(3)[0])


def test_settings_reach_the_estimator_within() -> None:
    model = CalibratedStances(ESTIMATORS["both"]).set_params(estimator__estimator__C=0.25, folds=4)
    assert model.fit(*draw(60)).estimator_.estimators_[0].C == 0.25


def test_fitting_leaves_the_given_estimator_alone(estimator: Any) -> None:
    CalibratedStances(estimator, folds=3).fit(*draw(60))
    with pytest.raises(NotFittedError):
        estimator.predict(draw(3)[0])


def test_thresholds_and_probabilities_lie_between_0_and_1(estimator: Any) -> None:
    model = CalibratedStances(estimator, folds=3).fit(*draw(200))
    probabilities = model.predict_proba(draw(50, seed=1)[0])
    assert probabilities.shape == (50, 3)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    assert model.thresholds_.shape == (3,)
    assert ((model.thresholds_ > 0) & (model.thresholds_ < 1)).all()
    assert model.classes_.tolist() == [0, 1, 2]


def test_labels_are_those_at_or_over_their_thresholds(estimator: Any) -> None:
    model = CalibratedStances(estimator, folds=3).fit(*draw(200))
    x, _ = draw(300, seed=1)
    probabilities = model.predict_proba(x)
    assert np.array_equal(model.predict(x), probabilities >= model.thresholds_)
    model.thresholds_ = probabilities[7]
    assert model.predict(x[7:8]).tolist() == [[1, 1, 1]]


def test_labels_are_learned(estimator: Any) -> None:
    model = CalibratedStances(estimator).fit(*draw(600))
    x, y = draw(600, seed=1)
    assert (model.predict(x) == y).mean() > max((y == 0).mean(), 0.7)


def test_the_probability_is_the_sigmoid_of_the_score() -> None:
    model = CalibratedStances(ESTIMATORS["decision_function"], folds=3).fit(*draw(100))
    x, _ = draw(20, seed=1)
    scores = model.estimator_.decision_function(x)
    expected = 1 / (1 + np.exp(-(model.slopes_ * scores + model.intercepts_)))
    assert np.abs(model.predict_proba(x) - expected).max() < 1e-12


def test_probabilities_mean_what_they_say() -> None:
    x, y = draw(1500)
    unseen, truth = draw(1500, seed=1)
    x, unseen = np.tile(x, 8), np.tile(unseen, 8)  # naive Bayes counts each feature eight times, and is far too sure
    model = CalibratedStances(ESTIMATORS["predict_proba"]).fit(x, y)
    probabilities = model.predict_proba(unseen)
    sure = ESTIMATORS["predict_proba"]
    raw = clone(sure).fit(x, y).predict_proba(unseen)
    assert ((probabilities - truth) ** 2).mean() < ((raw - truth) ** 2).mean() - 0.02
    assert np.abs(probabilities.mean(axis=0) - truth.mean(axis=0)).max() < 0.05
    for low in (0.1, 0.3, 0.5, 0.7):
        inside = (probabilities >= low) & (probabilities < low + 0.2)
        assert abs(truth[inside].mean() - probabilities[inside].mean()) < 0.08


class TrueChances(BaseEstimator):
    """Knows the true probabilities: they are its features."""

    def fit(self, x: NDArray[np.float64], y: NDArray[np.int64]) -> Self:
        assert x.shape == y.shape
        self.classes_ = np.arange(y.shape[1])
        return self

    def predict_proba(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return x

    def predict(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        return (x > 0.5).astype(np.int64)


def test_probabilities_that_mean_what_they_say_stay() -> None:
    rng = np.random.default_rng(0)
    chances = rng.random((4000, 2))
    model = CalibratedStances(TrueChances()).fit(chances, rng.random((4000, 2)) < chances)
    asked = np.tile(np.linspace(0.01, 0.99, 50), (2, 1)).T
    assert np.abs(model.predict_proba(asked) - asked).max() < 0.04
    assert np.isfinite(model.predict_proba([[0.0, 1.0]])).all()


class GroupRecorder(BaseEstimator):
    """Notes which groups (the first feature) it was fitted on and which it then scored."""

    rounds: ClassVar[list[tuple[set[float], set[float]]]] = []

    def fit(self, x: NDArray[np.float64], y: NDArray[np.int64]) -> Self:
        self.seen_ = set(x[:, 0])
        self.classes_ = np.arange(y.shape[1])
        return self

    def decision_function(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        self.rounds.append((self.seen_, set(x[:, 0])))
        return x[:, 1:]

    def predict(self, x: NDArray[np.float64]) -> NDArray[np.int64]:
        return (self.decision_function(x) > 0).astype(np.int64)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", [np.int64, np.str_])
def test_a_group_never_straddles_folds(seed: int, kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GroupRecorder, "rounds", [])
    x, y = draw(90, seed)
    groups = np.random.default_rng(seed).integers(0, 20, 90)
    CalibratedStances(GroupRecorder(), folds=4, random_state=seed).fit(
        np.column_stack([groups, x[:, :3]]), y, groups=groups.astype(kind)
    )
    assert len(GroupRecorder.rounds) == 4
    for seen, scored in GroupRecorder.rounds:
        assert not seen & scored
        assert seen | scored == set(groups)
    assert sorted(group for _, scored in GroupRecorder.rounds for group in scored) == sorted(set(groups))


def test_without_groups_every_sample_is_its_own(estimator: Any) -> None:
    x, y = draw(80)
    plain = CalibratedStances(estimator, folds=4).fit(x, y)
    grouped = CalibratedStances(estimator, folds=4).fit(x, y, groups=np.arange(80))
    assert np.array_equal(plain.predict_proba(x), grouped.predict_proba(x))


def test_the_same_data_give_the_same_model(estimator: Any) -> None:
    groups = np.arange(120) // 3
    one, other = (CalibratedStances(estimator, folds=3, random_state=4).fit(*draw(120), groups=groups) for _ in range(2))
    x, _ = draw(50, seed=1)
    assert np.array_equal(one.predict_proba(x), other.predict_proba(x))
    assert np.array_equal(one.thresholds_, other.thresholds_)


def test_a_pickle_predicts_the_same(estimator: Any) -> None:
    model = CalibratedStances(estimator, folds=3).fit(*draw(100))
    x, _ = draw(30, seed=1)
    assert np.array_equal(pickle.loads(pickle.dumps(model)).predict_proba(x), model.predict_proba(x))


def test_truth_may_be_lists_or_booleans() -> None:
    x, y = draw(60)
    models = [CalibratedStances(ESTIMATORS["both"], folds=3).fit(x, truth) for truth in (y, y.tolist(), y.astype(bool))]
    assert len({model.predict_proba(x).tobytes() for model in models}) == 1


def column(*pairs: tuple[float, int, int]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """One label: so many sentences of a probability that carry it, or do not."""
    truth = [yes for _, count, yes in pairs for _ in range(count)]
    chances = [chance for chance, count, _ in pairs for _ in range(count)]
    return np.array(truth).reshape(-1, 1), np.array(chances).reshape(-1, 1)


@pytest.mark.parametrize(
    ("pairs", "threshold"),
    [
        # F1 is 1 from 0.21 to 0.80; its mean over five neighbours is 1 from 0.23 on.
        ([(0.8, 2, 1), (0.2, 2, 0)], 0.23),
        # F1 is 1 from 0.05, where the grid begins, to 0.50.
        ([(0.5, 3, 1)], 0.05),
        # F1 is 0.667 to 0.49, 1 at 0.50 alone, 0.889 from 0.51 to 0.90. Means: 0.867 at 0.51, 0.911 at 0.52, 0.889 after.
        ([(0.9, 8, 1), (0.5, 2, 1), (0.49, 10, 0)], 0.52),
        # Nothing but sure sentences: F1 is 1 from 0.05 on where those without are below the grid.
        ([(0.99, 1, 1), (0.01, 1, 0)], 0.05),
        # F1 is 0.667 up to 0.90 and 1 from 0.91 to the end; where the grid ends its last value counts again.
        ([(0.99, 2, 1), (0.9, 2, 0)], 0.93),
    ],
    ids=["a gap", "all carry it", "a lucky spike is passed over", "below the grid", "near the end"],
)
def test_thresholds_worked_by_hand(pairs: list[tuple[float, int, int]], threshold: float) -> None:
    assert choose_thresholds(*column(*pairs)).tolist() == [threshold]


def test_every_label_has_its_own_threshold() -> None:
    truth, chances = column((0.8, 2, 1), (0.2, 2, 0))
    assert choose_thresholds(np.hstack([truth, truth]), np.hstack([chances, chances / 2])).tolist() == [0.23, 0.13]


@settings(max_examples=100, deadline=None)
@given(
    low=st.floats(0, 0.85),
    positives=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    negatives=st.lists(st.floats(0, 1), min_size=1, max_size=20),
)
def test_a_clear_gap_is_found(low: float, positives: list[float], negatives: list[float]) -> None:
    high = low + 0.08
    chances = np.array([*(high + (1 - high) * p for p in positives), *(low * n for n in negatives)]).reshape(-1, 1)
    truth = np.array([1] * len(positives) + [0] * len(negatives)).reshape(-1, 1)
    [threshold] = choose_thresholds(truth, chances)
    assert 0.05 <= threshold <= 0.95
    assert np.array_equal(chances >= threshold, truth == 1)


def halves(count: int = 240) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    (x, y), (held, truth) = draw(count), draw(count, seed=1)
    return x, y, held, truth


def test_what_is_held_out_calibrates_and_does_not_teach(estimator: Any) -> None:
    x, y, held, truth = halves()
    model = CalibratedStances(estimator).fit_held_out(x, y, held, truth)
    other = CalibratedStances(estimator).fit_held_out(x, y, held, 1 - truth)
    plain = clone(estimator).fit(x, y)
    method = "decision_function" if hasattr(plain, "decision_function") else "predict_proba"
    scores = [getattr(fitted, method)(held) for fitted in (model.estimator_, other.estimator_, plain)]
    assert np.array_equal(scores[0], scores[1])
    assert np.array_equal(scores[0], scores[2])
    assert (np.sign(model.slopes_) == 1).all()
    assert np.abs(model.slopes_ + other.slopes_).max() < 0.01 * np.abs(model.slopes_).max()


def test_probabilities_by_a_held_out_part_mean_what_they_say() -> None:
    x, y = draw(1500)
    (held, truth), (unseen, answers) = draw(1500, seed=1), draw(1500, seed=2)
    sure = ESTIMATORS["predict_proba"]
    tile = [np.tile(part, 8) for part in (x, held, unseen)]  # naive Bayes counts each feature eight times
    model = CalibratedStances(sure).fit_held_out(tile[0], y, tile[1], truth)
    probabilities = model.predict_proba(tile[2])
    assert np.abs(probabilities.mean(axis=0) - answers.mean(axis=0)).max() < 0.05
    raw = clone(sure).fit(tile[0], y).predict_proba(tile[2])
    assert ((probabilities - answers) ** 2).mean() < ((raw - answers) ** 2).mean() - 0.02


def test_thresholds_are_chosen_on_the_held_out_part(estimator: Any) -> None:
    x, y, held, truth = halves()
    model = CalibratedStances(estimator).fit_held_out(x, y, held, truth)
    assert model.thresholds_.tolist() == choose_thresholds(truth, model.predict_proba(held)).tolist()
    assert model.classes_.tolist() == [0, 1, 2]
    assert model.predict(held).shape == truth.shape


Scored = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.intp]]


def scored(seed: int = 0, count: int = 120) -> Scored:
    """Scores that tell something of the truth, in groups of about three."""
    x, y = draw(count, seed)
    return x[:, :3], y, np.random.default_rng(seed).integers(0, count // 3, count)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), pick=st.integers(0, 1000))
def test_a_groups_own_truth_has_no_part_in_its_probabilities(seed: int, pick: int) -> None:
    scores, truth, groups = scored(seed)
    own = groups == np.unique(groups)[pick % len(np.unique(groups))]
    changed = np.where(own[:, None], 1 - truth, truth)
    before, after = (cross_calibrate(scores, y, groups, folds=3, random_state=seed) for y in (truth, changed))
    for one, other in zip(before, after, strict=True):  # probabilities, and what they amount to
        assert np.array_equal(one[own], other[own])
    assert not np.array_equal(before[0][~own], after[0][~own])


def test_a_groups_own_scores_change_no_others_of_its_fold() -> None:
    scores, truth, groups = scored()
    before, _ = cross_calibrate(scores, truth, groups, folds=3, random_state=0)
    own = groups == groups[0]
    after, _ = cross_calibrate(np.where(own[:, None], 9.0, scores), truth, groups, folds=3, random_state=0)
    still = (before == after).all(axis=1)
    assert not still[own].any()
    assert 20 < still[~own].sum() < 60  # the rest of its fold, of three


def test_figures_of_noise_do_not_beat_chance() -> None:
    rng = np.random.default_rng(0)
    scores, truth = rng.normal(size=(600, 3)), rng.integers(0, 2, (600, 3))
    probabilities, _ = cross_calibrate(scores, truth, np.arange(600), folds=5, random_state=0)
    assert ((probabilities - truth) ** 2).mean() > 0.249


def test_every_sample_is_judged_once_and_the_same_again() -> None:
    scores, truth, groups = scored()
    probabilities, predictions = cross_calibrate(scores, truth, groups, folds=4, random_state=1)
    assert probabilities.shape == predictions.shape == truth.shape
    assert ((probabilities > 0) & (probabilities < 1)).all()
    assert set(np.unique(predictions)) == {0, 1}
    again = cross_calibrate(scores, truth, groups, folds=4, random_state=1)
    assert np.array_equal(again[0], probabilities)
    assert np.array_equal(again[1], predictions)
    assert ((probabilities - truth) ** 2).mean() < ((truth.mean(axis=0) - truth) ** 2).mean()


def test_whole_groups_are_in_one_fold_when_judging() -> None:
    scores, truth, groups = scored()
    scores = scores[np.unique(groups, return_inverse=True)[1]]  # the same of a whole group
    probabilities, _ = cross_calibrate(scores, truth, groups, folds=3, random_state=0)
    for group in np.unique(groups):
        assert len(np.unique(probabilities[groups == group], axis=0)) == 1


def test_labels_may_have_one_slope_in_common() -> None:
    x, y = draw(4000)
    seen, unseen = slice(0, 2000), slice(2000, None)
    model = CalibratedStances(ESTIMATORS["both"], one_slope=True).fit_held_out(x[seen], y[seen], x[unseen], y[unseen])
    own = CalibratedStances(ESTIMATORS["both"]).fit_held_out(x[seen], y[seen], x[unseen], y[unseen])
    assert len(set(model.slopes_)) == 1
    assert min(own.slopes_) <= model.slopes_[0] <= max(own.slopes_)
    assert len(set(own.slopes_)) == len(set(model.intercepts_)) == 3
    fresh, truth = draw(4000, seed=9)
    assert np.abs(model.predict_proba(fresh).mean(axis=0) - truth.mean(axis=0)).max() < 0.03


def test_one_slope_undoes_a_scale_that_all_scores_share() -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(size=(20_000, 2)) * 3
    truth = (rng.random(scores.shape) < 1 / (1 + np.exp(-(0.5 * scores + [0.3, -1.0])))).astype(np.int64)
    model = CalibratedStances(None, one_slope=True)
    model._calibrate(scores, truth)
    assert model.slopes_ == pytest.approx([0.5, 0.5], abs=0.02)
    assert model.intercepts_ == pytest.approx([0.3, -1.0], abs=0.06)
