from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import stance
from stance.cli.views import profile_table, profile_text
from stance.profile import Profile
from stance.scoring.records import Record
from tests.cli.conftest import ended, failed
from tests.conftest import ROOT, Completed, Run, read_jsonl, write_jsonl

SEEDS = [ROOT / "seeds" / "articles" / name for name in ("uzb-01.txt", "kor-01.txt")]


def made_up(*acts: tuple[str, float, str | None, str | None], id_: str = "a#0") -> Profile:
    """Give the profile of one sentence."""
    told = [
        {"stance": name, "probability": share, "source": _end(source), "target": _end(target)}
        for name, share, source, target in acts
    ]
    shares = dict.fromkeys(("cooperate", "monitor", "oppose", "urge"), 0.5)
    return stance.profile([Record(id_, "a", 0, 0, 1, "x", shares, tuple({act["stance"] for act in told}), tuple(told))])


def _end(text: str | None) -> dict[str, Any] | None:
    return text and {"text": text, "start": 0, "end": len(text), "code": None}  # type: ignore[return-value]


def drawn(profile: Profile, width: int = 80) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None, emoji=False, highlight=False).print(profile_table(profile))
    return stream.getvalue().splitlines()


def test_a_row_has_the_actors_the_counts_the_net_and_the_sentences() -> None:
    profile = made_up(("cooperate", 0.75, "Oslo", "Lima"), ("oppose", 0.25, "Oslo", "Lima"), ("urge", 0.5, "Suva", None))
    head, _, first, second = (line.split() for line in drawn(profile))
    assert head == ["source", "target", "cooperate", "monitor", "oppose", "urge", "net", "first,", "last"]
    assert first == ["Oslo", "Lima", "1", "0", "1", "0", "+0.50", "a#0"]
    assert second == ["Suva", "(not", "named)", "0", "0", "0", "1", "a#0"]


def test_the_first_and_the_last_sentence_stand_below_each_other() -> None:
    parts = [made_up(("oppose", 0.5, "Oslo", "Lima"), id_=name) for name in ("a#3", "b#4", "c#5")]
    *_, above, below = drawn(parts[0].merge(parts[1]).merge(parts[2]))
    assert above.split() == ["Oslo", "Lima", "0", "0", "3", "0", "-1.00", "a#3"]
    assert below.split() == ["c#5"]


@pytest.mark.parametrize("width", [80, 40, 1])
def test_a_table_is_no_wider_than_its_terminal(width: int) -> None:
    address = "https://news.example/2031/05/17/world/" + "talks-" * 12 + "#12"
    profile = made_up(("oppose", 0.5, "the acting head of the inter-ministerial commission", "A" * 60), id_=address)
    lines = drawn(profile, width)
    assert max(map(len, lines)) <= width
    if width == 80:
        assert {"cooperate", "monitor", "oppose", "urge", "net"} <= set(lines[0].split())
        assert "".join(line[-12:] for line in lines).count("talks-") > 5


@pytest.mark.parametrize("name", ["[red]Oslo[/red]", "Oslo [/b]", "x :bomb: y"])
def test_an_actor_is_shown_as_it_is(name: str) -> None:
    assert name in "\n".join(drawn(made_up(("urge", 0.5, name, "Lima")), 120))


def test_escape_codes_and_line_ends_of_an_actor_do_not_reach_the_terminal() -> None:
    shown = drawn(made_up(("urge", 0.5, "Os\x1b[2Jlo\nx", "Lima")), 120)
    assert "\x1b" not in "".join(shown)
    assert len(shown) == 3


def test_a_row_of_a_table_has_the_figures_of_each_stance() -> None:
    profile = made_up(("oppose", 0.25, "Oslo, the capital", None), ("oppose", 0.75, "Oslo, the capital", None))
    (row,) = csv.DictReader(io.StringIO(profile_text(profile, "csv")))
    assert (row["source"], row["target"], row["acts"], row["net"]) == ("Oslo, the capital", "(not named)", "2", "-1.0")
    told = [row[f"oppose{key}"] for key in ("", "_probability", "_first", "_last")]
    assert told == ["2", "0.5", "a#0", "a#0"]
    assert [row[f"urge{key}"] for key in ("", "_probability", "_first", "_last")] == ["0", "", "", ""]


