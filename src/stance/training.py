"""From a recipe to a model folder: load the corpus, cross-validate, fit, judge, save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.classifier.classifier import Classifier
from stance.classifier.frozen import LinearScorer, freeze
from stance.classifier.recipe import Recipe, read_recipe
from stance.classifier.training import Fitted, fit, forget_addresses, indicator
from stance.codebook import default_codebook
from stance.corpus import fingerprint, groups, load_corpus
from stance.evaluation import Evaluation, evaluate
from stance.store.card import write_card
from stance.store.manifest import Manifest, Probe
from stance.store.saving import refuse_to_overwrite, save_model, versions

if TYPE_CHECKING:
    import datasets


@dataclass(frozen=True)
class Trained:
    """What a training came to.

    Attributes
    ----------
    folder : Path
        Of the model.
    manifest : Manifest
        As it was written.
    evaluation : Evaluation
        By cross-validation on the corpus.
    """

    folder: Path
    manifest: Manifest
    evaluation: Evaluation


def train(
    recipe_path: str | Path,
    output: str | Path | None = None,
    *,
    force: bool = False,
    on_step: Callable[[str, int], None] = lambda _step, _of: None,
) -> Trained:
    """Train the model that a recipe describes and save it.

    Training is deterministic: the same recipe, corpus and library versions give the same bytes of ``model.joblib``.

    Parameters
    ----------
    recipe_path : path
        A TOML file (see `stance.classifier.Recipe`).
    output : path, optional
        The model's folder; by default ``models/NAME`` in the current folder.
    force : bool, default=False
        Overwrite a model that is there.
    on_step : callable, optional
        Called with a word on each step as it begins, and how many steps there are.

    Returns
    -------
    Trained

    Raises
    ------
    ModelError, CorpusError, OutputError
    """
    recipe = read_recipe(recipe_path)
    folder = Path(output) if output is not None else Path("models") / recipe.name
    refuse_to_overwrite(folder, force=force)
    steps = recipe.evaluation.folds + 3

    def tell(step: str) -> None:
        on_step(step, steps)

    tell("loading the corpus")
    corpus = load_corpus(Path(recipe_path).parent / path for path in recipe.corpus.paths)
    names = default_codebook().names
    truth, units = indicator(corpus["labels"], names), groups(corpus["family"], corpus["article"])
    fitted = fit(recipe, list(corpus["text"]), truth, units, names, on_step=tell)
    tell("judging and saving")
    judged = evaluate(truth, fitted.predictions, names, units, draws=recipe.evaluation.draws, seed=recipe.seed)
    manifest = _describe(recipe, corpus, fitted, judged)
    forget_addresses(fitted.model)
    return Trained(folder, save_model(folder, fitted.model, manifest, write_card(manifest), force=force), judged)


def _describe(recipe: Recipe, corpus: datasets.Dataset, fitted: Fitted, judged: Evaluation) -> Manifest:
    codebook = default_codebook()
    thresholds = tuple(map(float, fitted.model.thresholds_))
    classifier = Classifier(_frozen(fitted, corpus["text"]), codebook.names, thresholds)
    examples = [stance.example for stance in codebook.stances]
    probes = [
        Probe(text, dict(zip(codebook.names, map(float, row), strict=True)))
        for text, row in zip(examples, classifier.predict_proba(examples), strict=True)
    ]
    about: dict[str, Any] = {
        "fingerprint": fingerprint(corpus),
        "sentences": len(corpus),
        "labels": judged.support,
    }
    return Manifest(
        name=recipe.name,
        description=recipe.description,
        labels=list(codebook.names),
        thresholds=dict(zip(codebook.names, thresholds, strict=True)),
        versions=versions(),
        files={},
        corpus=about,
        recipe=recipe.model_dump(),
        metrics=judged.to_dict(),
        probes=probes,
    )


def _frozen(fitted: Fitted, texts: Sequence[str]) -> LinearScorer:
    """Freeze the model, and make sure that it says what the pipeline says."""
    scorer = freeze(fitted.model)
    sample = list(texts[: min(len(texts), 500)])
    apart = float(np.abs(scorer.predict_proba(sample) - fitted.model.predict_proba(sample)).max())
    if apart > 1e-9:
        raise AssertionError(f"the frozen model and the pipeline are {apart} apart")
    return scorer
