"""What tests share: a small corpus, a small model trained on it, and the command line as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
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

# The toy corpus is learned by heart in a second, once the network has turned to the verbs.
ENCODER_RECIPE = """
name = "toy-encoder"
description = "An encoder for tests."
seed = 7
[corpus]
paths = ["toy.jsonl"]
[tuning]
base = "BASE"
epochs = 14
batch_size = 16
learning_rate = 6e-3
[held_out]
share = 0.2
folds = 2
draws = 50
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


def but_for_its_cost(folder: Path) -> tuple[dict[str, Any], bytes]:
    """Give what training wrote, without how long it took and the card, which tells that too."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest.pop("training")
    assert manifest["files"].pop("README.md")
    return manifest, (folder / "model.joblib").read_bytes()


EXTRA = ("torch", "transformers", "onnx", "onnx_ir", "matplotlib")


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch work in one thread: on matrices as small as these, several mostly wait for each other.

    The last bits of a network depend on the number of threads, and `threadpool_limits`, when left, sets torch's anew.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an encoder begins: a BERT of two small layers with weights by chance, and a tokenizer of the toy sentences.

    Without the extra ``train``, tests that need it are skipped.
    """
    for name in EXTRA:
        pytest.importorskip(name)
    return save_base(tmp_path_factory.mktemp("base"))


def save_base(folder: Path, **settings: object) -> Path:
    """Write a tiny BERT and its tokenizer into a folder, as transformers reads them."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=300, special_tokens=list(special.values()), show_progress=False)
    tokenizer.train_from_iterator([row["text"] for row in toy_sentences()], trainer)
    ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special).save_pretrained(folder)
    small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    with torch.random.fork_rng():
        torch.manual_seed(0)
        BertModel(BertConfig(**{"vocab_size": 2048, **small, **settings})).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def encoder_recipe(tiny_base: Path, toy_recipe: Path) -> Path:
    """The recipe of a small encoder, beside its corpus."""
    recipe = toy_recipe.parent / "encoder.toml"
    recipe.write_text(ENCODER_RECIPE.replace("BASE", tiny_base.as_posix()), encoding="utf-8")
    return recipe


@pytest.fixture(scope="session")
def toy_encoder(encoder_recipe: Path) -> Path:
    """A small encoder, trained on the toy corpus; do not change it, copy it."""
    from stance.training import train

    with one_thread():
        return train(encoder_recipe, encoder_recipe.parent / "encoder").folder
