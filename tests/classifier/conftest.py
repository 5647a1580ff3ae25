from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from stance.classifier.recipe import EncoderRecipe, Recipe
from stance.classifier.training import indicator
from stance.codebook import default_codebook
from tests.conftest import ENCODER_RECIPE, TOY_RECIPE, toy_sentences

MakeRecipe = Callable[..., Recipe]
MakeEncoderRecipe = Callable[..., EncoderRecipe]


class Toy(NamedTuple):
    texts: list[str]
    truth: NDArray[np.int64]
    names: tuple[str, ...]


@pytest.fixture(scope="session")
def toy() -> Toy:
    """The toy corpus as arrays."""
    rows, names = toy_sentences(), default_codebook().names
    return Toy([row["text"] for row in rows], indicator([row["labels"] for row in rows], names), names)


@pytest.fixture(scope="session")
def make_recipe() -> MakeRecipe:
    """Give the toy recipe with other tables."""

    def call(**tables: object) -> Recipe:
        return Recipe.model_validate({**tomllib.loads(TOY_RECIPE), **tables})

    return call


@pytest.fixture(scope="session")
def make_encoder_recipe() -> MakeEncoderRecipe:
    """Give the recipe of the toy encoder with other tables; its base weights are nowhere."""

    def call(**tables: object) -> EncoderRecipe:
        return EncoderRecipe.model_validate({**tomllib.loads(ENCODER_RECIPE), **tables})

    return call


@pytest.fixture(scope="package", autouse=True)
def one_thread() -> Iterator[None]:
    """Fit in one thread: on matrices as small as these, several threads mostly wait for each other."""
    with threadpool_limits(1):
        yield
