from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stance
from stance.articles import Article, Problem, read_articles, read_records
from stance.articles.sources import ENDINGS
from stance.errors import InputError, StanceWarning

SENTENCE = "The harbour authority said that it had received the note of its neighbour on the two patrol boats."
RECORD = {"id": "n-1", "text": SENTENCE, "title": "Note", "date": "2024-03-05", "source": "Post", "url": "http://example.org/1"}
WHOLE = Article("n-1", SENTENCE, "Note", "2024-03-05", "Post", "http://example.org/1")


def in_format(kind: str) -> bytes:
    if kind == "parquet":
        buffer = io.BytesIO()
        pq.write_table(pa.table({key: [value] for key, value in RECORD.items()}), buffer)
        return buffer.getvalue()
    mark = {"csv": ",", "tsv": "\t"}.get(kind)
    texts = {
        "text": SENTENCE,
        "markdown": SENTENCE,
        "html": f"<html><body><p>{SENTENCE}</p></body></html>",
        "jsonl": json.dumps(RECORD) + "\n",
        "json": json.dumps([RECORD]),
        "csv": mark and f"{mark.join(RECORD)}\n{mark.join(RECORD.values())}\n",
        "tsv": mark and f"{mark.join(RECORD)}\n{mark.join(RECORD.values())}\n",
    }
    return texts[kind].encode()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("ending", "kind"), sorted(ENDINGS.items()))
def test_every_format_plain_and_gzipped(read, ending, kind, packed):
    data = in_format(kind)
    articles, problems = read("file" + ending + ".gz" * packed, gzip.compress(data) if packed else data)
    expected = Article("file", SENTENCE) if kind in ("text", "markdown", "html") else WHOLE
    assert (articles, problems) == ([expected], [])


def test_gzip_is_known_by_its_bytes_and_not_by_its_name(read):
    assert read("file.txt", gzip.compress(SENTENCE.encode()))[0] == [Article("file", SENTENCE)]
    assert read("file.txt.gz", SENTENCE)[0] == [Article("file", SENTENCE)]


def test_gzip_of_several_members(read):
    packed = b"".join(gzip.compress(json.dumps({"id": name, "text": SENTENCE}).encode() + b"\n") for name in "ab")
    assert [article.id for article in read("file.jsonl.gz", packed)[0]] == ["a", "b"]


@pytest.mark.parametrize(
    "data",
    [gzip.compress(bytes(range(100)))[:40], b"\x1f\x8b", gzip.compress(b"They met.") + b"rest", b"\x1f\x8b\x07" + b"x" * 30],
)
def test_gzip_that_is_cut_or_followed_by_something_is_one_problem(read, data):
    articles, (problem,) = read("file.txt.gz", data)
    assert articles == []
    assert problem.where.endswith("file.txt.gz")
    assert problem.what.startswith("cannot be read")


def test_what_a_cut_gzip_holds_is_read_as_far_as_it_goes(read):
    lines = "".join(json.dumps({"id": str(n), "text": f"{SENTENCE} {n * n * n}"}) + "\n" for n in range(20_000))
    articles, (problem,) = read("file.jsonl.gz", gzip.compress(lines.encode())[:-2000])
    assert articles[0].id == "0"
    assert len(articles) > 1000
    assert problem.what.startswith("cannot be read")


@pytest.mark.parametrize("place", [10, 20, 30])
def test_gzip_with_a_wrong_byte_is_one_problem(read, place):
    packed = bytearray(gzip.compress(SENTENCE.encode() * 3))
    packed[place : place + 3] = b"\xff\xff\xff"
    articles, problems = read("file.txt.gz", bytes(packed))
    assert articles == []
    assert len(problems) == 1


