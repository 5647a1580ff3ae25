"""Load a model folder, if it is whole and can be trusted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.classifier.classifier import Classifier
from stance.classifier.frozen import EncoderScorer, freeze, freeze_pairs, freeze_roles, has_encoder
from stance.classifier.onnx import ENCODER_FILE, TOKENIZER_FILE
from stance.errors import ModelError
from stance.store.files import sha256
from stance.store.manifest import MANIFEST, Manifest, read_manifest
from stance.store.saving import MODEL_FILE, PAIRS_FILE, ROLES_FILE
from stance.store.shipped import DEFAULT_MODEL, find_model
from stance.store.trust import ALLOWED, load_trusted, read_shells

if TYPE_CHECKING:
    from stance.classifier.calibration import CalibratedStances

_CLOSE = 1e-3


def load(model: str | Path = DEFAULT_MODEL) -> Classifier:
    """Load a classifier.

    Nothing of the folder is run. Its files must be those that the manifest names, by their SHA-256; the pickle is read as data
    and may name only the classes in `stance.store.trust.ALLOWED`; and the model must still give its probe sentences the
    probabilities that it gave them when it was trained.

    Parameters
    ----------
    model : str or Path, default="encoder"
        The name of a model that ships, or the folder of one.

    Returns
    -------
    Classifier

    Raises
    ------
    ModelError
        Where the model is missing, broken, not to be trusted, or gives other probabilities than it should.

    Examples
    --------
    >>> import stance
    >>> stance.load().predict(["Norway condemned the arrest of the fishermen."])
    [('oppose',)]
    """
    folder, manifest = _verified(model)
    shell, names = read_shells(folder / MODEL_FILE)
    if foreign := sorted(names - ALLOWED):
        raise ModelError(f"{folder}: refused: its pickle names {', '.join(foreign)}, which no model of this project needs")
    _require_encoder_files(folder, manifest, shell)
    try:
        scorer = freeze(shell, folder)
    except ModelError as error:
        raise ModelError(f"{folder}: {error}") from None
    if isinstance(scorer, EncoderScorer) and {ROLES_FILE, PAIRS_FILE} <= manifest.files.keys():
        scorer = _with_holders(folder, scorer, len(manifest.labels))
    classifier = Classifier(
        model=scorer,
        labels=tuple(manifest.labels),
        thresholds=tuple(manifest.thresholds[label] for label in manifest.labels),
        name=manifest.name,
        digest=digest(manifest),
    )
    _check_probes(folder, manifest, classifier)
    return classifier


def _with_holders(folder: Path, scorer: EncoderScorer, labels: int) -> EncoderScorer:
    shells = {}
    for file in (ROLES_FILE, PAIRS_FILE):
        shells[file], names = read_shells(folder / file)
        if foreign := sorted(names - ALLOWED):
            raise ModelError(f"{folder}: refused: its {file} names {', '.join(foreign)}, which no model of this project needs")
    try:
        roles = freeze_roles(shells[ROLES_FILE], scorer.encoder.dimensions, labels)
        return replace(scorer, roles=roles, pairs=freeze_pairs(shells[PAIRS_FILE]))
    except ModelError as error:
        raise ModelError(f"{folder}: {error}") from None


def load_pipeline(model: str | Path = DEFAULT_MODEL) -> CalibratedStances:
    """Load the fitted scikit-learn estimator of a model, to look into it or build on it.

    Parameters
    ----------
    model : str or Path, default="encoder"
        The name of a model that ships, or the folder of one.

    Returns
    -------
    CalibratedStances
        Whose ``estimator_`` is the fitted `sklearn.pipeline.Pipeline`. scikit-learn warns where its version is not the one that
        the model was trained with.

    Raises
    ------
    ModelError
        Where the model is missing, broken, or names a class that is not in `stance.store.trust.ALLOWED`.
    """
    from stance.classifier.calibration import CalibratedStances

    folder, manifest = _verified(model)
    estimator = load_trusted(folder / MODEL_FILE)
    if not isinstance(estimator, CalibratedStances):
        raise ModelError(f"{folder / MODEL_FILE}: holds no model but {type(estimator).__name__}")
    _require_encoder_files(folder, manifest, estimator)
    if has_encoder(estimator):
        for pipeline in (estimator.estimator, estimator.estimator_):
            pipeline.set_params(encoder__folder=str(folder))
    return estimator


def _require_encoder_files(folder: Path, manifest: Manifest, model: Any) -> None:
    if has_encoder(model) and not {ENCODER_FILE, TOKENIZER_FILE} <= manifest.files.keys():
        raise ModelError(f"{folder / MANIFEST}: is broken (it does not name the files of the encoder)")


def _verified(model: str | Path) -> tuple[Path, Manifest]:
    folder = find_model(model)
    manifest = read_manifest(folder)
    verify_files(folder, manifest)
    return folder, manifest


def digest(manifest: Manifest) -> str:
    """Name a model by what is in it: the SHA-256 of its files' SHA-256."""
    return hashlib.sha256(json.dumps(manifest.files, sort_keys=True).encode()).hexdigest()


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Raise a `ModelError` where a file of the model is missing or is not the one its manifest names."""
    if MODEL_FILE not in manifest.files:
        raise ModelError(f"{folder / MANIFEST}: is broken (it names no {MODEL_FILE})")
    for name, expected in manifest.files.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise ModelError(f"{path}: is missing; the model is not whole")
        if sha256(path) != expected:
            raise ModelError(f"{path}: is not the file that the model was saved with (its SHA-256 differs)")


def _check_probes(folder: Path, manifest: Manifest, classifier: Classifier) -> None:
    if any(set(probe.stances) != set(manifest.labels) for probe in manifest.probes):
        raise ModelError(f"{folder / MANIFEST}: is broken (its probe sentences have other labels than the model)")
    try:
        now = classifier.predict_proba(probe.text for probe in manifest.probes)
    except ModelError as error:
        raise ModelError(f"{folder}: {error}") from None
    then = np.array([[probe.stances[label] for label in manifest.labels] for probe in manifest.probes])
    if now.shape != then.shape or not np.abs(now - then).max(initial=0) <= _CLOSE:
        raise ModelError(
            f"{folder}: gives its probe sentences other probabilities than when it was saved; install the version that "
            f"wrote it (stance {manifest.versions.get('stance')}), or train it again"
        )
