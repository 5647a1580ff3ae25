"""A process beside this one that finds sentences, the actors that they name, and the acts of those that carry stances.

In a process of its own spaCy is loaded and runs while this one loads and runs the model: a single article is scored sooner,
and of two cores both have work.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from queue import Full, Queue, SimpleQueue
from typing import TYPE_CHECKING, Any

from stance.articles import Article, Unit
from stance.errors import StanceError
from stance.scoring.segments import Asked, Parts, Segmented, find_parts

if TYPE_CHECKING:
    from stance.scoring.acting import Coded, Stances

_AT_ONCE = 32
_WAITING = 4


class Background(Iterator[Segmented]):
    """The other process as this one sees it: an iterator of articles and their parts, and an `ActFinder`.

    Parameters
    ----------
    articles : Connection
        On which parts of articles come.
    acts : Connection
        On which acts are asked for and come.
    waiting : Queue
        The batches of articles whose parts were asked for.
    """

    def __init__(self, articles: Connection, acts: Connection, waiting: Queue[Any]) -> None:
        self._acts, self._waiting = acts, waiting
        self._found = _collect(articles, waiting)

    def __next__(self) -> Segmented:
        return next(self._found)

    def ask(self, stances: Sequence[Stances]) -> None:
        """Ask for the acts of the next articles, whose texts and parts are still there."""
        with suppress(OSError):  # a process that has died is missed where its answer should come
            self._acts.send(stances)

    def answer(self) -> list[list[list[Coded]]]:
        """Wait for what was asked for."""
        found: list[list[list[Coded]]] = _received(self._acts)
        return found

    def is_idle(self) -> bool:
        """Tell whether no more articles are at hand, so that nothing else could be done meanwhile."""
        return self._waiting.empty()


@contextmanager
def in_background(articles: Iterable[Article], unit: Unit = "article", *, acts: bool = True) -> Iterator[Background]:
    """Find the sentences of articles, and who acts in them, in another process, which starts at once.

    Parameters
    ----------
    articles : iterable of Article
        Read in a thread of this process, a little ahead of what is asked for.
    unit : {"article", "sentence"}, default="article"
    acts : bool, default=True
        Find actors.

    Yields
    ------
    Background
        Gives (Article, Parts) in the order of the articles. An error in reading is raised where its article would have been.
    """
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = zip(context.Pipe(), context.Pipe(), strict=True)
    process = context.Process(target=_serve, args=(theirs, ours, unit, acts), daemon=True)
    process.start()
    for end in theirs:
        end.close()
    waiting: Queue[Any] = Queue(_WAITING)
    stop = threading.Event()
    feeder = threading.Thread(target=_feed, args=(iter(articles), ours[0], waiting, stop), daemon=True)
    feeder.start()
    try:
        yield Background(*ours, waiting)
    finally:
        stop.set()
        process.terminate()
        process.join()
        for end in ours:
            end.close()


def _serve(ends: tuple[Connection, Connection], parents_ends: tuple[Connection, ...], unit: Unit, acts: bool) -> None:
    """Look through the texts that come, until the other side is gone; Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for end in parents_ends:
        end.close()
    articles, asked = ends
    # What this takes time to load is loaded while the first article is read.
    find_parts(("", None, None), unit, acts=acts)
    kept: deque[tuple[str, Parts]] = deque()
    outgoing = {end: SimpleQueue[Any]() for end in ends}
    for item in outgoing.items():
        threading.Thread(target=_send_on, args=item, daemon=True).start()
    try:
        while True:
            if asked in wait(ends):
                outgoing[asked].put(_acts_of(kept, asked.recv()))
            else:
                batch = articles.recv()
                parts = [find_parts(one, unit, acts=acts) for one in batch]
                if acts:
                    kept.extend((one[0], its) for one, its in zip(batch, parts, strict=True))
                outgoing[articles].put(parts)
    except (EOFError, OSError):
        return


def _send_on(connection: Connection, outgoing: SimpleQueue[Any]) -> None:
    """Send what is found; in a thread, since the other side may wait for something else, and takes nothing meanwhile."""
    with suppress(OSError):
        while True:
            connection.send(outgoing.get())


def _acts_of(kept: deque[tuple[str, Parts]], stances: Sequence[Stances]) -> list[list[list[Coded]]]:
    from stance.scoring.acting import find_acts

    return [find_acts(*kept.popleft(), said) for said in stances]


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
    asked: list[Asked] = [(article.text, article.title, article.source) for article in batch]
    with suppress(OSError):  # a child that has died is missed where its answer should come
        connection.send(asked)


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
        yield from zip(batch, _received(connection), strict=True)


def _received(connection: Connection) -> Any:
    try:
        return connection.recv()
    except (EOFError, OSError):
        raise StanceError("the process that finds sentences has died (out of memory?)") from None
