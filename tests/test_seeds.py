from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.articles import Article, Problem, read_articles
from stance.sentences import split_sentences
from tests.conftest import ROOT

FOLDER = ROOT / "seeds" / "articles"


def labelled() -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for line in (ROOT / "seeds" / "sentences.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts.setdefault(row["article"], []).append(row["text"])
    return texts


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    problems: list[Problem] = []
    found = {article.id: article for article in read_articles(FOLDER, on_problem=problems.append)}
    assert problems == []
    return found


def test_every_article_has_labels_and_every_label_an_article(articles):
    assert set(articles) == set(labelled()) == {path.stem for path in FOLDER.iterdir()}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.iterdir()))
def test_reading_and_splitting_gives_the_labelled_sentences(articles, name):
    text = articles[name].text
    assert [text[start:end] for start, end in split_sentences(text)] == labelled()[name]


def test_places_of_the_labelled_sentences_count_from_nought():
    rows = [json.loads(line) for line in (ROOT / "seeds" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
    seen: dict[str, int] = {}
    for row in rows:
        assert row["index"] == seen.setdefault(row["article"], 0)
        assert row["id"] == f"{row['article']}#{row['index']}"
        seen[row["article"]] += 1


def test_the_seed_folder_holds_several_formats():
    assert {path.suffix for path in Path(FOLDER).iterdir()} >= {".txt", ".md", ".html"}