def test_every_format_holds_the_profile_of_the_records(run: Run, tmp_path: Path) -> None:
    records = [Record(**{**row, "acts": tuple(row["acts"])}) for row in read_jsonl(ended(run("predict", *SEEDS)))]
    expected = stance.profile(records)
    assert expected.dyads
    done = run("predict", *SEEDS, "--profile")
    assert read_jsonl(ended(done)) == list(expected.to_dicts())
    totals = (
        f"{expected.acts} acts of {len(expected.dyads)} dyads in {len(records)} sentences of 2 articles"
        f" ({', '.join(f'{label} {number}' for label, number in expected.stances.items())})\n"
    )
    assert done.stderr == totals
    done = run("predict", *SEEDS, "--profile", "-o", "out.csv.gz")
    assert (ended(done), done.stderr) == ("", f"out.csv.gz: {totals}")
    assert gzip.decompress((tmp_path / "out.csv.gz").read_bytes()).decode() == profile_text(expected, "csv")
    shown = ended(run("predict", *SEEDS, "--profile", "-f", "table", env={"COLUMNS": "80"}))
    assert max(map(len, shown.splitlines())) == 80
    assert " ".join(shown.split()).endswith(" ".join(totals.split()))
    counts = [re.findall(r" \d+(?= )", line) for line in shown.splitlines()]
    assert sum(len(found) == 4 for found in counts) == len(expected.dyads)


def quick(run: Run, toy_model: Path, *words: str | Path) -> Completed:
    """Profile with a small model, which knows no roles."""
    return run("predict", "-m", toy_model, "--unit", "sentence", "--profile", *words)


def test_a_file_is_overwritten_by_force_alone(run: Run, toy_model: Path, small: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("old")
    assert "--force overwrites it" in failed(quick(run, toy_model, small, "-o", "out.jsonl"), 6)
    assert (tmp_path / "out.jsonl").read_text() == "old"
    ended(quick(run, toy_model, small, "-o", "out.jsonl", "--force"))
    assert (tmp_path / "out.jsonl").read_text() != "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "small.jsonl"]


def test_a_folder_that_is_not_there_is_told_before_anything_is_scored(run: Run, toy_model: Path) -> None:
    line = failed(quick(run, toy_model, "nowhere.txt", "-o", "missing/out.csv"), 6)
    assert line == "stance: missing/out.csv: cannot be written (its folder does not exist)"


@pytest.mark.parametrize("words", [["-f", "parquet"], ["-o", "out.parquet"], ["-o", "out.csv", "-f", "parquet"]])
def test_parquet_is_refused_in_one_line(words: list[str], run: Run, toy_model: Path, small: Path, tmp_path: Path) -> None:
    line = failed(quick(run, toy_model, small, *words), 6)
    assert "JSON lines or CSV" in line
    assert list(tmp_path.iterdir()) == [small]


def test_a_table_does_not_go_into_a_file(run: Run, toy_model: Path, small: Path, tmp_path: Path) -> None:
    assert quick(run, toy_model, small, "-f", "table", "-o", "out.csv").returncode == 2
    assert list(tmp_path.iterdir()) == [small]


@pytest.mark.parametrize("words", [["--resume"], ["--resume", "-o", "out.jsonl"]])
def test_there_is_no_resuming(words: list[str], run: Run, toy_model: Path, small: Path, tmp_path: Path) -> None:
    done = quick(run, toy_model, small, *words)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = (line for line in done.stderr.splitlines() if "--resume" in line)
    assert "does not go with --profile" in line
    assert list(tmp_path.iterdir()) == [small]


def test_where_nothing_was_scored_no_file_is_written(run: Run, toy_model: Path, tmp_path: Path) -> None:
    done = quick(run, toy_model, "nowhere.txt", "-o", "out.csv")
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1] == "stance: nothing was scored; no input could be read"
    assert list(tmp_path.iterdir()) == []


def test_what_was_skipped_is_told_and_the_rest_profiled(run: Run, toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", [{"id": "s", "text": "Suva urged Accra to answer."}])
    done = quick(run, toy_model, "in.jsonl", "nowhere.txt")
    ended(done, 3)
    assert "skipped nowhere.txt" in done.stderr
    assert " in 1 sentences of 1 articles (" in done.stderr
