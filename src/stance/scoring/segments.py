"""Articles to sentences, and the actors that they name: here, or in a process of its own.

In a process of its own spaCy is loaded and runs while this one loads and runs the model: a single article is scored sooner,
and of two cores both have work.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from queue import Full, Queue
from typing import Any

from stance.acts.mention import Mention
from stance.acts.resolution import find_host
from stance.articles import Article, Unit
from stance.errors import StanceError

_AT_ONCE = 32
_WAITING = 4


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
        yield article, _parts((article.text, article.title, article.source), unit, acts=acts)


_Asked = tuple[str, str | None, str | None]


def _parts(asked: _Asked, unit: Unit, *, acts: bool) -> Parts:
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

    about = [find_mentions(sentence_doc(line)) if line else [] for line in (source, title)]
    mentions = find_mentions(doc)
    host = find_host(*about, source=source or "", title=title or "")
    return Parts(sentences, mentions, _names(sentences, mentions), host)


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


@contextmanager
def segment_in_background(
    articles: Iterable[Article], unit: Unit = "article", *, acts: bool = True
) -> Iterator[Iterator[Segmented]]:
    """Find the sentences of articles, and the actors that they name, in another process, which starts at once.

    Parameters
    ----------
    articles : iterable of Article
        Read in a thread of this process, a little ahead of what is asked for.
    unit : {"article", "sentence"}, default="article"
    acts : bool, default=True
        Find actors. Where none are asked for and each article is a sentence, there is nothing to find, and no process starts.

    Yields
    ------
    iterator of (Article, Parts)
        In the order of the articles. An error in reading is raised where its article would have been.
    """
    if unit == "sentence" and not acts:
        yield segment(articles, unit, acts=False)
        return
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, ours, unit, acts), daemon=True)
    process.start()
    theirs.close()
    waiting: Queue[Any] = Queue(_WAITING)
    stop = threading.Event()
    feeder = threading.Thread(target=_feed, args=(iter(articles), ours, waiting, stop), daemon=True)
    feeder.start()
    try:
        yield _collect(ours, waiting)
    finally:
        stop.set()
        process.terminate()
        process.join()
        ours.close()


def _serve(connection: Connection, parents_end: Connection, unit: Unit, acts: bool) -> None:
    """Look through the texts that come, until the other side is gone; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parents_end.close()
    _parts(("", None, None), unit, acts=acts)  # what this takes time to load is loaded while the first article is read
    try:
        while True:
            connection.send([_parts(asked, unit, acts=acts) for asked in connection.recv()])
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _feed(articles: Iterator[Article], connection: Connection, waiting: Queue[Any], stop: threading.Event) -> None:
    """Send batches of articles, the first of one article so that its sentences come back soon."""
    batch: list[Article] = []
    size, last = 1, None
    try:
        for article in articles:
            if stop.is_set():
                return
            batch.append(article)
            if len(batch) == size:
                _send(batch, connection, waiting, stop)
                batch, size = [], _AT_ONCE
    except Exception as error:
        last = error
    if batch:
        _send(batch, connection, waiting, stop)
    _put(waiting, last, stop)


def _send(batch: list[Article], connection: Connection, waiting: Queue[Any], stop: threading.Event) -> None:
    _put(waiting, batch, stop)
    with suppress(OSError):  # a child that has died is missed where its answer should come
        connection.send([(article.text, article.title, article.source) for article in batch])


def _put(waiting: Queue[Any], item: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            waiting.put(item, timeout=0.1)
        except Full:
            continue
        return


def _collect(connection: Connection, waiting: Queue[Any]) -> Iterator[Segmented]:
    while True:
        batch = waiting.get()
        if batch is None:
            return
        if isinstance(batch, Exception):
            raise batch
        try:
            found = connection.recv()
        except (EOFError, OSError):
            raise StanceError("the process that finds sentences has died (out of memory?)") from None
        yield from zip(batch, found, strict=True)
