from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.corpus.duplicates import exact_duplicates, near_duplicates

LONG = "The harbour council of Maputo thanked the pilots of Tunis for guiding the grain convoy through the narrows."


@pytest.mark.parametrize("copy", ["Oslo met Riga.", "OSLO met riga", "“Oslo” met: Riga!", "Oslo  met\nRiga ."])
def test_case_stops_and_spaces_make_no_other_text(copy: str) -> None:
    assert list(exact_duplicates(["Oslo met Riga.", "Rain fell.", copy])) == [(0, 2)]


@pytest.mark.parametrize("other", ["Oslo met Rigas.", "Riga met Oslo.", "Oslo met Riga 2.", "Oslo met Rigà."])
def test_other_words_make_another_text(other: str) -> None:
    assert list(exact_duplicates(["Oslo met Riga.", other])) == []


def test_every_copy_is_paired_with_the_first() -> None:
    assert list(exact_duplicates(["a", "b", "a", "a", "b"])) == [(0, 2), (0, 3), (1, 4)]


def test_near_duplicates_are_found_with_their_likeness() -> None:
    [(earlier, later, likeness)] = near_duplicates([LONG, "Rain fell on Quito.", LONG.replace("convoy", "convoys")])
    assert (earlier, later) == (0, 2)
    assert 0.8 <= likeness < 1


def test_exact_duplicates_are_not_near_ones() -> None:
    assert list(near_duplicates([LONG, LONG.upper()])) == []


def test_three_exact_duplicates_are_not_near_ones() -> None:
    assert list(near_duplicates([LONG, LONG, LONG])) == []


@pytest.mark.parametrize("texts", [[], [LONG], ["", ""], [" ", LONG]])
def test_too_little_text_has_no_near_duplicates(texts: list[str]) -> None:
    assert list(near_duplicates(texts)) == []


def test_far_apart_sentences_are_compared_too() -> None:
    texts = [f"Letter {n * 7919} from port {n * 104729} came in week {n * 1299709}." for n in range(1100)]
    texts[3], texts[1090] = LONG, LONG.replace("grain", "grains")
    assert [pair[:2] for pair in near_duplicates(texts)] == [(3, 1090)]


def likeness(one: str, other: str) -> float:
    def runs(text: str) -> set[str]:
        padded = [f" {word} " for word in text.split()]
        return {word[at : at + 5] for word in padded for at in range(max(len(word) - 5, 0) + 1)}

    return len(runs(one) & runs(other)) / len(runs(one) | runs(other))


words = st.sampled_from(["envoy", "harbour", "ministers", "a", "of", "met", "meets", "harbours"])


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(st.lists(words, min_size=1, max_size=5).map(" ".join), min_size=2, max_size=8, unique=True),
    threshold=st.sampled_from([0.3, 0.5, 0.8]),
)
def test_likeness_is_the_share_of_common_runs(texts: list[str], threshold: float) -> None:
    found = {(i, j): value for i, j, value in near_duplicates(texts, threshold)}
    pairs = {(i, j): likeness(texts[i], texts[j]) for j in range(len(texts)) for i in range(j)}
    clear = {pair: value for pair, value in pairs.items() if abs(value - threshold) > 1e-6}
    assert {pair for pair in found if pair in clear} == {pair for pair, value in clear.items() if value > threshold}
    assert all(value == pytest.approx(pairs[pair], abs=1e-5) for pair, value in found.items())