@pytest.mark.parametrize("ending", [ending for ending, kind in ENDINGS.items() if kind != "parquet"])
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0", b"PK\x03\x04\0\0\0\0", b"%PDF-1.4\n%stuff"])
def test_files_that_are_no_text_are_one_problem_each(read, ending, data):
    articles, problems = read("file" + ending, data)
    assert articles == []
    assert len(problems) == 1


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n \xc2\xa0\n", b"\xef\xbb\xbf", b"***\n\n---\n"])
@pytest.mark.parametrize("ending", [".txt", ".md", ".html"])
def test_a_document_of_nothing_is_a_problem(read, ending, data):
    if ending == ".html" and b"*" in data:
        data = b"<html><body></body></html>"
    articles, (problem,) = read("file" + ending, data)
    assert articles == []
    assert problem.what == "holds no text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_in_any_encoding_with_any_line_end(read, encoding, end):
    raw = f"São Tomé answers{end * 2}The minister’s café is closed, but{end}the talks go on.{end}"
    raw = raw.replace("’", "'") if encoding == "latin-1" else raw
    text = "São Tomé answers\n\nThe minister’s café is closed, but the talks go on."
    assert [a.text.replace("'", "’") for a in read("file.txt", raw.encode(encoding))[0]] == [text]


def test_an_encoding_that_is_given_overrules(read):
    assert (
        read("file.txt", "Москва отвергла ноту.".encode("cp1251"), encoding="windows-1251")[0][0].text
        == "Москва отвергла ноту."
    )


def test_bytes_not_in_the_encoding_given_are_a_problem(read):
    articles, (problem,) = read("file.txt", b"The caf\xe9 is open.", encoding="utf-8")
    assert articles == []
    assert problem.what.startswith("is not valid utf-8")


@pytest.mark.parametrize("encoding", ["no-such-encoding", "", "utf-99", "é"])
def test_an_unknown_encoding_is_refused_at_once(read, encoding):
    with pytest.raises(InputError, match="unknown encoding"):
        read("file.txt", "They met.", encoding=encoding)


@pytest.mark.parametrize("encoding", ["hex", "base64", "rot13", "zip", "utf\0"])
def test_a_codec_that_is_none_of_text_is_refused(read, encoding):
    with pytest.raises(InputError):
        read("file.txt", "They met.", encoding=encoding)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("file.jsonl", '{"id": "a", "text": "They met."}\n'),
        ("file.csv", "id,text\na,They met.\n"),
        ("a.md", "---\ntitle: T\n---\nThey met.\n"),
    ],
)
def test_a_byte_order_mark_and_the_encoding_given(read, name, data):
    articles, problems = read(name, data.encode("utf-8-sig"), encoding="utf-8")
    assert ([(a.id, a.text) for a in articles], problems) == ([("a", "They met.")], [])


def test_an_unknown_format_is_refused_by_name(read):
    with pytest.raises(InputError, match="jsonl"):
        read("file.txt", "They met.", input_format="docx")


def test_a_format_that_is_given_overrules_the_ending(read):
    assert read("file.txt", '{"id": "a", "text": "They met."}', input_format="jsonl")[0] == [Article("a", "They met.")]
    assert read("file.jsonl", "{They met.}", input_format="text")[0] == [Article("file", "{They met.}")]


def test_a_file_with_another_ending_is_plain_text(read):
    assert read("file.log", "# They met.")[0] == [Article("file.log", "# They met.")]


def test_the_texts_of_records_are_reflowed(read):
    raw = "Note answered\n\nThe two sides agreed on closer coope\nration, and the\u00a0minister  left."
    articles, _ = read("file.jsonl", json.dumps({"id": 1, "text": raw}))
    assert articles[0].text == "Note answered\n\nThe two sides agreed on closer cooperation, and the minister left."


def test_metadata_is_text_or_nothing(read):
    record = {"id": 7, "text": "They met.", "title": "", "date": 2024, "source": None, "url": ["a"]}
    assert read("file.jsonl", json.dumps(record))[0] == [Article("7", "They met.", None, "2024", None, "['a']")]


@pytest.mark.parametrize("identifier", [None, ""])
def test_a_record_without_identifier_is_named_by_file_and_line(read, identifier):
    record = json.dumps({"text": "They met.", **({} if identifier is None else {"id": identifier})})
    assert [a.id for a in read("file.jsonl", f"{record}\n{record}\n")[0]] == ["file:1", "file:2"]


def test_a_record_without_an_identifier_is_named_by_its_number(read):
    articles, _ = read("file.jsonl", '{"text": "They met."}\n\n{"text": "They left."}\n')
    assert [a.id for a in articles] == ["file:1", "file:2"]


def test_other_keys_for_identifier_and_text(read):
    record = {"id": "old", "text": "Not this.", "url": "http://example.org/1", "body": "They met.", "title": "T"}
    articles, problems = read("file.jsonl", json.dumps(record), id_key="url", text_key="body")
    assert (articles, problems) == ([Article("http://example.org/1", "They met.", "T")], [])


def test_a_text_key_that_is_metadata_elsewhere(read):
    articles, _ = read("file.csv", "id,title,text\na,They met.,Other\n", text_key="title")
    assert articles == [Article("a", "They met.")]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"id": "a", "body": "They met."}, "has no key 'text' (its keys: id, body); name the right one with --text-key"),
        ({}, "has no key 'text' (its keys: none)"),
        ({"text": 3}, "its 'text' is not text but int"),
        ({"text": ["They met."]}, "its 'text' is not text but list"),
        ({"text": {"en": "They met."}}, "its 'text' is not text but dict"),
        ({"text": True}, "its 'text' is not text but bool"),
        ({"text": None}, "its 'text' is empty"),
        ({"text": ""}, "its 'text' is empty"),
        ({"text": " \u00a0\n\u200b"}, "its 'text' is empty"),
        ({"text": "***"}, "its 'text' is empty"),
    ],
)
def test_a_record_without_a_text_is_told_and_the_rest_is_read(read, record, said):
    good = json.dumps({"id": "z", "text": "They met."})
    articles, (problem,) = read("file.jsonl", f"{json.dumps(record)}\n{good}\n")
    assert articles == [Article("z", "They met.")]
    assert problem.where.endswith("file.jsonl:1")
    assert problem.what.startswith(said)


@pytest.mark.parametrize(
    "record", [{"text": "They met."}, {"text": "They met.", "url": None}, {"text": "They met.", "url": ""}]
)
def test_a_record_without_the_identifier_that_is_named_is_a_problem(read, record):
    articles, (problem,) = read("file.jsonl", json.dumps(record), id_key="url")
    assert articles == []
    assert problem.what == "has no 'url', which --id-key names"


@pytest.mark.parametrize("unit", ["article", "sentence"])
def test_a_lone_surrogate_does_not_get_into_a_text(read, unit):
    articles, _ = read("file.jsonl", '{"id": "a", "text": "They met \\ud83d in Oslo."}', unit=unit)
    assert [article.text.encode() for article in articles]


def test_sentences_of_records_are_one_line_each_with_their_own_identifier(read):
    raw = "The U.S. answered. It\nwill wait for closer coope\nration.\n\nThen it\u00a0left."
    articles, _ = read("file.jsonl", json.dumps({"id": "s-9", "text": raw}), unit="sentence")
    assert articles == [Article("s-9", "The U.S. answered. It will wait for closer cooperation. Then it left.")]


def test_sentences_of_a_text_are_its_lines(read):
    articles, _ = read("file.txt", "They met. They left.\n\n- They  wait.\r\nLast one", unit="sentence")
    assert articles == [
        Article("file:1", "They met. They left."),
        Article("file:3", "- They wait."),
        Article("file:4", "Last one"),
    ]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("file.md", "# They met.\n\n- They\n  left.\n"),
        ("file.html", "<html><body><h1>They met.</h1><p>They\nleft.</p></body></html>"),
    ],
)
def test_sentences_of_other_documents_are_their_paragraphs(read, name, raw):
    articles, _ = read(name, raw, unit="sentence")
    assert articles == [Article("file:1", "They met."), Article("file:2", "They left.")]


@pytest.mark.parametrize(("name", "raw"), [("file.txt", "\n \n"), ("file.md", "---\n"), ("file.txt", "")])
def test_no_sentences_are_a_problem(read, name, raw):
    assert [problem.what for problem in read(name, raw, unit="sentence")[1]] == ["holds no text"]


