"""Every example that a ``--help`` shows works as it is printed."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from stance.cli import app
from stance.corpus import LabelledSentence, load_corpus, stand_off
from tests.cli.conftest import POSIX
from tests.conftest import ROOT, Completed, read_jsonl, toy_sentences, write_jsonl


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(app)))


def examples(command: Any) -> list[str]:
    lines = [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("    ")]
    return [line.split("   ")[0] for line in lines]


EXAMPLES = [example for command in COMMANDS.values() for example in examples(command)]

# Training takes minutes; the model that the last of the examples of `train` uses is put where they would leave it.
# The project's own corpus is checked by tests/corpus and by `make lint`.
LONG = {
    *(example for example in EXAMPLES if example.startswith("stance train ")),
    *(example for example in EXAMPLES if example.startswith(("stance corpus check training", "stance corpus report"))),
    *(example for example in EXAMPLES if "--learning-curve" in example),
}


def write_standoff(folder: Path) -> None:
    """Write stand-off labels where the project's own are, and the document that they are about as file and in a folder."""
    doc, text = "remarks/2031-05/oslo.md", "Oslo condemned\nthe raid. It rained."
    sentence = LabelledSentence("wh-00000", "Oslo condemned the raid.", ("oppose",), article=doc)
    for path in (folder / "training/real/labels.jsonl", folder / "wh-briefings" / doc):
        path.parent.mkdir(parents=True)
    write_jsonl(folder / "training/real/labels.jsonl", [stand_off(sentence, text).to_dict()])
    (folder / "wh-briefings" / doc).write_text(f"# Oslo\n\n{text}\n")
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress(json.dumps({"id": doc, "text": text}).encode()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, toy_model: Path) -> Path:
    """A folder in which the inputs that the examples name exist."""
    tmp_path = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copy(ROOT / "seeds/articles/est-01.html", tmp_path / "article.html")
    (tmp_path / "notes.md").write_text("# Notes\n\nOslo condemned the raid. It rained.\n")
    (tmp_path / "speech.txt").write_text("We urge both sides to talk. We thank our hosts.\n")
    (tmp_path / "news.csv").write_text("url,body\nhttp://a/1,Oslo condemned the raid.\n")
    rows = toy_sentences()
    write_jsonl(tmp_path / "sentences.jsonl", rows[:3])
    write_jsonl(tmp_path / "my-corpus.jsonl", rows[:20])
    write_jsonl(tmp_path / "train.jsonl", rows[:1])
    write_jsonl(tmp_path / "test.jsonl", rows[4:5])
    write_standoff(tmp_path)
    shutil.copytree(toy_model, tmp_path / "my-model")
    shutil.copytree(toy_model, tmp_path / "downloads" / "their-model")
    return tmp_path


def test_every_command_has_examples() -> None:
    assert len(COMMANDS) >= 6
    assert all(examples(command) for command in COMMANDS.values())
    assert set(EXAMPLES) > LONG


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_shows_the_examples(path: tuple[str, ...]) -> None:
    shown = CliRunner(env={"COLUMNS": "160", "TERMINAL_WIDTH": "160"}).invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    assert all(example in shown.stdout for example in examples(COMMANDS[path]))


def work_out(example: str, folder: Path) -> Completed:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(example, shell=True, cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path})


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> dict[str, Completed]:
    """What came of each example; two at a time, for it takes a while."""
    examples = [example for example in EXAMPLES if example not in LONG]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(examples, pool.map(lambda example: work_out(example, folder), examples), strict=True))


@POSIX
@pytest.mark.parametrize("example", [example for example in EXAMPLES if example not in LONG])
def test_an_example_works_as_printed(example: str, outcomes: dict[str, Completed]) -> None:
    done = outcomes[example]
    assert (done.returncode, "stance: " in done.stderr) == (0, False), done.stderr
    assert done.stdout or "--output" in example or ">" in example or done.stderr.endswith("no problems\n")


@POSIX
@pytest.mark.usefixtures("outcomes")
def test_what_the_examples_write_is_there_and_whole(folder: Path) -> None:
    assert {record["article"] for record in read_jsonl((folder / "out.jsonl").read_text("utf-8"))} == {"article", "notes"}
    assert pq.read_table(folder / "out.parquet").column("id").to_pylist() == ["http://a/1#0"]
    for name in ("real.jsonl", "corpus.jsonl.gz"):
        assert load_corpus(folder / name)["text"] == ["Oslo condemned the raid."]
    assert json.loads((folder / "figures.json").read_text())["sentences"] == 20
