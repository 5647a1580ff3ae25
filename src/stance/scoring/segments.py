"""Articles to sentences, and the actors that they name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from stance.acts.mention import Mention
from stance.acts.resolution import find_host
from stance.articles import Article, Unit


@dataclass(frozen=True, slots=True)
class Parts:
    """What is found in an article before it is scored.

    Attributes
    ----------
    sentences : list of (int, int)
        Where each starts and ends.
    mentions : list of Mention
        The actors that it names; empty where no acts are asked for.
    names : list of (list of (int, int))
        For each sentence, where it names actors, counted from its start; what is only a place is left out.
    host : str or None
        The code of whoever publishes it, where its source or title tells.
    """

    sentences: list[tuple[int, int]]
    mentions: list[Mention] = field(default_factory=list)
    names: list[list[tuple[int, int]]] = field(default_factory=list)
    host: str | None = None


Segmented = tuple[Article, Parts]


def segment(articles: Iterable[Article], unit: Unit = "article", *, acts: bool = True) -> Iterator[Segmented]:
    """Find the sentences of articles, and with ``acts`` the actors that they name, in this process."""
    for article in articles:
        yield article, find_parts((article.text, article.title, article.source), unit, acts=acts)


Asked = tuple[str, str | None, str | None]
"""The text, title and source of an article."""


def find_parts(asked: Asked, unit: Unit, *, acts: bool) -> Parts:
    """Find the sentences of an article, and with ``acts`` the actors that it names."""
    text, title, source = asked
    whole = [(0, len(text))]
    if unit == "sentence" and not acts:
        return Parts(whole)
    from stance.sentences import sentence_doc, spans_of

    doc = sentence_doc(text)
    sentences = whole if unit == "sentence" else [(span.start, span.end) for span in spans_of(doc, text)]
    if not acts:
        return Parts(sentences)
    from stance.acts.gazetteer import find_mentions

    mentions = find_mentions(doc)
    host = _host(source or "", title or "")
    return Parts(sentences, mentions, _names(sentences, mentions), host)


@lru_cache(maxsize=1024)
def _host(source: str, title: str) -> str | None:
    """Tell who publishes an article; what comes from one source has one title often enough."""
    from stance.acts.gazetteer import find_mentions
    from stance.sentences import sentence_doc

    about = [find_mentions(sentence_doc(line)) if line else [] for line in (source, title)]
    return find_host(*about, source=source, title=title)


def _names(sentences: Iterable[tuple[int, int]], mentions: Iterable[Mention]) -> list[list[tuple[int, int]]]:
    waiting = deque(mention for mention in mentions if not mention.place)
    names = []
    for start, end in sentences:
        inside = []
        while waiting and waiting[0].start < end:
            mention = waiting.popleft()
            if mention.start >= start and mention.end <= end:
                inside.append((mention.start - start, mention.end - start))
        names.append(inside)
    return names
