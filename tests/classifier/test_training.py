from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.classifier.training import Fitted, fit, indicator
from stance.errors import ModelError, StanceError
from tests.classifier.conftest import MakeRecipe, Toy


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([["b"], [], ["a", "b"]], [[0, 1], [0, 0], [1, 1]]),
        ([("b",)], [[0, 1]]),
        ([["c"]], [[0, 0]]),
        ([], []),
    ],
)
def test_label_sets_become_zeros_and_ones(labels: list[list[str]], expected: list[list[int]]) -> None:
    found = indicator(labels, ["a", "b"])
    assert found.shape == (len(labels), 2)
    assert found.tolist() == expected


WORDS: dict[str, Any] = {"ngrams": [{"analyzer": "word", "lengths": [1, 1]}]}


@pytest.fixture(scope="module")
def fitted(make_recipe: MakeRecipe, toy: Toy) -> Fitted:
    return fit(make_recipe(**WORDS), toy.texts, toy.truth, np.arange(200), toy.names)


def test_what_it_learned_holds_for_sentences_it_had_not_seen(fitted: Fitted, toy: Toy) -> None:
    assert fitted.probabilities.shape == fitted.predictions.shape == toy.truth.shape
    assert np.array_equal(fitted.predictions, toy.truth)
    assert np.array_equal(fitted.model.predict(toy.texts), toy.truth)


def test_the_same_recipe_fits_the_same(fitted: Fitted, make_recipe: MakeRecipe, toy: Toy) -> None:
    again = fit(make_recipe(**WORDS), toy.texts, toy.truth, np.arange(200), toy.names)
    assert np.array_equal(again.probabilities, fitted.probabilities)
    assert np.array_equal(again.model.predict_proba(toy.texts), fitted.model.predict_proba(toy.texts))
    assert {field.name for field in fields(again)} == {"model", "probabilities", "predictions"}


def test_every_step_is_told(make_recipe: MakeRecipe, toy: Toy) -> None:
    told: list[str] = []
    recipe = make_recipe(**WORDS, calibration={"folds": 2}, evaluation={"folds": 4})
    fit(recipe, toy.texts, toy.truth, np.arange(200), toy.names, on_step=told.append)
    assert told == [*(f"cross-validation, fold {n} of 4" for n in (1, 2, 3, 4)), "fitting on all sentences"]


def families(*, fillers: int) -> tuple[list[str], NDArray[np.int64], NDArray[np.intp]]:
    """Sixty families of five sentences: a word of the family's own tells its label, and the words that fill it up do not."""
    rng = np.random.default_rng(0)
    letters = np.array(list("bcdfghklmnprstvz"))
    own, common = (["".join(rng.choice(letters, 8)) for _ in range(count)] for count in (60, 30))
    answers = rng.permutation(60) % 2
    numbers = np.repeat(np.arange(60), 5)
    texts = [" ".join([own[n], own[n], *rng.choice(common, fillers)]) for n in numbers]
    return texts, np.column_stack([answers[numbers], 1 - answers[numbers]]), numbers


def test_a_group_is_scored_by_one_model_that_has_not_seen_it(make_recipe: MakeRecipe) -> None:
    texts, truth, groups = families(fillers=0)
    apart = fit(make_recipe(**WORDS), texts, truth, groups, ("yes", "no"))
    assert ((apart.probabilities > 0.5) == truth).mean() < 0.7
    for group in range(60):  # its sentences are the same to the letter
        assert len(np.unique(apart.probabilities[groups == group], axis=0)) == 1


def test_no_group_is_on_both_sides_when_calibrating(make_recipe: MakeRecipe) -> None:
    texts, truth, groups = families(fillers=4)
    apart, torn = (fit(make_recipe(**WORDS), texts, truth, own, ("yes", "no")) for own in (groups, np.arange(300)))
    # Of families that it has not seen a model knows nothing, and it must have found that out.
    assert apart.probabilities.std() < 0.1 < torn.probabilities.std()
    assert np.abs(apart.model.slopes_).max() < 1 < torn.model.slopes_.min()


@pytest.mark.parametrize(
    ("carry", "message"),
    [
        (0, "the corpus has 0 sentences (or families and articles) with 'monitor'; 6 are the least for 3 folds"),
        (5, "the corpus has 5 sentences (or families and articles) with 'monitor'; 6 are the least for 3 folds"),
        (196, "the corpus has 4 sentences (or families and articles) without 'monitor'; 6 are the least for 3 folds"),
    ],
)
def test_too_few_sentences_are_refused(carry: int, message: str, make_recipe: MakeRecipe, toy: Toy) -> None:
    truth = toy.truth.copy()
    truth[:, 1] = np.arange(200) < carry
    with pytest.raises(ModelError) as caught:
        fit(make_recipe(), toy.texts, truth, np.arange(200), toy.names)
    assert str(caught.value) == message


def test_many_sentences_of_few_families_are_refused(make_recipe: MakeRecipe, toy: Toy) -> None:
    groups = np.arange(200)
    groups[toy.truth[:, 3] == 1] %= 4
    with pytest.raises(ModelError, match=r"sentences .* with 'urge'; 6 are the least for 3 folds"):
        fit(make_recipe(), toy.texts, toy.truth, groups, toy.names)


def test_enough_sentences_are_enough(make_recipe: MakeRecipe, toy: Toy) -> None:
    truth = toy.truth.copy()
    truth[np.flatnonzero(truth[:, 1])[6:], 1] = 0
    assert fit(make_recipe(**WORDS), toy.texts, truth, np.arange(200), toy.names).predictions.shape == (200, 4)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_least_that_is_asked_for_is_enough_by_any_seed(make_recipe: MakeRecipe, toy: Toy) -> None:
    truth = toy.truth.copy()
    truth[np.flatnonzero(truth[:, 1])[4:], 1] = 0
    for seed in range(3, 6):
        recipe = make_recipe(**WORDS, seed=seed, calibration={"folds": 2}, evaluation={"folds": 2})
        try:
            fit(recipe, toy.texts, truth, np.arange(200), toy.names)
        except StanceError:
            continue
