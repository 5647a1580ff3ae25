"""The two streams that people read: messages on stderr, tables on stdout."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from stance.errors import OutputError, printable

if TYPE_CHECKING:
    from rich.console import Console

    from stance.articles import Problem

_NAMED = 20


@cache
def messages() -> Console:
    """Give the console of messages; they are plain where stderr is no terminal.

    There is one, so that messages and progress bars do not write over each other.
    """
    from rich.console import Console

    class Messages(Console):
        def on_broken_pipe(self) -> None:
            self.quiet = True  # nobody reads them; the work goes on

    return Messages(stderr=True, highlight=False, soft_wrap=True)


def tables() -> Console:
    """Give the console of tables; in a pipe they are as wide as `COLUMNS` says, or 100."""
    from rich.console import Console

    class Tables(Console):
        def on_broken_pipe(self) -> None:
            os._exit(0)  # whoever read them has had enough

    if sys.stdout is None:
        raise OutputError("standard output is closed")
    columns = os.environ.get("COLUMNS", "")
    given = int(columns) if columns.isdecimal() and int(columns) else 100
    return Tables(width=None if sys.stdout.isatty() else given, highlight=False, emoji=False)


def say(message: str) -> None:
    """Write one line to stderr."""
    messages().print(printable(message), markup=False, emoji=False)


class ProblemLog:
    """Names each problem on stderr as it comes, the first twenty of them, and counts all."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def __call__(self, problem: Problem) -> None:
        """Take one problem."""
        with self._lock:
            self.count += 1
            if self.count <= _NAMED:
                say(f"stance: skipped {problem}")

    def close(self) -> None:
        """Say how many there were, where not all were named."""
        if self.count > _NAMED:
            say(f"stance: skipped {self.count - _NAMED} more; {self.count} in all")


@contextlib.contextmanager
def steps(title: str) -> Iterator[Callable[[str, int], None]]:
    """Show a progress bar on a terminal, a line a step elsewhere.

    Yields
    ------
    callable
        Takes the name of the step that begins, and how many there are.
    """
    console = messages()
    if not console.is_terminal:
        yield lambda step, _of: say(f"{title}: {step}")
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=None)
        begun = 0

        def begin(step: str, of: int) -> None:
            nonlocal begun
            progress.update(task, description=f"{title}: {step}", total=of, completed=begun)
            begun += 1

        yield begin


@contextlib.contextmanager
def counter(title: str, *, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """Count articles and sentences on a terminal, silently elsewhere.

    Yields
    ------
    callable
        Takes how many articles and how many sentences are done.
    """
    console = messages()
    if not shown or not console.is_terminal:
        yield lambda _articles, _sentences: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda articles, sentences: progress.update(
            task, description=f"{title}: {sentences:,} sentences of {articles:,} articles"
        )
