from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MaxAbsScaler

from stance.classifier.calibration import CalibratedStances
from stance.classifier.frozen import EncoderScorer, LinearScorer, freeze
from stance.classifier.pipelines import build_model
from stance.classifier.recipe import Recipe
from stance.errors import ModelError
from stance.store.loading import load_pipeline
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

Pair = tuple[CalibratedStances, LinearScorer | EncoderScorer]

NOWHERE = Path()  # a linear model needs no folder


@pytest.fixture(scope="module", params=RECIPES)
def pair(request: pytest.FixtureRequest, make_recipe: MakeRecipe, toy: Toy) -> Pair:
    """A fitted pipeline, and the same frozen."""
    model = build_model(make_recipe(**RECIPES[request.param])).fit(toy.texts, toy.truth)
    return model, freeze(model, NOWHERE)


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
        freeze(model, NOWHERE)


def test_what_is_not_such_a_model_is_refused(make_recipe: MakeRecipe) -> None:
    for other in (build_model(make_recipe()), LogisticRegression(), object(), None):
        with pytest.raises(ModelError, match="is not a model as this version makes them"):
            freeze(other, NOWHERE)


def test_weighted_kinds_of_n_grams_are_refused(make_recipe: MakeRecipe, toy: Toy) -> None:
    model = fitted_otherwise(make_recipe(**RECIPES["words"]), toy, transformer_weights={"word_ngrams": 3.0})
    with pytest.raises(ModelError):
        freeze(model, NOWHERE)


def test_another_step_is_refused(make_recipe: MakeRecipe, toy: Toy) -> None:
    model = build_model(make_recipe(**RECIPES["words"]))
    model.estimator.steps.insert(2, ("scale", MaxAbsScaler()))
    model.fit(toy.texts, toy.truth)
    with pytest.raises(ModelError):
        freeze(model, NOWHERE)


@pytest.fixture(scope="module")
def over_encoder(toy_encoder: Path) -> Pair:
    """A fitted pipeline over an encoder, and the same frozen."""
    model = load_pipeline(toy_encoder)
    return model, freeze(model, toy_encoder)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40) | st.lists(pieces, max_size=25).map("".join), min_size=1, max_size=6))
def test_the_frozen_encoder_model_says_what_the_pipeline_says(over_encoder: Pair, texts: list[str]) -> None:
    assert apart(over_encoder, texts) < 1e-6


def test_the_frozen_encoder_model_says_so_of_the_corpus_and_of_nothing(over_encoder: Pair, toy: Toy) -> None:
    assert apart(over_encoder, toy.texts) < 1e-6
    assert over_encoder[1].predict_proba([]).shape == (0, 4)


def two_by_two(texts: list[str]) -> list[str]:
    """Join each text to a later one, so that they are not as plain as those that were learned."""
    return [f"{one} {other}" for one, other in zip(texts, texts[7:], strict=False)]


def test_the_frozen_encoder_model_says_so_where_sigmoids_are_steep(toy_encoder: Path, toy: Toy) -> None:
    model, texts = load_pipeline(toy_encoder), two_by_two(toy.texts)
    model.slopes_ = np.full(4, 80.0)
    model.intercepts_ = -80 * np.median(model.estimator_.decision_function(texts), axis=0)
    assert apart((model, freeze(model, toy_encoder)), texts) < 1e-6


def test_a_sentence_has_its_probabilities_to_the_bit_whatever_the_others(over_encoder: Pair, toy: Toy) -> None:
    _, frozen = over_encoder
    texts = toy.texts[:30]
    together = frozen.predict_proba(texts)
    assert np.array_equal(together, np.vstack([frozen.predict_proba([text]) for text in texts]))
    assert np.array_equal(together, frozen.predict_proba(iter(texts)))
    assert np.array_equal(together, frozen.predict_proba(texts[::-1])[::-1])


MISFITS: dict[str, Callable[[Any], object]] = {
    "another step": lambda m: m.estimator_.steps.insert(1, ("scale", MaxAbsScaler())),
    "no linear models": lambda m: m.estimator_.steps.pop(),
    "a dimension too few": lambda m: setattr(stances(m)[0], "coef_", stances(m)[0].coef_[:, 1:]),
    "a dimension too few of each": lambda m: [setattr(part, "coef_", part.coef_[:, 1:]) for part in stances(m)],
    "a label too few": lambda m: stances(m).pop(),
    "no label": lambda m: stances(m).clear(),
    "a slope too few": lambda m: setattr(m, "slopes_", m.slopes_[1:]),
    "no intercepts": lambda m: delattr(m, "intercepts_"),
    "words for slopes": lambda m: setattr(m, "slopes_", ["steep"] * 4),
}


def stances(model: CalibratedStances) -> list[Any]:
    return model.estimator_.named_steps["stances"].estimators_


@pytest.mark.parametrize("change", MISFITS.values(), ids=MISFITS)
def test_a_model_that_does_not_fit_its_encoder_is_refused(change: Callable[[Any], object], toy_encoder: Path) -> None:
    model = load_pipeline(toy_encoder)
    change(model)
    with pytest.raises(ModelError, match="is not a model as this version makes them"):
        freeze(model, toy_encoder)


def test_an_encoder_model_without_its_encoder_is_told(toy_encoder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"encoder\.onnx: cannot be read"):
        freeze(load_pipeline(toy_encoder), tmp_path)
