"""Probabilities that mean what they say, and the threshold of each label, by cross-validation that respects groups."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, clone
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.utils.validation import check_is_fitted

Floats = NDArray[np.float64]

_GRID = np.round(np.arange(0.05, 0.951, 0.01), 2)
_SMOOTHED = 5  # neighbouring thresholds that are averaged, so that no lucky spike is picked


class CalibratedStances(BaseEstimator):
    """A multilabel classifier with calibrated probabilities and one threshold a label.

    The estimator scores every sentence out of fold, with no group on both sides of a fold. On these scores a sigmoid is
    fitted for each label [1]_, and the threshold is chosen that gives the best F1. Then the estimator is fitted on all.
    Where a part of it has seen the samples before, such as a fine-tuned encoder, `fit_held_out` calibrates on those it has not.

    Parameters
    ----------
    estimator : estimator
        Multilabel, with ``decision_function`` or ``predict_proba`` of shape (n_samples, n_labels).
    folds : int, default=5
        Of the cross-validation.
    random_state : int, default=0
        Shuffles the groups over the folds.
    one_slope : bool, default=False
        Let all labels have the slope of their sigmoids in common [2]_, and only the intercepts of their own. Fewer numbers are
        fitted to the samples, which is safer where text from elsewhere will be scored.

    Attributes
    ----------
    estimator_ : estimator
        Fitted on all samples.
    slopes_, intercepts_ : ndarray of shape (n_labels,)
        Of the sigmoids: the probability is ``expit(slope * score + intercept)``.
    thresholds_ : ndarray of shape (n_labels,)
        A label is given at or over its threshold.
    classes_ : ndarray of shape (n_labels,)
        The columns, ``0`` to ``n_labels - 1``.

    References
    ----------
    .. [1] Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to regularized likelihood
       methods. Advances in Large Margin Classifiers, 61-74.
    .. [2] Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. (2017). On calibration of modern neural networks. ICML, 1321-1330.
    """

    def __init__(self, estimator: Any, *, folds: int = 5, random_state: int = 0, one_slope: bool = False) -> None:
        self.estimator = estimator
        self.folds = folds
        self.random_state = random_state
        self.one_slope = one_slope

    def fit(self, X: Any, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Fit the estimator, the calibration and the thresholds.

        Parameters
        ----------
        X : array-like or list of str, length n_samples
            Whatever the estimator takes.
        y : array-like of shape (n_samples, n_labels)
            Zeros and ones.
        groups : array-like of shape (n_samples,), optional
            Samples of one group stay in one fold; by default each is its own.
        """
        truth = np.asarray(y, dtype=np.int64)
        folds = GroupKFold(self.folds, shuffle=True, random_state=self.random_state)
        scores = cross_val_predict(
            self.estimator,
            X,
            truth,
            groups=np.arange(len(truth)) if groups is None else groups,
            cv=folds,
            method=_scoring_method(self.estimator),
        )
        self._calibrate(_unbounded(scores, self.estimator), truth)
        self.estimator_ = clone(self.estimator).fit(X, truth)
        self.classes_ = np.arange(truth.shape[1])
        return self

    def fit_held_out(self, X: Any, y: ArrayLike, X_held_out: Any, y_held_out: ArrayLike) -> Self:
        """Fit the estimator on some samples, and the calibration and the thresholds on others, each once.

        Parameters
        ----------
        X, X_held_out : array-like or list of str
            Whatever the estimator takes.
        y, y_held_out : array-like of shape (n_samples, n_labels)
            Zeros and ones.
        """
        truth, unseen = np.asarray(y, dtype=np.int64), np.asarray(y_held_out, dtype=np.int64)
        self.estimator_ = clone(self.estimator).fit(X, truth)
        self.classes_ = np.arange(truth.shape[1])
        scores = getattr(self.estimator_, _scoring_method(self.estimator_))(X_held_out)
        self._calibrate(_unbounded(scores, self.estimator_), unseen)
        return self

    def _calibrate(self, scores: Floats, truth: NDArray[np.int64]) -> None:
        if self.one_slope:
            self.slopes_, self.intercepts_ = _fit_sigmoids_of_one_slope(scores, truth)
        else:
            sigmoids = [_fit_sigmoid(scores[:, label], truth[:, label]) for label in range(truth.shape[1])]
            self.slopes_, self.intercepts_ = np.array(sigmoids).T.copy()
        self.thresholds_ = choose_thresholds(truth, self._calibrated(scores))

    def predict_proba(self, X: Any) -> Floats:
        """Give calibrated probabilities, independent of each other, of shape (n_samples, n_labels)."""
        check_is_fitted(self)
        scores = getattr(self.estimator_, _scoring_method(self.estimator_))(X)
        return self._calibrated(_unbounded(scores, self.estimator_))

    def predict(self, X: Any) -> NDArray[np.int64]:
        """Give zeros and ones of shape (n_samples, n_labels): the labels at or over their thresholds."""
        return (self.predict_proba(X) >= self.thresholds_).astype(np.int64)

    def _calibrated(self, scores: Floats) -> Floats:
        return np.asarray(expit(scores * self.slopes_ + self.intercepts_), dtype=np.float64)


