from __future__ import annotations

import gzip
import json
import multiprocessing
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stance import Article, Classifier, score_articles
from stance.articles import Problem
from stance.errors import InputError, ModelError, OutputError
from stance.scoring.runs import Run, Tally, score_to_file, scoring
from tests.conftest import read_jsonl, write_jsonl

SENTENCES = [
    "Oslo condemned its neighbour Lima over item {}.",
    "Suva urged Accra to answer within {} days.",
    "The road is {} kilometres long.",
    "Hanoi thanked Quito for {} ships.",
]


class KilledError(Exception):
    pass


@pytest.fixture
def rows() -> list[dict[str, str]]:
    return [{"id": f"s{n}", "text": SENTENCES[n % 4].format(n)} for n in range(700)]


@pytest.fixture
def source(tmp_path: Path, rows: list[dict[str, str]]) -> Path:
    return write_jsonl(tmp_path / "in.jsonl", rows)


@pytest.fixture
def a_run(source: Path, toy_model: Path) -> Run:
    return Run((str(source),), model=str(toy_model), unit="sentence")


def no_problem(problem: Problem) -> None:
    raise AssertionError(str(problem))


def write(run: Run, output: Path, **options: Any) -> Tally:
    return score_to_file(run, output, **{"on_problem": no_problem, **options})


def killed_after(articles: int) -> Callable[[Tally], None]:
    def kill(tally: Tally) -> None:
        if tally.articles == articles:
            raise KilledError

    return kill


def interrupt(run: Run, output: Path, after: int) -> None:
    with pytest.raises(KilledError):
        write(run, output, on_article=killed_after(after))
    assert not output.exists()


def test_a_run_gives_the_records_of_its_articles(a_run: Run, rows: list[dict[str, str]], classifier: Classifier) -> None:
    articles = [Article(row["id"], row["text"]) for row in rows]
    with scoring(a_run, no_problem) as scored:
        assert scored.labels == classifier.labels
        found = [record for records in scored.records for record in records]
    assert found == list(score_articles(articles, classifier, unit="sentence"))


def test_no_process_starts_where_there_is_nothing_to_find(a_run: Run) -> None:
    for acts, children in ((True, 1), (False, 0)):
        with scoring(replace(a_run, acts=acts), no_problem) as scored:
            assert len(multiprocessing.active_children()) == children
            assert sum(map(len, scored.records)) > 0
    assert multiprocessing.active_children() == []


def test_articles_that_are_done_are_passed_over(a_run: Run) -> None:
    with scoring(a_run, no_problem, done=[f"s{n}" for n in range(690)]) as scored:
        assert [records[0].id for records in scored.records] == [f"s{n}" for n in range(690, 700)]


def test_thresholds_of_single_labels_go_before_the_one_of_all(a_run: Run) -> None:
    run = replace(a_run, threshold=0.0, label_thresholds={"urge": 0.5})
    with scoring(run, no_problem) as scored:
        records = [record for records in scored.records for record in records]
    assert all(record.labels[:3] == ("cooperate", "monitor", "oppose") for record in records)
    assert all(("urge" in record.labels) == (record.stances["urge"] >= 0.5) for record in records)


def test_an_unknown_label_is_told(a_run: Run) -> None:
    run = replace(a_run, label_thresholds={"praise": 0.5})
    with pytest.raises(ModelError, match="the model has no label 'praise'; its labels are cooperate"), scoring(run, no_problem):
        pass


def test_a_file_holds_every_record_and_the_tally_counts_them(a_run: Run, tmp_path: Path) -> None:
    tally = write(a_run, tmp_path / "out.jsonl")
    records = read_jsonl((tmp_path / "out.jsonl").read_text("utf-8"))
    assert [record["id"] for record in records] == [f"s{n}" for n in range(700)]
    assert (tally.articles, tally.sentences) == (700, 700)
    for label in ("cooperate", "monitor", "oppose", "urge"):
        assert tally.labels[label] == sum(label in record["labels"] for record in records)
    assert tally.labels["none"] == sum(not record["labels"] for record in records)
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet", "out.jsonl.gz", "out.csv.gz"])
@pytest.mark.parametrize("after", [1, 513])
def test_a_killed_run_that_is_resumed_gives_the_same_bytes(name: str, after: int, a_run: Run, tmp_path: Path) -> None:
    tally = write(a_run, tmp_path / f"whole-{name}")
    interrupt(a_run, tmp_path / name, after)
    assert write(a_run, tmp_path / name, resume=True) == tally
    assert (tmp_path / name).read_bytes() == (tmp_path / f"whole-{name}").read_bytes()
    assert not (tmp_path / f"{name}.partial").exists()


def test_a_run_may_be_killed_again_and_again(a_run: Run, tmp_path: Path) -> None:
    write(a_run, tmp_path / "whole.jsonl")
    output = tmp_path / "out.jsonl"
    interrupt(a_run, output, 300)
    with pytest.raises(KilledError):
        write(a_run, output, resume=True, on_article=killed_after(600))
    with pytest.raises(KilledError):
        write(a_run, output, resume=True, on_article=killed_after(700))
    write(a_run, output, resume=True)
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_what_was_done_is_not_scored_again(a_run: Run, tmp_path: Path) -> None:
    interrupt(a_run, tmp_path / "out.jsonl", 600)
    seen: list[int] = []
    write(a_run, tmp_path / "out.jsonl", resume=True, on_article=lambda tally: seen.append(tally.articles))
    assert seen == list(range(601, 701))