@pytest.mark.parametrize(
    ("name", "raw"), [("a.txt", "They wait\x85 and see.\n"), ("a.jsonl", '{"text": "They wait\x85 and see."}\n')]
)
def test_an_ellipsis_among_the_controls_ends_no_sentence(read, name, raw):
    assert [a.text for a in read(name, raw, unit="sentence")[0]] == ["They wait… and see."]


def test_problems_are_warnings_where_nobody_asks_for_them(tmp_path):
    with pytest.warns(StanceWarning, match="no such file or folder"):
        assert list(read_articles(tmp_path / "none.txt")) == []


def test_what_cannot_be_read_does_not_stop_the_rest(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\0\1\2")
    (tmp_path / "b.txt").write_text("They met.")
    (tmp_path / "c.json").write_text("{")
    (tmp_path / "d.txt").write_text("They left.")
    problems: list[Problem] = []
    articles = list(read_articles([tmp_path, tmp_path / "none"], on_problem=problems.append))
    assert [a.id for a in articles] == ["b", "d"]
    assert [Path(problem.where).name for problem in problems] == ["a.txt", "c.json", "none"]
    assert str(problems[0]) == f"{problems[0].where}: {problems[0].what}"


def test_one_path_and_several(tmp_path):
    (tmp_path / "a.txt").write_text("They met.")
    one = tmp_path / "a.txt"
    assert [a.id for a in read_articles(one)] == ["a"]
    assert [a.id for a in read_articles(str(one))] == ["a"]
    assert [a.id for a in read_articles(iter([one, str(one)]))] == ["a", "a"]
    assert list(read_articles([])) == []


def test_articles_come_before_later_files_are_looked_at(tmp_path):
    (tmp_path / "a.txt").write_text("They met.")
    problems: list[Problem] = []
    articles = read_articles([tmp_path / "a.txt", tmp_path / "none"], on_problem=problems.append)
    assert next(articles).id == "a"
    assert problems == []
    assert list(articles) == []
    assert len(problems) == 1


def test_the_public_name_is_the_same():
    assert stance.read_articles is read_articles


def test_records_as_they_stand(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"id": "a", "labels": ["urge"], "text": " They  met. "}\n\n[1]\n')
    assert list(read_records(path)) == [
        (f"{path}:1", {"id": "a", "labels": ["urge"], "text": " They  met. "}),
        Problem(f"{path}:3", "is an array, not an object with a text"),
    ]
    assert list(read_records([tmp_path / "none.jsonl"])) == [Problem(str(tmp_path / "none.jsonl"), "no such file or folder")]


@pytest.mark.parametrize("options", [{"encoding": "no-such-encoding"}, {"input_format": "docx"}])
def test_records_in_an_unknown_encoding_or_format_are_refused(tmp_path, options):
    (tmp_path / "a.jsonl").write_text('{"id": "a"}\n')
    with pytest.raises(InputError):
        list(read_records(tmp_path / "a.jsonl", **options))


FRAGMENTS = st.sampled_from(
    [
        *(
            "They met. ",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "- ",
            '"',
            "“",
            "{",
            "}",
            "[",
            ":",
            ",",
            ";",
            "\t",
            "text",
            '"text"',
            "<p>",
        ),
        *("</p>", "<", "&", "# ", "`", "|", "---\n", "\x85", "\u2028", "\u00a0", "\u00ad", "\ufb01", "\u0301", "1e999", "NaN"),
    ]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=5), max_size=40).map("".join)
ANYTHING = st.binary(max_size=200) | st.builds(
    lambda text, encoding: text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace"),
    TEXTS,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING, st.sampled_from(sorted(ENDINGS)), st.sampled_from(["article", "sentence"]))
def test_any_bytes_give_clean_articles_or_problems(read, data, ending, unit):
    articles, problems = read("any" + ending, data, unit=unit)
    assert articles or problems
    for article in articles:
        assert article.text == "\n\n".join(" ".join(paragraph.split()) for paragraph in article.text.split("\n\n")) != ""
        assert unit == "article" or "\n" not in article.text
