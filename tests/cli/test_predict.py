from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import stance
from tests.cli.conftest import ended, failed
from tests.conftest import ROOT, Run, read_jsonl, write_jsonl

KEYS = ["id", "article", "index", "start", "end", "text", "stances", "labels", "acts"]
SEEDS = ROOT / "seeds" / "articles"
SENTENCES = [
    {"id": "s-1", "text": "Oslo condemned its neighbour Lima over item 3. And it went on."},
    {"id": "s-1", "text": "Suva urged Accra to answer."},
    {"id": 7, "text": "The road is 29 kilometres long."},
]


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "sentences.jsonl", SENTENCES)


def quick(run: Run, toy_model: Path, *words: str | Path, **options: Any) -> Any:
    """Run with the small model and without segmenting, which is faster."""
    return run("predict", "-m", toy_model, "--unit", "sentence", *words, **options)


def test_records_are_as_the_design_has_them(run: Run) -> None:
    inputs = [SEEDS / "kor-01.txt", SEEDS / "fact-01.md", SEEDS / "est-01.html"]
    records = read_jsonl(ended(run("predict", *inputs)))
    texts = {article.id: article.text for article in stance.read_articles(inputs)}
    classifier = stance.load()
    assert {record["article"] for record in records} == set(texts) == {"kor-01", "fact-01", "est-01"}
    for record in records:
        assert list(record) == KEYS
        assert record["id"] == f"{record['article']}#{record['index']}"
        assert texts[record["article"]][record["start"] : record["end"]] == record["text"]
        assert list(record["stances"]) == list(classifier.labels)
        at_or_over = zip(classifier.labels, classifier.thresholds, strict=True)
        assert record["labels"] == [label for label, threshold in at_or_over if record["stances"][label] >= threshold]
        assert {act["stance"] for act in record["acts"]} == set(record["labels"])
        for act in record["acts"]:
            assert list(act) == ["stance", "probability", "source", "target"]
            assert 0 < act["probability"] <= record["stances"][act["stance"]]
            for end in (act["source"], act["target"]):
                assert end is None or texts[record["article"]][end["start"] : end["end"]] == end["text"]
    assert any(act["source"] and act["target"] for record in records for act in record["acts"])


def test_a_pipe_in_is_read_with_and_without_a_dash_gzipped_or_not(run: Run, toy_model: Path) -> None:
    data = "".join(json.dumps(row) + "\n" for row in SENTENCES).encode()
    named = ended(quick(run, toy_model, "-", stdin=data))
    assert named == ended(quick(run, toy_model, stdin=gzip.compress(data)))
    assert [record["text"] for record in read_jsonl(named)] == [row["text"] for row in SENTENCES]


def test_nothing_to_score_is_code_4(run: Run, toy_model: Path) -> None:
    done = quick(run, toy_model, "-", stdin="")
    assert ended(done, 4) == ""
    assert done.stderr.splitlines() == [
        "stance: skipped standard input: holds no text",
        "stance: nothing was scored; no input could be read",
    ]


def test_where_nothing_was_scored_no_file_is_written(run: Run, tmp_path: Path) -> None:
    done = run("predict", "nowhere", "*.txt", "-o", "out.jsonl")
    assert done.returncode == 4
    assert done.stderr.splitlines() == [
        "stance: skipped nowhere: no such file or folder",
        "stance: skipped *.txt: no file matches",
        "stance: nothing was scored; no input could be read",
    ]
    assert list(tmp_path.iterdir()) == []


def test_every_format_holds_the_same(run: Run, toy_model: Path, sentences: Path, tmp_path: Path) -> None:
    records = read_jsonl(ended(quick(run, toy_model, sentences)))
    table = ended(quick(run, toy_model, sentences, "-f", "csv"))
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [row["text"] for row in rows] == [record["text"] for record in records]
    assert [row["labels"].split() for row in rows] == [record["labels"] for record in records]
    assert [float(row["urge"]) for row in rows] == [record["stances"]["urge"] for record in records]

    done = quick(run, toy_model, sentences, "-o", "out.parquet")
    assert ended(done) == ""
    assert done.stderr.startswith("out.parquet: 3 sentences of 3 articles (")
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == records
    ended(quick(run, toy_model, sentences, "-o", "out.csv.gz"))
    assert gzip.decompress((tmp_path / "out.csv.gz").read_bytes()).decode() == table


