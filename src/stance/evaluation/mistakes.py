"""The mistakes that a model was surest of: what to read first, to learn what it cannot do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def surest_mistakes(
    texts: Sequence[str],
    truth: NDArray[np.int64],
    probabilities: NDArray[np.float64],
    predictions: NDArray[np.int64],
    names: Sequence[str],
    *,
    most: int = 8,
) -> list[dict[str, Any]]:
    """Find the sentences whose wrong labels a model was surest of.

    Parameters
    ----------
    texts : sequence of str, length n_sentences
    truth, predictions : ndarray of shape (n_sentences, n_labels)
        Zeros and ones.
    probabilities : ndarray of shape (n_sentences, n_labels)
    names : sequence of str, length n_labels
    most : int, default=8
        How many are given.

    Returns
    -------
    list of dict
        ``text``, ``gold`` and ``predicted`` (lists of labels), and ``gap``, the most that the probability of a wrongly judged
        label is from the truth; the widest gap first.
    """
    gaps = np.where(truth != predictions, np.abs(truth - probabilities), 0.0).max(axis=1, initial=0.0)
    order = sorted(np.flatnonzero((truth != predictions).any(axis=1)).tolist(), key=lambda row: (-gaps[row], texts[row]))
    return [
        {
            "text": texts[row],
            "gold": [name for name, given in zip(names, truth[row], strict=True) if given],
            "predicted": [name for name, given in zip(names, predictions[row], strict=True) if given],
            "gap": round(float(gaps[row]), 3),
        }
        for row in order[:most]
    ]
