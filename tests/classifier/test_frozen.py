from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MaxAbsScaler

from stance.classifier.calibration import CalibratedStances
from stance.classifier.frozen import LinearScorer, freeze
from stance.classifier.pipelines import build_model
from stance.classifier.recipe import Recipe
from stance.errors import ModelError
from tests.classifier.conftest import MakeRecipe, Toy

RECIPES: dict[str, dict[str, Any]] = {
    "toy": {},
    "words": {"ngrams": [{"analyzer": "word", "lengths": [1, 1]}]},
    "rows of words": {"ngrams": [{"analyzer": "word", "lengths": [2, 4], "min_count": 2}]},
    "pieces": {"ngrams": [{"analyzer": "char_wb", "lengths": [1, 6], "min_count": 3}]},
    "long pieces first": {"ngrams": [{"analyzer": "char_wb", "lengths": [5, 7]}, {"analyzer": "word", "lengths": [1, 3]}]},
    "nothing masked": {"text": {"mask_names": False, "mask_numbers": False}},
    "names masked": {"text": {"mask_names": True, "mask_numbers": False}},
    "balanced": {"classifier": {"C": 0.3, "class_weight": "balanced"}},
    "full ratio": {"classifier": {"C": 2.0, "ratio_power": 1.0, "ratio_smoothing": 2.0}},
    "no ratio": {"classifier": {"C": 2.0, "ratio_power": 0}},
}

Pair = tuple[CalibratedStances, LinearScorer]


@pytest.fixture(scope="module", params=RECIPES)
def pair(request: pytest.FixtureRequest, make_recipe: MakeRecipe, toy: Toy) -> Pair:
    """A fitted pipeline, and the same frozen."""
    model = build_model(make_recipe(**RECIPES[request.param])).fit(toy.texts, toy.truth)
    return model, freeze(model)


def apart(pair: Pair, texts: list[str]) -> float:
    model, frozen = pair
    return float(np.abs(frozen.predict_proba(texts) - model.predict_proba(texts)).max())


pieces = st.sampled_from(
    [
        *(
            "Lima",
            "urged",
            "condemned",
            "its",
            "neighbour",
            "over",
            "item",
            "12",
            "The",
            "road",
            "is",
            "watching",
            "met",
            "Peru's",
        ),
        *(
            " ",
            ", ",
            ".",
            "  ",
            "\n",
            "\t",
            "-",
            "'",
            "’",
            "—",
            "“",
            "(",
            "\u00a0",
            "\u200b",
            "\u2028",
            "é",
            "İ",
            "ß",
            "中文",
            "🙂",
        ),
    ]
)
anything = st.text(st.characters(), max_size=40) | st.lists(pieces, max_size=25).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(anything, min_size=1, max_size=6))
def test_the_frozen_model_says_what_the_pipeline_says(pair: Pair, texts: list[str]) -> None:
    assert apart(pair, texts) < 1e-9


@pytest.mark.parametrize(
    "texts",
    [[""], [" \n"], ["?!... —"], ["", "Lima urged its neighbour Oslo.", ""], ["urged " * 3000], ["u" * 5000], ["\ud800 urged"]],
    ids=["empty", "spaces", "only punctuation", "empty among others", "long", "one long word", "half a character"],
)
def test_the_frozen_model_says_so_of_odd_texts(pair: Pair, texts: list[str]) -> None:
    assert apart(pair, texts) < 1e-9


def test_the_frozen_model_says_so_of_the_corpus(pair: Pair, toy: Toy) -> None:
    assert apart(pair, toy.texts) < 1e-9


def test_a_sentence_has_its_probabilities_whatever_the_others(pair: Pair, toy: Toy) -> None:
    _, frozen = pair
    together = frozen.predict_proba(toy.texts[:20])
    assert np.array_equal(together, np.vstack([frozen.predict_proba([text]) for text in toy.texts[:20]]))
    assert np.array_equal(together, frozen.predict_proba(iter(toy.texts[:20])))


def test_no_texts_have_no_probabilities(pair: Pair) -> None:
    assert pair[1].predict_proba([]).shape == (0, 4)


def fitted_otherwise(recipe: Recipe, toy: Toy, **settings: object) -> CalibratedStances:
    """Fit the model of a recipe with other settings of its n-grams."""
    model = build_model(recipe).set_params(**{f"estimator__ngrams__{key}": value for key, value in settings.items()})
    return model.fit(toy.texts, toy.truth)


@pytest.mark.filterwarnings("ignore:The parameter:UserWarning")
@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ({"word_ngrams__binary": True}, "binary"),
        ({"word_ngrams__lowercase": True}, "lowercase"),
        ({"word_ngrams__stop_words": ["the"]}, "stop_words"),
        ({"word_ngrams__strip_accents": "unicode"}, "strip_accents"),
        ({"word_ngrams__norm": "l1"}, "tf-idf"),
        ({"word_ngrams__use_idf": False}, "tf-idf"),
        ({"word_ngrams__sublinear_tf": False}, "tf-idf"),
        ({"word_ngrams__analyzer": "char"}, "char"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_setting_of_another_kind_is_refused(setting: dict[str, Any], word: str, make_recipe: MakeRecipe, toy: Toy) -> None:
    model = fitted_otherwise(make_recipe(**RECIPES["words"]), toy, **setting)
    with pytest.raises(ModelError, match=word):
        freeze(model)


def test_what_is_not_such_a_model_is_refused(make_recipe: MakeRecipe) -> None:
    for other in (build_model(make_recipe()), LogisticRegression(), object(), None):
        with pytest.raises(ModelError, match="is not a linear model over n-grams"):
            freeze(other)


def test_weighted_kinds_of_n_grams_are_refused(make_recipe: MakeRecipe, toy: Toy) -> None:
    model = fitted_otherwise(make_recipe(**RECIPES["words"]), toy, transformer_weights={"word_ngrams": 3.0})
    with pytest.raises(ModelError):
        freeze(model)


def test_another_step_is_refused(make_recipe: MakeRecipe, toy: Toy) -> None:
    model = build_model(make_recipe(**RECIPES["words"]))
    model.estimator.steps.insert(2, ("scale", MaxAbsScaler()))
    model.fit(toy.texts, toy.truth)
    with pytest.raises(ModelError):
        freeze(model)
