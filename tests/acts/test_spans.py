from __future__ import annotations

import numpy as np
import pytest

from stance.acts.spans import TokenRoles, candidates, word_roles


def spans(text: str, shares: dict[str, float]) -> list[str]:
    """Find the spans of a text whose words, split at spaces, have these probabilities of the first of two roles."""
    offsets, rows, at = [], [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        offsets.append((start, at))
        rows.append([shares.get(word, 0.0), 0.0])
    found = candidates(text, word_roles(text, TokenRoles(np.array(offsets), np.array(rows))), 0)
    return [text[one.span.start : one.span.end] for one in found]


def test_neighbouring_words_are_one_name() -> None:
    assert spans("The Omani ministry spoke.", {"The": 0.3, "Omani": 0.9, "ministry": 0.9}) == ["The Omani ministry"]
    assert spans("Lima and Oslo spoke.", {"Lima": 0.9, "Oslo": 0.6}) == ["Lima", "Oslo"]


def test_a_name_has_no_words_that_are_much_less_likely() -> None:
    assert spans("Today Lima spoke.", {"Today": 0.1, "Lima": 0.9}) == ["Lima"]
    assert spans("Mayor Soto spoke.", {"Mayor": 0.06, "Soto": 0.1}) == ["Mayor Soto"]


def test_what_is_hardly_likely_is_no_candidate() -> None:
    assert spans("Lima spoke.", {"Lima": 0.04}) == []


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Lima’s envoy left.", "Lima’s", "Lima"),
        ("They said: we’ve left.", "we’ve", "we"),
        ("It was Oslo, he said.", "Oslo,", "Oslo"),
        ("It was the (“Quint”).", "(“Quint”).", "Quint"),
        ("It was the U.S. that left.", "U.S.", "U.S."),
        ("O’Neill left.", "O’Neill", "O’Neill"),
    ],
)
def test_punctuation_and_what_is_elided_is_no_part_of_a_name(text: str, word: str, name: str) -> None:
    assert spans(text, {word: 0.9}) == [name]


def test_a_word_has_the_highest_probability_of_its_tokens() -> None:
    tokens = TokenRoles(np.array([(0, 0), (0, 2), (2, 4), (5, 9)]), np.array([[0.9, 0.9], [0.2, 0.0], [0.7, 0.1], [0.0, 0.3]]))
    assert word_roles("Lima said", tokens).probabilities.tolist() == [[0.7, 0.1], [0.0, 0.3]]
    assert word_roles("", TokenRoles(np.empty((0, 2), dtype=np.int64), np.empty((0, 2)))).words == []
