from __future__ import annotations

import re

import datasets
import pytest

from stance.codebook import default_codebook
from stance.corpus import check_corpus, load_corpus
from tests.conftest import ROOT

TRAINING = ROOT / "training" / "corpus"
SEEDS = ROOT / "seeds" / "sentences.jsonl"


@pytest.fixture(scope="module")
def training() -> datasets.Dataset:
    return load_corpus(TRAINING)


def test_corpus_and_seeds_together_have_no_problem() -> None:
    assert list(map(str, check_corpus([TRAINING, SEEDS]).problems)) == []


@pytest.mark.parametrize("label", [*default_codebook().names, "none"])
def test_every_label_has_its_sentences(label: str, training: datasets.Dataset) -> None:
    assert sum(label in (given or ["none"]) for given in training["labels"]) >= 300


def test_no_seed_sentence_is_in_the_training_corpus(training: datasets.Dataset) -> None:
    def plain(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.lower()))

    trained = set(map(plain, training["text"]))
    assert [text for text in load_corpus(SEEDS)["text"] if plain(text) in trained] == []


def test_every_seed_sentence_is_of_an_article_that_is_there() -> None:
    articles = {path.stem for path in (ROOT / "seeds" / "articles").iterdir()}
    assert set(load_corpus(SEEDS)["article"]) == articles
