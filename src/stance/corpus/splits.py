"""Which sentences belong together, so that no split parts them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def groups(families: Iterable[str | None], articles: Iterable[str | None]) -> NDArray[np.intp]:
    """Number the groups of sentences that share a contrast family or an article, directly or through others.

    Parameters
    ----------
    families, articles : iterable of str or None
        Of each sentence, in the same order.

    Returns
    -------
    ndarray of int, shape (n_sentences,)
        The group of each sentence; a sentence of neither is a group of its own.

    Examples
    --------
    >>> groups(["f1", "f1", None, None], [None, "a1", "a1", None])
    array([0, 0, 0, 1])
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first_seen: dict[tuple[str, str], int] = {}
    links: list[tuple[int, int]] = []
    count = 0
    for position, keys in enumerate(zip(families, articles, strict=True)):
        count += 1
        for kind, key in zip(("family", "article"), keys, strict=True):
            if key:
                links.append((position, first_seen.setdefault((kind, key), position)))
    if not count:
        return np.empty(0, dtype=np.intp)
    rows, columns = np.array(links, dtype=np.intp).reshape(-1, 2).T
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    _, numbers = connected_components(graph, directed=False)
    return np.unique(numbers, return_inverse=True)[1].astype(np.intp)
