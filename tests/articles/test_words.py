from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stance.articles.words import is_word, join_lines

EVERYDAY = (
    "a about after again against all also an and any are as at be because before being between both but by can could "
    "did do down during each even every few first for from further had has have he her him his how if in into is it "
    "its just last later less like long made make many may me might more most much must my near never new next no nor "
    "not now of off old on once one only or other our out over own people say see set she should since so some still "
    "such take than that the their them then there these they this those through time to today two under until up upon "
    "us very was way we week well were what when where which while who why will with within without work world year "
    "minister envoy talks treaty border state government council trade fishing ships river road port army visit "
    "agreement report pressure support aid water power war peace"
).split()


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("closer military coope", "ration between them", "closer military cooperation between them"),
        ("the gover", "nment said", "the government said"),
        ("a new agree", "ment on fish", "a new agreement on fish"),
        ("Parlia", "ment sat", "Parliament sat"),
        ("the gov-", "ernment of the day", "the government of the day"),
        ("the agree\u2010", "ment", "the agreement"),
        ("Minis-", "ters met", "Ministers met"),
    ],
)
def test_a_word_that_a_line_end_cut_is_whole_again(left, right, joined):
    assert join_lines([left, right]) == joined


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("which may", "be late", "which may be late"),
        ("to the in", "side of it", "to the in side of it"),
        ("more than any", "one of them", "more than any one of them"),
        ("the so", "called plan", "the so called plan"),
        ("ships from the US", "age of sail", "ships from the US age of sail"),
        ("the vote of the EU", "ropes in more", "the vote of the EU ropes in more"),
        ("in 20", "th place", "in 20 th place"),
        ("the minister.", "then he left", "the minister. then he left"),
        ("the envoy to", "Lima left", "the envoy to Lima left"),
        ("Samud", "ra replied", "Samud ra replied"),
        ("talks -", "and trade", "talks - and trade"),
    ],
)
def test_two_words_stay_two(left, right, joined):
    assert join_lines([left, right]) == joined


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("a well-", "known delegate", "a well-known delegate"),
        ("the five-", "year plan", "the five-year plan"),
        ("a 12-", "member team", "a 12-member team"),
        ("COVID-", "19 rules", "COVID-19 rules"),
        ("the Anglo-", "Dutch firm", "the Anglo-Dutch firm"),
        ("state-of-the-", "art ships", "state-of-the-art ships"),
    ],
)
def test_a_hyphen_that_belongs_to_a_compound_stays(left, right, joined):
    assert join_lines([left, right]) == joined


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("the plan—", "a bold one", "the plan—a bold one"),
        ("the plan —", "a bold one", "the plan — a bold one"),
        ("and/", "or both", "and/or both"),
        ("", "alone", "alone"),
        ("alone", "", "alone"),
        ("", "", ""),
    ],
)
def test_dashes_slashes_and_nothing(left, right, joined):
    assert join_lines([left, right]) == joined


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("the envoys don't", "he said"),
        ("it’s", "not late"),
        ("that’s", "an offer"),
        ("the President’s", "trip"),
        ("out of harm's", "way"),
        ("the ships haven’t", "had water"),
    ],
)
def test_nothing_is_joined_behind_an_apostrophe(left, right):
    assert join_lines([left, right]) == f"{left} {right}"


@pytest.mark.parametrize(
    ("left", "right"), [("met in Perón", "one day"), ("a deal on 5G", "and more"), ("from Côte", "d’Ivoire"), ("R&D", "on it")]
)
def test_nothing_is_joined_to_a_part_of_a_word(left, right):
    assert join_lines([left, right]) == f"{left} {right}"


def test_a_compound_with_an_abbreviation_is_whole_again():
    assert join_lines(["the U.S.-", "led talks"]) == "the U.S.-led talks"


@pytest.mark.parametrize("word", ["and", "or", "to"])
def test_a_suspended_hyphen_keeps_its_space(word):
    assert join_lines(["both short-", f"{word} long-term"]) == f"both short- {word} long-term"


def test_everyday_words_are_never_run_together():
    pairs = [(a, b) for a in EVERYDAY for b in EVERYDAY if join_lines([f"the {a}", f"{b} the"]) != f"the {a} {b} the"]
    assert pairs == []


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1), st.text(min_size=1))
def test_joining_adds_a_space_or_takes_a_hyphen_and_nothing_else(left, right):
    left, right = left.strip(), right.strip()
    assume(left and right)
    assert join_lines([left, right]) in {f"{left} {right}", left + right, left[:-1] + right}


def test_the_word_list_knows_words():
    assert is_word("cooperation")
    assert not is_word("coope")
