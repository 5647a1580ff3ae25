"""From a recipe to an unfitted scikit-learn model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline

from stance.classifier.calibration import CalibratedStances
from stance.classifier.encoder import SentenceEncoder
from stance.classifier.features import LogCountRatio, TextNormalizer, WordClasses
from stance.classifier.recipe import EncoderRecipe, NgramRecipe, Recipe

_WORD = r"(?u)\b\w[\w'-]*"


def build_model(recipe: Recipe, classes: Mapping[str, str] | None = None) -> CalibratedStances:
    """Build the model that a recipe describes: n-grams, weighed for each label, into logistic regression.

    Parameters
    ----------
    recipe : Recipe
    classes : mapping of str to str, optional
        Of words, whose n-grams are counted too.
    """
    counters: list[tuple[str, Any]] = [(f"{ngrams.analyzer}_ngrams", _counter(ngrams)) for ngrams in recipe.ngrams]
    if recipe.words is not None:
        of_classes = NgramRecipe(analyzer="word", lengths=recipe.words.lengths, min_count=recipe.words.min_count)
        steps = [("classes", WordClasses(dict(classes or {}))), ("ngrams", _counter(of_classes))]
        counters.append(("class_ngrams", Pipeline(steps)))
    settings = recipe.classifier
    # The dual, since there are ten times as many features as sentences: it takes a fifth of the time.
    linear = LogisticRegression(
        C=settings.C,
        class_weight=settings.class_weight,
        solver="liblinear",
        dual=True,
        max_iter=1000,
        random_state=recipe.seed,
    )
    ratio = LogCountRatio(power=settings.ratio_power, smoothing=settings.ratio_smoothing)
    pipeline = Pipeline(
        [
            ("text", TextNormalizer(mask_names=recipe.text.mask_names, mask_numbers=recipe.text.mask_numbers)),
            ("ngrams", FeatureUnion(counters)),
            ("stances", OneVsRestClassifier(Pipeline([("ratio", ratio), ("linear", linear)]))),
        ]
    )
    return CalibratedStances(pipeline, folds=recipe.calibration.folds, random_state=recipe.seed)


def build_encoder_model(recipe: EncoderRecipe, folder: str) -> CalibratedStances:
    """Build the model over an encoder that is fine-tuned and exported to a folder: its vectors into logistic regression."""
    linear = LogisticRegression(C=recipe.head.C, max_iter=1000, random_state=recipe.seed)
    pipeline = Pipeline([("encoder", SentenceEncoder(folder)), ("stances", OneVsRestClassifier(linear))])
    return CalibratedStances(pipeline, random_state=recipe.seed, one_slope=recipe.head.one_slope)


def _counter(ngrams: NgramRecipe) -> TfidfVectorizer:
    shortest, longest = ngrams.lengths
    return TfidfVectorizer(
        analyzer=ngrams.analyzer,
        ngram_range=(shortest, longest),
        min_df=ngrams.min_count,
        sublinear_tf=True,
        lowercase=False,
        token_pattern=_WORD if ngrams.analyzer == "word" else None,
    )
