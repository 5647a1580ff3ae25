from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.articles import Problem, read_records


@pytest.fixture
def rows(tmp_path: Path):
    def call(name: str, data: str | bytes) -> list[object]:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return [
            (item.where.removeprefix(str(path)), item.what)
            if isinstance(item, Problem)
            else (item[0].removeprefix(str(path)), dict(item[1]))
            for item in read_records(path)
        ]

    return call


def parquet(**columns: object) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def test_json_lines_with_the_line_of_each(rows):
    data = '{"id": "a", "text": "One."}\n\n  {"id": "b", "text": "Two “2”."}  \r\n{"id": "c"}'
    assert rows("a.jsonl", data) == [
        (":1", {"id": "a", "text": "One."}),
        (":3", {"id": "b", "text": "Two “2”."}),
        (":4", {"id": "c"}),
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{broken", "is not JSON"),
        ('{"id": "a"} {"id": "b"}', "is not JSON"),
        ('["a", "b"]', "is an array, not an object with a text"),
        ("17", "is a number, not an object with a text"),
        ("1.5", "is a number, not an object with a text"),
        ("true", "is true or false, not an object with a text"),
        ('"text"', "is a string, not an object with a text"),
        ("null", "is null, not an object with a text"),
        ('{"a":' * 100_000, "is JSON nested too deep to read"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(rows, line, what):
    first, bad, last = rows("a.jsonl", f'{{"id": "a"}}\n{line}\n{{"id": "z"}}\n')
    assert (first, last) == ((":1", {"id": "a"}), (":3", {"id": "z"}))
    assert bad[0] == ":2"
    assert bad[1].startswith(what)


def test_a_line_with_a_huge_number_is_named_and_the_rest_is_read(rows):
    found = rows("a.jsonl", '{"id": "a"}\n{"n": ' + "1" * 5000 + '}\n{"id": "z"}\n')
    assert found[-1] == (":3", {"id": "z"})
    assert found[1][0] == ":2"


def test_a_byte_order_mark_at_a_later_line(rows):
    assert rows("a.jsonl", '\ufeff{"id": "a"}\n\ufeff{"id": "b"}\n') == [(":1", {"id": "a"}), (":2", {"id": "b"})]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_json_lines_in_any_encoding(rows, encoding):
    assert rows("a.jsonl", '{"text": "The café is open."}\r\n'.encode(encoding)) == [(":1", {"text": "The café is open."})]


def test_a_json_array_with_the_place_of_each(rows):
    assert rows("a.json", '[{"id": "a"},\n 3,\n {"id": "b", "in": {"n": [1]}}]') == [
        (":1", {"id": "a"}),
        (":2", "is a number, not an object with a text"),
        (":3", {"id": "b", "in": {"n": [1]}}),
    ]


def test_a_json_object_is_one_record(rows):
    assert rows("a.json", '{\n  "id": "a"\n}\n') == [(":1", {"id": "a"})]


@pytest.mark.parametrize("data", ["", "{", "[1,", "[" * 100_000])
def test_json_that_is_none_is_one_problem(rows, data):
    ((where, what),) = rows("a.json", data)
    assert where == ""
    assert "JSON" in what


def test_a_json_file_that_holds_lines(rows):
    assert rows("a.json", '{"id": "a"}\n{"id": "b"}\n') == [(":1", {"id": "a"}), (":2", {"id": "b"})]


def test_csv_with_quotes_newlines_and_commas(rows):
    data = 'id,text\r\na,"One, ""two"",\r\nthree."\r\nb,Four.\r\n'
    assert rows("a.csv", data) == [
        (":3", {"id": "a", "text": 'One, "two",\r\nthree.'}),
        (":4", {"id": "b", "text": "Four."}),
    ]


def test_csv_with_semicolons(rows):
    assert rows("a.csv", 'id;text;date\na;"One; two, three.";2024\n') == [
        (":2", {"id": "a", "text": "One; two, three.", "date": "2024"})
    ]


def test_a_semicolon_in_a_comma_header_changes_nothing(rows):
    assert rows("a.csv", "id,text,note;\na,One,x\n") == [(":2", {"id": "a", "text": "One", "note;": "x"})]


def test_tsv(rows):
    assert rows("a.tsv", "id\ttext\na\tOne, two; three.\n") == [(":2", {"id": "a", "text": "One, two; three."})]


def test_csv_rows_that_are_short_long_or_blank(rows):
    assert rows("a.csv", "id,text\na\n\nb,Two.,more,still\n") == [
        (":2", {"id": "a", "text": None}),
        (":4", {"id": "b", "text": "Two.", "": ["more", "still"]}),
    ]


def test_a_csv_field_of_any_length(rows):
    long = "word " * 60_000
    assert rows("a.csv", f"id,text\na,{long}\n") == [(":2", {"id": "a", "text": long})]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_a_spreadsheet(rows, encoding):
    assert rows("a.csv", "id;text\r\n1;Über “uns”\r\n".encode(encoding)) == [(":2", {"id": "1", "text": "Über “uns”"})]


def test_csv_with_the_line_ends_of_an_old_mac(rows):
    found = rows("a.csv", "id,text\r1,One\r2,Two\r")
    assert [row for _, row in found] == [{"id": "1", "text": "One"}, {"id": "2", "text": "Two"}]


@pytest.mark.parametrize(
    ("name", "data"), [("a.csv", ""), ("a.csv", "id,text\n"), ("a.tsv", "\n\n"), ("a.jsonl", "\n \n"), ("a.json", "[]")]
)
def test_a_file_without_records_is_a_problem(rows, name, data):
    assert rows(name, data) == [("", "holds no records")]


def test_parquet_with_the_row_of_each(rows):
    date = datetime.date(2024, 3, 5)
    assert rows("a.parquet", parquet(id=[1, 2], text=["One.", None], date=[date, date])) == [
        (":1", {"id": 1, "text": "One.", "date": date}),
        (":2", {"id": 2, "text": None, "date": date}),
    ]


def test_parquet_of_more_rows_than_a_batch(rows):
    found = rows("a.parquet", parquet(id=list(range(2500))))
    assert found[0] == (":1", {"id": 0})
    assert found[-1] == (":2500", {"id": 2499})


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1 and then nothing PAR1", b"no parquet at all, but text"])
def test_a_broken_parquet_file_is_one_problem(rows, data):
    ((where, what),) = rows("a.parquet", data)
    assert where == ""
    assert "Parquet" in what


def test_a_parquet_file_cut_short_is_one_problem(rows):
    whole = parquet(id=list(range(500)), text=["The envoys met."] * 500)
    ((_, what),) = rows("a.parquet", whole[: len(whole) // 2])
    assert "Parquet" in what


def test_an_empty_parquet_table_holds_no_records(rows):
    assert rows("a.parquet", parquet(id=pa.array([], pa.string()))) == [("", "holds no records")]


@pytest.mark.parametrize(
    "date",
    [
        pa.array([2**45], pa.timestamp("s")),
        pa.array([2**30], pa.date32()),
        pa.array([0], pa.timestamp("s", tz="Samudra/Port")),
    ],
)
def test_a_parquet_column_that_is_not_asked_for_stops_nothing(rows, date):
    ((where, _),) = rows("a.parquet", parquet(text=["One."], date=date))
    assert where in ("", ":1")


def test_a_parquet_file_with_a_broken_page_is_told_in_one_line(rows):
    data = bytearray(parquet(text=["The envoys met again."] * 50))
    data[4:12] = b"\xff" * 8
    assert all("\n" not in what for _, what in rows("a.parquet", bytes(data)))


def test_running_text_holds_no_records(rows):
    ((where, what),) = rows("a.txt", "The envoys met.")
    assert where == ""
    assert "running text" in what


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(JSON, min_size=1, max_size=6))
def test_every_line_of_json_gives_a_record_or_a_problem(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    found = list(read_records(path))
    assert [not isinstance(item, Problem) for item in found] == [isinstance(value, dict) for value in values]


FIELDS = st.lists(
    st.sampled_from(['"', ",", ";", "\n", "\r\n", "\r", "text", "id", "\x85", "\u2028", '""', "\t", "“"]), max_size=30
)


@settings(max_examples=60, deadline=None)
@given(FIELDS.map("".join), st.sampled_from(["any.csv", "any.tsv"]))
def test_any_table_gives_rows_and_problems(tmp_path_factory, data, name):
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data.encode())
    assert list(read_records(path))
