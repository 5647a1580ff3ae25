from __future__ import annotations

import doctest
import importlib
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stance
from stance.codebook import default_codebook
from stance.profile import NOT_CLEAR, NOT_NAMED, Dyad
from stance.scoring.records import Record
from stance.store.shipped import shipped_models

STANCES = default_codebook().names


def end(text: str | None, code: str | None = None) -> dict[str, Any] | None:
    return None if text is None else {"text": text, "start": 0, "end": len(text), "code": code}


def act(name: str, source: str | None, target: str | None, probability: float = 0.5) -> dict[str, Any]:
    return {"stance": name, "probability": probability, "source": end(source), "target": end(target)}


def record(id_: str, *acts: dict[str, Any], labels: Sequence[str] | None = None) -> Record:
    article, index = id_.split("#")
    carried = tuple(sorted({act["stance"] for act in acts})) if labels is None else tuple(labels)
    return Record(id_, article, int(index), 0, 1, "x", dict.fromkeys(STANCES, 0.5), carried, acts)


def dyad_of(*acts: dict[str, Any]) -> Dyad:
    (dyad,) = stance.profile([record("a#0", *acts)]).dyads
    return dyad


ACTORS = st.sampled_from([None, "Oslo", "Lima", "the ministry"])
CODES = st.sampled_from([None, "NOR", "IGO:UN"])
ENDS = st.builds(lambda text, code: end(text, code), ACTORS, CODES)
ACTS = st.fixed_dictionaries(
    {"stance": st.sampled_from(STANCES), "probability": st.floats(0, 1), "source": ENDS, "target": ENDS}
)


@st.composite
def many_records(draw: st.DrawFn) -> list[Record]:
    articles = draw(st.lists(st.lists(st.lists(ACTS, max_size=3), min_size=1, max_size=3), max_size=4))
    return [
        record(f"a{number}#{index}", *acts) for number, article in enumerate(articles) for index, acts in enumerate(article)
    ]


def without_places(profile: stance.Profile) -> Any:
    """Give all of a profile but which sentences are the first and the last."""
    dyads = [
        (dyad.source, dyad.target, dyad.net, {name: (acts.count, acts.probability) for name, acts in dyad.stances.items()})
        for dyad in profile.dyads
    ]
    return profile.articles, profile.sentences, profile.stances, dyads


@settings(max_examples=200, deadline=None)
@given(records=many_records(), data=st.data())
def test_the_order_of_the_records_changes_no_count_and_no_net(records: list[Record], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(records))
    assert without_places(stance.profile(shuffled)) == without_places(stance.profile(records))


@settings(max_examples=200, deadline=None)
@given(records=many_records(), data=st.data())
def test_two_parts_merged_are_the_whole(records: list[Record], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(records)))
    parts = stance.profile(records[:cut]), stance.profile(records[cut:])
    assert parts[0].merge(parts[1]) == stance.profile(records)
    assert parts == (stance.profile(records[:cut]), stance.profile(records[cut:]))


@settings(max_examples=200, deadline=None)
@given(records=many_records())
def test_the_net_lies_between_minus_one_and_one(records: list[Record]) -> None:
    for dyad in stance.profile(records).dyads:
        assert dyad.net is None or -1 <= dyad.net <= 1


@settings(max_examples=200, deadline=None)
@given(records=many_records())
def test_every_act_is_counted_once(records: list[Record]) -> None:
    profile = stance.profile(records)
    assert profile.acts == sum(len(record.acts) for record in records)
    for dyad in profile.dyads:
        assert dyad.acts.count == sum(acts.count for acts in dyad.stances.values())
    for name in STANCES:
        acts = [act for record in records for act in record.acts if act["stance"] == name]
        assert sum(dyad.stances[name].count for dyad in profile.dyads if name in dyad.stances) == len(acts)


def test_cooperation_and_conflict_are_weighed_by_probability() -> None:
    dyad = dyad_of(act("cooperate", "Oslo", "Lima", 0.75), act("oppose", "Oslo", "Lima", 0.25))
    assert dyad.net == 0.5
    assert dyad_of(act("cooperate", "Oslo", "Lima", 0.3)).net == 1
    assert dyad_of(act("oppose", "Oslo", "Lima", 0.3)).net == -1


def test_urging_and_monitoring_do_not_move_the_net() -> None:
    sides = [act("cooperate", "Oslo", "Lima", 0.75), act("oppose", "Oslo", "Lima", 0.25)]
    others = [act("urge", "Oslo", "Lima", 0.9), act("monitor", "Oslo", "Lima", 0.9)]
    assert dyad_of(*sides, *others).net == dyad_of(*sides).net
    assert dyad_of(*others).net is None


def test_acts_of_no_probability_give_no_net() -> None:
    assert dyad_of(act("cooperate", "Oslo", "Lima", 0.0)).net is None


def test_an_actor_is_its_code_else_its_words_else_not_named() -> None:
    one = {"stance": "urge", "probability": 0.5, "source": end("Norway", "NOR"), "target": None}
    other = {"stance": "urge", "probability": 0.5, "source": end("Oslo", "NOR"), "target": end("the ministry")}
    pairs = [(dyad.source, dyad.target, dyad.acts.count) for dyad in stance.profile([record("a#0", one, other, one)]).dyads]
    assert pairs == [("NOR", NOT_NAMED, 2), ("NOR", "the ministry", 1)]


