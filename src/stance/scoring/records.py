"""The records that scoring yields: one a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Record:
    """One scored sentence.

    Attributes
    ----------
    id : str
        ``ARTICLE#INDEX``, or the input's own where the unit is the sentence.
    article : str
    index : int
        From 0, in the article.
    start, end : int
        Half-open, in characters of the article's re-flowed text.
    text : str
    stances : dict of str to float
        Calibrated probabilities, independent of each other.
    labels : tuple of str
        Those at or over the model's thresholds.
    acts : tuple of dict
        Who takes each stance towards whom: ``stance``, ``probability``, ``source`` and ``target``. The latter two have
        ``text``, ``start``, ``end`` (in the article's text) and ``code``, or are None where the sentence names nobody. The
        code is ISO 3166-1 alpha-3 for states, the gazetteer's own (``"IGO:UN"``) for others, and None where it is not clear
        who is meant.
    """

    id: str
    article: str
    index: int
    start: int
    end: int
    text: str
    stances: dict[str, float]
    labels: tuple[str, ...]
    acts: tuple[dict[str, Any], ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Give the record with its keys in their order, ready for JSON."""
        return {
            "id": self.id,
            "article": self.article,
            "index": self.index,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "stances": self.stances,
            "labels": list(self.labels),
            "acts": list(self.acts),
        }
