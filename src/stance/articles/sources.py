"""From what the user names (files, folders, globs, standard input) to byte streams and their formats."""

from __future__ import annotations

import glob
import gzip
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast, get_args

from stance.articles.article import Problem
from stance.errors import encodable

STANDARD_INPUT = "-"

Format = Literal["text", "markdown", "html", "jsonl", "json", "csv", "tsv", "parquet"]

ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
FORMATS: tuple[str, ...] = get_args(Format)
_OTHER_DOCUMENTS = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".xls", ".xlsx", ".zip"}
_SNIFFED = 512
_JSON = re.compile(rb"\[\s*\{|\{\s*\n")  # an array of objects, or an object over several lines


@dataclass(frozen=True)
class Source:
    """One file, or standard input.

    Attributes
    ----------
    name : str
        What messages call it.
    stem : str
        The identifier of the article in it: its path below the folder that was given, without endings.
    path : Path or None
        None for standard input.
    format : str or None
        One of `FORMATS`; None where neither the ending nor the user tells.
    """

    name: str
    stem: str
    path: Path | None
    format: str | None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the bytes, gunzipped where they are gzip, whatever the ending says."""
        if self.path is None:
            if sys.stdin is None:
                raise OSError("it is closed")
            yield _gunzipped(sys.stdin.buffer)
            return
        with self.path.open("rb") as stream:
            yield _gunzipped(stream)


def find_sources(inputs: list[str], input_format: str | None = None) -> Iterator[Source | Problem]:
    """Find the sources that a user's words stand for, in order; folders are searched to the bottom, sorted.

    Parameters
    ----------
    inputs : list of str
        Files, folders, globs, or ``"-"`` for standard input.
    input_format : str, optional
        One of `FORMATS`, for every source, whatever its ending.

    Yields
    ------
    Source or Problem
        A problem for each word that stands for nothing readable.
    """
    for given in inputs:
        try:
            yield from _find(given, input_format)
        except (OSError, ValueError):  # a name that no file can have
            yield Problem(given[:100], "no such file or folder")


def _find(given: str, input_format: str | None) -> Iterator[Source | Problem]:
    path = Path(given)
    if given == STANDARD_INPUT:
        yield Source("standard input", "stdin", None, input_format)
    elif given and path.is_dir():
        yield from _in_folder(path, input_format)
    elif given and path.exists():
        yield _source(path, path.name, input_format)
    elif glob.has_magic(given):
        yield from _in_glob(given, input_format)
    else:
        yield Problem(given, "no such file or folder")


def _in_folder(folder: Path, input_format: str | None) -> Iterator[Source | Problem]:
    found = False
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in relative.parts):
            continue
        ending = _ending(path)
        if ending in ENDINGS or input_format:
            found = True
            yield _source(path, relative.as_posix(), input_format)
        elif ending in _OTHER_DOCUMENTS:
            yield Problem(str(path), f"{ending} files are not read; convert it to text, Markdown or HTML")
    if not found:
        yield Problem(str(folder), f"holds no file that ends in {', '.join(ENDINGS)} (or one of these and .gz)")


def _in_glob(pattern: str, input_format: str | None) -> Iterator[Source | Problem]:
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    paths = [path for path in map(Path, names) if path.is_file()]
    if not paths:
        yield Problem(pattern, "no file matches")
    for path in paths:
        yield _source(path, path.name, input_format)


def _source(path: Path, relative: str, input_format: str | None) -> Source:
    stem = relative
    for ending in reversed(path.suffixes[-2:]):
        if ending.lower() in ENDINGS or ending.lower() == ".gz":
            stem = stem.removesuffix(ending)
    return Source(str(path), encodable(stem), path, input_format or ENDINGS.get(_ending(path)))


def _ending(path: Path) -> str:
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return path.suffix.lower()


def _gunzipped(stream: BinaryIO) -> BinaryIO:
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast(io.RawIOBase, stream))
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=buffered)))
    return buffered


def sniff_format(stream: BinaryIO) -> str:
    """Guess the format of a buffered stream that has no name from its first bytes, without consuming them."""
    head = cast(io.BufferedReader, stream).peek(_SNIFFED)[:_SNIFFED]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"PAR1"):
        return "parquet"
    if _JSON.match(start):
        return "json"
    if start.startswith(b"{"):
        return "jsonl"
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return "html"
    return "text"
