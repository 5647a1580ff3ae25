"""A model and a labelled corpus to figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.classifier.training import indicator
from stance.corpus import fingerprint, groups, load_corpus
from stance.errors import CorpusError
from stance.evaluation import DRAWS, Evaluation, evaluate
from stance.store.loading import load
from stance.store.shipped import DEFAULT_MODEL


@dataclass(frozen=True)
class Judged:
    """A model's figures on a corpus, and which model and corpus they are of."""

    model: str
    digest: str
    thresholds: dict[str, float]
    corpus: str
    evaluation: Evaluation

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain dicts, lists and numbers."""
        about = {"model": self.model, "digest": self.digest, "thresholds": self.thresholds, "corpus": self.corpus}
        return {**about, **self.evaluation.to_dict()}


def judge(
    corpus: Sequence[str | Path],
    model: str | Path = DEFAULT_MODEL,
    *,
    threshold: float | None = None,
    label_thresholds: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Judged:
    """Score a labelled corpus and compare.

    Parameters
    ----------
    corpus : sequence of path
        Labelled sentences that the model has not seen.
    model : str or Path, default="encoder"
    threshold, label_thresholds : float, mapping of str to float, optional
        In place of the model's own, for all labels and for single ones.
    draws, seed : int
        Of the bootstrap.

    Raises
    ------
    CorpusError, ModelError
    """
    data = load_corpus(corpus)
    classifier = load(model)
    if threshold is not None:
        classifier = classifier.with_thresholds(threshold)
    classifier = classifier.with_thresholds(label_thresholds or {})
    foreign = {label for labels in data["labels"] for label in labels} - set(classifier.labels)
    if foreign:
        raise CorpusError(f"the model {classifier.name} has no label {', '.join(sorted(foreign))}, which the corpus has")
    gold = indicator(data["labels"], classifier.labels)
    guessed = indicator(classifier.predict(data["text"]), classifier.labels)
    units = groups(data["family"], data["article"])
    return Judged(
        model=classifier.name,
        digest=classifier.digest,
        thresholds=dict(zip(classifier.labels, classifier.thresholds, strict=True)),
        corpus=fingerprint(data),
        evaluation=evaluate(gold, guessed, classifier.labels, units, draws=draws, seed=seed),
    )
