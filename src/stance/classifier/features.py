"""Feature steps: sentences in, numbers out. Each is a scikit-learn transformer and fits into any pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from stance.classifier.text import normalize


class TextNormalizer(TransformerMixin, BaseEstimator):
    """Write sentences plainly: straight quotes, lower case, and one word for every name and number.

    A stance lies in what is done, not in who does it. With names masked, a model can neither learn that some country is
    always the one that is condemned, nor change its mind when another takes its place.

    Parameters
    ----------
    mask_names : bool, default=True
        Replace runs of capitalised words inside a sentence by ``xname``. A name that begins the sentence stays, since its
        capital does not tell it from any other word.
    mask_numbers : bool, default=True
        Replace numbers by ``0``.

    Examples
    --------
    >>> TextNormalizer().fit_transform(["On 3 May the envoy of Peru met Rosa Quispe."])
    ['on 0 may the envoy of xname met xname.']
    """

    def __init__(self, *, mask_names: bool = True, mask_numbers: bool = True) -> None:
        self.mask_names = mask_names
        self.mask_numbers = mask_numbers

    def fit(self, X: Iterable[str], y: ArrayLike | None = None) -> Self:
        """Do nothing; there is nothing to learn."""
        return self

    def transform(self, X: Iterable[str]) -> list[str]:
        """Write each sentence plainly.

        Parameters
        ----------
        X : iterable of str, length n_samples

        Returns
        -------
        list of str, length n_samples
        """
        return [normalize(text, mask_names=self.mask_names, mask_numbers=self.mask_numbers) for text in X]

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """Name the one output column, ``text``."""
        return np.array(["text"], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags
