from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from stance.classifier.calibration import CalibratedStances
from stance.classifier.pipelines import build_encoder_model, build_model
from tests.classifier.conftest import MakeEncoderRecipe, MakeRecipe, Toy


def grams(model: CalibratedStances) -> list[str]:
    return list(model.estimator_.named_steps["ngrams"].get_feature_names_out())


def test_the_model_is_not_fitted(make_recipe: MakeRecipe) -> None:
    with pytest.raises(NotFittedError):
        build_model(make_recipe()).predict_proba(["Oslo met Riga."])


def test_the_model_learns_stances_from_words(make_recipe: MakeRecipe, toy: Toy) -> None:
    model = build_model(make_recipe()).fit(toy.texts, toy.truth)
    new = ["Lagos thanked its neighbour Perth.", "Perth urged its neighbour Lagos.", "The road is 9 kilometres long."]
    assert model.predict(new).tolist() == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]


def test_a_clone_learns_the_same(make_recipe: MakeRecipe, toy: Toy) -> None:
    model = build_model(make_recipe())
    twin = clone(model)
    one, other = (m.fit(toy.texts, toy.truth).predict_proba(toy.texts) for m in (model, twin))
    assert np.array_equal(one, other)


def test_settings_of_the_recipe_reach_the_model(make_recipe: MakeRecipe) -> None:
    recipe = make_recipe(
        seed=3,
        text={"mask_names": False, "mask_numbers": False},
        classifier={"C": 0.5, "class_weight": "balanced", "ratio_power": 0.75, "ratio_smoothing": 2.0},
        calibration={"folds": 4},
    )
    params = build_model(recipe).get_params()
    assert (params["folds"], params["random_state"]) == (4, 3)
    assert (params["estimator__text__mask_names"], params["estimator__text__mask_numbers"]) == (False, False)
    linear = {
        key.rsplit("__", 1)[1]: value for key, value in params.items() if key.startswith("estimator__stances__estimator__")
    }
    assert (linear["C"], linear["class_weight"], linear["random_state"], linear["power"], linear["smoothing"]) == (
        0.5,
        "balanced",
        3,
        0.75,
        2.0,
    )


def test_names_are_features_only_where_they_are_not_masked(make_recipe: MakeRecipe, toy: Toy) -> None:
    words = [{"analyzer": "word", "lengths": [1, 1]}]
    masked = build_model(make_recipe(ngrams=words)).fit(toy.texts, toy.truth)
    plain = build_model(make_recipe(ngrams=words, text={"mask_names": False})).fit(toy.texts, toy.truth)
    assert "word_ngrams__xname" in grams(masked)
    assert "word_ngrams__xname" not in grams(plain)
    assert "word_ngrams__oslo" in grams(plain)
    texts = ["The envoys met its neighbour Oslo.", "The envoys met its neighbour Bonn."]
    assert np.ptp(masked.predict_proba(texts), axis=0).max() == 0
    assert np.ptp(plain.predict_proba(texts), axis=0).max() > 0


@pytest.mark.parametrize(
    ("step", "there", "absent"),
    [
        ({"analyzer": "word", "lengths": [1, 1]}, {"word_ngrams__co-signed", "word_ngrams__isn't", "word_ngrams__a"}, " "),
        ({"analyzer": "word", "lengths": [2, 2]}, {"word_ngrams__a text"}, None),
        ({"analyzer": "char_wb", "lengths": [3, 3]}, {"char_wb_ngrams__ a ", "char_wb_ngrams__-si"}, None),
    ],
    ids=["words", "pairs of words", "pieces of words"],
)
def test_n_grams_are_those_of_the_recipe(
    step: dict[str, object], there: set[str], absent: str | None, make_recipe: MakeRecipe, toy: Toy
) -> None:
    texts = [text.replace("its", "co-signed a text that isn't") for text in toy.texts]
    found = grams(build_model(make_recipe(ngrams=[step])).fit(texts, toy.truth))
    assert there <= set(found)
    assert absent is None or not any(absent in gram for gram in found)


def test_rare_n_grams_are_left_out(make_recipe: MakeRecipe, toy: Toy) -> None:
    texts = ["unique " + toy.texts[0], "twofold " + toy.texts[1], "twofold " + toy.texts[2], *toy.texts[3:]]
    words = [{"analyzer": "word", "lengths": [1, 1], "min_count": 2}]
    found = grams(build_model(make_recipe(ngrams=words)).fit(texts, toy.truth))
    assert "word_ngrams__twofold" in found
    assert "word_ngrams__unique" not in found


def test_settings_of_the_recipe_reach_the_model_over_an_encoder(make_encoder_recipe: MakeEncoderRecipe) -> None:
    model = build_encoder_model(make_encoder_recipe(seed=3, head={"C": 0.25}), "some/folder")
    params = model.get_params()
    assert params["random_state"] == params["estimator__stances__estimator__random_state"] == 3
    assert params["estimator__stances__estimator__C"] == 0.25
    assert params["estimator__encoder__folder"] == "some/folder"
    with pytest.raises(NotFittedError):
        model.predict_proba(["Oslo met Riga."])