def cross_calibrate(
    scores: Floats,
    truth: NDArray[np.int64],
    groups: NDArray[np.intp],
    *,
    folds: int,
    random_state: int,
    one_slope: bool = False,
) -> tuple[Floats, NDArray[np.int64]]:
    """Calibrate scores, and choose thresholds, for each fold on the others, so that both can be judged.

    Parameters
    ----------
    scores, truth : ndarray of shape (n_samples, n_labels)
        Of samples that the estimator has not seen.
    groups : ndarray of shape (n_samples,)
    folds, random_state, one_slope
        As for `CalibratedStances`.

    Returns
    -------
    probabilities, predictions : ndarray of shape (n_samples, n_labels)
    """
    probabilities, predictions = np.zeros(scores.shape), np.zeros_like(truth)
    for seen, unseen in GroupKFold(folds, shuffle=True, random_state=random_state).split(scores, groups=groups):
        part = CalibratedStances(None, one_slope=one_slope)
        part._calibrate(scores[seen], truth[seen])
        probabilities[unseen] = part._calibrated(scores[unseen])
        predictions[unseen] = probabilities[unseen] >= part.thresholds_
    return probabilities, predictions


def _scoring_method(estimator: Any) -> str:
    return "decision_function" if hasattr(estimator, "decision_function") else "predict_proba"


def _unbounded(scores: ArrayLike, estimator: Any) -> Floats:
    """Put scores on a scale without ends, where a sigmoid fits them."""
    values = np.asarray(scores, dtype=np.float64)
    if _scoring_method(estimator) == "decision_function":
        return values
    return np.asarray(logit(np.clip(values, 1e-6, 1 - 1e-6)), dtype=np.float64)


def _fit_sigmoid(scores: Floats, truth: NDArray[np.int64]) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(scores.reshape(-1, 1), truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _fit_sigmoids_of_one_slope(scores: Floats, truth: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Fit all labels at once, on their scores one under the other, beside a column that says of which label each is."""
    from sklearn.linear_model import LogisticRegression

    samples, labels = scores.shape
    stacked = np.column_stack([scores.T.ravel(), np.repeat(np.eye(labels), samples, axis=0)])
    model = LogisticRegression(C=1e6, fit_intercept=False, max_iter=1000).fit(stacked, truth.T.ravel())
    return np.full(labels, model.coef_[0, 0]), model.coef_[0, 1:].copy()


def choose_thresholds(truth: NDArray[np.int64], probabilities: Floats) -> Floats:
    """Choose the threshold of each label that gives the best F1.

    Parameters
    ----------
    truth, probabilities : ndarray of shape (n_samples, n_labels)

    Returns
    -------
    ndarray of shape (n_labels,)
        Between 0.05 and 0.95 in steps of 0.01. F1 is averaged over neighbouring thresholds first.
    """
    chosen = []
    window = np.ones(_SMOOTHED) / _SMOOTHED
    for label in range(truth.shape[1]):
        given = probabilities[:, label, None] >= _GRID
        hits = (given & (truth[:, label, None] == 1)).sum(axis=0)
        f1 = 2 * hits / np.maximum(given.sum(axis=0) + truth[:, label].sum(), 1)
        smooth = np.convolve(np.pad(f1, _SMOOTHED // 2, mode="edge"), window, mode="valid")
        chosen.append(_GRID[int(np.argmax(smooth))])
    return np.array(chosen)
