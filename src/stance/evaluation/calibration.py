"""Whether probabilities mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10


def calibration_errors(
    gold: NDArray[np.int64], probabilities: NDArray[np.float64], names: Sequence[str], bins: int = BINS
) -> dict[str, dict[str, Any]]:
    """Measure calibration, label by label.

    Parameters
    ----------
    gold : ndarray of shape (n_sentences, n_labels)
        Zeros and ones.
    probabilities : ndarray of shape (n_sentences, n_labels)
    names : sequence of str, length n_labels
    bins : int, default=10
        Of equal width.

    Returns
    -------
    dict of str to dict
        For each label ``ece``, the expected calibration error [1]_, ``brier``, the mean squared error [2]_, and ``bins``:
        for each that holds a sentence its mean probability, the share that carry the label, and how many sentences it holds.

    References
    ----------
    .. [1] Naeini, M. P., Cooper, G. and Hauskrecht, M. (2015). Obtaining well calibrated probabilities using Bayesian binning.
       AAAI, 2901-2907.
    .. [2] Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review 78, 1-3.
    """
    return {name: _of_label(gold[:, at], probabilities[:, at], bins) for at, name in enumerate(names)}


def _of_label(gold: NDArray[np.int64], probabilities: NDArray[np.float64], bins: int) -> dict[str, Any]:
    places = np.minimum((probabilities * bins).astype(np.intp), bins - 1)
    filled = []
    for place in range(bins):
        inside = places == place
        if inside.any():
            mean, share = float(probabilities[inside].mean()), float(gold[inside].mean())
            filled.append({"mean": round(mean, 4), "share": round(share, 4), "sentences": int(inside.sum())})
    gaps = [abs(part["mean"] - part["share"]) * part["sentences"] for part in filled]
    return {
        "ece": round(sum(gaps) / max(1, len(gold)), 4),
        "brier": round(float(np.mean((probabilities - gold) ** 2)), 4) if len(gold) else 0.0,
        "bins": filled,
    }