def test_a_table_shows_each_sentence_and_its_labels(run: Run, toy_model: Path, small: Path) -> None:
    shown = ended(run("predict", "-m", toy_model, small, "-f", "table"))
    assert "\x1b" not in shown
    lines = shown.splitlines()
    assert any("Suva urged Accra to answer." in line and " urge " in line for line in lines)
    assert [line.split()[0] for line in lines if line.strip() in ("a1", "a2", "a3")] == ["a1", "a2", "a3"]


def test_unit_sentence_keeps_ids_and_splits_nothing(run: Run, toy_model: Path, sentences: Path) -> None:
    records = read_jsonl(ended(quick(run, toy_model, sentences)))
    assert [(record["id"], record["index"], record["start"]) for record in records] == [
        ("s-1", 0, 0),
        ("s-1", 0, 0),
        ("7", 0, 0),
    ]
    assert [record["text"] for record in records] == [row["text"] for row in SENTENCES]


def test_unit_sentence_takes_each_line_of_a_text(run: Run, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("Oslo met Lima. It rained.\n\nSuva urged Accra.\n")
    records = read_jsonl(ended(quick(run, toy_model, "lines.txt")))
    assert [(record["id"], record["text"]) for record in records] == [
        ("lines:1", "Oslo met Lima. It rained."),
        ("lines:3", "Suva urged Accra."),
    ]


def test_other_keys_may_hold_the_id_and_the_text(run: Run, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text('url,body,text\nhttp://a/1,"Oslo met Lima, and left.",no\n')
    (record,) = read_jsonl(ended(quick(run, toy_model, "news.csv", "--text-key", "body", "--id-key", "url")))
    assert (record["id"], record["text"]) == ("http://a/1", "Oslo met Lima, and left.")


def test_a_key_that_no_record_has_is_told_with_those_they_have(run: Run, toy_model: Path, sentences: Path) -> None:
    done = quick(run, toy_model, sentences, "--text-key", "body")
    assert ended(done, 4) == ""
    assert "has no key 'body' (its keys: id, text); name the right one with --text-key" in done.stderr
    assert all(line.startswith("stance: ") for line in done.stderr.splitlines())


def test_an_input_given_twice_is_scored_twice(run: Run, toy_model: Path, sentences: Path) -> None:
    once = ended(quick(run, toy_model, sentences))
    assert ended(quick(run, toy_model, sentences, sentences)) == once + once


def test_problems_are_named_and_counted_and_the_rest_is_scored(run: Run, toy_model: Path, tmp_path: Path) -> None:
    lines = ["junk", json.dumps({"id": "good", "text": "It rained."}), *["junk"] * 24]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    done = quick(run, toy_model, "in.jsonl", "nowhere.txt")
    (record,) = read_jsonl(ended(done, 3))
    assert record["id"] == "good"
    messages = done.stderr.splitlines()
    assert messages[0] == "stance: skipped in.jsonl:1: is not JSON (Expecting value at column 1)"
    assert messages[1].startswith("stance: skipped in.jsonl:3: ")
    assert messages[20:] == ["stance: skipped 6 more; 26 in all"]


def test_thresholds_are_used_in_place_of_the_models_own(run: Run, toy_model: Path, sentences: Path) -> None:
    done = quick(run, toy_model, sentences, "--threshold", "urge=0.9999", "--threshold", "0", "--threshold", "oppose=0.5")
    for record in read_jsonl(ended(done)):
        shares = record["stances"]
        expected = ["cooperate", "monitor"]
        expected += [label for label, least in (("oppose", 0.5), ("urge", 0.9999)) if shares[label] >= least]
        assert record["labels"] == expected


@pytest.mark.usefixtures("sentences")
@pytest.mark.parametrize(("given", "code"), [("urge=many", 2), ("praise=0.5", 5)])
def test_a_bad_threshold_is_told(given: str, code: int, run: Run, toy_model: Path) -> None:
    done = quick(run, toy_model, "sentences.jsonl", "--threshold", given)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    if code == 5:
        assert failed(done, 5) == "stance: the model has no label 'praise'; its labels are cooperate, monitor, oppose, urge"


def test_an_output_is_overwritten_by_force_alone(run: Run, toy_model: Path, sentences: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("old")
    failed(quick(run, toy_model, sentences, "-o", "out.jsonl"), 6)
    assert (tmp_path / "out.jsonl").read_text() == "old"
    ended(quick(run, toy_model, sentences, "-o", "out.jsonl", "--force"))
    assert len(read_jsonl((tmp_path / "out.jsonl").read_text())) == 3


@pytest.mark.parametrize("key", ["id", "text"])
def test_half_an_emoji_does_not_stop_a_run(key: str, run: Run, toy_model: Path, tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "It rained."}, {"id": "b", "text": "Oslo met Lima."}]
    rows[0][key] += " \ud83d"
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = quick(run, toy_model, "in.jsonl")
    assert done.returncode in (0, 3)
    assert read_jsonl(done.stdout)[-1]["id"] == "b"


@pytest.mark.skipif(sys.platform != "linux", reason="file names that are no text")
@pytest.mark.parametrize(
    "words",
    [
        ["in"],
        [os.fsdecode(b"in/caf\xe9.txt")],
    ],
    ids=["folder", "file"],
)
def test_a_file_name_that_is_not_utf8_does_not_stop_a_run(words: list[str], run: Run, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/in/caf\xe9.txt")).write_text("It rained.")
    ended(quick(run, toy_model, *words, "-o", "out.jsonl"))


def test_an_id_is_kept_whatever_spaces_it_has(run: Run, toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", [{"id": "No\u00a07\u3000b\tc", "text": "It rained."}])
    (record,) = read_jsonl(ended(quick(run, toy_model, "in.jsonl")))
    assert record["id"] == "No\u00a07\u3000b\tc"


@pytest.mark.parametrize("name", ["news[en]:warning:1", "a[/b]"])
def test_an_id_is_shown_as_it_is(name: str, run: Run, toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", [{"id": name, "text": "It rained."}])
    assert name in ended(quick(run, toy_model, "in.jsonl", "-f", "table"))


def test_escape_codes_do_not_reach_the_terminal(run: Run, toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", [{"id": "a\x1b[2Jb", "text": "It rained."}])
    assert "\x1b" not in ended(quick(run, toy_model, "in.jsonl", "-f", "table"))


def test_a_message_names_the_file_as_it_is_called(run: Run) -> None:
    assert "x:bomb:y.jsonl" in run("predict", "x:bomb:y.jsonl").stderr


def test_a_sentence_too_long_for_an_encoder_is_told_in_one_line(run: Run, toy_encoder: Path, tmp_path: Path) -> None:
    rows = [{"id": "short", "text": "Oslo condemned its neighbour Lima over item 3."}, {"id": "long", "text": "word " * 2000}]
    write_jsonl(tmp_path / "sentences.jsonl", rows)
    done = quick(run, toy_encoder, "sentences.jsonl")
    assert [record["id"] for record in read_jsonl(ended(done))] == ["short", "long"]
    assert done.stderr == "stance: 1 of 2 sentences have more than 256 tokens; what is beyond was not read\n"


def test_acts_can_be_left_out(run: Run, toy_model: Path, sentences: Path) -> None:
    rows = {flag: read_jsonl(ended(quick(run, toy_model, sentences, flag))) for flag in ("--acts", "--no-acts")}
    assert [row["acts"] for row in rows["--no-acts"]] == [[], [], []]
    assert [bool(row["acts"]) for row in rows["--acts"]] == [True, True, False]
    without = [[{**row, "acts": None} for row in rows[flag]] for flag in rows]
    assert without[0] == without[1]


def test_an_act_has_the_codes_of_its_ends(run: Run, toy_model: Path, sentences: Path) -> None:
    [act] = read_jsonl(ended(quick(run, toy_model, sentences)))[1]["acts"]
    assert (act["source"]["code"], act["target"]["code"]) == ("FJI", "GHA")
