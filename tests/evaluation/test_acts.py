from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.evaluation import Act, End, Scores, judge_acts

SEOUL, MOSCOW = End("Seoul", "KOR"), End("Moscow", "RUS")
GOLD = Act("oppose", SEOUL, MOSCOW)


def value(judged: dict[str, Scores], way: str) -> tuple[float, float, float]:
    scores = judged[way]
    return scores.precision.value, scores.recall.value, scores.f1.value


@pytest.mark.parametrize(
    ("guess", "exact", "head", "code"),
    [
        (GOLD, 1, 1, 1),
        (Act("urge", SEOUL, MOSCOW), 0, 0, 0),
        (Act("oppose", MOSCOW, SEOUL), 0, 0, 0),
        (Act("oppose", End("the Seoul government", "KOR"), MOSCOW), 0, 1, 1),
        (Act("oppose", End("the ministry", "KOR"), MOSCOW), 0, 0, 1),
        (Act("oppose", End("Seoul"), MOSCOW), 1, 1, 0),
        (Act("oppose", SEOUL, None), 0, 0, 0),
    ],
)
def test_an_act_is_right_where_stance_and_both_ends_are(guess: Act, exact: int, head: int, code: int) -> None:
    judged = judge_acts([[GOLD]], [[guess]], draws=5)
    assert [value(judged, way) for way in ("exact", "head", "code")] == [(n, n, n) for n in (exact, head, code)]


def test_an_end_that_gold_leaves_out_agrees_with_anything_but_word_for_word() -> None:
    judged = judge_acts([[Act("oppose", SEOUL, None)]], [[GOLD]], draws=5)
    assert [value(judged, way)[2] for way in ("exact", "head", "code")] == [0, 1, 1]


def test_two_guesses_do_not_match_one_act_twice() -> None:
    judged = judge_acts([[GOLD]], [[GOLD, GOLD]], draws=5)
    assert value(judged, "exact") == (0.5, 1, pytest.approx(2 / 3))


def test_two_acts_need_two_guesses() -> None:
    back = Act("oppose", MOSCOW, SEOUL)
    assert value(judge_acts([[GOLD, back]], [[back]], draws=5), "head") == (1, 0.5, pytest.approx(2 / 3))


def test_by_code_acts_without_any_do_not_count() -> None:
    nameless = Act("oppose", End("the rebels"), None)
    judged = judge_acts([[GOLD, nameless]], [[GOLD, nameless]], draws=5)
    assert value(judge_acts([[nameless]], [[nameless]], draws=5), "code") == (0, 0, 0)
    assert value(judged, "code") == (1, 1, 1)


def test_sentences_of_one_group_are_drawn_together() -> None:
    gold, guessed = [[GOLD]] * 4, [[GOLD], [GOLD], [], []]
    alone = judge_acts(gold, guessed, draws=200)["head"].recall
    together = judge_acts(gold, guessed, np.array([0, 1, 0, 1]), draws=200)["head"].recall
    assert together.low == together.high == 0.5
    assert alone.low < 0.5 < alone.high


ends = st.sampled_from([None, SEOUL, MOSCOW, End("the ministry"), End("Russia", "RUS")])
acts = st.lists(st.builds(Act, st.sampled_from(["oppose", "urge"]), ends, ends), max_size=4)


@given(st.lists(acts, min_size=1, max_size=5))
def test_gold_agrees_with_itself(gold: list[list[Act]]) -> None:
    judged = judge_acts(gold, gold, draws=2)
    some = any(gold)
    assert value(judged, "exact") == (some, some, some)


@given(st.lists(st.tuples(acts, acts), min_size=1, max_size=5))
def test_figures_are_shares_whatever_is_matched(pairs: list[tuple[list[Act], list[Act]]]) -> None:
    gold, guessed = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    judged = judge_acts(gold, guessed, draws=2)
    assert all(0 <= figure <= 1 for way in judged for figure in value(judged, way))
