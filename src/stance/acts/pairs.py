"""Who acts towards whom: a linear model over pairs of spans that may name the two ends of an act."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from stance.acts.spans import Candidate, FoundAct, Span, TokenRoles, WordRoles, candidates, word_roles

# Chosen by cross-validation on sentences that the network had not seen, for the F1 of acts.
_LEAST = 0.4
_PRONOUNS = frozenset(
    "i we you he she it they me us him her them who which that my our your his its their this these those".split()
)
_ENDS = ("absent", "role", "other_end", "other_stance", "behind_best", "best", "pronoun", "capital", "best_if_absent")
_BETWEEN = (
    "source_first",
    "words_between",
    "sources_between",
    "targets_between",
    "likeliest_source_between",
    "likeliest_target_between",
    "crossed",
    "source_acted_on",
    "target_acts",
    "sources",
    "targets",
)
FEATURES = (*(f"source_{name}" for name in _ENDS), *(f"target_{name}" for name in _ENDS), *_BETWEEN)
"""What the model knows of a pair. Roles are log-odds: of the end in question, of being the other end of the same stance, and
of being the same end of another stance; how far behind the likeliest candidate, and whether it is that one; an end that is
left out (``absent``) knows how likely the best candidate for it was. Of the two together: their order and distance, the
candidates between them; how likely it is, of a target that comes first, that it has a source before it and the source a target
after it (``crossed``); and whether each may be the other end as well, as of two who act on each other."""

Ends = tuple[Span | None, Span | None]


@dataclass(frozen=True)
class Pairs:
    """The pairs of ends that the acts of one stance in a sentence may have, and what is known of each.

    Attributes
    ----------
    ends : list of (Span or None, Span or None)
        The source and the target; either may be left out.
    features : ndarray of shape (n_pairs, n_features)
        As `FEATURES` names them.
    """

    ends: list[Ends]
    features: NDArray[np.float64]


@dataclass(frozen=True)
class PairScorer:
    """A logistic model over the features of a pair.

    Attributes
    ----------
    weights : ndarray of shape (n_features,)
    bias : float
    """

    weights: NDArray[np.float64]
    bias: float

    def probabilities(self, pairs: Pairs) -> NDArray[np.float64]:
        """Tell of each pair how probable it is that it is an act."""
        scores: NDArray[np.float64] = pairs.features @ self.weights + self.bias
        probabilities: NDArray[np.float64] = np.exp(-np.logaddexp(0, -scores))
        return probabilities


def find_acts(text: str, roles: TokenRoles, names: Sequence[str], labels: Sequence[str], scorer: PairScorer) -> list[FoundAct]:
    """Find the acts of a sentence whose stances are known.

    Parameters
    ----------
    text : str
    roles : TokenRoles
    names : sequence of str
        The labels, in the order of the columns.
    labels : sequence of str
        Those that the sentence carries.
    scorer : PairScorer

    Returns
    -------
    list of FoundAct
        One or more for each label, in the order of the text. Both ends of an act are as probable as it is that they are its
        two ends.
    """
    if not labels:
        return []
    words = word_roles(text, roles)
    acts: list[FoundAct] = []
    for label in labels:
        pairs = find_pairs(text, words, names.index(label))
        acts.extend(FoundAct(label, *ends) for ends in _chosen(text, pairs, scorer.probabilities(pairs)))
    return acts


def find_pairs(text: str, roles: WordRoles, column: int) -> Pairs:
    """Pair all spans that may name the source of a stance with all that may name its target, and describe each pair.

    Parameters
    ----------
    text : str
    roles : WordRoles
    column : int
        Of the stance, among the labels.
    """
    labels = roles.probabilities.shape[1] // 2
    sources, targets = candidates(text, roles, column), candidates(text, roles, column + labels)
    described = [
        [_describe(text, roles, end, found, own) for end in (*found, None)]
        for found, own in ((sources, column), (targets, column + labels))
    ]
    ends: list[Ends] = []
    features = []
    for (source, of_source), (target, of_target) in product(
        zip((*sources, None), described[0], strict=True), zip((*targets, None), described[1], strict=True)
    ):
        if source is None or target is None:
            between = [0.0] * (len(_BETWEEN) - 2)
        elif source.span.start < target.span.end and target.span.start < source.span.end:
            continue  # nobody acts on a part of himself
        else:
            between = _between(source, target, sources, targets)
            between += [_as_other(source, roles, column + labels), _as_other(target, roles, column)]
        ends.append((source.span if source else None, target.span if target else None))
        features.append([*of_source, *of_target, *between, len(sources), len(targets)])
    return Pairs(ends, np.array(features, dtype=np.float64))


def _describe(text: str, roles: WordRoles, end: Candidate | None, found: Sequence[Candidate], own: int) -> list[float]:
    best = _log_odds(max((other.span.probability for other in found), default=0.0))
    if end is None:
        return [1.0, *[0.0] * (len(_ENDS) - 2), best]
    columns = roles.probabilities.shape[1]
    labels = columns // 2
    shares = roles.probabilities[end.first : end.last].max(axis=0)
    same_end = range(labels) if own < labels else range(labels, columns)
    other_stance = max((shares[at] for at in same_end if at != own), default=0.0)
    role, words = _log_odds(end.span.probability), text[end.span.start : end.span.end]
    return [
        0.0,
        role,
        _log_odds(shares[(own + labels) % columns]),
        _log_odds(other_stance),
        role - best,
        float(role == best),
        float(words.lower() in _PRONOUNS),
        float(words[0].isupper()),
        0.0,
    ]


def _between(source: Candidate, target: Candidate, sources: Sequence[Candidate], targets: Sequence[Candidate]) -> list[float]:
    source_first = source.first < target.first
    begin, end = (source.last, target.first) if source_first else (target.last, source.first)
    inside = [
        [other.span.probability for other in found if other is not own and begin <= other.first and other.last <= end]
        for found, own in ((sources, source), (targets, target))
    ]
    counts = [float(len(found)) for found in inside]
    likeliest = [max(found, default=0.0) for found in inside]
    crossed = 0.0
    if not source_first:
        before = max((other.span.probability for other in sources if other.first < target.first), default=0.0)
        after = max((other.span.probability for other in targets if other.first > source.first), default=0.0)
        crossed = min(before, after)
    return [float(source_first), math.log1p(max(0, end - begin)), *counts, *likeliest, crossed]


def _as_other(end: Candidate, roles: WordRoles, column: int) -> float:
    """Give the probability of an end's other role, where that is less than its own."""
    return min(end.span.probability, float(roles.probabilities[end.first : end.last, column].max()))


