"""The classifier that users hold: sentences in, stances out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.acts.pairs import find_acts
from stance.acts.spans import FoundAct
from stance.acts.structure import find_acts_by_structure
from stance.errors import ModelError

DIGITS = 4


@dataclass(frozen=True)
class Classifier:
    """A fitted model and its labels.

    Attributes
    ----------
    model : estimator
        The fitted scikit-learn model; ``predict_proba`` of it takes sentences and gives (n_sentences, n_labels).
    labels : tuple of str
        The columns, in alphabetical order.
    thresholds : tuple of float
        A sentence has a label whose probability is at or over its threshold.
    name : str
        What the model is called.
    digest : str
        The SHA-256 of its files, so that results can name it.
    """

    model: Any
    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    name: str = "model"
    digest: str = ""

    @property
    def knows_roles(self) -> bool:
        """Tell whether `read` gives acts by what the model itself knows; else it goes by the structure of sentences."""
        return getattr(self.model, "pairs", None) is not None

    def predict_proba(self, sentences: Iterable[str]) -> NDArray[np.float64]:
        """Give the calibrated probability of each stance in each sentence.

        Parameters
        ----------
        sentences : iterable of str, length n_sentences

        Returns
        -------
        ndarray of shape (n_sentences, n_labels)
            Independent of each other, rounded to four digits, as records hold them.
        """
        texts = list(sentences)
        if not texts:
            return np.empty((0, len(self.labels)))
        probabilities: NDArray[np.float64] = np.round(self.model.predict_proba(texts), DIGITS)
        return probabilities

    def read(
        self, sentences: Iterable[str], names: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> tuple[NDArray[np.float64], list[list[FoundAct]]]:
        """Give the probabilities of sentences, as `predict_proba` does, and by the same pass the acts of those with labels.

        Parameters
        ----------
        sentences : iterable of str, length n_sentences
        names : sequence of (sequence of (int, int)), length n_sentences, optional
            Where each sentence names actors. A model that knows no roles finds acts by the structure of a sentence, and
            finds more of them with the names.

        Returns
        -------
        probabilities : ndarray of shape (n_sentences, n_labels)
        acts : list of (list of FoundAct), length n_sentences
        """
        texts = list(sentences)
        if not texts or not self.knows_roles:
            probabilities = self.predict_proba(texts)
            items = zip(texts, names or [()] * len(texts), self.labels_of(probabilities), strict=True)
            return probabilities, [find_acts_by_structure(*item) for item in items]
        exact, roles = self.model.read(texts)
        probabilities = np.round(exact, DIGITS)
        labels = self.labels_of(probabilities)
        return probabilities, [
            find_acts(text, told, self.labels, given, self.model.pairs)
            for text, told, given in zip(texts, roles, labels, strict=True)
        ]

    def labels_of(self, probabilities: NDArray[np.float64]) -> list[tuple[str, ...]]:
        """Give the labels that probabilities of shape (n_sentences, n_labels) amount to."""
        given = probabilities >= np.array(self.thresholds)
        return [tuple(label for label, yes in zip(self.labels, row, strict=True) if yes) for row in given]

    def predict(self, sentences: Iterable[str]) -> list[tuple[str, ...]]:
        """Give the stances of each sentence: several, one, or an empty tuple for none."""
        return self.labels_of(self.predict_proba(sentences))

    def with_thresholds(self, thresholds: float | Mapping[str, float]) -> Classifier:
        """Make a classifier with other thresholds: one for all labels, or some labels' own.

        Raises
        ------
        ModelError
            Where a label is unknown or a threshold is not between 0 and 1.
        """
        given = dict.fromkeys(self.labels, thresholds) if isinstance(thresholds, float | int) else dict(thresholds)
        for label, threshold in given.items():
            if label not in self.labels:
                raise ModelError(f"the model has no label {label!r}; its labels are {', '.join(self.labels)}")
            if not 0 <= threshold <= 1:
                raise ModelError(f"a threshold lies between 0 and 1, not at {threshold}")
        own: Sequence[float] = self.thresholds
        return replace(self, thresholds=tuple(given.get(label, t) for label, t in zip(self.labels, own, strict=True)))
