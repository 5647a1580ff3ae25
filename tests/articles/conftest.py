from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stance.articles import Article, Problem, read_articles

Read = Callable[..., tuple[list[Article], list[Problem]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write one file, read it, and give the articles and the problems."""

    def call(name: str, data: str | bytes, **options: object) -> tuple[list[Article], list[Problem]]:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        problems: list[Problem] = []
        articles = list(read_articles(path, on_problem=problems.append, **options))
        return articles, problems

    return call
