"""Intervals by the clustered bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""Sums over sentences, of shape (..., n_sums), to figures of shape (..., n_figures)."""

DRAWS = 1000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def bootstrap(
    sums: Floats, groups: NDArray[np.intp], statistic: Statistic, *, draws: int = DRAWS, seed: int = 0
) -> list[Estimate]:
    """Estimate figures that depend on sums over sentences, with percentile intervals over resampled groups.

    Sentences of one article or contrast family are alike, so whole groups are drawn with replacement [1]_; sentences that
    stand alone are groups of their own, and the ordinary bootstrap results.

    Parameters
    ----------
    sums : ndarray of shape (n_sentences, n_sums)
        What each sentence adds to each sum.
    groups : ndarray of int, shape (n_sentences,)
        The group of each sentence, from 0.
    statistic : callable
        From sums of shape (..., n_sums) to figures of shape (..., n_figures).
    draws : int, default=1000
    seed : int, default=0

    Returns
    -------
    list of Estimate, length n_figures

    References
    ----------
    .. [1] Field, C. A. and Welsh, A. H. (2007). Bootstrapping clustered data. Journal of the Royal Statistical Society B,
       69(3), 369-390.
    """
    count = int(groups.max()) + 1
    by_group = np.zeros((count, sums.shape[1]))
    np.add.at(by_group, groups, sums)
    rng = np.random.default_rng(seed)
    drawn = [np.bincount(rng.integers(0, count, count), minlength=count) @ by_group for _ in range(draws)]
    figures = statistic(np.stack(drawn))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(figures, [tail, 1 - tail], axis=0)
    return [Estimate(*map(float, triple)) for triple in zip(statistic(by_group.sum(axis=0)), low, high, strict=True)]
