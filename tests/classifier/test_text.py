from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.classifier.text import normalize


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The envoy LEFT.", "the envoy left."),
        ("“No,” she said: the envoys’ ‘pause’ holds", "\"no,\" she said: the envoys' 'pause' holds"),
        ("talks—long ones–ended", "talks - long ones-ended"),
        ("on 3 May 2031 it sent 1,250.5 tonnes", "on 3 may 2031 it sent 1,250.5 tonnes"),
        ("it asked Peru", "it asked peru"),
        ("", ""),
    ],
)
def test_text_is_written_plainly(text: str, plain: str) -> None:
    assert normalize(text, mask_names=False, mask_numbers=False) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("it sent 1,250.5 tonnes", "it sent 0 tonnes"),
        ("it sent 7 ships and 12 crews", "it sent 0 ships and 0 crews"),
        ("resolution S/RES/99/4b", "resolution s/res/0/0b"),
    ],
)
def test_numbers_are_masked(text: str, plain: str) -> None:
    assert normalize(text, mask_names=False, mask_numbers=True) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The envoy asked Peru to wait.", "the envoy asked xname to wait."),
        ("The envoy asked Peru, Chad and Mali to wait.", "the envoy asked xname, xname to wait."),
        ("An envoy of the Republic of Korea left.", "an envoy of the xname left."),
        ("The envoy met Bank of Lagos staff.", "the envoy met xname staff."),
        ("The envoy asked the U.N. Security Council to wait.", "the envoy asked the xname to wait."),
        ("The envoy heard Peru's call.", "the envoy heard xname call."),
        ("The envoy heard Peru’s call.", "the envoy heard xname call."),
        ("Peru asked the envoy to wait.", "peru asked the envoy to wait."),
        ("On 3 ships Peru agreed.", "on 3 ships xname agreed."),
        ("The envoy—Peru's own—left.", "the envoy - xname own - left."),
        ("no names here", "no names here"),
    ],
)
def test_names_inside_a_sentence_are_masked(text: str, plain: str) -> None:
    assert normalize(text, mask_names=True, mask_numbers=False) == plain


name = st.from_regex(r"[A-Z][a-z]{2,11}", fullmatch=True)
frame = st.sampled_from(
    [
        "The envoy condemned {} over the dam.",
        "Officials said {} would not attend, and {} agreed.",
        "An aide to {}'s minister urged calm.",
        "The council (with {} abstaining) met.",
        "The treaty, {} said, stands.",
        "Lima and {} signed a pact.",
        "The {}-led talks failed.",
        "The ministry said: {} must leave.",
        "The court heard 3 {} ministers.",
    ]
)


@settings(max_examples=100, deadline=None)
@given(frame, name, name)
def test_one_name_inside_a_sentence_is_as_good_as_another(sentence: str, one: str, other: str) -> None:
    def plain(text: str) -> str:
        return normalize(text, mask_names=True, mask_numbers=True)

    assert plain(sentence.replace("{}", one)) == plain(sentence.replace("{}", other))


@pytest.mark.parametrize(
    "sentence",
    [
        "The envoy (Peru) left.",
        "The envoys of Chad/Peru left.",
        "In a communiqué Peru agreed.",
        "The envoy condemned Åland over the dam.",
    ],
    ids=["after a bracket", "after a slash", "after a word that ends in an accent", "that begin with an accent"],
)
def test_names_are_masked_wherever_they_stand_inside(sentence: str) -> None:
    plain = normalize(sentence, mask_names=True, mask_numbers=True)
    assert "peru" not in plain
    assert "åland" not in plain


@settings(max_examples=100, deadline=None)
@given(st.text(), st.booleans(), st.booleans())
def test_plain_text_stays_as_it_is(text: str, names: bool, numbers: bool) -> None:
    plain = normalize(text, mask_names=names, mask_numbers=numbers)
    assert normalize(plain, mask_names=names, mask_numbers=numbers) == plain
