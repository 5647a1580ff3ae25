from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stance.evaluation import surest_mistakes

NAMES = ("cooperate", "oppose")


def test_the_surest_comes_first_and_what_is_right_is_no_mistake() -> None:
    truth = np.array([[1, 0], [0, 1], [0, 0], [1, 1]])
    probabilities = np.array([[0.9, 0.1], [0.6, 0.8], [0.2, 0.97], [0.1, 0.9]])
    found = surest_mistakes(["a", "b", "c", "d"], truth, probabilities, (probabilities >= 0.5).astype(int), NAMES)
    assert found == [
        {"text": "c", "gold": [], "predicted": ["oppose"], "gap": 0.97},
        {"text": "d", "gold": ["cooperate", "oppose"], "predicted": ["oppose"], "gap": 0.9},
        {"text": "b", "gold": ["oppose"], "predicted": ["cooperate", "oppose"], "gap": 0.6},
    ]


@given(st.integers(0, 30), st.integers(0, 10), st.integers(0, 2**32 - 1))
def test_no_more_than_asked_and_each_is_wrong(sentences: int, most: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth, probabilities = rng.integers(0, 2, (sentences, 2)), rng.random((sentences, 2))
    predictions = (probabilities >= 0.4).astype(int)
    found = surest_mistakes([str(n) for n in range(sentences)], truth, probabilities, predictions, NAMES, most=most)
    wrong = int((truth != predictions).any(axis=1).sum())
    assert len(found) == min(most, wrong)
    assert all(mistake["gold"] != mistake["predicted"] for mistake in found)
    assert [mistake["gap"] for mistake in found] == sorted((mistake["gap"] for mistake in found), reverse=True)
