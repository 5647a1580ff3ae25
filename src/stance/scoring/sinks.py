"""Records as files: JSON lines, CSV, Parquet."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, TextIO, cast

from stance.errors import OutputError

FORMATS = ("jsonl", "csv", "parquet")
_ROWS_AT_ONCE = 4096

Row = Mapping[str, Any]


def format_of(path: Path) -> str:
    """Tell the format that a file's ending asks for.

    Raises
    ------
    OutputError
        Where it asks for none.
    """
    ending = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    format_ = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".parquet": "parquet"}.get(ending)
    if format_ is None:
        raise OutputError(f"{path}: its ending tells no format; give --format ({', '.join(FORMATS)})")
    return format_


def json_line(row: Row) -> str:
    """Write one record as one line of JSON."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def write_rows(rows: Iterable[Row], path: Path, format_: str, labels: Sequence[str], *, compress: bool = False) -> None:
    """Write records to a file.

    Parameters
    ----------
    rows : iterable of mapping
        As `Record.to_dict` gives them.
    path : Path
    format_ : {"jsonl", "csv", "parquet"}
    labels : sequence of str
        The stances, which CSV gives a column each.
    compress : bool, default=False
        Gzip JSON lines and CSV; Parquet is always compressed.
    """
    if format_ == "parquet":
        _write_parquet(rows, path, labels)
        return
    with _text_file(path, compress=compress) as stream:
        if format_ == "csv":
            writer = csv_writer(stream, labels)
            writer.writerows(flat_row(row) for row in rows)
        else:
            stream.writelines(map(json_line, rows))


@contextmanager
def _text_file(path: Path, *, compress: bool) -> Iterator[TextIO]:
    with path.open("wb") as raw:
        # No name and no time in the header: the same records give the same bytes.
        stream = cast(IO[bytes], gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if compress else raw)
        with io.TextIOWrapper(stream, encoding="utf-8", newline="") as text:
            yield text


def csv_writer(stream: TextIO, labels: Sequence[str]) -> csv.DictWriter[str]:
    """Begin a CSV file: one column a key, one a stance's probability; labels joined by spaces, acts as JSON."""
    columns = ["id", "article", "index", "start", "end", "text", *labels, "labels", "acts"]
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    return writer


def flat_row(row: Row) -> dict[str, Any]:
    """Write a record as one row of a table."""
    plain = {key: row[key] for key in ("id", "article", "index", "start", "end", "text")}
    acts = json.dumps(row["acts"], ensure_ascii=False)
    return {**plain, **row["stances"], "labels": " ".join(row["labels"]), "acts": acts}


def _write_parquet(rows: Iterable[Row], path: Path, labels: Sequence[str]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    actor = pa.struct([("text", text), ("start", whole), ("end", whole), ("code", text)])
    act = pa.struct([("stance", text), ("probability", real), ("source", actor), ("target", actor)])
    columns = [("id", text), ("article", text), ("index", whole), ("start", whole), ("end", whole), ("text", text)]
    stances = pa.struct([(label, real) for label in labels])
    schema = pa.schema([*columns, ("stances", stances), ("labels", pa.list_(text)), ("acts", pa.list_(act))])
    left = iter(rows)
    with pq.ParquetWriter(path, schema) as writer:
        while batch := list(islice(left, _ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
