"""Articles to sentences: here, or in a process of its own.

In a process of its own spaCy is loaded and runs while this one loads and runs the model: a single article is scored sooner,
and of two cores both have work.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import Full, Queue
from typing import Any

from stance.articles import Article, Unit
from stance.errors import StanceError

Segmented = tuple[Article, list[tuple[int, int]]]
"""An article, and where its sentences start and end."""

_AT_ONCE = 32
_WAITING = 4


def segment(articles: Iterable[Article], unit: Unit = "article") -> Iterator[Segmented]:
    """Find the sentences of articles, in this process."""
    if unit == "sentence":
        for article in articles:
            yield article, [(0, len(article.text))]
        return
    from stance.sentences import split_sentences

    for article in articles:
        yield article, [(span.start, span.end) for span in split_sentences(article.text)]


@contextmanager
def segment_in_background(articles: Iterable[Article], unit: Unit = "article") -> Iterator[Iterator[Segmented]]:
    """Find the sentences of articles in another process, which starts at once.

    Parameters
    ----------
    articles : iterable of Article
        Read in a thread of this process, a little ahead of what is asked for.
    unit : {"article", "sentence"}, default="article"
        Where each article is a sentence there is nothing to find, and no process is started.

    Yields
    ------
    iterator of (Article, list of (int, int))
        In the order of the articles. An error in reading is raised where its article would have been.
    """
    if unit == "sentence":
        yield segment(articles, unit)
        return
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, ours), daemon=True)
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


def _serve(connection: Connection, parents_end: Connection) -> None:
    """Split the texts that come, until the other side is gone; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parents_end.close()
    from stance.sentences import split_sentences

    try:
        while True:
            connection.send([[tuple(span) for span in split_sentences(text)] for text in connection.recv()])
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
        connection.send([article.text for article in batch])


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
