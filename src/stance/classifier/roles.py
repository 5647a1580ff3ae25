"""Which tokens of a sentence name the source and the target of each of its stances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class RoleSpan:
    """Characters ``start`` to ``end`` of a sentence, which name an end of an act, and the column of that role."""

    start: int
    end: int
    column: int


Roles = Sequence[Sequence[RoleSpan] | None]
"""The spans of each sentence; None where they are not known."""


def mark_roles(offsets: NDArray[np.int64], spans: Sequence[RoleSpan], columns: int) -> NDArray[np.int64]:
    """Mark the tokens of a sentence by their roles.

    Parameters
    ----------
    offsets : ndarray of int, shape (n_tokens, 2)
        Where each token starts and ends.
    spans : sequence of RoleSpan
    columns : int
        How many roles there are.

    Returns
    -------
    ndarray of shape (n_tokens, columns)
        Zeros and ones.
    """
    starts, ends = offsets.T
    marks = np.zeros((len(offsets), columns), dtype=np.int64)
    for span in spans:
        marks[(starts < span.end) & (ends > span.start), span.column] = 1
    return marks
