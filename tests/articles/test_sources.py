from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from stance.articles import Article, Problem, read_articles
from stance.articles.sources import FORMATS, Source, find_sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "news"
    for name in [
        "b.txt",
        "a.md",
        "deep/er/c.jsonl",
        "deep/D.HTML",
        "e.csv.gz",
        ".hidden.txt",
        ".git/f.txt",
        "notes.log",
        "g.pdf",
    ]:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"They met.\n")
    return root


def found(*inputs: str | Path, input_format: str | None = None) -> list[tuple[str, str | None] | Problem]:
    sources = find_sources([str(item) for item in inputs], input_format)
    return [(item.stem, item.format) if isinstance(item, Source) else item for item in sources]


def test_a_folder_is_searched_to_the_bottom_in_order(folder):
    assert found(folder) == [
        ("a", "markdown"),
        ("b", "text"),
        ("deep/D", "html"),
        ("deep/er/c", "jsonl"),
        ("e", "csv"),
        Problem(str(folder / "g.pdf"), ".pdf files are not read; convert it to text, Markdown or HTML"),
    ]


def test_hidden_files_and_folders_are_passed_over_unless_named(folder):
    assert ("f", "text") in found(folder / ".git")
    assert found(folder / ".hidden.txt") == [(".hidden", "text")]


def test_a_format_that_is_given_takes_every_file_of_a_folder(folder):
    assert ("notes.log", "text") in found(folder, input_format="text")
    assert {kind for _, kind in found(folder, input_format="text")} == {"text"}


def test_a_folder_without_readable_files_is_a_problem(tmp_path):
    (tmp_path / "x.log").write_text("no")
    (problem,) = found(tmp_path)
    assert isinstance(problem, Problem)
    assert problem.where == str(tmp_path)
    assert ".jsonl" in problem.what


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("x.txt", ("x", "text")),
        ("x.TXT", ("x", "text")),
        ("x.text", ("x", "text")),
        ("x.md", ("x", "markdown")),
        ("x.markdown", ("x", "markdown")),
        ("x.htm", ("x", "html")),
        ("x.xhtml", ("x", "html")),
        ("x.ndjson", ("x", "jsonl")),
        ("x.json", ("x", "json")),
        ("x.tsv", ("x", "tsv")),
        ("x.parquet", ("x", "parquet")),
        ("x.jsonl.gz", ("x", "jsonl")),
        ("x.Html.GZ", ("x", "html")),
        ("v1.2.txt", ("v1.2", "text")),
        ("U.S. note.txt", ("U.S. note", "text")),
        ("x.log", ("x.log", None)),
        ("x.gz", ("x", None)),
        ("bare", ("bare", None)),
        ("a[1]*.txt", ("a[1]*", "text")),
    ],
)
def test_the_ending_tells_the_format_and_is_no_part_of_the_identifier(tmp_path, name, source):
    (tmp_path / name).write_text("They met.")
    assert found(tmp_path / name) == [source]


def test_globs(folder):
    assert found(folder / "*.txt") == [("b", "text")]
    assert found(f"{folder}/**/*.jsonl") == [("c", "jsonl")]
    assert found(folder / "[ab].*") == [("a", "markdown"), ("b", "text")]


@pytest.mark.parametrize(
    ("word", "what"), [("*.none", "no file matches"), ("none.txt", "no such file or folder"), ("[", "no file matches")]
)
def test_what_is_not_there_is_a_problem_that_names_it(tmp_path, word, what):
    assert found(tmp_path / word) == [Problem(str(tmp_path / word), what)]


def test_a_glob_takes_no_folders(folder):
    assert found(folder / "dee*") == [Problem(str(folder / "dee*"), "no file matches")]


def test_a_broken_link_is_a_problem_and_in_a_folder_nothing(folder):
    (folder / "link.txt").symlink_to(folder / "gone.txt")
    assert found(folder / "link.txt") == [Problem(str(folder / "link.txt"), "no such file or folder")]
    assert ("link", "text") not in found(folder)


def test_inputs_keep_their_order(folder):
    assert [item[0] for item in found(folder / "b.txt", "-", folder / "a.md")] == ["b", "stdin", "a"]


@pytest.mark.parametrize("word", ["x" * 300, "x" * 300 + "*"])
def test_a_name_that_is_too_long_is_a_problem(word):
    assert isinstance(next(find_sources([word])), Problem)


def test_formats_are_those_that_the_documentation_names():
    assert set(FORMATS) == {"text", "markdown", "html", "jsonl", "json", "csv", "tsv", "parquet"}


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes, **options: object) -> list[Article | Problem]:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    items: list[Article | Problem] = []
    items.extend(read_articles("-", on_problem=items.append, **options))
    return items


@pytest.mark.parametrize(
    ("data", "article"),
    [
        (b"They met\nin Oslo.\n", Article("stdin", "They met in Oslo.")),
        ("They met in Malmö.".encode("utf-16"), Article("stdin", "They met in Malmö.")),
        (b'{"id": "a", "text": "They met."}\n', Article("a", "They met.")),
        (b'\xef\xbb\xbf\n {"id": "a", "text": "They met."}\n', Article("a", "They met.")),
        (b'[{"id": "a", "text": "They met."}]', Article("a", "They met.")),
        (b'[\n  {"id": "a", "text": "They met."}\n]', Article("a", "They met.")),
        (b"<!DOCTYPE html><html><body><p>They met.</p></body></html>", Article("stdin", "They met.")),
        (b"<HTML><body><p>They met.</p></body></HTML>", Article("stdin", "They met.")),
        (b"[Read the note] They met.", Article("stdin", "[Read the note] They met.")),
        (b"# They met.", Article("stdin", "# They met.")),
    ],
)
def test_standard_input_is_read_as_what_it_looks_like(monkeypatch, data, article):
    assert stdin(monkeypatch, data) == [article]
    assert stdin(monkeypatch, gzip.compress(data)) == [article]


@pytest.mark.parametrize(
    "data", [b'[\r\n  {"id": "a", "text": "They met."}\r\n]', b'{\n  "id": "a",\n  "text": "They met."\n}\n']
)
def test_standard_input_of_pretty_json(monkeypatch, data):
    assert stdin(monkeypatch, data) == [Article("a", "They met.")]


def test_standard_input_in_a_format_that_is_given(monkeypatch):
    assert stdin(monkeypatch, b"# They met.", input_format="markdown") == [Article("stdin", "They met.")]
    assert stdin(monkeypatch, b"id,text\na,They met.\n", input_format="csv") == [Article("a", "They met.")]


def test_parquet_on_standard_input(monkeypatch):
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.table({"id": ["a"], "text": ["They met."]}), buffer)
    assert stdin(monkeypatch, buffer.getvalue()) == [Article("a", "They met.")]


@pytest.mark.parametrize("data", [b"", b" \n\n"])
def test_empty_standard_input_is_a_problem(monkeypatch, data):
    assert stdin(monkeypatch, data) == [Problem("standard input", "holds no text")]
