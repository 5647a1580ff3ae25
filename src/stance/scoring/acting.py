"""Who takes the stances of an article, and towards whom: the spans that name them, and their codes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from stance.acts.resolution import find_codes
from stance.acts.spans import FoundAct, Span
from stance.acts.structure import find_acts_by_structure
from stance.scoring.segments import Parts, Segmented

Coded = tuple[FoundAct, str | None, str | None]
"""An act, and the codes of its source and its target."""


@dataclass(frozen=True, slots=True)
class Stances:
    """What a model says of the sentences of an article.

    Attributes
    ----------
    labels : sequence of (sequence of str), length n_sentences
    acts : sequence of (sequence of FoundAct), length n_sentences, or None
        None where the model does not tell them; the structure of the sentences does then.
    """

    labels: Sequence[Sequence[str]]
    acts: Sequence[Sequence[FoundAct]] | None


class ActFinder(Protocol):
    """Gives articles one after the other, and finds the acts of those that it gave, here or elsewhere.

    What was asked first is answered before the next is asked.
    """

    def __iter__(self) -> Iterator[Segmented]:
        """Give the articles and their parts."""

    def ask(self, stances: Sequence[Stances]) -> None:
        """Ask for the acts of the next articles of those that were given."""

    def answer(self) -> list[list[list[Coded]]]:
        """Give the acts of each sentence of each article that was asked for."""

    def is_idle(self) -> bool:
        """Tell whether nothing is gained by taking the answer later."""


class Here:
    """Finds acts in this process.

    Parameters
    ----------
    segmented : iterable of (Article, Parts)
    """

    def __init__(self, segmented: Iterable[Segmented]) -> None:
        self._segmented = segmented
        self._given: deque[Segmented] = deque()
        self._answers: list[list[list[Coded]]] = []

    def __iter__(self) -> Iterator[Segmented]:
        for item in self._segmented:
            self._given.append(item)
            yield item

    def ask(self, stances: Sequence[Stances]) -> None:
        """Find the acts of the next articles."""
        items = [self._given.popleft() for _ in stances]
        self._answers = [find_acts(article.text, parts, said) for (article, parts), said in zip(items, stances, strict=True)]

    def answer(self) -> list[list[list[Coded]]]:
        """Give what was found."""
        return self._answers

    def is_idle(self) -> bool:
        """Say so: all is done when it is asked."""
        return True


def find_acts(text: str, parts: Parts, stances: Stances) -> list[list[Coded]]:
    """Find the acts of each sentence of an article, and the code of each end.

    Parameters
    ----------
    text : str
        Of the article.
    parts : Parts
    stances : Stances
    """
    found = stances.acts
    if found is None:
        sentences = [text[start:end] for start, end in parts.sentences]
        found = [find_acts_by_structure(*item) for item in zip(sentences, parts.names, stances.labels, strict=True)]
    starts = [start for start, _ in parts.sentences]
    ends = sorted(
        {
            (start + end.start, start + end.end)
            for start, acts in zip(starts, found, strict=True)
            for act in acts
            for end in (act.source, act.target)
            if end is not None
        }
    )
    codes = {}
    if ends:
        codes = dict(zip(ends, find_codes(text, parts.sentences, parts.mentions, ends, host=parts.host), strict=True))

    def code(start: int, end: Span | None) -> str | None:
        return None if end is None else codes[start + end.start, start + end.end]

    return [
        [(act, code(start, act.source), code(start, act.target)) for act in acts]
        for start, acts in zip(starts, found, strict=True)
    ]
