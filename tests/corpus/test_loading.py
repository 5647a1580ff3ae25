from __future__ import annotations

import gzip
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.articles import Problem
from stance.codebook import default_codebook
from stance.corpus import LabelledSentence, features, load_corpus, read_corpus
from stance.errors import CorpusError
from tests.conftest import write_jsonl
from tests.corpus.conftest import Write

RAIN = {"id": "a", "text": "Rain fell on Quito.", "labels": []}
THANKS = {"id": "b", "text": "Riga thanked Doha.", "labels": ["cooperate"]}


def test_the_columns_are_the_attributes_of_a_sentence() -> None:
    assert list(features()) == [field.name for field in fields(LabelledSentence)]


def test_a_corpus_is_loaded_in_the_order_of_its_lines(write: Write) -> None:
    corpus = load_corpus(write("c.jsonl", THANKS, RAIN))
    assert corpus.features == features()
    assert corpus["id"] == ["b", "a"]
    assert corpus["labels"] == [["cooperate"], []]
    assert corpus["register"] == ["", ""]
    assert corpus["family"] == [None, None]


def test_files_folders_and_globs_are_one_corpus(write: Write, tmp_path: Path) -> None:
    first = write("one.jsonl", RAIN)
    write("folder/two.jsonl", THANKS)
    write("folder/deeper/three.jsonl", {**RAIN, "id": "c"})
    write("four-x.jsonl", {**RAIN, "id": "d"})
    corpus = load_corpus([first, tmp_path / "folder", str(tmp_path / "four-*.jsonl")])
    assert sorted(corpus["id"]) == ["a", "b", "c", "d"]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)
sentences = st.lists(words, min_size=1, max_size=6).map(" ".join).map(lambda text: " ".join(text.split())).filter(bool)
keys = st.none() | st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    text = draw(sentences)
    labels = sorted(draw(st.sets(st.sampled_from(default_codebook().names))))
    spans = st.none() | st.sampled_from(text.split())
    acts = [{"stance": label, "source": draw(spans), "target": draw(spans)} for label in labels]
    return {
        "id": "",
        "text": text,
        "labels": labels,
        "acts": draw(st.sampled_from([acts, []])),
        "register": draw(st.text(max_size=4)),
        "topic": draw(st.text(max_size=4)),
        "family": draw(keys),
        "article": draw(keys),
        "index": draw(st.none() | st.integers(0, 10_000)),
        "split": draw(keys),
        "region": draw(st.text(max_size=4)),
        **{key: draw(st.lists(st.text(max_size=4), max_size=3)) for key in ("roots", "structure", "actors")},
    }


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(records(), min_size=1, max_size=5))
def test_what_is_written_is_what_is_loaded(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [{**row, "id": f"{number} é"} for number, row in enumerate(rows)]
    path = write_jsonl(tmp_path_factory.mktemp("corpus") / "c.jsonl", rows)
    assert load_corpus(path).to_list() == rows


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ("", []),
        ("urge", ["urge"]),
        ("oppose;urge", ["oppose", "urge"]),
        ('"urge, oppose"', ["oppose", "urge"]),
        ("urge|monitor", ["monitor", "urge"]),
    ],
)
def test_a_cell_of_a_table_holds_several_labels(cell: str, labels: list[str], tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"id,text,labels\na,Riga wrote to Doha.,{cell}\n", encoding="utf-8")
    assert load_corpus(path)["labels"] == [labels]


def test_a_blank_cell_of_a_table_is_no_family(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("id,text,labels,family,article,split\na,Riga wrote to Doha.,,,,\n", encoding="utf-8")
    [row] = load_corpus(path)
    assert (row["family"], row["article"], row["split"]) == (None, None, None)


@pytest.mark.parametrize(("cell", "index"), [("0", 0), ("", None)])
def test_a_cell_of_a_table_holds_an_index(cell: str, index: int | None, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"id,text,labels,article,index\na,Riga wrote to Doha.,,x,{cell}\n", encoding="utf-8")
    assert load_corpus(path)["index"] == [index]


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("train.jsonl", "train"),
        ("dev.jsonl", "dev"),
        ("validation.jsonl", "validation"),
        ("TEST.jsonl", "test"),
        ("testing.jsonl", None),
        ("mytest.jsonl", None),
        ("test/news.jsonl", None),
    ],
)
def test_a_file_called_by_a_split_is_that_split(name: str, split: str | None, write: Write) -> None:
    assert load_corpus(write(name, RAIN))["split"] == [split]


def test_a_gzipped_file_is_its_split_too(tmp_path: Path) -> None:
    path = tmp_path / "dev.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(RAIN).encode()))
    assert load_corpus(path)["split"] == ["dev"]


def test_a_record_s_own_split_counts(write: Write) -> None:
    assert load_corpus(write("test.jsonl", {**RAIN, "split": "train"}))["split"] == ["train"]


def test_every_fault_is_a_problem_with_its_place_and_the_rest_is_read(write: Write) -> None:
    path = write("c.jsonl", RAIN, {"text": "Rain.", "labels": ["rain"]}, THANKS)
    first, *problems, last = read_corpus(path)
    assert first == (f"{path}:1", LabelledSentence("a", "Rain fell on Quito.", ()))
    assert problems == [
        Problem(f"{path}:2", "'id' is missing"),
        Problem(f"{path}:2", "label 'rain' is not in the codebook (cooperate, monitor, oppose, urge)"),
    ]
    assert last == (f"{path}:3", LabelledSentence("b", "Riga thanked Doha.", ("cooperate",)))


def test_loading_stops_at_the_first_fault_and_counts_the_others(write: Write) -> None:
    path = write("c.jsonl", RAIN, {**THANKS, "labels": ["thanks"]}, {"id": "c", "text": "Rain."})
    with pytest.raises(CorpusError) as caught:
        load_corpus(path)
    assert str(caught.value) == (
        f"{path}:2: label 'thanks' is not in the codebook (cooperate, monitor, oppose, urge); "
        "and 1 more (stance corpus check lists them)"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no records"),
        ("\n\n", "holds no records"),
        ("{\n", "c.jsonl:1: is not JSON"),
        ("[1]\n", "c.jsonl:1: is an array"),
        ("\0\0\0", "is not text"),
    ],
)
def test_a_file_without_records_is_refused(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=told):
        load_corpus(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere\.jsonl: no such file or folder"):
        load_corpus(tmp_path / "nowhere.jsonl")


def test_running_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("Riga thanked Doha.", encoding="utf-8")
    with pytest.raises(CorpusError, match="holds running text, not records"):
        load_corpus(tmp_path / "c.txt")


def test_an_identifier_that_comes_twice_is_refused(write: Write) -> None:
    path = write("c.jsonl", RAIN, {**THANKS, "id": "a"})
    with pytest.raises(CorpusError, match="an identifier comes twice"):
        load_corpus(path)


def test_a_corpus_of_no_files_is_refused() -> None:
    with pytest.raises(CorpusError):
        load_corpus([])


@pytest.mark.parametrize(
    "line",
    [
        r'{"id": "a", "text": "Riga \ud800 thanked Doha.", "labels": []}',
        r'{"id": "\ud800", "text": "Riga thanked Doha.", "labels": []}',
        '{"id": "a", "text": "Riga thanked Doha.", "labels": [], "index": 3000000000}',
    ],
    ids=["half a character in the text", "half a character in the id", "an index too large"],
)
def test_what_no_dataset_can_hold_is_refused(line: str, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"c\.jsonl:1: "):
        load_corpus(path)