def _log_odds(probability: float) -> float:
    bounded = min(max(float(probability), 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


def _chosen(text: str, pairs: Pairs, probabilities: NDArray[np.float64]) -> list[Ends]:
    """Choose the pairs that are probable enough, or else the most probable; none twice, and none that another completes."""
    order = np.argsort(-probabilities, kind="stable").tolist()
    likely = [at for at in order if probabilities[at] >= _LEAST] or order[:1]
    chosen: dict[tuple[str | None, str | None], Ends] = {}
    for at in likely:
        probability = float(probabilities[at])
        source, target = (end and replace(end, probability=probability) for end in pairs.ends[at])
        if not any(_completes((source, target), other) or _completes(other, (source, target)) for other in chosen.values()):
            named = tuple(end and text[end.start : end.end] for end in (source, target))
            chosen.setdefault((named[0], named[1]), (source, target))
    return sorted(chosen.values(), key=lambda ends: [math.inf if end is None else end.start for end in ends])


def _completes(ends: Ends, other: Ends) -> bool:
    """Tell whether an act is the other but for what the other leaves out."""
    return all(theirs is None or (mine is not None and _same(mine, theirs)) for mine, theirs in zip(ends, other, strict=True))


def _same(one: Span, other: Span) -> bool:
    return (one.start, one.end) == (other.start, other.end)
