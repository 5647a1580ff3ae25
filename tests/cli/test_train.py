from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ended
from tests.conftest import Completed, Run, but_for_its_cost, read_jsonl


@pytest.fixture(scope="module")
def trained(toy_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Completed, Path]:
    """The small model, trained once more in a process of its own."""
    folder = tmp_path_factory.mktemp("trained")
    words = ["train", str(toy_recipe), "-o", "deep/model"]
    env = {**os.environ, "COLUMNS": "120"}
    done = subprocess.run([*COMMAND, *words], cwd=folder, capture_output=True, text=True, env=env)
    return done, folder / "deep" / "model"


def test_training_tells_its_steps_its_figures_and_where_the_model_is(trained: tuple[Completed, Path]) -> None:
    done, folder = trained
    assert "judged on 200 unseen sentences in 200 groups" in ended(done)
    assert "macro average" in done.stdout
    steps = done.stderr.splitlines()
    assert steps[0] == "train: loading the corpus"
    assert "train: cross-validation, fold 3 of 3" in steps
    assert steps[-1] == "saved to deep/model (its card: deep/model/README.md)"
    assert {path.name for path in folder.iterdir()} == {"model.joblib", "manifest.json", "README.md"}


def test_a_trained_model_predicts(trained: tuple[Completed, Path], run: Run) -> None:
    done = run("predict", "-", "-m", trained[1], "--unit", "sentence", stdin="Oslo condemned its neighbour Lima over item 3.\n")
    (record,) = read_jsonl(ended(done))
    assert record["labels"] == ["oppose"]


def test_the_same_recipe_gives_the_same_model_to_the_byte(trained: tuple[Completed, Path], toy_model: Path) -> None:
    assert but_for_its_cost(trained[1]) == but_for_its_cost(toy_model)
