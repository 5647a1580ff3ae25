"""Learning curves: how good a recipe's model would be with less of its corpus, and so what more of it may be worth."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stance.classifier.classifier import Classifier
from stance.classifier.frozen import freeze
from stance.classifier.recipe import EncoderRecipe, Recipe, read_recipe
from stance.classifier.training import fit_alone, fit_on_encoder, hold_out_share, indicator, require_held_out
from stance.codebook import default_codebook
from stance.corpus import groups, load_corpus
from stance.errors import ModelError
from stance.evaluation import Evaluation, evaluate, forced_choice
from stance.lexicon import word_classes
from stance.store.loading import load
from stance.tuning import corpus_roles, tune_encoder

if TYPE_CHECKING:
    import datasets

SHARES = (0.125, 0.25, 0.5, 1.0)
HELD_OUT = "held out"
_HELD_OUT_SHARE = 0.2


@dataclass(frozen=True)
class Point:
    """A model that was trained on a part of the corpus.

    Attributes
    ----------
    sentences : int
        That it was trained on.
    judged : dict of str to Evaluation
        On the part of the corpus that no point of the curve was trained on, ``"held out"``, and on each other corpus.
    """

    sentences: int
    judged: dict[str, Evaluation]


def learning_curve(
    recipe_path: str | Path,
    corpora: Sequence[str | Path] = (),
    *,
    also: Sequence[str | Path] = (),
    shares: Sequence[float] = SHARES,
    on_step: Callable[[str, int], None] = lambda _step, _of: None,
) -> list[Point]:
    """Train a recipe on growing shares of its corpus, and judge each model.

    Whole families and articles are drawn, and each share holds the ones before it. A fifth of the groups is held out of all.

    Parameters
    ----------
    recipe_path : path
    corpora : sequence of path
        Other labelled corpora that each model is judged on. One in which every sentence has just one label is judged by forced
        choice: the likeliest of the labels that it has.
    also : sequence of path
        Labelled corpora beside the recipe's own.
    shares : sequence of float
        Over 0, to 1.
    on_step : callable, optional
        Called with a word on each step as it begins, and how many there are.

    Returns
    -------
    list of Point
        One for each share, in their order.

    Raises
    ------
    ModelError, CorpusError
        Where a share leaves too few sentences of a label, among others.
    """
    if not shares or not all(0 < share <= 1 for share in shares):
        raise ModelError("the shares of a learning curve lie over 0 and up to 1")
    recipe = read_recipe(recipe_path)
    base = Path(recipe_path).parent
    data = load_corpus([*(base / path for path in recipe.corpus.paths), *also])
    tests = {str(path): load_corpus(path) for path in corpora}
    units = groups(data["family"], data["article"])
    held = hold_out_share(_HELD_OUT_SHARE, units, recipe.seed)
    order = np.random.default_rng(recipe.seed).permutation(np.unique(units[~held]))
    sorts = isinstance(recipe, Recipe) and recipe.words
    classes = word_classes(load(sorts.teacher), sorts) if sorts else None
    points = []
    for share in sorted(shares):
        part = np.isin(units, order[: round(share * len(order))])
        on_step(f"training on {int(part.sum())} sentences", len(shares))
        points.append(Point(int(part.sum()), _judged(recipe, classes, data, units, part, held, tests)))
    return points


def _judged(
    recipe: Recipe | EncoderRecipe,
    classes: Mapping[str, str] | None,
    data: datasets.Dataset,
    units: NDArray[np.intp],
    part: NDArray[np.bool_],
    held: NDArray[np.bool_],
    tests: Mapping[str, datasets.Dataset],
) -> dict[str, Evaluation]:
    names = default_codebook().names
    texts, truth = np.array(data["text"], dtype=object), indicator(data["labels"], names)
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        if isinstance(recipe, EncoderRecipe):
            require_held_out(recipe, truth, units, held, names)
            seen, unseen = texts[part].tolist(), texts[held].tolist()
            roles = corpus_roles(data, np.flatnonzero(part).tolist())
            tune_encoder(recipe, seen, truth[part], roles, unseen, work, None, lambda _: None)
            both = np.flatnonzero(part | held)
            fitted = fit_on_encoder(recipe, str(work), texts[both].tolist(), truth[both], units[both], held[both], names)
            model, guessed = fitted.model, fitted.predictions
        else:
            model = fit_alone(recipe, texts[part].tolist(), truth[part], units[part], names, classes=classes)
            guessed = model.predict(texts[held].tolist())
        classifier = Classifier(freeze(model, work), names, tuple(map(float, model.thresholds_)))
        judged = {HELD_OUT: evaluate(truth[held], guessed, names, units[held], seed=recipe.seed)}
        return judged | {name: _judge(classifier, test) for name, test in tests.items()}


def _judge(classifier: Classifier, test: datasets.Dataset) -> Evaluation:
    units = groups(test["family"], test["article"])
    gold, probabilities = indicator(test["labels"], classifier.labels), classifier.predict_proba(test["text"])
    if (gold.sum(axis=1) == 1).all():
        names = [name for name, count in zip(classifier.labels, gold.sum(axis=0), strict=True) if count]
        columns = np.flatnonzero(gold.sum(axis=0))
        return evaluate(gold[:, columns], forced_choice(probabilities[:, columns]), names, units)
    return evaluate(gold, indicator(classifier.labels_of(probabilities), classifier.labels), classifier.labels, units)
