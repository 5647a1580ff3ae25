"""Sentences that stand in a corpus twice, to the letter or nearly, or that one template has made."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

NEARLY = 0.8
_ROWS_AT_ONCE = 512
_NAME = re.compile(r"\b[A-Z][\w'’-]*(?:[ -][A-Z][\w'’-]*)*")
_NUMBER = re.compile(r"\d[\d.,:]*")
_LEAST_WORDS = 5  # "Question: ...", "X said so." are no template


def exact_duplicates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions whose texts are the same but for case, punctuation and spaces; the earlier one first."""
    seen: dict[str, int] = {}
    for position, text in enumerate(texts):
        key = _key(text)
        if key in seen:
            yield seen[key], position
        else:
            seen[key] = position


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def templates(texts: Sequence[str], least: int = 3) -> Iterator[list[int]]:
    """Yield the positions of texts that are the same once names and numbers are left out, where there are so many or more.

    Parameters
    ----------
    texts : sequence of str
    least : int, default=3
        How many sentences of one form are one too many.
    """
    of: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for position, text in enumerate(texts):
        words = _key(_NAME.sub("", _NUMBER.sub("", text)))
        if words.count(" ") >= _LEAST_WORDS - 1:
            of[words].setdefault(_key(text), position)
    yield from (list(distinct.values()) for distinct in of.values() if len(distinct) >= least)


def near_duplicates(texts: Sequence[str], threshold: float = NEARLY) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of positions whose texts share most of their runs of five characters.

    Parameters
    ----------
    texts : sequence of str
        The sentences.
    threshold : float, default=0.8
        The least Jaccard similarity of the two sets of runs, between 0 and 1.

    Yields
    ------
    (int, int, float)
        The earlier position, the later one, and their similarity; exact duplicates are left out.
    """
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    if len(texts) < 2:
        return
    try:
        runs = CountVectorizer(analyzer="char_wb", ngram_range=(5, 5), binary=True, dtype=np.float32).fit_transform(texts)
    except ValueError:  # no text is long enough to have a run
        return
    sizes = np.asarray(runs.sum(axis=1)).ravel()
    keys = [_key(text) for text in texts]
    for begin in range(0, len(texts), _ROWS_AT_ONCE):
        shared = (runs[begin : begin + _ROWS_AT_ONCE] @ runs.T).tocoo()
        later, earlier = shared.row + begin, shared.col
        likeness = shared.data / (sizes[later] + sizes[earlier] - shared.data)
        for position in np.flatnonzero((likeness >= threshold) & (earlier < later)):
            pair = int(earlier[position]), int(later[position])
            if keys[pair[0]] != keys[pair[1]]:
                yield *pair, float(likeness[position])
