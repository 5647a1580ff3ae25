from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.acts.spans import Span
from stance.acts.structure import find_acts_by_structure

STANCES = ("cooperate", "monitor", "oppose", "urge")

Plain = tuple[str, str | None, str | None]


def found(text: str, *labels: str, names: tuple[str, ...] = ()) -> list[Plain]:
    """Give the acts of a text in plain words; the names are what the gazetteer would find."""
    mentions = [(text.index(name), text.index(name) + len(name)) for name in names]
    acts = find_acts_by_structure(text, mentions, labels)

    def words(end: Span | None) -> str | None:
        return text[end.start : end.end] if end else None

    return [(act.stance, words(act.source), words(act.target)) for act in acts]


def test_the_source_stands_before_the_verb_and_the_target_after_it() -> None:
    text = "The Kenyan foreign ministry condemned the Somali army for the shelling."
    assert found(text, "oppose", names=("Kenyan", "Somali")) == [("oppose", "The Kenyan foreign ministry", "the Somali army")]


def test_the_passive_turns_the_ends_round() -> None:
    text = "The company was accused by the regulator of hiding the spill."
    assert found(text, "oppose") == [("oppose", "the regulator", "The company")]
    text = "The regulator accused the company of hiding the spill."
    assert found(text, "oppose") == [("oppose", "The regulator", "the company")]


def test_who_is_urged_stands_before_the_infinitive() -> None:
    text = "On Tuesday the bishops urged the rebels to free the hostages held near the border."
    assert found(text, "urge") == [("urge", "the bishops", "the rebels")]


def test_two_who_agree_act_on_each_other() -> None:
    text = "Chile and Peru agreed to reopen the railway."
    assert found(text, "cooperate", names=("Chile", "Peru")) == [("cooperate", "Chile", "Peru"), ("cooperate", "Peru", "Chile")]


def test_each_stance_has_its_own_cue() -> None:
    text = "Norway thanked the ministry for its help and accused the rebels of burning the school."
    acts = found(text, "cooperate", "oppose", names=("Norway",))
    assert ("cooperate", "Norway", "the ministry") in acts
    assert ("oppose", "Norway", "the rebels") in acts


def test_a_speaker_takes_the_stance_of_the_quotation() -> None:
    text = "“The seizure of the trawler was a hostile act,” the fisheries minister said."
    assert found(text, "oppose")[0][1] == "the fisheries minister"


def test_spokespeople_and_governments_keep_whose_they_are() -> None:
    text = "A spokesman for the Kremlin thanked the Government of Chad."
    assert found(text, "cooperate") == [("cooperate", "A spokesman for the Kremlin", "the Government of Chad")]


def test_a_pronoun_acts_without_its_contracted_verb() -> None:
    assert found("We’re following the count closely.", "monitor") == [("monitor", "We", None)]


def test_a_possessive_is_no_part_of_the_name() -> None:
    assert found("Peru's condemnation of the rebels was swift.", "oppose", names=("Peru",)) == [
        ("oppose", "Peru", "the rebels")
    ]


def test_the_same_words_are_not_both_ends() -> None:
    for _, source, target in found("We thanked them and we support them.", "cooperate"):
        assert source is None or target is None or source.lower() != target.lower()


def test_each_label_has_an_act_even_where_nobody_is_named() -> None:
    assert found("regrettable, and wrong.", "oppose", "urge") == [("oppose", None, None), ("urge", None, None)]
    assert found("", "oppose") == [("oppose", None, None)]
    assert found("Oslo condemned the raid.") == []


def test_a_name_that_the_gazetteer_knows_is_more_probable() -> None:
    text = "Lima criticised Oslo."

    def source(mentions: list[tuple[int, int]]) -> float:
        span = find_acts_by_structure(text, mentions, ["oppose"])[0].source
        assert span is not None
        return span.probability

    assert source([(0, 4), (16, 20)]) > source([])


@pytest.mark.parametrize("heavy", ["spacy", "sklearn"])
def test_the_module_needs_no_heavy_package(heavy: str) -> None:
    use = "from stance.acts.structure import find_acts_by_structure as find; find('Lima asked Oslo.', [], ['urge'])"
    code = f"import sys; {use}; sys.exit('{heavy}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


words = st.sampled_from(
    [
        "Lima",
        "“Oslo’s",
        "the",
        "(Riga)",
        "ministry",
        "U.S.",
        "accused",
        "was",
        "by",
        "and",
        "we’ve",
        "rebels,",
        "",
        "—",
        "İ",
        "’s",
        "\n",
        "said.”",
    ]
)


@given(st.lists(words | st.text(max_size=6), max_size=25), st.data())
def test_every_span_is_of_the_text_and_has_a_probability(tokens: list[str], data: st.DataObject) -> None:
    text = " ".join(tokens)
    place = st.integers(0, len(text))
    mentions = [tuple(sorted(pair)) for pair in data.draw(st.lists(st.tuples(place, place), max_size=3))]
    acts = find_acts_by_structure(text, [(start, end) for start, end in mentions], STANCES)
    assert {act.stance for act in acts} == set(STANCES)
    for act in acts:
        for end in (act.source, act.target):
            assert end is None or (0 <= end.start < end.end <= len(text) and 0 < end.probability <= 1)
            assert end is None or text[end.start : end.end].strip() == text[end.start : end.end]
        assert act.source is None or act.source != act.target
