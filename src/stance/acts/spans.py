"""From the roles of tokens to spans of the sentence that may name who takes a stance, or towards whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A word that may be part of a name at all, and the least that the likeliest word of a name has. They are low: which of the
# spans are meant is for `stance.acts.pairs` to tell.
_LOW, _LEAST = 0.03, 0.05
_RIM, _RIM_OF_PEAK = 0.25, 0.5  # the words of a name have the lesser of the two
_WORD = re.compile(r"\S+")
_AROUND = " \"'“”‘’()[]{}.,;:!?…–—-"
_TAIL = re.compile(r"['’](?:s|ve|re|ll|d|m)\Z")
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


@dataclass(frozen=True)
class WordRoles:
    """The words of a sentence, and the highest probability of each role among the tokens of each.

    Attributes
    ----------
    words : list of (int, int)
        Where each starts and ends.
    probabilities : ndarray of shape (n_words, 2 * n_labels)
    """

    words: list[tuple[int, int]]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may name one end of an act, and its words: those from ``first`` on, up to ``last``."""

    span: Span
    first: int
    last: int


def word_roles(text: str, roles: TokenRoles) -> WordRoles:
    """Find the words of a sentence and give each the roles of its tokens."""
    words = [match.span() for match in _WORD.finditer(text)]
    probabilities = np.zeros((len(words), roles.probabilities.shape[1]))
    starts, ends = roles.offsets.T
    real = ends > starts
    if words and real.any():
        begins = np.array([start for start, _ in words])
        # A token may begin with the space before its word.
        home = np.searchsorted(begins, ends[real] - 1, side="right") - 1
        np.maximum.at(probabilities, home, roles.probabilities[real])
    return WordRoles(words, probabilities)


def candidates(text: str, roles: WordRoles, column: int) -> list[Candidate]:
    """Find the spans that may have a role, however unlikely, in the order of the text."""
    shares = roles.probabilities[:, column].tolist()
    found = []
    for begin, end in _stretches(shares, 0, len(shares), _LOW):
        rim = min(_RIM, _RIM_OF_PEAK * max(shares[begin:end]))
        for first, last in _stretches(shares, begin, end, rim):
            if (peak := max(shares[first:last])) >= _LEAST:
                span = _trimmed(text, roles.words[first][0], roles.words[last - 1][1], peak)
                if span is not None:
                    found.append(Candidate(span, first, last))
    return found


def _stretches(shares: Sequence[float], begin: int, end: int, least: float) -> Iterator[tuple[int, int]]:
    """Give each run of neighbours that have so much at least."""
    at = begin
    while at < end:
        last = at
        while last < end and shares[last] >= least:
            last += 1
        if last > at:
            yield at, last
        at = max(last, at + 1)


def _trimmed(text: str, start: int, end: int, probability: float) -> Span | None:
    """Leave out punctuation around a span, and what is elided at its end; an abbreviation keeps its last full stop."""
    inner = text[start:end].rstrip(_AROUND)
    while tail := _TAIL.search(inner):
        inner = inner[: tail.start()].rstrip(_AROUND)
    start, end = start + len(inner) - len(inner.lstrip(_AROUND)), start + len(inner)
    if start >= end:
        return None
    return Span(start, end + (_ABBREVIATION.search(text[start : end + 1]) is not None), probability)