def test_articles_are_resumed_as_sentences_are(tmp_path: Path, toy_model: Path) -> None:
    text = "Oslo condemned Lima. It rained.\n\nSuva urged Accra to answer."
    source = write_jsonl(tmp_path / "in.jsonl", ({"id": f"a{n}", "text": text} for n in range(200)))
    run = Run((str(source),), model=str(toy_model))
    write(run, tmp_path / "whole.jsonl")
    interrupt(run, tmp_path / "out.jsonl", 171)
    write(run, tmp_path / "out.jsonl", resume=True)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_an_interrupted_run_is_not_overwritten_unasked(a_run: Run, tmp_path: Path) -> None:
    interrupt(a_run, tmp_path / "out.jsonl", 10)
    with pytest.raises(OutputError, match="--resume, or begin anew by --force"):
        write(a_run, tmp_path / "out.jsonl")
    assert write(a_run, tmp_path / "out.jsonl", force=True).articles == 700


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"threshold": 0.3}, "threshold"),
        ({"label_thresholds": {"urge": 0.3}}, "label_thresholds"),
        ({"unit": "article"}, "unit"),
        ({"id_key": "text"}, "id_key"),
        ({"text_key": "id"}, "text_key"),
        ({"encoding": "utf-8"}, "encoding"),
        ({"input_format": "jsonl"}, "input_format"),
        ({"model": "fast"}, "model"),
    ],
)
def test_resuming_with_other_settings_is_refused(changes: dict[str, Any], named: str, a_run: Run, tmp_path: Path) -> None:
    interrupt(a_run, tmp_path / "out.jsonl", 10)
    with pytest.raises(OutputError, match=rf"other settings \({named}\)"):
        write(replace(a_run, **changes), tmp_path / "out.jsonl", resume=True)
    assert write(a_run, tmp_path / "out.jsonl", resume=True).articles == 700


def test_a_model_may_move_between_two_parts_of_a_run(a_run: Run, tmp_path: Path, toy_model: Path) -> None:
    interrupt(a_run, tmp_path / "out.jsonl", 10)
    moved = shutil.copytree(toy_model, tmp_path / "moved")
    tally = write(replace(a_run, model=str(moved)), tmp_path / "out.jsonl", resume=True)
    assert tally.articles == 700


def test_resuming_with_a_model_of_other_thresholds_is_refused(a_run: Run, tmp_path: Path, toy_model: Path) -> None:
    copy = shutil.copytree(toy_model, tmp_path / "copy")
    run = replace(a_run, model=str(copy))
    interrupt(run, tmp_path / "out.jsonl", 10)
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "thresholds": dict.fromkeys(manifest["thresholds"], 0.01)}))
    with pytest.raises(OutputError):
        write(run, tmp_path / "out.jsonl", resume=True)


def test_resuming_with_an_input_that_has_changed_is_refused(
    a_run: Run, source: Path, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    interrupt(a_run, tmp_path / "out.jsonl", 10)
    write_jsonl(source, rows[5:])
    with pytest.raises(OutputError):
        write(a_run, tmp_path / "out.jsonl", resume=True)


def test_an_output_that_exists_is_kept_until_the_new_one_is_whole(a_run: Run, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("old")
    for resume in (False, True):
        with pytest.raises(OutputError, match="exists already; --force overwrites it"):
            write(a_run, output, resume=resume)
    with pytest.raises(KilledError):
        write(a_run, output, force=True, on_article=killed_after(100))
    assert output.read_text() == "old"
    write(a_run, output, force=True)
    assert len(output.read_text().splitlines()) == 700


def test_a_folder_is_no_output(a_run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    for force in (True, False):
        with pytest.raises(OutputError, match="is a folder; name a file"):
            write(a_run, tmp_path / "out.csv", force=force)


def test_an_output_without_a_format_is_told_and_the_format_may_be_given(a_run: Run, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="its ending tells no format"):
        write(a_run, tmp_path / "out.data")
    write(a_run, tmp_path / "out.data.gz", format_="csv")
    assert gzip.decompress((tmp_path / "out.data.gz").read_bytes()).startswith(b"id,article,index,")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"inputs": ("nowhere",)}, InputError),
        ({"encoding": "klingon"}, InputError),
        ({"model": "nothing"}, ModelError),
        ({"label_thresholds": {"praise": 0.5}}, ModelError),
    ],
)
def test_a_run_that_cannot_begin_leaves_nothing(
    changes: dict[str, Any], error: type[Exception], a_run: Run, tmp_path: Path
) -> None:
    before = set(tmp_path.iterdir())
    with pytest.raises(error):
        write(replace(a_run, **changes), tmp_path / "out.jsonl", on_problem=lambda _: None)
    assert set(tmp_path.iterdir()) == before


def test_a_run_that_fails_in_writing_can_be_resumed(a_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    write(a_run, tmp_path / "whole.parquet")
    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    with pytest.raises(OutputError, match=r"out\.parquet: cannot be written \(the disk is full"):
        write(a_run, tmp_path / "out.parquet")
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "whole.parquet", "out.parquet.partial"}
    monkeypatch.undo()
    write(a_run, tmp_path / "out.parquet", resume=True)
    assert (tmp_path / "out.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_problems_are_told_and_the_rest_is_written_also_on_resuming(tmp_path: Path, toy_model: Path) -> None:
    lines = [json.dumps({"id": f"s{n}", "text": "It rained."}) if n % 5 else "junk" for n in range(1000)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    run = Run((str(tmp_path / "in.jsonl"),), model=str(toy_model), unit="sentence")
    counts = []
    for options in ({"on_article": killed_after(600)}, {"resume": True}):
        problems: list[Problem] = []
        try:
            tally = write(run, tmp_path / "out.jsonl", on_problem=problems.append, **options)
        except KilledError:
            continue
        counts.append((tally.articles, len(problems)))
    assert counts == [(800, 200)]
