"""Fit a model, and judge it by cross-validation in which no group is on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, GroupShuffleSplit
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from stance.classifier.calibration import CalibratedStances, cross_calibrate
from stance.classifier.pipelines import build_encoder_model, build_model
from stance.classifier.recipe import EncoderRecipe, Recipe
from stance.errors import ModelError


@dataclass(frozen=True)
class Fitted:
    """A fitted model, and what it said of each sentence when it had not seen it.

    Attributes
    ----------
    model : CalibratedStances
        Fitted on all sentences.
    probabilities : ndarray of shape (n_sentences, n_labels)
        Out of fold.
    predictions : ndarray of shape (n_sentences, n_labels)
        Zeros and ones, by the thresholds of each fold's own model.
    """

    model: CalibratedStances
    probabilities: NDArray[np.float64]
    predictions: NDArray[np.int64]


def indicator(labels: Sequence[Sequence[str]], names: Sequence[str]) -> NDArray[np.int64]:
    """Write label sets as zeros and ones of shape (n_sentences, n_labels)."""
    return np.array([[name in given for name in names] for given in labels], dtype=np.int64).reshape(-1, len(names))


def fit(
    recipe: Recipe,
    texts: Sequence[str],
    truth: NDArray[np.int64],
    groups: NDArray[np.intp],
    names: Sequence[str],
    *,
    classes: Mapping[str, str] | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Fitted:
    """Cross-validate and fit the model of a recipe.

    Parameters
    ----------
    recipe : Recipe
    texts : sequence of str, length n_sentences
    truth : ndarray of shape (n_sentences, n_labels)
        Zeros and ones.
    groups : ndarray of shape (n_sentences,)
        Of families and articles.
    names : sequence of str, length n_labels
        The labels, for messages.
    classes : mapping of str to str, optional
        Of words, where the recipe has them.
    on_step : callable, optional
        Called with a word on each step as it begins; there are ``recipe.evaluation.folds + 1``.

    Raises
    ------
    ModelError
        Where a label has too few sentences or groups to be learned.
    """
    _require_enough(max(recipe.calibration.folds, recipe.evaluation.folds), truth, groups, names)
    with telling():
        model = build_model(recipe, classes)
        probabilities = np.zeros(truth.shape)
        predictions = np.zeros_like(truth)
        folds = GroupKFold(recipe.evaluation.folds, shuffle=True, random_state=recipe.seed)
        for number, (seen, unseen) in enumerate(folds.split(texts, groups=groups), 1):
            on_step(f"cross-validation, fold {number} of {recipe.evaluation.folds}")
            fold = clone(model).fit([texts[i] for i in seen], truth[seen], groups=groups[seen])
            probabilities[unseen] = fold.predict_proba([texts[i] for i in unseen])
            predictions[unseen] = probabilities[unseen] >= fold.thresholds_
        on_step("fitting on all sentences")
        return Fitted(model.fit(texts, truth, groups=groups), probabilities, predictions)


def fit_alone(
    recipe: Recipe,
    texts: Sequence[str],
    truth: NDArray[np.int64],
    groups: NDArray[np.intp],
    names: Sequence[str],
    *,
    classes: Mapping[str, str] | None = None,
) -> CalibratedStances:
    """Fit the model of a recipe as `fit` does, without judging it."""
    _require_enough(recipe.calibration.folds, truth, groups, names)
    with telling():
        return build_model(recipe, classes).fit(texts, truth, groups=groups)


def hold_out(recipe: EncoderRecipe, groups: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Choose which sentences an encoder shall never see: whole groups, of about the share that the recipe states.

    Returns
    -------
    ndarray of bool, shape (n_sentences,)

    Raises
    ------
    ModelError
        Where all sentences are one group.
    """
    return hold_out_share(recipe.held_out.share, groups, recipe.seed)


def hold_out_share(share: float, groups: NDArray[np.intp], seed: int) -> NDArray[np.bool_]:
    """Choose whole groups at random, of about a share of all, as `hold_out` does."""
    if len(np.unique(groups)) < 2:
        raise ModelError("the corpus has no two sentences that are not of one family or article; none can be held out")
    splitter = GroupShuffleSplit(1, test_size=share, random_state=seed)
    (_, unseen), *_ = splitter.split(groups, groups=groups)
    held = np.zeros(len(groups), dtype=bool)
    held[unseen] = True
    return held


def require_held_out(
    recipe: EncoderRecipe, truth: NDArray[np.int64], groups: NDArray[np.intp], held: NDArray[np.bool_], names: Sequence[str]
) -> None:
    """Raise a `ModelError` where too few sentences of a label are held out to calibrate and judge a model of it."""
    _require_enough(recipe.held_out.folds, truth[held], groups[held], names, what="the held-out part of the corpus")


def fit_on_encoder(
    recipe: EncoderRecipe,
    folder: str,
    texts: Sequence[str],
    truth: NDArray[np.int64],
    groups: NDArray[np.intp],
    held: NDArray[np.bool_],
    names: Sequence[str],
) -> Fitted:
    """Fit the linear models over an encoder that has seen the sentences which are not held out.

    Parameters
    ----------
    recipe : EncoderRecipe
    folder : str
        Of the encoder.
    texts, truth, groups, names
        As for `fit`.
    held : ndarray of bool, shape (n_sentences,)
        As `hold_out` gives it.

    Returns
    -------
    Fitted
        Its probabilities and predictions are of the held-out sentences alone, calibrated fold by fold on each other.

    Raises
    ------
    ModelError
        Where a label has too few sentences.
    """
    seen, unseen = ([texts[i] for i in np.flatnonzero(part).tolist()] for part in (~held, held))
    require_held_out(recipe, truth, groups, held, names)
    with telling():
        model = build_encoder_model(recipe, folder).fit_held_out(seen, truth[~held], unseen, truth[held])
        scores = model.estimator_.decision_function(unseen)
        probabilities, predictions = cross_calibrate(
            scores,
            truth[held],
            groups[held],
            folds=recipe.held_out.folds,
            random_state=recipe.seed,
            one_slope=recipe.head.one_slope,
        )
    return Fitted(model, probabilities, predictions)


@contextmanager
def telling() -> Iterator[None]:
    """Turn what scikit-learn says of data that it cannot fit into one line; one thread, so that sums have one order."""
    try:
        with threadpool_limits(1):
            yield
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"the recipe does not fit the corpus ({reason}); look at min_count, folds, and how many sentences have each label"
        ) from None


def forget_addresses(model: CalibratedStances) -> None:
    """Drop what scikit-learn notes of this process in a model, so that the same training gives the same bytes."""
    for pipeline in (model.estimator, model.estimator_):
        for _, part in pipeline.named_steps["ngrams"].transformer_list:
            vectorizer = part[-1] if isinstance(part, Pipeline) else part
            vars(vectorizer).pop("_stop_words_id", None)


def _require_enough(
    folds: int, truth: NDArray[np.int64], groups: NDArray[np.intp], names: Sequence[str], what: str = "the corpus"
) -> None:
    """Refuse a corpus in which some fold would have to do without a label, or without a sentence that lacks it."""
    least = 2 * folds
    for column, name in enumerate(names):
        for present, word in ((1, "with"), (0, "without")):
            count = len(np.unique(groups[truth[:, column] == present]))
            if count < least:
                raise ModelError(
                    f"{what} has {count} sentences (or families and articles) {word} {name!r}; {least} are the least "
                    f"for {least // 2} folds"
                )
