from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import OutputError
from stance.scoring.journal import Journal
from stance.scoring.records import Record

RUN = {"model": "m", "inputs": ("a", "b"), "threshold": None}


def article(number: int, sentences: int = 2) -> list[Record]:
    return [
        Record(f"a{number}#{n}", f"a{number}", n, n, n + 1, "Zoë said “no”.", {"oppose": 0.5}, ("oppose",))
        for n in range(sentences)
    ]


def rows(*articles: list[Record]) -> list[dict[str, Any]]:
    return [record.to_dict() for records in articles for record in records]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


@pytest.fixture
def interrupted(output: Path) -> Path:
    """The journal of a run that did three articles, one of them without a sentence."""
    with Journal(output, RUN) as journal:
        for number in range(3):
            journal.add(article(number, sentences=number))
    return journal.path


def test_the_journal_lies_beside_its_output_under_another_name(output: Path) -> None:
    with Journal(output, RUN) as journal:
        assert journal.path == output.with_name("out.jsonl.partial")
        assert journal.path.exists()
        assert not output.exists()


def test_what_was_added_is_read_back(output: Path) -> None:
    with Journal(output, RUN) as journal:
        for number in range(3):
            journal.add(article(number))
        assert list(journal.rows()) == rows(*map(article, range(3)))
        assert [len(records) for records in journal.articles()] == [2, 2, 2]
        journal.remove()
    assert list(output.parent.iterdir()) == []


def test_every_article_is_on_disk_at_once(output: Path) -> None:
    with Journal(output, RUN) as journal:
        journal.add(article(1))
        header, line = journal.path.read_bytes().splitlines()
        assert json.loads(header) == {**RUN, "inputs": ["a", "b"]}
        assert json.loads(line) == rows(article(1))


def test_a_journal_that_is_there_is_not_touched_unasked(output: Path, interrupted: Path) -> None:
    before = interrupted.read_bytes()
    with pytest.raises(OutputError, match="an interrupted run left it; go on with it by --resume, or begin anew by --force"):
        Journal(output, RUN)
    assert interrupted.read_bytes() == before


@pytest.mark.usefixtures("interrupted")
def test_resuming_goes_on_after_what_is_done(output: Path) -> None:
    with Journal(output, RUN, resume=True) as journal:
        assert journal.done == 3
        journal.add(article(3))
        assert list(journal.rows()) == rows(article(0, 0), article(1, 1), article(2, 2), article(3))


def test_resuming_where_nothing_was_interrupted_begins(output: Path) -> None:
    with Journal(output, RUN, resume=True) as journal:
        assert journal.done == 0
        assert list(journal.rows()) == []


@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize("resume", [True, False])
def test_force_begins_anew(resume: bool, output: Path) -> None:
    with Journal(output, {**RUN, "model": "other"}, resume=resume, force=True) as journal:
        assert journal.done == 0
        assert list(journal.rows()) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"model": "n"}, "model"),
        ({"threshold": 0.5}, "threshold"),
        ({"inputs": ("b", "a")}, "inputs"),
        ({"unit": "sentence"}, "unit"),
        ({"model": "n", "threshold": 0.5}, "model, threshold"),
    ],
)
def test_a_journal_of_another_run_is_refused_and_kept(
    changes: dict[str, Any], named: str, output: Path, interrupted: Path
) -> None:
    before = interrupted.read_bytes()
    with pytest.raises(OutputError, match=rf"other settings \({named}\); give the same ones, or --force"):
        Journal(output, {**RUN, **changes}, resume=True)
    assert interrupted.read_bytes() == before


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_kill_at_any_byte_loses_no_more_than_one_article(data: st.DataObject, output: Path) -> None:
    whole = [article(number, sentences=number % 3) for number in range(5)]
    with Journal(output, RUN, force=True) as journal:
        for records in whole:
            journal.add(records)
    written = journal.path.read_bytes()
    cut = data.draw(st.integers(0, len(written)))
    journal.path.write_bytes(written[:cut])
    with Journal(output, RUN, resume=True) as journal:
        assert journal.done == max(written[:cut].count(b"\n") - 1, 0)
        for records in whole[journal.done :]:
            journal.add(records)
        assert list(journal.rows()) == rows(*whole)
        assert journal.path.read_bytes() == written


def test_a_run_that_did_nothing_leaves_no_journal(output: Path) -> None:
    with Journal(output, RUN):
        pass
    assert list(output.parent.iterdir()) == []


def test_a_run_that_fails_leaves_its_journal(output: Path) -> None:
    def fail() -> None:
        with Journal(output, RUN) as journal:
            journal.add(article(0))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [path.name for path in output.parent.iterdir()] == ["out.jsonl.partial"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"out\.csv\.partial: cannot be written \(its folder does not exist\)"):
        Journal(tmp_path / "nowhere" / "out.csv", RUN)


def test_a_folder_in_the_place_of_the_journal_is_told(output: Path) -> None:
    output.with_name("out.jsonl.partial").mkdir()
    for options in ({"resume": True}, {"force": True}):
        with pytest.raises(OutputError, match="it is a folder"):
            Journal(output, RUN, **options)


@pytest.mark.parametrize("line", ["[]", "null", "{}", '"text"'])
def test_json_that_is_no_journal_is_refused_and_kept(line: str, output: Path) -> None:
    path = output.with_name("out.jsonl.partial")
    path.write_text(line + "\n")
    with pytest.raises(OutputError, match="other settings"):
        Journal(output, RUN, resume=True)
    assert path.read_text() == line + "\n"


@pytest.mark.parametrize("data", [b"half a download\n", b"\xff\xfe\x00\n", b"\n\n"])
def test_a_file_that_is_no_journal_is_refused_and_kept(data: bytes, output: Path) -> None:
    path = output.with_name("out.jsonl.partial")
    path.write_bytes(data)
    with pytest.raises(OutputError):
        Journal(output, RUN, resume=True)
    assert path.read_bytes() == data


@pytest.mark.parametrize("line", [b"rubbish\n", b"\x00\x00\x00\n", b'{"a": 1}\n'])
def test_a_damaged_line_is_told(line: bytes, output: Path, interrupted: Path) -> None:
    with interrupted.open("ab") as stream:
        stream.write(line)

    def resume() -> None:
        with Journal(output, RUN, resume=True) as journal:
            assert all(isinstance(row, dict) and "labels" in row for row in journal.rows())

    with pytest.raises(OutputError):
        resume()