def test_each_way_is_a_dyad_of_its_own() -> None:
    profile = stance.profile([record("a#0", act("cooperate", "Oslo", "Lima"), act("cooperate", "Lima", "Oslo"))])
    assert [(dyad.source, dyad.target) for dyad in profile.dyads] == [("Lima", "Oslo"), ("Oslo", "Lima")]


def test_those_with_most_acts_come_first() -> None:
    acts = [act("urge", "Accra", "Lima"), act("urge", "Suva", "Lima"), act("oppose", "Suva", "Lima"), act("urge", "Riga", None)]
    assert [dyad.source for dyad in stance.profile([record("a#0", *acts)]).dyads] == ["Suva", "Accra", "Riga"]


def test_the_first_and_last_sentence_of_each_stance_and_of_all() -> None:
    records = [
        record("a#0", act("urge", "Oslo", "Lima", 0.5)),
        record("a#1", act("oppose", "Oslo", "Lima", 0.5)),
        record("b#0", act("oppose", "Oslo", "Lima", 0.75)),
        record("b#1", act("urge", "Lima", "Oslo", 0.5)),
        record("c#0", act("urge", "Oslo", "Lima", 0.5)),
    ]
    dyad = stance.profile(records).dyads[0]
    assert (dyad.acts.first, dyad.acts.last) == ("a#0", "c#0")
    told = {name: (acts.count, acts.probability, acts.first, acts.last) for name, acts in dyad.stances.items()}
    assert told == {"urge": (2, 0.5, "a#0", "c#0"), "oppose": (2, 0.625, "a#1", "b#0")}


def test_articles_sentences_and_the_sentences_of_each_stance_are_counted() -> None:
    records = [
        record("a#0", act("urge", "Oslo", "Lima"), act("urge", "Oslo", "Suva")),
        record("a#1"),
        record("b#0", labels=["oppose", "urge"]),
    ]
    profile = stance.profile(records)
    assert (profile.articles, profile.sentences, profile.acts) == (2, 3, 2)
    assert profile.stances == {"cooperate": 0, "monitor": 0, "oppose": 1, "urge": 2}


def test_sentences_that_are_articles_count_as_such() -> None:
    records = [replace(record("s#0"), id="s", article="s"), replace(record("s#0"), id="s", article="s")]
    assert stance.profile(records).articles == 2


def test_nothing_gives_an_empty_profile() -> None:
    profile = stance.profile([])
    assert (profile.articles, profile.sentences, profile.stances, profile.dyads) == (0, 0, {}, ())
    assert list(profile.to_dicts()) == []


def test_an_object_of_a_dyad_has_every_stance_and_goes_through_json() -> None:
    (row,) = stance.profile([record("a#0", act("oppose", "Oslo", None, 1 / 3))]).to_dicts()
    assert json.loads(json.dumps(row)) == row
    assert list(row) == ["source", "target", "acts", "net", "first", "last", "stances"]
    assert (row["source"], row["target"], row["acts"], row["net"]) == ("Oslo", "(not named)", 1, -1)
    assert row["stances"]["oppose"] == {"count": 1, "probability": 0.3333, "first": "a#0", "last": "a#0"}
    assert row["stances"]["urge"] == {"count": 0, "probability": None, "first": None, "last": None}
    assert list(row["stances"]) == list(STANCES)


def test_records_are_read_once_and_not_kept() -> None:
    def records(number: int) -> Iterator[Record]:
        for n in range(number):
            yield record(f"a{n}#0", act("urge", "Oslo", "Lima", n / number), act("oppose", "Suva", "Lima", 0.1))

    def peak(number: int) -> int:
        tracemalloc.start()
        try:
            stance.profile(records(number))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(4000) < 2 * peak(400)


@pytest.mark.skipif("encoder" not in shipped_models(), reason="the example is of the encoder that ships")
def test_the_example_of_the_documentation_holds() -> None:
    failures, tried = doctest.testmod(importlib.import_module("stance.profile"))
    assert (failures, tried > 0) == (0, True)


@pytest.mark.parametrize(
    "code",
    [
        "from stance.profile import Dyad",
        "import stance.profile",
        "import stance.cli.views",
        "from stance import Profile",
        "stance.profile([])",
    ],
)
def test_the_name_is_the_function_whatever_was_imported_before(code: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import stance\n{code}\nprint(stance.profile([]).sentences)"], capture_output=True, text=True
    )
    assert (told.stdout, told.stderr) == ("0\n", "")


def test_pronouns_that_stand_for_nobody_known_are_one_unclear_actor() -> None:
    (dyad,) = stance.profile([record("a#0", act("urge", "We", "Oslo")), record("b#0", act("urge", "they", "Oslo"))]).dyads
    assert (dyad.source, dyad.target, dyad.acts.count) == (NOT_CLEAR, "Oslo", 2)
    coded = {"stance": "urge", "probability": 0.5, "source": end("we", "NOR"), "target": None}
    assert dyad_of(coded).source == "NOR"
