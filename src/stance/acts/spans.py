"""From the roles of tokens to acts: who takes a stance towards whom, as spans of the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

# Chosen on the seed articles, which no model has seen. Most stances have a source and a target in the sentence, and so the
# likeliest of each needs to be less likely than those beside it.
_FIRST, _CORE, _RIM = 0.1, 0.5, 0.25
_RIM_OF_FIRST = 0.6  # of its own probability, where that is less than the core's
_WORD = re.compile(r"\S+")
_AROUND = " \"'“”‘’()[]{}.,;:!?…–—-"
_POSSESSIVE = ("'s", "’s")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.){2,}\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a sentence, and how probable it is that they name who is meant."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class FoundAct:
    """A stance that a sentence reports, who takes it and towards whom; None where the sentence names nobody."""

    stance: str
    source: Span | None
    target: Span | None


@dataclass(frozen=True)
class TokenRoles:
    """How probable it is of each token of a sentence that it names the source, or the target, of each stance.

    Attributes
    ----------
    offsets : ndarray of int, shape (n_tokens, 2)
        Where each token starts and ends; a token of no characters stands for nothing.
    probabilities : ndarray of shape (n_tokens, 2 * n_labels)
        The sources of each label, then the targets of each.
    """

    offsets: NDArray[np.int64]
    probabilities: NDArray[np.float64]


def find_acts(text: str, roles: TokenRoles, names: Sequence[str], labels: Sequence[str]) -> list[FoundAct]:
    """Find the acts of a sentence whose stances are known.

    Each stance has the spans of its likeliest sources and targets. A source acts towards the targets that follow it, and where
    none does, towards those before; towards none beyond another source and its target. Two actors who act on each other are
    source and target both, and so give an act each way.

    Parameters
    ----------
    text : str
    roles : TokenRoles
    names : sequence of str
        The labels, in the order of the columns.
    labels : sequence of str
        Those that the sentence carries.

    Returns
    -------
    list of FoundAct
        One or more for each label, in the order of the text.
    """
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    acts: list[FoundAct] = []
    for label in labels:
        column = names.index(label)
        sources, targets = (list(_spans(text, words, _of_words(words, roles, at))) for at in (column, column + len(names)))
        acts.extend(FoundAct(label, source, target) for source, target in _pairs(sources, targets))
    return acts


def _of_words(words: Sequence[tuple[int, int]], roles: TokenRoles, column: int) -> list[float]:
    """Give each word the highest probability of its tokens."""
    starts, ends = roles.offsets.T
    shares = np.where(ends > starts, roles.probabilities[:, column], 0.0)
    return [float(shares[(starts < end) & (ends > start)].max(initial=0.0)) for start, end in words]


def _spans(text: str, words: Sequence[tuple[int, int]], shares: Sequence[float]) -> Iterator[Span]:
    """Join neighbouring words over the rim, where one of them is over the core, or is the likeliest of all."""
    top = max(shares, default=0.0)
    core, rim = (_CORE, _RIM) if top >= _CORE else (max(top, _FIRST), min(_RIM, _RIM_OF_FIRST * top))
    at = 0
    while at < len(words):
        last = at
        while last < len(words) and shares[last] >= rim:
            last += 1
        if last > at and max(shares[at:last]) >= core:
            span = _trimmed(text, words[at][0], words[last - 1][1], max(shares[at:last]))
            if span is not None:
                yield span
        at = max(last, at + 1)


def _trimmed(text: str, start: int, end: int, probability: float) -> Span | None:
    """Leave out punctuation around a span, and a possessive at its end; an abbreviation keeps its last full stop."""
    inner = text[start:end].rstrip(_AROUND)
    while inner.endswith(_POSSESSIVE):
        inner = inner[:-2].rstrip(_AROUND)
    start, end = start + len(inner) - len(inner.lstrip(_AROUND)), start + len(inner)
    if start >= end:
        return None
    return Span(start, end + (_ABBREVIATION.search(text[start : end + 1]) is not None), probability)


def _pairs(sources: Sequence[Span], targets: Sequence[Span]) -> list[tuple[Span | None, Span | None]]:
    found: list[tuple[Span | None, Span | None]] = [
        (source, target)
        for source, target in product(sources, targets)
        if not _same(source, target)
        and not _over_another(source, target, sources, targets)
        and not _backwards(source, target, sources, targets)
    ]
    if found:
        return found
    return [(source, None) for source in sources] or [(None, target) for target in targets] or [(None, None)]


def _same(one: Span, other: Span) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _over_another(source: Span, target: Span, sources: Sequence[Span], targets: Sequence[Span]) -> bool:
    """Tell whether another source and its target stand between the two."""
    first, last = min(source.end, target.end), max(source.start, target.start)
    between = [[span for span in spans if first <= span.start and span.end <= last] for spans in (sources, targets)]
    return any(not _same(one, other) for one, other in product(*between))


def _backwards(source: Span, target: Span, sources: Sequence[Span], targets: Sequence[Span]) -> bool:
    """Tell whether the target stands before a source that has one after it, and after a source of its own."""
    return (
        target.start < source.start
        and any(other.start > source.start for other in targets)
        and any(other.start < target.start for other in sources)
    )
