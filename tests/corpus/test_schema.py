from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stance.codebook import Stance, default_codebook
from stance.corpus.schema import Act, LabelledSentence, faults, parse

GOOD: dict[str, Any] = {
    "id": "s-1",
    "text": "Accra thanked Suva and urged Lima to join.",
    "labels": ["cooperate", "urge"],
    "acts": [
        {"stance": "cooperate", "source": "Accra", "target": "Suva"},
        {"stance": "urge", "source": "Accra", "target": "Lima"},
    ],
    "register": "wire",
    "topic": "fisheries",
    "family": "f1",
    "article": "a1",
    "index": 0,
    "split": "train",
}


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key not in keys}


@pytest.mark.parametrize(
    "record",
    [
        GOOD,
        {"id": "s-2", "text": "Rain fell on Quito.", "labels": []},
        {**GOOD, "acts": []},
        {**GOOD, "acts": None, "register": None, "topic": None, "family": None, "article": None, "index": None, "split": None},
        {**GOOD, "acts": [{"stance": "cooperate"}, {"stance": "urge", "source": None, "target": None}]},
        {**GOOD, "note": "a key of the user's own"},
    ],
    ids=["full", "least", "no acts", "nulls", "acts that name nobody", "another key"],
)
def test_a_good_record_has_no_faults(record: dict[str, Any]) -> None:
    assert faults(record) == []


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (without("id"), "'id' is missing"),
        ({**GOOD, "id": 7}, "'id' is not a text"),
        ({**GOOD, "id": " "}, "'id' is empty"),
        ({**without("acts"), "text": None}, "'text' is missing"),
        ({**without("acts"), "text": ["Accra"]}, "'text' is not a text"),
        ({**without("acts"), "text": ""}, "'text' is empty"),
        (
            {**without("acts"), "text": "Accra  thanked Suva."},
            "'text' has line ends, or spaces that are doubled or at its ends",
        ),
        (
            {**without("acts"), "text": "Accra\nthanked Suva."},
            "'text' has line ends, or spaces that are doubled or at its ends",
        ),
        (
            {**without("acts"), "text": "Accra thanked Suva. "},
            "'text' has line ends, or spaces that are doubled or at its ends",
        ),
        ({**GOOD, "register": 3}, "'register' is not a text"),
        ({**GOOD, "topic": []}, "'topic' is not a text"),
        ({**GOOD, "family": 4}, "'family' is not a text"),
        ({**GOOD, "article": 4}, "'article' is not a text"),
        ({**GOOD, "split": True}, "'split' is not a text"),
        (without("labels", "acts"), "has no 'labels' ([] stands for none)"),
        ({**without("acts"), "labels": None}, "'labels' is not a list of labels"),
        ({**without("acts"), "labels": [1]}, "'labels' is not a list of labels"),
        (
            {**without("acts"), "labels": ["support"]},
            "label 'support' is not in the codebook (cooperate, monitor, oppose, urge)",
        ),
        ({**without("acts"), "labels": ["urge", "oppose"]}, "'labels' are not sorted, or one is named twice"),
        ({**without("acts"), "labels": ["urge", "urge"]}, "'labels' are not sorted, or one is named twice"),
        ({**GOOD, "acts": "urge"}, "'acts' is not a list of objects"),
        ({**GOOD, "acts": ["urge"]}, "'acts' is not a list of objects"),
        ({**GOOD, "index": -1}, "'index' is not a whole number from 0"),
        ({**GOOD, "index": 1.5}, "'index' is not a whole number from 0"),
        ({**GOOD, "index": True}, "'index' is not a whole number from 0"),
    ],
)
def test_a_fault_is_named(record: dict[str, Any], reason: str) -> None:
    assert faults(record) == [reason]


@pytest.mark.parametrize("end", ["source", "target"])
@pytest.mark.parametrize("span", ["Oslo", "accra", "", 5])
def test_an_act_names_only_what_stands_in_the_text(end: str, span: object) -> None:
    acts = [{**GOOD["acts"][0], end: span}, GOOD["acts"][1]]
    assert faults({**GOOD, "acts": acts}) == [f"the {end} {span!r} of an act is not in the text"]


@pytest.mark.parametrize(
    ("labels", "stances", "reason"),
    [
        (["urge"], ["oppose"], "acts (oppose) and labels (urge) disagree"),
        ([], ["oppose"], "acts (oppose) and labels (none) disagree"),
        (["cooperate", "urge"], ["urge"], "acts (urge) and labels (cooperate, urge) disagree"),
    ],
)
def test_acts_and_labels_must_agree(labels: list[str], stances: list[str], reason: str) -> None:
    record = {**GOOD, "labels": labels, "acts": [{"stance": stance} for stance in stances]}
    assert faults(record) == [reason]


def test_the_stance_of_an_act_is_one_of_the_codebook() -> None:
    found = faults({**GOOD, "labels": [], "acts": [{"stance": "support"}]})
    assert "an act's stance is 'support', not one of cooperate, monitor, oppose, urge" in found


def test_all_faults_of_a_record_are_named() -> None:
    found = faults({"id": "", "text": " x", "labels": ["b", "a"], "acts": [{"stance": "c"}], "index": "1", "topic": 2})
    assert len(found) == 9


def test_labels_are_those_of_the_codebook_given() -> None:
    codebook = replace(default_codebook(), stances=(Stance("support", "supports", (), (), "Oslo backs Riga.", "green"),))
    record = {"id": "x", "text": "Oslo backs Riga.", "labels": ["support"], "acts": [{"stance": "support", "source": "Oslo"}]}
    assert faults(record, codebook) == []
    assert faults({**record, "labels": ["urge"], "acts": []}, codebook) == ["label 'urge' is not in the codebook (support)"]


def test_a_record_becomes_a_labelled_sentence() -> None:
    assert parse({**GOOD, "note": "passed over"}) == LabelledSentence(
        id="s-1",
        text="Accra thanked Suva and urged Lima to join.",
        labels=("cooperate", "urge"),
        acts=(Act("cooperate", "Accra", "Suva"), Act("urge", "Accra", "Lima")),
        register="wire",
        topic="fisheries",
        family="f1",
        article="a1",
        index=0,
        split="train",
    )


def test_what_a_record_leaves_out_is_empty() -> None:
    assert parse({"id": "x", "text": "Rain.", "labels": []}) == LabelledSentence("x", "Rain.", ())
