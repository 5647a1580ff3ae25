"""Models at work: the numbers of a fitted pipeline, and the little arithmetic that applies them.

scikit-learn takes more than a second to import, which is most of the time of scoring an article, and none of it is needed to
multiply a few weights. `freeze` takes from a fitted pipeline what its predictions depend on. The result needs NumPy alone (and
onnxruntime, where there is an encoder), and gives the same probabilities as the pipeline to the last few bits: training checks
it, and so does a test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.acts.pairs import FEATURES, PairScorer
from stance.acts.spans import TokenRoles
from stance.classifier.onnx import OnnxEncoder
from stance.classifier.text import normalize
from stance.classifier.wordclasses import classed
from stance.errors import ModelError

Floats = NDArray[np.float64]

_WORDS_REMEMBERED = 1 << 16


@dataclass(frozen=True)
class NgramIndex:
    """Finds the n-grams of a text that a model knows, as scikit-learn's ``TfidfVectorizer`` does.

    Attributes
    ----------
    analyzer : {"word", "char_wb"}
    shortest, longest : int
        The lengths of n-grams.
    token_pattern : str or None
        What a word is, for ``"word"``.
    columns : dict of str to int
        The column of each n-gram.
    classes : dict of str to str or None
        Of words, where n-grams are of classes (see `stance.classifier.wordclasses`).
    """

    analyzer: str
    shortest: int
    longest: int
    token_pattern: str | None
    columns: Mapping[str, int]
    classes: Mapping[str, str] | None = None
    _find: Callable[[str], list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        finders = {"word": self._word_finder, "char_wb": self._piece_finder}
        object.__setattr__(self, "_find", finders[self.analyzer]())

    def __call__(self, text: str) -> list[int]:
        """List the columns of a text's n-grams, each as often as it occurs."""
        return self._find(text if self.classes is None else classed(text, self.classes))

    def _word_finder(self) -> Callable[[str], list[int]]:
        tokens_of = re.compile(self.token_pattern or "").findall
        column_of, lengths = self.columns.get, range(self.shortest, self.longest + 1)

        def find(text: str) -> list[int]:
            tokens = tokens_of(text)
            found: list[int] = []
            for length in lengths:
                shifted = (tokens[offset:] for offset in range(length))
                grams = tokens if length == 1 else map(" ".join, zip(*shifted, strict=False))
                found.extend(column for column in map(column_of, grams) if column is not None)
            return found

        return find

    def _piece_finder(self) -> Callable[[str], list[int]]:
        column_of, lengths = self.columns.get, range(self.shortest, self.longest + 1)

        @lru_cache(_WORDS_REMEMBERED)
        def pieces(word: str) -> tuple[int, ...]:
            padded = f" {word} "
            found: list[int | None] = []
            for length in lengths:
                count = max(len(padded) - length, 0) + 1
                found.extend(column_of(padded[at : at + length]) for at in range(count))
                if count == 1:  # a short word counts once
                    break
            return tuple(column for column in found if column is not None)

        return lambda text: [column for word in text.split() for column in pieces(word)]


@dataclass(frozen=True)
class LinearScorer:
    """Calibrated one-vs-rest linear classifiers over tf-idf of n-grams.

    Attributes
    ----------
    mask_names, mask_numbers : bool
        How text is written first (see `stance.classifier.text.normalize`).
    indexes : tuple of NgramIndex
        One for each kind of n-gram.
    idf : tuple of ndarray of shape (n_ngrams,)
        The weight of each n-gram, for each kind.
    weights : tuple of ndarray of shape (n_ngrams, n_labels)
        The coefficients of each kind's n-grams.
    bias, slopes, intercepts : ndarray of shape (n_labels,)
        The probability is ``expit(slopes * (tf-idf @ weights + bias) + intercepts)``.
    """

    mask_names: bool
    mask_numbers: bool
    indexes: tuple[NgramIndex, ...]
    idf: tuple[Floats, ...]
    weights: tuple[Floats, ...]
    bias: Floats
    slopes: Floats
    intercepts: Floats

    def predict_proba(self, texts: Iterable[str]) -> Floats:
        """Give probabilities of shape (n_texts, n_labels)."""
        plain = [normalize(text, mask_names=self.mask_names, mask_numbers=self.mask_numbers) for text in texts]
        scores = np.tile(self.bias, (len(plain), 1))
        for index, idf, weights in zip(self.indexes, self.idf, self.weights, strict=True):
            _add_scores(scores, [Counter(index(text)) for text in plain], idf, weights)
        return _expit(self.slopes * scores + self.intercepts)


@dataclass(frozen=True)
class Roles:
    """Linear classifiers over a token's vector, which tell whether it is of the source or the target of each stance.

    Attributes
    ----------
    weights : ndarray of shape (n_dimensions, 2 * n_labels)
    bias : ndarray of shape (2 * n_labels,)
    """

    weights: Floats
    bias: Floats

    def probabilities(self, tokens: NDArray[np.float32]) -> Floats:
        """Give the probabilities of tokens' vectors: (n_tokens, n_dimensions) to (n_tokens, 2 * n_labels)."""
        return _expit(tokens @ self.weights + self.bias)


