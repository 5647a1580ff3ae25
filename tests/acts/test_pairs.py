from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from stance.acts.pairs import FEATURES, PairScorer, find_acts, find_pairs
from stance.acts.spans import FoundAct, TokenRoles, word_roles

NAMES = ("cooperate", "oppose")
# What fitting finds in real sentences, in round numbers.
WEIGHTS = {
    "source_absent": -4.0,
    "target_absent": -3.0,
    "source_role": 0.3,
    "target_role": 0.3,
    "source_best_if_absent": -0.3,
    "target_best_if_absent": -0.3,
    "source_behind_best": 0.2,
    "target_behind_best": 0.2,
    "words_between": -0.3,
    "likeliest_source_between": -2.0,
    "likeliest_target_between": -2.0,
    "crossed": -3.0,
}
SCORER = PairScorer(np.array([WEIGHTS.get(name, 0.0) for name in FEATURES]), 1.0)


def roles(text: str, told: dict[str, dict[int, float]]) -> TokenRoles:
    """Give each word of a text, as a token, the probabilities of its roles; words that are not told have none."""
    offsets, rows, at = [(0, 0)], [[0.99] * 4], 0  # a token of no characters says nothing
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        offsets.append((start, at))
        rows.append([told.get(word, {}).get(column, 0.01) for column in range(4)])
    return TokenRoles(np.array(offsets), np.array(rows))


def plain(text: str, acts: list[FoundAct]) -> list[tuple[str, str | None, str | None]]:
    return [(act.stance, *(end and text[end.start : end.end] for end in (act.source, act.target))) for act in acts]


def found(text: str, told: dict[str, dict[int, float]], *labels: str) -> list[tuple[str, str | None, str | None]]:
    return plain(text, find_acts(text, roles(text, told), NAMES, labels, SCORER))


def test_the_source_acts_towards_the_target() -> None:
    text = "The Omani ministry condemned Lima's raid."
    told = {"The": {1: 0.3}, "Omani": {1: 0.9}, "ministry": {1: 0.9}, "Lima's": {3: 0.8}}
    assert found(text, told, "oppose") == [("oppose", "The Omani ministry", "Lima")]


def test_an_act_is_as_probable_as_its_pair() -> None:
    text = "Lima condemned Oslo."
    told = roles(text, {"Lima": {1: 0.9}, "Oslo.": {3: 0.8}})
    (act,) = find_acts(text, told, NAMES, ["oppose"], SCORER)
    pairs = find_pairs(text, word_roles(text, told), 1)
    assert act.source is not None
    assert act.target is not None
    assert act.source.probability == act.target.probability == SCORER.probabilities(pairs).max()


def test_what_hardly_any_word_may_name_is_none() -> None:
    assert found("The raid was condemned.", {"The": {1: 0.02}, "raid": {1: 0.02}}, "oppose") == [("oppose", None, None)]


def test_a_source_acts_towards_its_own_target() -> None:
    text = "Lima condemned Oslo, and Riga condemned Bern."
    told = {"Lima": {1: 0.9}, "Oslo,": {3: 0.9}, "Riga": {1: 0.9}, "Bern.": {3: 0.9}}
    assert found(text, told, "oppose") == [("oppose", "Lima", "Oslo"), ("oppose", "Riga", "Bern")]


def test_two_who_act_on_each_other_have_an_act_each_way() -> None:
    told = {"Lima": {0: 0.9, 2: 0.9}, "Oslo": {0: 0.9, 2: 0.9}}
    assert found("Lima and Oslo agreed.", told, "cooperate") == [("cooperate", "Lima", "Oslo"), ("cooperate", "Oslo", "Lima")]


def test_an_end_that_is_not_named_is_none() -> None:
    assert found("Lima protested.", {"Lima": {1: 0.9}}, "oppose") == [("oppose", "Lima", None)]
    assert found("A protest reached Lima.", {"Lima.": {3: 0.9}}, "oppose") == [("oppose", None, "Lima")]


def test_nobody_acts_on_himself() -> None:
    assert found("Lima sued itself.", {"Lima": {1: 0.9, 3: 0.9}}, "oppose") == [("oppose", "Lima", None)]
    told = {"Lima's": {1: 0.9, 3: 0.9}, "court": {1: 0.9}}
    assert ("oppose", "Lima's court", "Lima") not in found("Lima's court ruled.", told, "oppose")


def test_an_act_is_not_given_twice() -> None:
    told = {"Lima": {1: 0.9}, "Oslo": {3: 0.9}}
    assert found("Lima scolded Oslo and fined Oslo .", told, "oppose") == [("oppose", "Lima", "Oslo")]


def test_each_stance_has_its_own_holders() -> None:
    told = {"Lima": {0: 0.9}, "Oslo,": {2: 0.9, 1: 0.9}, "Riga.": {3: 0.9}}
    text = "Lima thanked Oslo, which condemned Riga."
    assert found(text, told, "cooperate", "oppose") == [("cooperate", "Lima", "Oslo"), ("oppose", "Oslo", "Riga")]
    assert found(text, told, "oppose") == [("oppose", "Oslo", "Riga")]
    assert found(text, told) == []


def test_every_pair_is_described_by_the_features() -> None:
    text = "Lima thanked Oslo."
    pairs = find_pairs(text, word_roles(text, roles(text, {"Lima": {0: 0.9}, "Oslo.": {2: 0.8, 0: 0.3}})), 0)
    assert pairs.features.shape == (len(pairs.ends), len(FEATURES))
    one = dict(zip(FEATURES, pairs.features[0], strict=True))
    assert [end and text[end.start : end.end] for end in pairs.ends[0]] == ["Lima", "Oslo"]
    assert one["source_first"] == one["source_best"] == one["target_best"] == 1
    assert one["target_acts"] == 0.3
    assert one["words_between"] == np.log(2)
    assert pairs.ends[-1] == (None, None)
    assert dict(zip(FEATURES, pairs.features[-1], strict=True))["source_absent"] == 1


shares = st.floats(0, 1)


@given(st.lists(st.sampled_from(["Lima", "“Oslo’s”", "—", "(Riga)", "'s", "we’ve", "x"]), min_size=1, max_size=8), st.data())
def test_every_span_is_of_the_text_and_has_a_probability(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    told = {word: {column: data.draw(shares) for column in range(4)} for word in set(words)}
    acts = find_acts(text, roles(text, told), NAMES, NAMES, SCORER)
    assert {act.stance for act in acts} == set(NAMES)
    for act in acts:
        for end in (act.source, act.target):
            assert end is None or (0 <= end.start < end.end <= len(text) and 0 < end.probability < 1)
            assert end is None or text[end.start : end.end].strip() == text[end.start : end.end]
        assert act.source is None or act.source != act.target
