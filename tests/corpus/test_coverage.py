from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.corpus import LabelledSentence, Plan, coverage, read_plan
from stance.corpus.coverage import FACETS, Demand, cross
from stance.errors import CorpusError


def sentence(number: int = 0, labels: tuple[str, ...] = (), **facets: Any) -> LabelledSentence:
    return LabelledSentence(f"s{number}", f"Sentence {number}.", labels, **facets)


CORPUS = [
    sentence(0, ("oppose",), register="wire", region="Caribbean", roots=("ACCUSE",), structure=("active", "reported")),
    sentence(1, ("oppose", "urge"), register="wire", region="Melanesia", roots=("REJECT", "REQUEST"), family="f1"),
    sentence(2, (), register="statement", region="Caribbean", article="a1", index=0),
    sentence(3, ("cooperate",), article="a1", index=1, roots=("AID", "AID")),
]


def test_sentences_are_counted_by_value_and_label() -> None:
    found = coverage(CORPUS)
    assert found.sentences == 4
    assert found.labels == {"cooperate": 1, "none": 1, "oppose": 2, "several": 1, "urge": 1}
    assert found.facets["register"] == {"wire": {"all": 2, "oppose": 2, "urge": 1}, "statement": {"all": 1, "none": 1}}
    assert found.facets["structure"] == {"active": {"all": 1, "oppose": 1}, "reported": {"all": 1, "oppose": 1}}
    assert found.facets["roots"]["AID"] == {"all": 1, "cooperate": 1}  # twice in one sentence is one sentence
    assert found.facets["topic"] == {}
    assert (found.articles, found.families, found.holes) == (1, 1, ())


def test_what_is_planned_and_missing_is_a_hole() -> None:
    plan = Plan(
        values={"region": ["Melanesia", "Caribbean", "Polynesia"], "register": ["wire", "letter"]},
        demand=[Demand(of=["region"], sentences=2), Demand(of=["region", "register"], sentences=1)],
    )
    found = coverage(CORPUS, plan)
    assert list(found.facets["region"]) == ["Melanesia", "Caribbean", "Polynesia"]
    assert found.facets["region"]["Polynesia"] == {}
    assert [(hole.values, hole.sentences, hole.wanted) for hole in found.holes] == [
        (("Melanesia",), 1, 2),
        (("Polynesia",), 0, 2),
        (("Melanesia", "letter"), 0, 1),
        (("Caribbean", "letter"), 0, 1),
        (("Polynesia", "wire"), 0, 1),
        (("Polynesia", "letter"), 0, 1),
    ]


VALUES = st.lists(st.sampled_from("abc"), max_size=3).map(tuple)


@given(st.lists(st.tuples(st.sampled_from(["", "x", "y"]), VALUES), max_size=20))
def test_a_cross_table_counts_each_sentence_once_a_combination(rows: list[tuple[str, tuple[str, ...]]]) -> None:
    sentences = [sentence(n, register=register, actors=actors) for n, (register, actors) in enumerate(rows)]
    counts = cross(sentences, ("register", "actors"))
    for (register, actor), number in counts.items():
        assert number == sum(register == r and actor in a for r, a in rows)
    assert set(counts) == {(r, actor) for r, a in rows if r for actor in a}
    assert sum(of["all"] for of in coverage(sentences).facets["register"].values()) == sum(bool(r) for r, _ in rows)


def test_a_plan_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('[values]\nregister = ["wire"]\n[[demand]]\nof = ["register"]\nsentences = 3\n')
    assert read_plan(path) == Plan(values={"register": ["wire"]}, demand=[Demand(of=["register"], sentences=3)])


def test_the_projects_own_plan_names_every_facet() -> None:
    plan = read_plan(Path(__file__).parents[2] / "training" / "plan.toml")
    assert set(plan.values) == set(FACETS)
    assert all(len(values) == len(set(values)) for values in plan.values.values())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("values = [", "is not TOML"),
        ("", "values: field required"),
        ('[values]\ncolour = ["red"]', "'colour' is no facet of a sentence"),
        ('[values]\n[[demand]]\nof = ["region"]\nsentences = 1', "it demands 'region', whose values it does not name"),
        ('[values]\nregion = ["Fiji"]\n[[demand]]\nof = ["region"]\nsentences = 0', "demand.0.sentences: input should be"),
        ('[values]\nregion = "Fiji"', "values.region: input should be a valid list"),
    ],
)
def test_a_broken_plan_is_told_in_one_line(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text)
    with pytest.raises(CorpusError) as caught:
        read_plan(path)
    assert str(caught.value).startswith(f"{path}: {reason}")
    assert "\n" not in str(caught.value)


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="the plan cannot be read"):
        read_plan(tmp_path / "plan.toml")
