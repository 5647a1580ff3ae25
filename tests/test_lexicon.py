from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.articles.words import common_words
from stance.classifier.classifier import Classifier
from stance.classifier.recipe import WordsRecipe
from stance.errors import ModelError
from stance.lexicon import word_classes
from stance.store.loading import load, load_pipeline
from stance.training import train
from tests.conftest import TOY_RECIPE, toy_sentences, write_jsonl

LEANS = {"the": 0, "of": 1}


class Teacher:
    """A model that hears an insult in *the*, praise in *of*, and little in the rest."""

    def predict_proba(self, texts: list[str]) -> NDArray[np.float64]:
        rows = np.full((len(texts), 2), 0.01)
        for row, text in enumerate(texts):
            for word in text.removeprefix("They ").removesuffix(" it.").split():
                if word in LEANS:
                    rows[row, LEANS[word]] = 0.99
        return rows


@pytest.fixture
def teacher() -> Classifier:
    return Classifier(Teacher(), ("blame", "praise"), (0.5, 0.5))


def test_words_that_stand_out_are_sorted_by_what_they_say(teacher: Classifier) -> None:
    settings = WordsRecipe(teacher="-", count=200, strong=3.0, weak=1.5)
    assert word_classes(teacher, settings) == {"the": "xblame2", "of": "xpraise2"}


def test_what_stands_out_less_is_weak_or_of_no_class(teacher: Classifier) -> None:
    found = word_classes(teacher, WordsRecipe(teacher="-", count=200, strong=50.0, weak=1.5))
    assert found == {"the": "xblame1", "of": "xpraise1"}
    assert word_classes(teacher, WordsRecipe(teacher="-", count=200, strong=60.0, weak=50.0)) == {}


def test_the_commonest_words_come_first() -> None:
    assert common_words(3) == ["the", "of", "and"]
    assert len(common_words(40_000)) == len(set(common_words(40_000))) == 40_000


@pytest.fixture(scope="module")
def model(toy_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose words another one sorted."""
    folder = tmp_path_factory.mktemp("words")
    write_jsonl(folder / "toy.jsonl", toy_sentences())
    words = f'[words]\nteacher = "{toy_model.as_posix()}"\ncount = 30000\nstrong = 2.0\nweak = 0.5\n[classifier]'
    (folder / "toy.toml").write_text(TOY_RECIPE.replace("[classifier]", words), encoding="utf-8")
    return train(folder / "toy.toml", folder / "model").folder


def test_a_model_knows_words_that_its_corpus_lacks_by_their_class(model: Path, toy_model: Path) -> None:
    pipeline = load_pipeline(model).estimator_
    classes = dict(pipeline.named_steps["ngrams"].transformer_list)["class_ngrams"].named_steps["classes"].classes
    assert classes["condemned"].startswith("xoppose")
    assert classes["welcomed"].startswith("xcooperate")
    texts = [row["text"] for row in toy_sentences()]
    assert load(model).predict(texts) == load(toy_model).predict(texts)


def test_the_frozen_model_says_what_the_pipeline_says(model: Path) -> None:
    texts = ["Perth lambasted Lagos.", "", "They condemn it, and THEY thank 3 envoys.", "the of and", "é ß 中文"]
    apart = np.abs(load(model).model.predict_proba(texts) - load_pipeline(model).predict_proba(texts)).max()
    assert apart < 1e-9


def test_training_tells_that_it_sorts_words(toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "toy.jsonl", toy_sentences())
    words = f'[words]\nteacher = "{toy_model.as_posix()}"\ncount = 10\n[classifier]'
    (tmp_path / "toy.toml").write_text(TOY_RECIPE.replace("[classifier]", words), encoding="utf-8")
    told: list[tuple[str, int]] = []
    train(tmp_path / "toy.toml", tmp_path / "model", on_step=lambda *step: told.append(step))
    assert told[1] == ("sorting words", 7)
    assert len(told) == 7


def test_a_teacher_that_is_not_there_is_told(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "toy.jsonl", toy_sentences())
    (tmp_path / "toy.toml").write_text(TOY_RECIPE.replace("[classifier]", '[words]\nteacher = "nobody"\n[classifier]'))
    with pytest.raises(ModelError, match="nobody: no such model"):
        train(tmp_path / "toy.toml", tmp_path / "model")
