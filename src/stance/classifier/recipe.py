"""Recipes: everything that decides what a model becomes, stated in a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from stance.errors import ModelError


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class TextRecipe(_Table):
    """How sentences are written before features are drawn (see `TextNormalizer`)."""

    mask_names: bool = True
    mask_numbers: bool = True


class NgramRecipe(_Table):
    """One kind of n-gram: scikit-learn's analyzer, the lengths from and to, and how many sentences must have one."""

    analyzer: Literal["word", "char_wb"]
    lengths: list[int] = Field(min_length=2, max_length=2)
    min_count: int = Field(default=1, ge=1)

    @field_validator("lengths")
    @classmethod
    def _rising(cls, lengths: list[int]) -> list[int]:
        if not 1 <= lengths[0] <= lengths[1]:
            raise ValueError("the lengths are from and to, and begin at 1")
        return lengths


class ClassifierRecipe(_Table):
    """The linear model of each label.

    ``C`` is the inverse strength of its L2 penalty, ``ratio_power`` and ``ratio_smoothing`` how features are weighed
    first (see `LogCountRatio`), ``class_weight`` how the two sides are weighted.
    """

    C: float = Field(default=1.0, gt=0)
    ratio_power: float = Field(default=0.5, ge=0)
    ratio_smoothing: float = Field(default=0.3, gt=0)
    class_weight: Literal["balanced"] | None = None


class CorpusRecipe(_Table):
    """Where the labelled sentences are, relative to the recipe."""

    paths: list[str] = Field(min_length=1)


class FoldsRecipe(_Table):
    """How many folds a cross-validation has, and for an evaluation how many draws its intervals."""

    folds: int = Field(default=5, ge=2)
    draws: int = Field(default=1000, ge=1)


class Recipe(_Table):
    """A recipe of the linear model.

    Attributes
    ----------
    name, description : str
        Of the model, for its manifest and card.
    seed : int
        Of everything that is drawn by chance.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    description: str = ""
    seed: int = Field(default=0, ge=0, lt=2**32)
    corpus: CorpusRecipe
    text: TextRecipe = TextRecipe()
    ngrams: list[NgramRecipe] = Field(min_length=1)
    classifier: ClassifierRecipe = ClassifierRecipe()
    calibration: FoldsRecipe = FoldsRecipe()
    evaluation: FoldsRecipe = FoldsRecipe()

    @field_validator("ngrams")
    @classmethod
    def _of_different_kinds(cls, ngrams: list[NgramRecipe]) -> list[NgramRecipe]:
        if len({kind.analyzer for kind in ngrams}) < len(ngrams):
            raise ValueError("each analyzer may stand once")
        return ngrams


def read_recipe(path: str | Path) -> Recipe:
    """Read a recipe.

    Raises
    ------
    ModelError
        Where the file is missing, is not TOML, lacks a key, or has one that is unknown or of a wrong kind.
    """
    try:
        raw: dict[str, Any] = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: the recipe cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: is not TOML ({error})") from None
    try:
        return Recipe.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        raise ModelError(f"{path}: {key}: {message[0].lower()}{message[1:]}") from None
