from __future__ import annotations

import math

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.cli.options import parse_thresholds

LABELS = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=10)


def test_no_thresholds_are_no_thresholds() -> None:
    assert parse_thresholds([]) == (None, {})


@settings(max_examples=60, deadline=None)
@given(overall=st.floats(0, 1), own=st.dictionaries(LABELS, st.floats(0, 1), max_size=4))
def test_a_number_is_for_all_labels_and_a_pair_for_one(overall: float, own: dict[str, float]) -> None:
    pairs = [f"{label}={number}" for label, number in own.items()]
    assert parse_thresholds([str(overall), *pairs]) == parse_thresholds([*pairs, str(overall)]) == (overall, own)


def test_the_last_of_several_counts() -> None:
    assert parse_thresholds(["0.1", "0.2", "urge=0.3", "urge=.4"]) == (0.2, {"urge": 0.4})


@pytest.mark.parametrize(
    "word", ["", "=", "urge", "urge=", "urge=x", "urge:0.4", "0,4", "1.01", "-0.1", "urge=2", "inf", "nan", "urge=nan", "50%"]
)
def test_anything_else_is_wrong_usage(word: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"it is LABEL=NUMBER or NUMBER|a threshold lies between 0 and 1"):
        parse_thresholds([word])


def test_a_label_without_a_name_is_wrong_usage() -> None:
    with pytest.raises(typer.BadParameter):
        parse_thresholds(["=0.4"])


@pytest.mark.parametrize("number", [0, 1, math.nextafter(1, 0)])
def test_both_ends_are_thresholds(number: float) -> None:
    assert parse_thresholds([repr(number)]) == (number, {})
