"""From a recipe to a model folder: load the corpus, cross-validate, fit, judge, save."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import joblib
import numpy as np
from numpy.typing import NDArray

from stance.classifier.classifier import Classifier
from stance.classifier.finetuning import require_extra
from stance.classifier.frozen import EncoderScorer, LinearScorer, freeze
from stance.classifier.holders import NamedAct, fit_pairs, fit_roles
from stance.classifier.onnx import ENCODER_FILE, TOKENIZER_FILE
from stance.classifier.recipe import EncoderRecipe, Recipe, read_recipe
from stance.classifier.roles import RoleSpan
from stance.classifier.training import (
    Fitted,
    fit,
    fit_on_encoder,
    forget_addresses,
    hold_out,
    indicator,
    require_held_out,
)
from stance.codebook import default_codebook
from stance.corpus import fingerprint, groups, load_corpus
from stance.errors import ModelError
from stance.evaluation import NONE, Evaluation, calibration_errors, evaluate, reliability_plot, surest_mistakes
from stance.lexicon import word_classes
from stance.store.card import PLOT_FILE, write_card
from stance.store.loading import load
from stance.store.manifest import Manifest, Probe
from stance.store.saving import PAIRS_FILE, ROLES_FILE, refuse_to_overwrite, save_model, versions
from stance.tuning import Lesson, corpus_roles, tune_encoder

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
        By cross-validation on the corpus; of an encoder, on the part of it that was held out.
    """

    folder: Path
    manifest: Manifest
    evaluation: Evaluation


def train(
    recipe_path: str | Path,
    output: str | Path | None = None,
    *,
    also: Sequence[str | Path] = (),
    unlabelled: Sequence[str | Path] = (),
    teacher: str | Path | None = None,
    tests: Sequence[str | Path] = (),
    force: bool = False,
    on_step: Callable[[str, int], None] = lambda _step, _of: None,
) -> Trained:
    """Train the model that a recipe describes and save it.

    Training is deterministic: the same recipe, corpus and library versions give the same bytes of ``model.joblib`` for a linear
    model, and for an encoder by as many threads. An encoder's training that was interrupted goes on where it was when the same
    call is made again.

    Parameters
    ----------
    recipe_path : path
        A TOML file (see `stance.classifier.recipe`).
    output : path, optional
        The model's folder; by default ``models/NAME`` in the current folder.
    also : sequence of path
        More labelled corpora, beside those that the recipe names.
    unlabelled : sequence of path
        Articles whose sentences the teacher labels, for an encoder.
    teacher : path or str, optional
        The model that does.
    tests : sequence of path
        Labelled corpora on which the finished model is judged, for its card. They take no part in training.
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
    started = time.monotonic()
    recipe = _with_base_found(read_recipe(recipe_path), Path(recipe_path).parent)
    if isinstance(recipe, EncoderRecipe):
        require_extra()
    folder = Path(output) if output is not None else Path("models") / recipe.name
    refuse_to_overwrite(folder, force=force)
    lesson = _lesson(recipe, unlabelled, teacher)
    steps = _steps(recipe, lesson)

    def tell(step: str) -> None:
        on_step(step, steps)

    tell("loading the corpus")
    own = [Path(recipe_path).parent / path for path in recipe.corpus.paths]
    corpus = load_corpus([*own, *also])
    quotable = len(load_corpus(own)) if also else len(corpus)
    trials = {_name(path, tests): load_corpus(path) for path in tests}
    names = default_codebook().names
    truth, units = indicator(corpus["labels"], names), groups(corpus["family"], corpus["article"])
    if isinstance(recipe, EncoderRecipe):
        return _train_encoder(
            recipe, folder, corpus, quotable, truth, units, lesson, trials, force=force, tell=tell, started=started
        )
    classes = _classes(recipe, tell)
    fitted = fit(recipe, list(corpus["text"]), truth, units, names, classes=classes, on_step=tell)
    tell("judging and saving")
    judged = evaluate(truth, fitted.predictions, names, units, draws=recipe.evaluation.draws, seed=recipe.seed)
    metrics = {**judged.to_dict(), "mistakes": _mistakes(fitted, corpus, truth, np.arange(len(corpus)), quotable)}
    manifest = _describe(recipe, corpus, fitted, metrics, trials, folder, started)
    forget_addresses(fitted.model)
    return Trained(folder, save_model(folder, fitted.model, manifest, write_card(manifest), force=force), judged)


def _name(path: str | Path, paths: Sequence[str | Path]) -> str:
    """Call a corpus by its file's name, and where several have that name, by its path."""
    name = Path(path).name
    return name if [Path(other).name for other in paths].count(name) == 1 else str(path)


