from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stance.classifier.training import Fitted, fit, fit_on_encoder, hold_out, indicator
from stance.errors import ModelError, StanceError
from tests.classifier.conftest import MakeEncoderRecipe, MakeRecipe, Toy


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


@settings(max_examples=100, deadline=None)
@given(
    groups=st.lists(st.integers(0, 15), min_size=2, max_size=80).filter(lambda groups: len(set(groups)) > 1),
    share=st.floats(0.01, 0.49),
    seed=st.integers(0, 2**32 - 1),
)
def test_whole_groups_are_held_out(groups: list[int], share: float, seed: int, make_encoder_recipe: MakeEncoderRecipe) -> None:
    recipe, numbers = make_encoder_recipe(seed=seed, held_out={"share": share}), np.array(groups)
    held = hold_out(recipe, numbers)
    assert held.dtype == bool
    assert held.shape == numbers.shape
    out, left = set(numbers[held]), set(numbers[~held])
    assert not out & left
    assert len(out) == math.ceil(share * len(out | left))
    assert np.array_equal(hold_out(recipe, numbers), held)


def test_another_seed_holds_out_others(make_encoder_recipe: MakeEncoderRecipe) -> None:
    one, other = (hold_out(make_encoder_recipe(seed=seed), np.arange(200)) for seed in (1, 2))
    assert one.sum() == other.sum() == 40
    assert not np.array_equal(one, other)


def test_a_corpus_of_one_group_is_refused(make_encoder_recipe: MakeEncoderRecipe) -> None:
    with pytest.raises(ModelError):
        hold_out(make_encoder_recipe(), np.zeros(50, dtype=np.intp))


def fit_toy(recipe: Any, encoder: Path, toy: Toy, held: NDArray[np.bool_], truth: NDArray[np.int64] | None = None) -> Fitted:
    groups = np.arange(len(toy.texts))
    return fit_on_encoder(recipe, str(encoder), toy.texts, toy.truth if truth is None else truth, groups, held, toy.names)


def test_over_an_encoder_the_held_out_sentences_alone_are_judged(
    make_encoder_recipe: MakeEncoderRecipe, toy_encoder: Path, toy: Toy
) -> None:
    recipe = make_encoder_recipe()
    held = hold_out(recipe, np.arange(200))
    fitted = fit_toy(recipe, toy_encoder, toy, held)
    assert fitted.probabilities.shape == fitted.predictions.shape == (40, 4)
    assert (fitted.predictions == toy.truth[held]).mean() > 0.95
    assert (fitted.model.predict(toy.texts) == toy.truth).mean() > 0.95


def test_what_is_held_out_has_no_part_in_the_weights_and_the_rest_none_in_calibration(
    make_encoder_recipe: MakeEncoderRecipe, toy_encoder: Path, toy: Toy
) -> None:
    recipe = make_encoder_recipe()
    held = hold_out(recipe, np.arange(200))
    fitted = fit_toy(recipe, toy_encoder, toy, held)
    other = fit_toy(recipe, toy_encoder, toy, held, np.where(held[:, None], toy.truth[:, ::-1], toy.truth))
    scores, others = (f.model.estimator_.decision_function(toy.texts) for f in (fitted, other))
    assert np.array_equal(scores, others)
    assert not np.array_equal(fitted.model.slopes_, other.model.slopes_)


@pytest.mark.parametrize("label", [0, 3])
def test_too_few_held_out_sentences_are_refused(
    label: int, make_encoder_recipe: MakeEncoderRecipe, toy_encoder: Path, toy: Toy
) -> None:
    held = np.zeros(200, dtype=bool)
    held[:40] = True
    held[np.flatnonzero(toy.truth[:40, label])[3:]] = False
    with pytest.raises(ModelError, match=rf"3 sentences .* with '{toy.names[label]}'; 4 are the least for 2 folds"):
        fit_toy(make_encoder_recipe(), toy_encoder, toy, held)
