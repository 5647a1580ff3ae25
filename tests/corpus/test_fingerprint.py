from __future__ import annotations

import random
import string
from pathlib import Path
from typing import Any

import pytest

from stance.corpus import fingerprint, load_corpus
from tests.conftest import toy_sentences, write_jsonl
from tests.corpus.conftest import Write

ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": "Rain fell.", "labels": [], "acts": []},
    {
        "id": "b",
        "text": "Riga thanked Doha.",
        "labels": ["cooperate"],
        "acts": [{"stance": "cooperate", "source": "Riga", "target": "Doha"}],
    },
    {"id": "c", "text": "Oslo urged Lima.", "labels": ["urge"], "acts": []},
]


def changed(at: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**row, **changes} if number == at else row for number, row in enumerate(ROWS)]


def test_it_is_a_sha256() -> None:
    assert len(fingerprint(ROWS)) == 64
    assert set(fingerprint(ROWS)) <= set(string.hexdigits.lower())


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_records_and_keys_does_not_count(seed: int) -> None:
    rows = toy_sentences()
    mixed = [dict(random.Random(seed).sample(list(row.items()), len(row))) for row in rows]
    random.Random(seed).shuffle(mixed)
    assert mixed != rows
    assert fingerprint(mixed) == fingerprint(rows)


def test_the_order_of_an_act_s_keys_does_not_count() -> None:
    assert fingerprint(changed(1, acts=[dict(reversed(ROWS[1]["acts"][0].items()))])) == fingerprint(ROWS)


@pytest.mark.parametrize(
    "other",
    [
        changed(0, text="Rain fell"),
        changed(0, text="rain fell."),
        changed(0, id="A"),
        changed(0, labels=["monitor"]),
        changed(1, labels=["urge"]),
        changed(1, acts=[]),
        changed(1, acts=[{"stance": "cooperate", "source": "Doha", "target": "Riga"}]),
        changed(1, acts=[{"stance": "cooperate", "source": "Riga", "target": None}]),
        ROWS[:2],
        [*ROWS, ROWS[0]],
        [*ROWS, {**ROWS[0], "id": "d"}],
        [{**ROWS[0], "text": ROWS[2]["text"]}, ROWS[1], {**ROWS[2], "text": ROWS[0]["text"]}],
        [],
    ],
)
def test_any_change_of_a_text_label_or_act_counts(other: list[dict[str, Any]]) -> None:
    assert fingerprint(other) != fingerprint(ROWS)


def test_files_do_not_count(write: Write, tmp_path: Path) -> None:
    rows = toy_sentences()[:30]
    whole = load_corpus(write_jsonl(tmp_path / "whole.jsonl", rows))
    parts = load_corpus([write("b.jsonl", *rows[20:]), write("a.jsonl", *rows[:20])])
    assert fingerprint(whole) == fingerprint(parts) == fingerprint(rows)