def _with_base_found(recipe: Recipe | EncoderRecipe, beside: Path) -> Recipe | EncoderRecipe:
    """Take base weights that are a folder, as corpora are, from where the recipe lies."""
    if not isinstance(recipe, EncoderRecipe) or not (beside / recipe.tuning.base).is_dir():
        return recipe
    tuning = recipe.tuning.model_copy(update={"base": str(beside / recipe.tuning.base)})
    return recipe.model_copy(update={"tuning": tuning})


def _steps(recipe: Recipe | EncoderRecipe, lesson: Lesson | None) -> int:
    if isinstance(recipe, EncoderRecipe):
        return recipe.tuning.epochs * recipe.tuning.runs + 4 + (lesson is not None)
    return recipe.evaluation.folds + 3 + (recipe.words is not None)


def _classes(recipe: Recipe, tell: Callable[[str], None]) -> dict[str, str] | None:
    if recipe.words is None:
        return None
    tell("sorting words")
    return word_classes(load(recipe.words.teacher), recipe.words)


def _lesson(recipe: Recipe | EncoderRecipe, unlabelled: Sequence[str | Path], teacher: str | Path | None) -> Lesson | None:
    if not unlabelled and teacher is None:
        return None
    if not isinstance(recipe, EncoderRecipe):
        raise ModelError("a teacher teaches an encoder; the recipe is of a linear model (it has no table tuning)")
    if not unlabelled or teacher is None:
        raise ModelError("unlabelled articles and a teacher that labels them are given together")
    taught = load(teacher)
    if taught.labels != (names := default_codebook().names):
        raise ModelError(f"{teacher}: its labels are {', '.join(taught.labels)}, and the codebook's {', '.join(names)}")
    return Lesson(tuple(map(str, unlabelled)), taught)


def _train_encoder(
    recipe: EncoderRecipe,
    folder: Path,
    corpus: datasets.Dataset,
    quotable: int,
    truth: NDArray[np.int64],
    units: NDArray[np.intp],
    lesson: Lesson | None,
    trials: Mapping[str, datasets.Dataset],
    *,
    force: bool,
    tell: Callable[[str], None],
    started: float,
) -> Trained:
    names, texts = default_codebook().names, list(corpus["text"])
    held = hold_out(recipe, units)
    require_held_out(recipe, truth, units, held, names)
    seen, unseen = ([texts[i] for i in np.flatnonzero(part).tolist()] for part in (~held, held))
    work = folder.parent / f".{folder.name}.training"
    roles = corpus_roles(corpus, np.flatnonzero(~held).tolist())
    taught, before = tune_encoder(recipe, seen, truth[~held], roles, unseen, work, lesson, tell)
    tell("fitting on the encoder")
    fitted = fit_on_encoder(recipe, str(work), texts, truth, units, held, names)
    files = [work / ENCODER_FILE, work / TOKENIZER_FILE, work / PLOT_FILE]
    if recipe.tuning.role_weight and any(roles):
        acts = _named_acts(corpus, np.flatnonzero(held).tolist())
        files += _learn_holders(work, seen, roles, unseen, acts, seed=recipe.seed)
    tell("judging and saving")
    settings = recipe.held_out
    judged = evaluate(truth[held], fitted.predictions, names, units[held], draws=settings.draws, seed=recipe.seed)
    calibration = calibration_errors(truth[held], fitted.probabilities, names)
    mistakes = _mistakes(fitted, corpus, truth, np.flatnonzero(held), quotable)
    metrics = {**judged.to_dict(), "calibration": calibration, "mistakes": mistakes}
    manifest = _describe(recipe, corpus, fitted, metrics, trials, work, started - before)
    manifest = replace(
        manifest,
        corpus={**manifest.corpus, "held_out": int(held.sum()), "taught": taught},
        training={**manifest.training, "size_mb": round((work / ENCODER_FILE).stat().st_size / 1e6, 1)},
    )
    for pipeline in (fitted.model.estimator, fitted.model.estimator_):
        pipeline.set_params(encoder__folder=".")  # the model's own, wherever it will lie
    title = f"{int(held.sum())} held-out sentences"
    for name, trial in manifest.metrics["tests"].items():
        title, calibration = name, trial["calibration"]
    (work / PLOT_FILE).write_text(reliability_plot(calibration, f"{recipe.name} on {title}"), encoding="utf-8")
    saved = save_model(folder, fitted.model, manifest, write_card(manifest), files=files, force=force)
    shutil.rmtree(work)
    return Trained(folder, saved, judged)


