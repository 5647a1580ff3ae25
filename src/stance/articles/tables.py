"""Records: JSON lines, JSON, CSV, TSV and Parquet, one article or sentence a record."""

from __future__ import annotations

import csv
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from stance.articles.article import Problem
from stance.articles.decoding import decode_lines
from stance.articles.sources import Source

_ANY_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")  # also those of an old Mac

Row = tuple[str, Mapping[str, Any]]
"""Where a record stands (``"news.jsonl:12"``), and the record."""


def read_jsonl(source: Source, stream: BinaryIO, encoding: str | None) -> Iterator[Row | Problem]:
    """Read one JSON object a line; a line that holds none is a problem, and the next is read."""
    return _json_lines(source, decode_lines(stream, encoding))


def _json_lines(source: Source, lines: Iterable[str]) -> Iterator[Row | Problem]:
    for number, line in enumerate(lines, 1):
        where = f"{source.name}:{number}"
        if not line.strip():
            continue
        try:
            yield _object(where, json.loads(line.lstrip("\ufeff")))
        except json.JSONDecodeError as error:
            yield Problem(where, f"is not JSON ({error.msg} at column {error.colno})")
        except RecursionError:
            yield Problem(where, "is JSON nested too deep to read")
        except ValueError as error:
            yield Problem(where, f"is JSON that cannot be read ({str(error).split(';')[0]})")


def read_json(source: Source, stream: BinaryIO, encoding: str | None) -> Iterator[Row | Problem]:
    """Read a JSON file that holds an object or an array of objects; one that holds lines of objects is read as such."""
    text = "".join(decode_lines(stream, encoding)).lstrip("\ufeff")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            yield from _json_lines(source, text.split("\n"))
        else:
            yield Problem(source.name, f"is not JSON that can be read ({str(error).split(';')[0]})")
        return
    for number, item in enumerate(data if isinstance(data, list) else [data], 1):
        yield _object(f"{source.name}:{number}", item)


def _object(where: str, item: object) -> Row | Problem:
    if isinstance(item, dict):
        return where, item
    return Problem(where, f"is {_json_kind(item)}, not an object with a text")


def _json_kind(item: object) -> str:
    kinds = {list: "an array", str: "a string", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(item), "null")


def read_delimited(source: Source, stream: BinaryIO, encoding: str | None, *, tabs: bool) -> Iterator[Row | Problem]:
    """Read CSV (commas, or the semicolons of a European spreadsheet) or TSV; the first row names the columns."""
    csv.field_size_limit(sys.maxsize)
    lines = (line for chunk in decode_lines(stream, encoding) for line in _ANY_LINE.findall(chunk))
    header = next(lines, "")
    delimiter = "\t" if tabs else ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(itertools.chain([header], lines), delimiter=delimiter, restkey="")
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield Problem(f"{source.name}:{reader.line_num}", f"cannot be read as CSV ({error})")
            continue
        if row is None:
            return
        yield f"{source.name}:{reader.line_num}", row


def read_parquet(source: Source, stream: BinaryIO) -> Iterator[Row | Problem]:
    """Read a Parquet file in batches."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = stream if source.path is not None and stream.seekable() else pa.BufferReader(stream.read())
    try:
        file = pq.ParquetFile(whole)
        number = 0
        for batch in file.iter_batches(batch_size=1024):
            for row in batch.to_pylist():
                number += 1
                yield f"{source.name}:{number}", row
    except Exception as error:  # pyarrow's types raise whatever they like when they turn into Python's
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        yield Problem(source.name, f"is not a readable Parquet file ({reason})")
