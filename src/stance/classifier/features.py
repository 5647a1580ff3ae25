"""Feature steps: sentences in, numbers out. Each is a scikit-learn transformer and fits into any pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from stance.classifier.text import normalize
from stance.classifier.wordclasses import classed


class _TextStep(TransformerMixin, BaseEstimator):
    """A step from sentences to sentences, which learns nothing."""

    def fit(self, X: Iterable[str], y: ArrayLike | None = None) -> Self:
        """Do nothing; there is nothing to learn."""
        return self

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """Name the one output column, ``text``."""
        return np.array(["text"], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


class TextNormalizer(_TextStep):
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
    ['on 0 xname the envoy of xname met xname']
    """

    def __init__(self, *, mask_names: bool = True, mask_numbers: bool = True) -> None:
        self.mask_names = mask_names
        self.mask_numbers = mask_numbers

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


class WordClasses(_TextStep):
    """Write each word of a plain sentence as its class.

    Parameters
    ----------
    classes : mapping of str to str
        The class of each word that has one, such as `stance.lexicon.word_classes` makes of a larger model's scores.

    Examples
    --------
    >>> WordClasses({"envoy": "person", "consul": "person"}).fit_transform(["the envoy met a consul"])
    ['the person w a person']
    """

    def __init__(self, classes: Mapping[str, str]) -> None:
        self.classes = classes

    def transform(self, X: Iterable[str]) -> list[str]:
        """Write each sentence by classes.

        Parameters
        ----------
        X : iterable of str, length n_samples
            As `TextNormalizer` writes them.
        """
        return [classed(text, self.classes) for text in X]


class LogCountRatio(TransformerMixin, BaseEstimator):
    """Weigh features by how unevenly they fall on the two sides of one label.

    Each column is multiplied by a power of the size of its log-count ratio: the log of how much likelier the feature is among
    the sentences with the label than among those without, as naive Bayes counts it [1]_. What is even on both sides (*the*,
    *of*) fades before a linear model is fitted, so that a small corpus is spent on the features that tell.

    Parameters
    ----------
    power : float, default=0.5
        0 leaves the features as they are; 1 is the full ratio of the paper, signs aside.
    smoothing : float, default=0.3
        Added to every count.

    Attributes
    ----------
    weights_ : ndarray of shape (n_features,)
    n_features_in_ : int

    References
    ----------
    .. [1] Wang, S. and Manning, C. D. (2012). Baselines and bigrams: simple, good sentiment and topic classification. ACL.
    """

    def __init__(self, *, power: float = 0.5, smoothing: float = 0.3) -> None:
        self.power = power
        self.smoothing = smoothing

    def fit(self, X: Any, y: ArrayLike) -> Self:
        """Count in how many samples of either side each feature is present.

        Parameters
        ----------
        X : sparse matrix or array of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
            Zeros and ones.
        """
        X, y = validate_data(self, X, y, accept_sparse="csr")
        present, sides = csr_array(X) != 0, np.asarray(y) == 1
        with_, without = (self.smoothing + present[side].sum(axis=0) for side in (sides, ~sides))
        ratio = np.log(with_ / with_.sum()) - np.log(without / without.sum())
        self.weights_ = np.abs(ratio) ** self.power
        return self

    def transform(self, X: Any) -> csr_array:
        """Multiply each column by its weight; the shape stays (n_samples, n_features)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        return csr_array(X).multiply(self.weights_[None, :]).tocsr()

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """Give the names of the features, which stay."""
        if input_features is None:
            return np.array([f"x{column}" for column in range(self.n_features_in_)], dtype=object)
        return np.asarray(input_features, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.sparse = True
        return tags
