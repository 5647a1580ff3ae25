"""How well predicted labels agree with gold ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.intervals import DRAWS, Estimate, Floats, bootstrap

Indicator = NDArray[np.int64]
NONE = "none"


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 of one label, or averaged over labels."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True)
class Evaluation:
    """Every figure of one evaluation, each with its interval.

    Attributes
    ----------
    sentences, groups : int
        How many sentences, in how many families, articles and single sentences.
    labels : dict of str to Scores
        Of each stance.
    support, predicted : dict of str to int
        How many sentences carry each stance, and how many were given it; ``"none"`` for those with none.
    macro, micro : Scores
        Macro: the mean over stances of each figure. Micro: all decisions pooled.
    exact_match : Estimate
        The share of sentences whose label sets agree wholly.
    none_gold, none_predicted : Estimate
        The share of sentences with no stance.
    confusion : dict of str to dict of str to int
        Of the sentences that carry the first (or none), how many were given the second (or none). A sentence with several
        labels counts in several cells.
    draws : int
        Of the bootstrap.
    """

    sentences: int
    groups: int
    labels: dict[str, Scores]
    support: dict[str, int]
    predicted: dict[str, int]
    macro: Scores
    micro: Scores
    exact_match: Estimate
    none_gold: Estimate
    none_predicted: Estimate
    confusion: dict[str, dict[str, int]]
    draws: int

    def to_dict(self) -> dict[str, Any]:
        """Give all figures as plain dicts, lists and numbers."""
        return asdict(self)


def evaluate(
    gold: Indicator,
    predicted: Indicator,
    names: Sequence[str],
    groups: NDArray[np.intp] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Evaluation:
    """Compare predicted labels with gold ones.

    Parameters
    ----------
    gold, predicted : ndarray of shape (n_sentences, n_labels)
        Zeros and ones.
    names : sequence of str, length n_labels
    groups : ndarray of int, shape (n_sentences,), optional
        The families and articles that are drawn whole; by default each sentence is its own.
    draws : int, default=1000
        Of the bootstrap.
    seed : int, default=0

    Returns
    -------
    Evaluation
        A figure whose denominator is zero is 0, as with scikit-learn's ``zero_division=0``.
    """
    hits = gold * predicted
    none = np.column_stack([gold.sum(axis=1) == 0, predicted.sum(axis=1) == 0])
    exact = (gold == predicted).all(axis=1)
    ones = np.ones(len(gold))
    sums = np.column_stack([hits, predicted, gold, exact, none, ones]).astype(np.float64)
    units = np.arange(len(gold)) if groups is None else np.unique(groups, return_inverse=True)[1]
    estimates = bootstrap(sums, units, lambda totals: _figures(totals, len(names)), draws=draws, seed=seed)
    triples = [Scores(*estimates[at : at + 3]) for at in range(0, 3 * len(names) + 6, 3)]
    wide_gold, wide_predicted = _with_none(gold), _with_none(predicted)
    wide = [*names, NONE]
    table = wide_gold.T @ wide_predicted
    return Evaluation(
        sentences=len(gold),
        groups=int(units.max()) + 1,
        labels=dict(zip(names, triples, strict=False)),
        support=dict(zip(wide, map(int, wide_gold.sum(axis=0)), strict=True)),
        predicted=dict(zip(wide, map(int, wide_predicted.sum(axis=0)), strict=True)),
        macro=triples[-2],
        micro=triples[-1],
        exact_match=estimates[-3],
        none_gold=estimates[-2],
        none_predicted=estimates[-1],
        confusion={row: dict(zip(wide, map(int, cells), strict=True)) for row, cells in zip(wide, table, strict=True)},
        draws=draws,
    )


def forced_choice(probabilities: Floats) -> Indicator:
    """Give each sentence its likeliest label and no other: from and to shape (n_sentences, n_labels)."""
    chosen = np.zeros(probabilities.shape, dtype=np.int64)
    chosen[np.arange(len(probabilities)), probabilities.argmax(axis=1)] = 1
    return chosen


def _with_none(labels: Indicator) -> Indicator:
    return np.column_stack([labels, labels.sum(axis=1) == 0]).astype(np.int64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _figures(totals: Floats, labels: int) -> Floats:
    """Turn sums into figures: a triple for each label, macro, micro, then the three rates."""
    hits, predicted, gold = (totals[..., k * labels : (k + 1) * labels] for k in range(3))
    triples = np.stack(precision_recall_f1(hits, predicted, gold), axis=-1)
    macro = triples.mean(axis=-2)
    pooled = (part.sum(axis=-1) for part in (hits, predicted, gold))
    micro = np.stack(precision_recall_f1(*pooled), axis=-1)
    rates = _ratio(totals[..., 3 * labels : -1], totals[..., -1:])
    return np.concatenate([triples.reshape(*totals.shape[:-1], -1), macro, micro, rates], axis=-1)


def precision_recall_f1(hits: Floats, predicted: Floats, gold: Floats) -> tuple[Floats, Floats, Floats]:
    """Turn counts of what is right, predicted and gold, of one shape, into figures; 0 where there is nothing to divide by."""
    return _ratio(hits, predicted), _ratio(hits, gold), _ratio(2 * hits, predicted + gold)
