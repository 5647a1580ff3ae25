"""Sentences that stand in a corpus twice, to the letter or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

NEARLY = 0.8
_ROWS_AT_ONCE = 512


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
