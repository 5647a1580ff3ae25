"""From a recipe to an unfitted scikit-learn model."""

from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline

from stance.classifier.calibration import CalibratedStances
from stance.classifier.features import TextNormalizer
from stance.classifier.recipe import NgramRecipe, Recipe

_WORD = r"(?u)\b\w[\w'-]*"


def build_model(recipe: Recipe) -> CalibratedStances:
    """Build the model that a recipe describes: n-grams into calibrated one-vs-rest logistic regression."""
    counters = [(f"{ngrams.analyzer}_ngrams", _counter(ngrams)) for ngrams in recipe.ngrams]
    linear = LogisticRegression(
        C=recipe.classifier.C, class_weight=recipe.classifier.class_weight, solver="liblinear", random_state=recipe.seed
    )
    pipeline = Pipeline(
        [
            ("text", TextNormalizer(mask_names=recipe.text.mask_names, mask_numbers=recipe.text.mask_numbers)),
            ("ngrams", FeatureUnion(counters)),
            ("stances", OneVsRestClassifier(linear)),
        ]
    )
    return CalibratedStances(pipeline, folds=recipe.calibration.folds, random_state=recipe.seed)


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