@dataclass(frozen=True)
class EncoderScorer:
    """Calibrated one-vs-rest linear classifiers over an encoder's vectors.

    Attributes
    ----------
    encoder : OnnxEncoder
    weights : ndarray of shape (n_dimensions, n_labels)
    bias, slopes, intercepts : ndarray of shape (n_labels,)
        The probability is ``expit(slopes * (vector @ weights + bias) + intercepts)``.
    roles : Roles or None
        Of tokens, where the model knows them.
    pairs : PairScorer or None
        Of tokens with roles, there too.
    """

    encoder: OnnxEncoder
    weights: Floats
    bias: Floats
    slopes: Floats
    intercepts: Floats
    roles: Roles | None = None
    pairs: PairScorer | None = None

    def predict_proba(self, texts: Iterable[str]) -> Floats:
        """Give probabilities of shape (n_texts, n_labels)."""
        return self._probabilities(self.encoder.encode(texts))

    def read(self, texts: Iterable[str]) -> tuple[Floats, list[TokenRoles]]:
        """Give probabilities of shape (n_texts, n_labels) and, by the same pass, the roles of each text's tokens."""
        if self.roles is None:
            raise ModelError("the model knows no roles")
        found = self.encoder.read(texts, self.roles.probabilities)
        vectors = np.vstack([vector for vector, _, _ in found]) if found else np.empty((0, self.encoder.dimensions))
        return self._probabilities(vectors), [TokenRoles(offsets, shares) for _, offsets, shares in found]

    def _probabilities(self, encoded: NDArray[Any]) -> Floats:
        vectors = encoded[:, :, None]
        # A sum along each row, not a matrix product, whose last bits depend on how many rows there are.
        scores = (vectors * self.weights).sum(axis=1) + self.bias
        return _expit(self.slopes * scores + self.intercepts)


def _add_scores(scores: Floats, counts: Sequence[Counter[int]], idf: Floats, weights: Floats) -> None:
    """Add what one kind of n-grams says: sublinear tf-idf of unit length, times weights."""
    rows = [row for row, count in enumerate(counts) if count]
    if not rows:
        return
    sizes = [len(counts[row]) for row in rows]
    total = sum(sizes)
    columns = np.fromiter((column for row in rows for column in counts[row]), dtype=np.intp, count=total)
    times = np.fromiter((n for row in rows for n in counts[row].values()), dtype=np.float64, count=total)
    starts = np.concatenate([[0], np.cumsum(sizes[:-1])]).astype(np.intp)
    values = (1 + np.log(times)) * idf[columns]
    lengths = np.sqrt(np.add.reduceat(values**2, starts))
    scores[rows] += np.add.reduceat(values[:, None] * weights[columns], starts) / lengths[:, None]


def _expit(scores: Floats) -> Floats:
    return np.exp(-np.logaddexp(0, -scores))


def freeze_roles(model: Any, dimensions: int, labels: int) -> Roles:
    """Take the numbers from what `stance.classifier.holders.fit_roles` fitted, or from a shell of it.

    Raises
    ------
    ModelError
        Where it is something else.
    """
    try:
        parts = model.estimators_
        weights = np.vstack([part.coef_ for part in parts]).T.astype(np.float64)
        bias = np.concatenate([part.intercept_ for part in parts]).astype(np.float64)
        if weights.shape != (dimensions, 2 * labels) or bias.shape != (2 * labels,):
            raise ValueError("they are not two for each label and one for each dimension of its encoder")
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise ValueError("some of its numbers are none")
    except (AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"its roles are none as this version makes them ({error})") from None
    return Roles(weights, bias)


def freeze_pairs(model: Any) -> PairScorer:
    """Take the numbers from what `stance.classifier.holders.fit_pairs` fitted, or from a shell of it.

    Raises
    ------
    ModelError
        Where it is something else.
    """
    try:
        weights, bias = model.coef_.astype(np.float64), model.intercept_.astype(np.float64)
        if weights.shape != (1, len(FEATURES)) or bias.shape != (1,):
            raise ValueError("they are not one for each feature of a pair")
        if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
            raise ValueError("some of its numbers are none")
    except (AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"its pairs are none as this version makes them ({error})") from None
    return PairScorer(weights[0], float(bias[0]))


def has_encoder(model: Any) -> bool:
    """Tell whether a fitted model, or the shell of one, works on the vectors of an encoder."""
    try:
        return "encoder" in dict(model.estimator_.steps)
    except (AttributeError, TypeError, ValueError):
        return False


def freeze(model: Any, folder: Path) -> LinearScorer | EncoderScorer:
    """Take from a fitted model what its predictions depend on.

    Parameters
    ----------
    model : CalibratedStances
        Fitted, as `stance.classifier.pipelines` builds it; or anything with the same attributes, such as the shells
        that `stance.store.trust.read_shells` makes of a saved one.
    folder : Path
        Where the encoder of the model lies, if it has one.

    Raises
    ------
    ModelError
        Where it is something else, or has a setting that this module does not know.
    """
    try:
        steps = dict(model.estimator_.steps)
        scorer = _freeze_encoder(model, steps, folder) if has_encoder(model) else _freeze_linear(model, steps)
        if not np.isfinite([scorer.bias, scorer.slopes, scorer.intercepts]).all():
            raise ValueError("some of its numbers are none")
        return scorer
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError, re.error) as error:
        raise ModelError(f"is not a model as this version makes them ({error})") from None


