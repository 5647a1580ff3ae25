"""How well predicted acts agree with gold ones: who takes which stance towards whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.intervals import DRAWS, bootstrap
from stance.evaluation.metrics import Scores, precision_recall_f1


@dataclass(frozen=True, slots=True)
class End:
    """Who takes a stance, or towards whom: the words that name them, and their code where it is known."""

    text: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A stance, who takes it, and towards whom; None where the sentence names nobody."""

    stance: str
    source: End | None
    target: End | None


def _same_words(gold: End | None, guess: End | None) -> bool:
    return (gold and gold.text) == (guess and guess.text)


def _contained(gold: End | None, guess: End | None) -> bool:
    if gold is None:
        return True
    if guess is None:
        return False
    one, other = gold.text.lower(), guess.text.lower()
    return one in other or other in one


def _same_code(gold: End | None, guess: End | None) -> bool:
    if gold is None or gold.code is None:
        return True
    return guess is not None and guess.code == gold.code


Agreement = Callable[[End | None, End | None], bool]

WAYS: Mapping[str, Agreement] = {
    "exact": _same_words,
    "head": _contained,
    "code": _same_code,
}
"""When an end agrees with gold: word for word; one contains the other; or the code is the same. In the last two an end that
gold leaves out agrees with anything, and so does, in the last, one without a code."""


def judge_acts(
    gold: Sequence[Sequence[Act]],
    guessed: Sequence[Sequence[Act]],
    groups: NDArray[np.intp] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[str, Scores]:
    """Compare predicted acts with gold ones.

    An act is right where its stance is the same and both of its ends agree; each gold act is matched by one act at most, the
    first that fits. By code only those acts count that have a code at either end.

    Parameters
    ----------
    gold, guessed : sequence of (sequence of Act), length n_sentences
    groups : ndarray of int, shape (n_sentences,), optional
        The families and articles that are drawn whole; by default each sentence is its own.
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    dict of str to Scores
        For each of the `WAYS` in which ends may agree: precision, recall and F1 over all acts, with their intervals.
    """
    units = np.arange(len(gold)) if groups is None else np.unique(groups, return_inverse=True)[1]
    judged = {}
    for way, agree in WAYS.items():
        pairs = [(_counted(one, way), _counted(other, way)) for one, other in zip(gold, guessed, strict=True)]
        sums = np.array([_counts(one, other, agree) for one, other in pairs], dtype=np.float64).reshape(-1, 3)
        judged[way] = Scores(*bootstrap(sums, units, _figures, draws=draws, seed=seed))
    return judged


def _counted(acts: Sequence[Act], way: str) -> list[Act]:
    return [act for act in acts if way != "code" or any(end and end.code for end in (act.source, act.target))]


def _counts(gold: Sequence[Act], guessed: Sequence[Act], agree: Agreement) -> tuple[int, int, int]:
    """Count the acts that are right, those guessed, and those of gold."""
    left = list(guessed)
    for act in gold:
        fits = (
            other
            for other in left
            if other.stance == act.stance and agree(act.source, other.source) and agree(act.target, other.target)
        )
        if (match := next(fits, None)) is not None:
            left.remove(match)
    return len(guessed) - len(left), len(guessed), len(gold)


def _figures(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack(precision_recall_f1(totals[..., 0], totals[..., 1], totals[..., 2]), axis=-1)
