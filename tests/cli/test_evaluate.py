from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import ended
from tests.conftest import Run, toy_sentences, write_jsonl


def test_figures_as_json_and_as_a_table_agree(run: Run, toy_model: Path, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "gold.jsonl", toy_sentences()[:60])
    words = ["evaluate", "gold.jsonl", "-m", toy_model, "--draws", "50", "--threshold", "0.5", "--threshold", "monitor=0"]
    figures = json.loads(ended(run(*words, "-f", "json")))
    assert figures["model"] == "toy"
    assert (figures["sentences"], figures["draws"]) == (60, 50)
    assert figures["thresholds"] == {"cooperate": 0.5, "monitor": 0.0, "oppose": 0.5, "urge": 0.5}
    assert figures["support"] == {"cooperate": 12, "monitor": 12, "oppose": 12, "urge": 12, "none": 12}
    assert (figures["predicted"]["monitor"], figures["predicted"]["none"]) == (60, 0)
    assert figures["labels"]["oppose"]["f1"]["value"] > 0.9
    shown = ended(run(*words))
    assert "toy: 60 sentences in 60 groups" in shown
    urge = figures["labels"]["urge"]["f1"]
    (line,) = [line for line in shown.splitlines() if line.startswith(" urge") and "[" in line]
    assert f"{urge['value']:.3f} [{urge['low']:.2f}, {urge['high']:.2f}]" in line
