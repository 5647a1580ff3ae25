from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stance.corpus import fingerprint, load_corpus
from stance.errors import CorpusError, ModelError
from stance.judging import judge
from stance.store.loading import load
from tests.conftest import write_jsonl


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Seven sentences: five that the toy model gets right, an urge that it cannot see, and an urge that is none."""
    texts: list[tuple[str, list[str], dict[str, Any]]] = [
        ("Perth thanked its neighbour Lagos.", ["cooperate"], {"article": "a1", "index": 0}),
        ("Perth is watching its neighbour Lagos.", ["monitor"], {"article": "a1", "index": 1}),
        ("Perth condemned its neighbour Lagos.", ["oppose"], {"family": "f1"}),
        ("Perth urged its neighbour Lagos.", ["urge"], {"family": "f1"}),
        ("The road from Perth to Lagos is 7 kilometres long.", [], {}),
        ("The road from Perth to Lagos is 8 kilometres long.", ["urge"], {}),
        ("Perth pressed its neighbour Lagos.", [], {}),
    ]
    rows = [{"id": f"s{n}", "text": text, "labels": labels, **more} for n, (text, labels, more) in enumerate(texts)]
    return write_jsonl(tmp_path / "gold.jsonl", rows)


def test_figures_are_of_the_model_s_labels_and_the_corpus_s(corpus: Path, toy_model: Path) -> None:
    judged = judge([corpus], toy_model, draws=50)
    found = judged.evaluation
    assert (found.sentences, found.groups, found.draws) == (7, 5, 50)
    assert found.support == {"cooperate": 1, "monitor": 1, "oppose": 1, "urge": 2, "none": 2}
    assert found.predicted == {"cooperate": 1, "monitor": 1, "oppose": 1, "urge": 2, "none": 2}
    assert [found.labels[name].f1.value for name in ("cooperate", "monitor", "oppose", "urge")] == [1, 1, 1, 0.5]
    assert found.exact_match.value == pytest.approx(5 / 7)
    assert found.confusion["urge"]["none"] == found.confusion["none"]["urge"] == 1


def test_it_says_which_model_and_corpus_it_judged(corpus: Path, toy_model: Path) -> None:
    judged, classifier = judge([corpus], toy_model, draws=5), load(toy_model)
    assert (judged.model, judged.digest) == ("toy", classifier.digest)
    assert judged.thresholds == dict(zip(classifier.labels, classifier.thresholds, strict=True))
    assert judged.corpus == fingerprint(load_corpus(corpus))


def test_everything_can_be_written_as_json(corpus: Path, toy_model: Path) -> None:
    judged = judge([corpus], toy_model, draws=5)
    data = json.loads(json.dumps(judged.to_dict()))
    assert {"model", "digest", "thresholds", "corpus", "sentences", "labels", "macro", "confusion"} <= set(data)
    assert data["exact_match"]["value"] == judged.evaluation.exact_match.value


def test_one_threshold_may_stand_for_all(corpus: Path, toy_model: Path) -> None:
    judged = judge([corpus], toy_model, threshold=0, draws=5)
    assert set(judged.thresholds.values()) == {0}
    assert judged.evaluation.micro.recall.value == 1
    assert judged.evaluation.none_predicted.value == 0


def test_single_labels_may_have_thresholds_of_their_own(corpus: Path, toy_model: Path) -> None:
    judged = judge([corpus], toy_model, threshold=0.5, label_thresholds={"urge": 0}, draws=5)
    assert judged.thresholds == {"cooperate": 0.5, "monitor": 0.5, "oppose": 0.5, "urge": 0}
    assert judged.evaluation.predicted["urge"] == 7
    assert judged.evaluation.predicted["oppose"] == 1


def test_the_same_seed_gives_the_same_figures(corpus: Path, toy_model: Path) -> None:
    first = judge([corpus], toy_model, draws=30, seed=3)
    assert judge([corpus], toy_model, draws=30, seed=3) == first
    assert judge([corpus], toy_model, draws=30, seed=4) != first


def test_several_files_are_one_corpus(corpus: Path, toy_model: Path, tmp_path: Path) -> None:
    more = write_jsonl(tmp_path / "more.jsonl", [{"id": "x", "text": "Perth thanked Lagos.", "labels": ["cooperate"]}])
    assert judge([corpus, more], toy_model, draws=5).evaluation.sentences == 8


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"threshold": 1.5}, "a threshold lies between 0 and 1"),
        ({"label_thresholds": {"urge": -1}}, "a threshold lies between 0 and 1"),
        ({"label_thresholds": {"support": 0.5}}, "the model has no label 'support'"),
    ],
)
def test_an_impossible_threshold_is_refused(settings: dict[str, Any], told: str, corpus: Path, toy_model: Path) -> None:
    with pytest.raises(ModelError, match=told):
        judge([corpus], toy_model, **settings)


def test_a_corpus_with_a_fault_is_refused(toy_model: Path, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "bad.jsonl", [{"id": "x", "text": "Perth thanked Lagos.", "labels": ["thanks"]}])
    with pytest.raises(CorpusError, match=r"bad\.jsonl:1: label 'thanks' is not in the codebook"):
        judge([path], toy_model)


def test_a_missing_model_is_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model"):
        judge([corpus], tmp_path / "none")


def test_acts_are_judged_where_the_corpus_tells_them(tmp_path: Path, toy_model: Path) -> None:
    act = {"stance": "oppose", "source": "Perth", "target": "Lagos"}
    rows = [
        {"id": "s1", "text": "Perth condemned its neighbour Lagos.", "labels": ["oppose"], "acts": [act]},
        {"id": "s2", "text": "Suva condemned its neighbour Accra.", "labels": ["oppose"]},
        {"id": "s3", "text": "The road is 7 kilometres long.", "labels": [], "acts": []},
    ]
    acts = judge([write_jsonl(tmp_path / "acts.jsonl", rows)], toy_model, draws=5).acts
    assert list(acts) == ["exact", "head", "code"]
    assert acts["head"].recall.value == acts["head"].precision.value == 1


def test_acts_are_not_judged_where_it_tells_none(corpus: Path, toy_model: Path) -> None:
    assert judge([corpus], toy_model, draws=5).acts == {}
