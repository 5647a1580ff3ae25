from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stance.classifier.wordclasses import classed

CLASSES = {"condemned": "xoppose2", "raid": "xoppose1", "thanked": "xcooperate2", "not": "xnot"}


def test_words_of_a_class_stand_as_it_and_others_as_one() -> None:
    assert classed("xname condemned the 0 zebras' raid.", CLASSES) == "xname xoppose2 the w xoppose1"


def test_a_class_goes_before_what_is_kept() -> None:
    assert classed("did not", CLASSES) == "did xnot"


@given(st.text())
def test_any_text_becomes_words_that_were_meant(text: str) -> None:
    known = {*CLASSES.values(), "w"}
    for word in classed(text, CLASSES).split():
        assert word in known or word in text


@given(st.lists(st.sampled_from(["condemned", "zebra", "the", "thanked"]), max_size=8))
def test_there_are_as_many_words_as_before(words: list[str]) -> None:
    assert len(classed(" ".join(words), CLASSES).split()) == len(words)
