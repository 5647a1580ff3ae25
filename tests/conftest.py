"""What tests share: a small corpus, a small model trained on it, and the command line as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The same examples every time: a test that fails, fails for everybody.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parents[1]

Completed = subprocess.CompletedProcess[str]
Run = Callable[..., Completed]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``stance`` in a process of its own, in an empty folder, as a user would."""

    def call(
        *words: str | Path, stdin: str | bytes | None = None, cwd: Path = tmp_path, env: Mapping[str, str] = {}
    ) -> Completed:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "stance", *map(str, words)],
            input=data,
            stdin=subprocess.DEVNULL if data is None else None,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "120", **(env or {})},
            timeout=120,
        )
        return Completed(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read_jsonl(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


VERBS = {
    "cooperate": ("welcomed", "thanked", "met", "agreed with"),
    "monitor": ("is watching", "is following", "is assessing", "tracks"),
    "oppose": ("condemned", "accused", "rejected", "sanctioned"),
    "urge": ("urged", "called on", "asked", "pressed"),
}
PLACES = ("Lima", "Oslo", "Suva", "Accra", "Hanoi", "Quito", "Riga", "Doha", "Maputo", "Tunis")


def toy_sentences() -> list[dict[str, Any]]:
    """A corpus so plain that any classifier learns it: 200 sentences, 40 of each stance and of none."""
    rows = []
    for number in range(40):
        here, there = PLACES[number % 10], PLACES[(number * 3 + 1) % 10]
        for label, verbs in VERBS.items():
            rows.append(([label], f"{here} {verbs[number % 4]} its neighbour {there} over item {number}."))
        rows.append(([], f"The road from {here} to {there} is {number + 20} kilometres long."))
    return [
        {"id": f"toy-{n}", "text": text, "labels": labels, "acts": [], "register": "wire", "topic": "test"}
        for n, (labels, text) in enumerate(rows)
    ]


TOY_RECIPE = """
name = "toy"
description = "A model for tests."
seed = 7
[corpus]
paths = ["toy.jsonl"]
[[ngrams]]
analyzer = "word"
lengths = [1, 2]
[[ngrams]]
analyzer = "char_wb"
lengths = [2, 4]
min_count = 2
[classifier]
C = 10.0
[calibration]
folds = 3
[evaluation]
folds = 3
draws = 100
"""


@pytest.fixture(scope="session")
def toy_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recipe of a small model, beside its corpus ``toy.jsonl``."""
    folder = tmp_path_factory.mktemp("toy")
    write_jsonl(folder / "toy.jsonl", toy_sentences())
    recipe = folder / "toy.toml"
    recipe.write_text(TOY_RECIPE, encoding="utf-8")
    return recipe


@pytest.fixture(scope="session")
def toy_model(toy_recipe: Path) -> Path:
    """A small trained model; do not change it, copy it."""
    from stance.training import train

    return train(toy_recipe, toy_recipe.parent / "model").folder
