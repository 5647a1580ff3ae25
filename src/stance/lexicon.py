"""A larger model sorts the words of the language by the stance that each says by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stance.articles.words import common_words
from stance.classifier.classifier import Classifier
from stance.classifier.recipe import WordsRecipe

_FRAMES = ("They {} it.", "{}")
_CERTAIN = 1e-6


def word_classes(teacher: Classifier, settings: WordsRecipe) -> dict[str, str]:
    """Give each word that leans to a stance a class, such as ``"xoppose2"``.

    The teacher scores every word alone and in a short frame. A stance's log-odds over all words are centred on their median and
    divided by their deviation, and averaged over both; the stance that stands out most names the class of the word.

    Parameters
    ----------
    teacher : Classifier
    settings : WordsRecipe

    Returns
    -------
    dict of str to str
        Classes end in 2 where the lean is at or over ``settings.strong``, and in 1 from ``settings.weak``.
    """
    words = common_words(settings.count)
    leans = sum(_standing_out(teacher, [frame.format(word) for word in words]) for frame in _FRAMES) / len(_FRAMES)
    classes = {}
    for word, lean in zip(words, np.asarray(leans), strict=True):
        label = int(lean.argmax())
        if lean[label] >= settings.weak:
            classes[word] = f"x{teacher.labels[label]}{2 if lean[label] >= settings.strong else 1}"
    return classes


def _standing_out(teacher: Classifier, texts: list[str]) -> NDArray[np.float64]:
    shares = np.clip(teacher.model.predict_proba(texts), _CERTAIN, 1 - _CERTAIN)
    odds = np.log(shares) - np.log1p(-shares)
    leans: NDArray[np.float64] = (odds - np.median(odds, axis=0)) / np.maximum(odds.std(axis=0), _CERTAIN)
    return leans
