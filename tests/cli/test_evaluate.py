from __future__ import annotations

import json
import shutil
from pathlib import Path

import stance
from tests.cli.conftest import ended
from tests.conftest import Run, toy_sentences, write_jsonl


def test_the_figures_of_a_model_on_a_corpus(run: Run, toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "gold.jsonl", toy_sentences()[:60])
    words = ["-m", toy_model, "--draws", "50", "--threshold", "0.5", "--threshold", "monitor=0", "-f", "json"]
    figures = json.loads(ended(run("evaluate", "gold.jsonl", *words)))
    assert figures["model"] == "toy"
    assert figures["digest"] == stance.load(toy_model).digest
    assert (figures["sentences"], figures["draws"]) == (60, 50)
    assert figures["thresholds"] == {"cooperate": 0.5, "monitor": 0.0, "oppose": 0.5, "urge": 0.5}
    assert figures["support"] == {"cooperate": 12, "monitor": 12, "oppose": 12, "urge": 12, "none": 12}
    assert (figures["predicted"]["monitor"], figures["predicted"]["none"]) == (60, 0)
    assert figures["labels"]["oppose"]["f1"]["value"] > 0.9


def test_figures_are_a_table_under_the_name_of_the_model(run: Run, toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "gold.jsonl", toy_sentences()[:60])
    copy = shutil.copytree(toy_model, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "name": "toy[/b]"}))
    shown = ended(run("evaluate", "gold.jsonl", "-m", "copy", "--draws", "5"))
    assert "toy[/b]: 60 sentences in 60 groups" in shown
    assert next(line.split()[-2:] for line in shown.splitlines() if line.startswith(" urge ")) == ["12", "12"]
