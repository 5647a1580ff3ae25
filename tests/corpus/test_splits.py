from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus import groups

keys = st.lists(st.tuples(st.sampled_from([None, "x", "y", "z"]), st.sampled_from([None, "", "x", "y", "z"])), max_size=12)


def partition(numbers: list[int]) -> set[frozenset[int]]:
    return {frozenset(i for i, number in enumerate(numbers) if number == group) for group in numbers}


@pytest.mark.parametrize(
    ("families", "articles", "expected"),
    [
        ([], [], []),
        ([None, None], [None, None], [0, 1]),
        (["f", "f", None], [None, None, None], [0, 0, 1]),
        ([None, "f", None, "f"], ["a", None, None, "a"], [0, 0, 1, 0]),
        (["f1", "f1", "f2", "f2"], [None, "a", "a", None], [0, 0, 0, 0]),
        (["x", None], [None, "x"], [0, 1]),
        (["", ""], [None, ""], [0, 1]),
    ],
    ids=["nothing", "singles", "a family", "through an article", "a chain", "a family is no article", "no name is no group"],
)
def test_groups(families: list[str | None], articles: list[str | None], expected: list[int]) -> None:
    assert groups(families, articles).tolist() == expected


@settings(max_examples=100, deadline=None)
@given(keys)
def test_groups_are_the_connected_components(rows: list[tuple[str | None, str | None]]) -> None:
    own = list(range(len(rows)))
    changed = True
    while changed:  # spread the least number over every shared key until nothing moves
        changed = False
        for i, (family, article) in enumerate(rows):
            for j, (other_family, other_article) in enumerate(rows):
                if own[j] < own[i] and ((family and family == other_family) or (article and article == other_article)):
                    own[i], changed = own[j], True
    found = groups(*([row[at] for row in rows] for at in (0, 1)))
    assert partition(found.tolist()) == partition(own)
    assert np.array_equal(np.unique(found), np.arange(len(set(own))))


@settings(max_examples=50, deadline=None)
@given(keys, st.randoms())
def test_groups_do_not_depend_on_order(rows: list[tuple[str | None, str | None]], random: object) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight = groups(*([row[at] for row in rows] for at in (0, 1))).tolist()
    shuffled = groups(*([rows[i][at] for i in order] for at in (0, 1))).tolist()
    assert partition([shuffled[order.index(i)] for i in range(len(rows))]) == partition(straight)


def test_families_and_articles_are_of_the_same_sentences() -> None:
    with pytest.raises(ValueError):
        groups(["f"], ["a", "b"])
