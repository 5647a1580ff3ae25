"""The sentence encoder as a step of a scikit-learn pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from stance.classifier.onnx import OnnxEncoder


class SentenceEncoder(TransformerMixin, BaseEstimator):
    """Turn sentences into vectors by a transformer network that was exported to ONNX.

    Sentences that say the same in other words lie close together. The network is as it is: `fit` learns nothing (see
    `stance.classifier.finetuning` for that). The pickle of this transformer holds the path of the network and not its weights.

    Parameters
    ----------
    folder : str
        With ``encoder.onnx`` and ``tokenizer.json``, such as the folder of the ``encoder`` model.
    threads : int, optional
        Sentences that are encoded at once; by default as many as this process has cores.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from stance.store.shipped import find_model
    >>> sentences = ["Lima thanked Quito.", "Oslo condemned the raid.", "Doha praised Riga.", "Suva rejected the charge."]
    >>> kind = make_pipeline(SentenceEncoder(str(find_model("encoder"))), LogisticRegression())
    >>> kind.fit(sentences, ["kind", "hostile", "kind", "hostile"]).predict(["Accra denounced the attack."])
    array(['hostile'], dtype='<U7')
    """

    def __init__(self, folder: str, *, threads: int | None = None) -> None:
        self.folder = folder
        self.threads = threads

    def fit(self, X: Iterable[str], y: ArrayLike | None = None) -> Self:
        """Open the network; nothing is learned from the sentences.

        Raises
        ------
        ModelError
            Where the folder holds no such network.
        """
        self._opened()
        return self

    def transform(self, X: Iterable[str]) -> NDArray[np.float64]:
        """Give the vector of each sentence, of shape (n_samples, n_dimensions).

        Parameters
        ----------
        X : iterable of str, length n_samples
            A sentence of more than 256 tokens is cut there, with a `StanceWarning`.
        """
        # The network computes in 32 bits. What is fitted on its vectors is given 64, so that it does not round once more.
        return self._opened().encode(X).astype(np.float64)

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """Name the columns: ``encoder0``, ``encoder1`` and so on."""
        return np.array([f"encoder{i}" for i in range(self._opened().dimensions)], dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def _opened(self) -> OnnxEncoder:
        key = (self.folder, self.threads)
        if getattr(self, "_key", None) != key:
            self._key, self._network = key, OnnxEncoder(Path(self.folder), self.threads)
        return self._network

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name not in ("_key", "_network")}
