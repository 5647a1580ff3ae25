from __future__ import annotations

from pathlib import Path

import pytest

import stance
import stance.sentences  # once here, and not in every process that finds sentences
from stance import Article, Classifier

TEXTS = [
    "Oslo condemned its neighbour Lima over item 3. Suva urged Accra to answer.\n\nThe road is 20 kilometres long.",
    "Hanoi thanked Quito.",
    "“We are watching Riga,” the envoy said. “Nothing is decided.” Doha met Tunis – twice – in São Tomé…",
    "A heading without a full stop\n\nMaputo rejected the plan of Mr. Lee. It rained.",
]


@pytest.fixture(scope="session")
def classifier(toy_model: Path) -> Classifier:
    return stance.load(toy_model)


@pytest.fixture
def articles() -> list[Article]:
    return [Article(f"a{number}", text) for number, text in enumerate(TEXTS)]


@pytest.fixture
def many() -> list[Article]:
    """Enough for several batches."""
    return [Article(f"a{number}", f"{TEXTS[number % 4]}\n\nLima welcomed item {number}.") for number in range(300)]
