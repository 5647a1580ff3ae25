"""Read articles from whatever the user has."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol, TypeVar

from stance.articles.article import Article, Problem
from stance.articles.decoding import clean_characters, decode_lines
from stance.articles.documents import Document, read_html, read_markdown, read_text
from stance.articles.reflow import PARAGRAPH_BREAK, fold, reflow
from stance.articles.sources import FORMATS, Source, find_sources, sniff_format
from stance.articles.tables import Row, read_delimited, read_json, read_jsonl, read_parquet
from stance.articles.words import join_lines
from stance.errors import InputError, StanceWarning, encodable

Unit = Literal["article", "sentence"]

_DOCUMENTS: dict[str, Callable[[str], Document]] = {"text": read_text, "markdown": read_markdown, "html": read_html}


T = TypeVar("T", covariant=True)


@dataclass(frozen=True)
class _Options:
    unit: Unit
    id_key: str | None
    text_key: str
    encoding: str | None


class _Reader(Protocol[T]):
    def __call__(self, source: Source, kind: str, stream: BinaryIO, options: _Options) -> Iterator[T | Problem]: ...


def warn(problem: Problem) -> None:
    """Tell of a problem by a `StanceWarning`."""
    warnings.warn(str(problem), StanceWarning, stacklevel=2)


def read_articles(
    inputs: str | Path | Iterable[str | Path],
    *,
    unit: Unit = "article",
    input_format: str | None = None,
    id_key: str | None = None,
    text_key: str = "text",
    encoding: str | None = None,
    on_problem: Callable[[Problem], None] = warn,
) -> Iterator[Article]:
    """Read articles, one at a time, from files of any supported format.

    Plain text, Markdown and HTML hold one article a file; JSON lines, JSON, CSV, TSV and Parquet one a record. Any of them
    may be gzipped. What cannot be read is told and passed over, and the rest is read.

    Parameters
    ----------
    inputs : path or iterable of paths
        Files, folders (searched to the bottom), globs, or ``"-"`` for standard input.
    unit : {"article", "sentence"}, default="article"
        With ``"sentence"`` each record, and each line or paragraph of a document, is one sentence.
    input_format : str, optional
        ``text``, ``markdown``, ``html``, ``jsonl``, ``json``, ``csv``, ``tsv`` or ``parquet``; by default each file's ending
        tells, and a file with another ending is plain text.
    id_key : str, optional
        The key of the identifier in records. By default ``id``, and the file and the record's number where it has none.
    text_key : str, default="text"
        The key of the text in records.
    encoding : str, optional
        By default byte-order marks are heeded, and text is UTF-8 or else Windows-1252.
    on_problem : callable, optional
        Called with each `Problem`; by default it is issued as a `StanceWarning`.

    Yields
    ------
    Article
        With its text re-flowed.

    Raises
    ------
    InputError
        Where `input_format` or `encoding` is unknown.
    """
    _check(input_format, encoding)
    options = _Options(unit, id_key, text_key, encoding)
    for source in find_sources(_as_list(inputs), input_format):
        items: Iterable[Article | Problem] = (
            [source] if isinstance(source, Problem) else _read_source(source, options, _articles)
        )
        for item in items:
            if isinstance(item, Problem):
                on_problem(item)
            else:
                yield item


def read_records(
    inputs: str | Path | Iterable[str | Path], *, input_format: str | None = None, encoding: str | None = None
) -> Iterator[Row | Problem]:
    """Read records as they stand, without making articles of them; for labelled corpora.

    Parameters
    ----------
    inputs, input_format, encoding
        As in `read_articles`, for the formats that hold records.

    Yields
    ------
    (str, mapping) or Problem
        Where a record stands (``"corpus.jsonl:12"``) and its keys and values.

    Raises
    ------
    InputError
        As in `read_articles`.
    """
    _check(input_format, encoding)
    options = _Options("sentence", None, "text", encoding)
    for source in find_sources(_as_list(inputs), input_format):
        if isinstance(source, Problem):
            yield source
        else:
            yield from _read_source(source, options, _rows)


def _as_list(inputs: str | Path | Iterable[str | Path]) -> list[str]:
    return [str(inputs)] if isinstance(inputs, str | Path) else [str(item) for item in inputs]


def _check(input_format: str | None, encoding: str | None) -> None:
    if input_format is not None and input_format not in FORMATS:
        raise InputError(f"unknown input format {input_format!r}; it is one of {', '.join(FORMATS)}")
    try:
        if encoding is not None:
            "".encode(encoding)
    except (LookupError, ValueError):
        raise InputError(f"unknown encoding {encoding!r}; for example utf-8, windows-1251 or latin-1") from None


def _read_source(source: Source, options: _Options, reader: _Reader[T]) -> Iterator[T | Problem]:
    """Read one source; whatever goes wrong in it is its own problem."""
    try:
        with source.open() as stream:
            kind = source.format or (sniff_format(stream) if source.path is None else "text")
            yield from reader(source, kind, stream, options)
    except (OSError, EOFError, zlib.error) as error:
        yield Problem(source.name, f"cannot be read ({getattr(error, 'strerror', None) or error})")
    except UnicodeDecodeError as error:
        yield Problem(source.name, f"is not valid {error.encoding}; give its --encoding")
    except ValueError as error:
        yield Problem(source.name, str(error))


def _articles(source: Source, kind: str, stream: BinaryIO, options: _Options) -> Iterator[Article | Problem]:
    if kind in _DOCUMENTS:
        yield from _document(source, kind, stream, options)
        return
    for number, row in enumerate(_rows(source, kind, stream, options), 1):
        yield row if isinstance(row, Problem) else _article(source, number, row, options)


def _document(source: Source, kind: str, stream: BinaryIO, options: _Options) -> Iterator[Article | Problem]:
    raw = "".join(decode_lines(stream, options.encoding))
    if options.unit == "sentence":
        yield from _sentences(source, kind, raw)
        return
    document = _DOCUMENTS[kind](raw)
    if document.text:
        yield Article(source.stem, document.text, document.title, document.date, document.source, document.url)
    else:
        yield Problem(source.name, "holds no text")


def _sentences(source: Source, kind: str, raw: str) -> Iterator[Article | Problem]:
    lines = clean_characters(raw).split("\n") if kind == "text" else _DOCUMENTS[kind](raw).text.split(PARAGRAPH_BREAK)
    found = False
    for number, line in enumerate(lines, 1):
        text = fold(line)
        if text:
            found = True
            yield Article(f"{source.stem}:{number}", text)
    if not found:
        yield Problem(source.name, "holds no text")


def _rows(source: Source, kind: str, stream: BinaryIO, options: _Options) -> Iterator[Row | Problem]:
    readers: dict[str, Callable[[], Iterator[Row | Problem]]] = {
        "jsonl": lambda: read_jsonl(source, stream, options.encoding),
        "json": lambda: read_json(source, stream, options.encoding),
        "csv": lambda: read_delimited(source, stream, options.encoding, tabs=False),
        "tsv": lambda: read_delimited(source, stream, options.encoding, tabs=True),
        "parquet": lambda: read_parquet(source, stream),
    }
    if kind not in readers:
        yield Problem(source.name, f"holds running text, not records ({', '.join(readers)})")
        return
    empty = True
    for row in readers[kind]():
        empty = False
        yield row
    if empty:
        yield Problem(source.name, "holds no records")


def _article(source: Source, number: int, row: Row, options: _Options) -> Article | Problem:
    where, record = row
    text = record.get(options.text_key)
    if options.text_key not in record:
        keys = ", ".join(str(key) for key in list(record)[:8] if key) or "none"
        return Problem(where, f"has no key {options.text_key!r} (its keys: {keys}); name the right one with --text-key")
    if text is not None and not isinstance(text, str):
        return Problem(where, f"its {options.text_key!r} is not text but {type(text).__name__}")
    if options.id_key is not None and record.get(options.id_key) in (None, ""):
        return Problem(where, f"has no {options.id_key!r}, which --id-key names")
    clean = reflow if options.unit == "article" else lambda raw: join_lines(map(fold, clean_characters(raw).split("\n")))
    text = clean(text or "")
    if not text:
        return Problem(where, f"its {options.text_key!r} is empty")
    identifier = record.get(options.id_key or "id")
    return Article(
        id=encodable(str(identifier)) if identifier not in (None, "") else f"{source.stem}:{number}",
        text=text,
        **{key: _metadata(record, key, options) for key in ("title", "date", "source", "url")},
    )


def _metadata(record: Mapping[str, Any], key: str, options: _Options) -> str | None:
    value = record.get(key)
    return None if value in (None, "") or key in (options.id_key, options.text_key) else encodable(str(value))