def _freeze_encoder(model: Any, steps: Mapping[str, Any], folder: Path) -> EncoderScorer:
    if list(steps) != ["encoder", "stances"]:
        raise ValueError("it has steps of its own")
    parts, threads = steps["stances"].estimators_, steps["encoder"].threads
    if threads is not None and (type(threads) is not int or threads < 1):
        raise ValueError("its number of threads is none")
    scorer = EncoderScorer(
        encoder=OnnxEncoder(folder, threads),
        weights=np.vstack([part.coef_ for part in parts]).T.astype(np.float64),
        bias=np.concatenate([part.intercept_ for part in parts]).astype(np.float64),
        slopes=np.asarray(model.slopes_, dtype=np.float64),
        intercepts=np.asarray(model.intercepts_, dtype=np.float64),
    )
    if scorer.weights.shape != (scorer.encoder.dimensions, len(parts)):
        raise ValueError("its weights are not one for each dimension of its encoder")
    if not scorer.bias.shape == scorer.slopes.shape == scorer.intercepts.shape == (len(parts),):
        raise ValueError("its numbers are not one for each label")
    return scorer


def _freeze_linear(model: Any, steps: Mapping[str, Any]) -> LinearScorer:
    if list(steps) != ["text", "ngrams", "stances"] or steps["ngrams"].transformer_weights is not None:
        raise ValueError("it has steps or weights of its own")
    indexes = [_index(part) for _, part in steps["ngrams"].transformer_list]
    parts = [dict(estimator.steps) for estimator in steps["stances"].estimators_]
    coefficients = np.vstack([part["ratio"].weights_ * part["linear"].coef_ for part in parts]).T.astype(np.float64)
    sizes = [len(index.columns) for index, _ in indexes]
    if coefficients.shape[0] != sum(sizes):
        raise ValueError("its weights and its n-grams differ in number")
    scorer = LinearScorer(
        mask_names=bool(steps["text"].mask_names),
        mask_numbers=bool(steps["text"].mask_numbers),
        indexes=tuple(index for index, _ in indexes),
        idf=tuple(idf for _, idf in indexes),
        weights=tuple(np.split(coefficients, np.cumsum(sizes)[:-1])),
        bias=np.concatenate([part["linear"].intercept_ for part in parts]).astype(np.float64),
        slopes=np.asarray(model.slopes_, dtype=np.float64),
        intercepts=np.asarray(model.intercepts_, dtype=np.float64),
    )
    if not scorer.bias.shape == scorer.slopes.shape == scorer.intercepts.shape == (len(parts),):
        raise ValueError("its numbers are not one for each label")
    if any(idf.shape != (size,) for idf, size in zip(scorer.idf, sizes, strict=True)):
        raise ValueError("its n-grams and their weights differ in number")
    return scorer


def _index(part: Any) -> tuple[NgramIndex, Floats]:
    """Take from a vectorizer, or from a pipeline of word classes and a vectorizer, its index and the weights of its n-grams."""
    if not hasattr(part, "steps"):
        return _index_of(part, None), np.asarray(part._tfidf.idf_, dtype=np.float64)
    steps = dict(part.steps)
    if list(steps) != ["classes", "ngrams"] or not all(
        isinstance(text, str) for pair in steps["classes"].classes.items() for text in pair
    ):
        raise ValueError("it has steps of its own")
    vectorizer = steps["ngrams"]
    return _index_of(vectorizer, steps["classes"].classes), np.asarray(vectorizer._tfidf.idf_, dtype=np.float64)


def _index_of(vectorizer: Any, classes: Mapping[str, str] | None) -> NgramIndex:
    known = {
        "lowercase": False,
        "strip_accents": None,
        "preprocessor": None,
        "tokenizer": None,
        "stop_words": None,
        "binary": False,
    }
    odd = [name for name, value in known.items() if getattr(vectorizer, name) != value]
    tfidf = vectorizer._tfidf
    if odd or (tfidf.norm, tfidf.use_idf, tfidf.sublinear_tf) != ("l2", True, True):
        raise ValueError(f"an n-gram step has a setting of its own: {', '.join(odd) or 'tf-idf'}")
    shortest, longest = vectorizer.ngram_range
    columns = {gram: int(column) for gram, column in vectorizer.vocabulary_.items()}
    if sorted(columns.values()) != list(range(len(columns))):
        raise ValueError("its columns are not numbered from 0")
    if vectorizer.analyzer == "word" and re.compile(vectorizer.token_pattern).groups > 1:
        raise ValueError("its token pattern has several groups")
    return NgramIndex(vectorizer.analyzer, int(shortest), int(longest), vectorizer.token_pattern, columns, classes)