def _named_acts(corpus: datasets.Dataset, rows: Sequence[int]) -> list[list[NamedAct]]:
    return [[NamedAct(act["stance"], act["source"], act["target"]) for act in acts] for acts in corpus.select(rows)["acts"]]


def _learn_holders(
    work: Path,
    seen: Sequence[str],
    roles: Sequence[Sequence[RoleSpan] | None],
    unseen: Sequence[str],
    acts: Sequence[Sequence[NamedAct]],
    *,
    seed: int,
) -> list[Path]:
    """Write what tells who takes a stance, and towards whom; none where the sentences that are held out have too few acts."""
    names = default_codebook().names
    fitted = fit_roles(str(work), seen, roles, 2 * len(names), seed=seed)
    pairs = fit_pairs(str(work), fitted, unseen, acts, names)
    if pairs is None:
        return []
    joblib.dump(fitted, work / ROLES_FILE)
    joblib.dump(pairs, work / PAIRS_FILE)
    return [work / ROLES_FILE, work / PAIRS_FILE]


def _describe(
    recipe: Recipe | EncoderRecipe,
    corpus: datasets.Dataset,
    fitted: Fitted,
    metrics: Mapping[str, Any],
    trials: Mapping[str, datasets.Dataset],
    folder: Path,
    started: float,
) -> Manifest:
    codebook = default_codebook()
    thresholds = tuple(map(float, fitted.model.thresholds_))
    scorer, rate = _frozen(fitted, corpus["text"], folder)
    classifier = Classifier(scorer, codebook.names, thresholds)
    examples = [stance.example for stance in codebook.stances]
    judged_on = {name: _trial(classifier, corpus) for name, corpus in trials.items()}
    probes = [
        Probe(text, dict(zip(codebook.names, map(float, row), strict=True)))
        for text, row in zip(examples, classifier.predict_proba(examples), strict=True)
    ]
    about: dict[str, Any] = {
        "fingerprint": fingerprint(corpus),
        "sentences": len(corpus),
        "labels": _label_counts(corpus["labels"], codebook.names),
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
        metrics={**metrics, "tests": judged_on},
        probes=probes,
        training={**_cost(started), "sentences_per_second": rate},
    )


def _mistakes(
    fitted: Fitted, corpus: datasets.Dataset, truth: NDArray[np.int64], unseen: NDArray[np.intp], quotable: int
) -> list[dict[str, Any]]:
    """Find examples of what a model got wrong, in the corpus of the recipe; other text is not the model's to pass on."""
    own = unseen < quotable
    texts = [corpus["text"][row] for row in unseen[own].tolist()]
    names = default_codebook().names
    return surest_mistakes(texts, truth[unseen[own]], fitted.probabilities[own], fitted.predictions[own], names)


def _label_counts(labels: Iterable[Sequence[str]], names: Sequence[str]) -> dict[str, int]:
    """Count how many sentences carry each label, and ``"none"``."""
    counts = Counter(label for given in labels for label in given or [NONE])
    return {name: counts[name] for name in (*names, NONE)}


def _trial(classifier: Classifier, corpus: datasets.Dataset) -> dict[str, Any]:
    """Judge a finished model on a corpus that it has not seen."""
    gold, units = indicator(corpus["labels"], classifier.labels), groups(corpus["family"], corpus["article"])
    probabilities = classifier.predict_proba(corpus["text"])
    guessed = indicator(classifier.labels_of(probabilities), classifier.labels)
    figures = evaluate(gold, guessed, classifier.labels, units).to_dict()
    return {**figures, "corpus": fingerprint(corpus), "calibration": calibration_errors(gold, probabilities, classifier.labels)}


def _cost(started: float) -> dict[str, Any]:
    """Tell how long a training took, and the most memory that this process had."""
    spent: dict[str, Any] = {"seconds": round(time.monotonic() - started), "cores": os.cpu_count()}
    if sys.platform != "win32":
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        spent["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 2**20
    return spent


def _frozen(fitted: Fitted, texts: Sequence[str], folder: Path) -> tuple[LinearScorer | EncoderScorer, int]:
    """Freeze the model, make sure that it says what the pipeline says, and see how many sentences it scores in a second."""
    scorer = freeze(fitted.model, folder)
    sample = list(texts[: min(len(texts), 500)])
    begun = time.monotonic()
    frozen = scorer.predict_proba(sample)
    rate = round(len(sample) / max(time.monotonic() - begun, 1e-9))
    apart = float(np.abs(frozen - fitted.model.predict_proba(sample)).max())
    if apart > 1e-6:
        raise AssertionError(f"the frozen model and the pipeline are {apart} apart")
    return scorer, rate
