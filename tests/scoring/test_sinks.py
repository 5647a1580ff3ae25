from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import OutputError
from stance.scoring.records import Record
from stance.scoring.sinks import FORMATS, csv_writer, flat_row, format_of, json_line, write_rows

LABELS = ("oppose", "urge")
KEYS = ["id", "article", "index", "start", "end", "text", "stances", "labels", "acts"]
ACTOR = {"text": "Oslo", "start": 0, "end": 4, "code": "NOR"}
ACTS: tuple[dict[str, Any], ...] = ({"stance": "oppose", "probability": 0.5, "source": ACTOR, "target": None},)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=30)
records = st.builds(
    Record,
    id=texts,
    article=texts,
    index=st.integers(0, 10**6),
    start=st.integers(0, 10**9),
    end=st.integers(0, 10**9),
    text=texts,
    stances=st.fixed_dictionaries(dict.fromkeys(LABELS, st.floats(0, 1).map(lambda share: round(share, 4)))),
    labels=st.sets(st.sampled_from(LABELS)).map(lambda found: tuple(sorted(found))),
    acts=st.sampled_from([(), ACTS]),
)
ROWS = st.lists(records.map(Record.to_dict), max_size=5)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.csv", "csv"),
        ("a.parquet", "parquet"),
        ("a.jsonl.gz", "jsonl"),
        ("a.b.csv.gz", "csv"),
        ("deep.csv/a.jsonl", "jsonl"),
    ],
)
def test_the_ending_tells_the_format(name: str, kind: str) -> None:
    assert format_of(Path(name)) == kind


@pytest.mark.parametrize("name", ["a", "a.gz", "a.txt", "a.csv.zip", "csv", ".csv", "a.csv.bak"])
def test_an_ending_that_tells_none_asks_for_one(name: str) -> None:
    with pytest.raises(OutputError, match=r"its ending tells no format; give --format \(jsonl, csv, parquet\)"):
        format_of(Path(name))


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, compress=st.booleans())
def test_json_lines_hold_the_records(rows: list[Any], compress: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sink") / "out"
    write_rows(rows, path, "jsonl", LABELS, compress=compress)
    raw = gzip.decompress(path.read_bytes()) if compress else path.read_bytes()
    lines = raw.split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line) for line in lines] == rows
    assert all(list(json.loads(line)) == KEYS for line in lines)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, compress=st.booleans())
def test_csv_holds_the_records(rows: list[Any], compress: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sink") / "out"
    write_rows(rows, path, "csv", LABELS, compress=compress)
    raw = gzip.decompress(path.read_bytes()) if compress else path.read_bytes()
    read = list(csv.DictReader(io.StringIO(raw.decode(), newline="")))
    back = [
        {
            **{key: row[key] for key in ("id", "article", "text")},
            **{key: int(row[key]) for key in ("index", "start", "end")},
            "stances": {label: float(row[label]) for label in LABELS},
            "labels": row["labels"].split(),
            "acts": json.loads(row["acts"]),
        }
        for row in read
    ]
    assert back == rows


@settings(max_examples=30, deadline=None)
@given(rows=ROWS)
def test_parquet_holds_the_records(rows: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sink") / "out"
    write_rows(rows, path, "parquet", LABELS)
    table = pq.read_table(path)
    assert table.column_names == KEYS
    assert table.to_pylist() == rows


def test_a_table_of_many_rows_is_whole(tmp_path: Path) -> None:
    rows = [Record(f"a#{n}", "a", n, n, n + 1, "x", {"oppose": 0.5, "urge": 0.1}, ("oppose",)).to_dict() for n in range(9000)]
    write_rows(iter(rows), tmp_path / "out", "parquet", LABELS)
    assert pq.read_table(tmp_path / "out").column("index").to_pylist() == list(range(9000))


@pytest.mark.parametrize("kind", FORMATS)
def test_no_rows_make_an_empty_file_of_its_format(kind: str, tmp_path: Path) -> None:
    write_rows([], tmp_path / "out", kind, LABELS)
    if kind == "parquet":
        assert pq.read_table(tmp_path / "out").num_rows == 0
    else:
        header = "id,article,index,start,end,text,oppose,urge,labels,acts\n" if kind == "csv" else ""
        assert (tmp_path / "out").read_text() == header


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_the_same_records_give_the_same_bytes(kind: str, compress: bool, tmp_path: Path) -> None:
    row = Record("a#1", "a", 1, 0, 1, "x", {"oppose": 0.5, "urge": 0.1}, ("oppose",), ACTS).to_dict()
    for name in ("one", "two"):
        write_rows([row] * 3, tmp_path / name, kind, LABELS, compress=compress)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_csv_begins_with_its_columns() -> None:
    stream = io.StringIO()
    csv_writer(stream, LABELS)
    assert stream.getvalue() == "id,article,index,start,end,text,oppose,urge,labels,acts\n"


def test_a_flat_row_joins_labels_by_spaces() -> None:
    row = Record("a#1", "a", 1, 0, 1, "x", {"oppose": 0.5, "urge": 0.6}, ("oppose", "urge")).to_dict()
    assert flat_row(row) == {
        "id": "a#1",
        "article": "a",
        "index": 1,
        "start": 0,
        "end": 1,
        "text": "x",
        "oppose": 0.5,
        "urge": 0.6,
        "labels": "oppose urge",
        "acts": "[]",
    }


def test_json_lines_keep_letters_readable() -> None:
    assert json_line({"text": "São Tomé – “da”"}) == '{"text": "São Tomé – “da”"}\n'
