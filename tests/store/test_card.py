from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stance.store.card import write_card
from stance.store.manifest import Manifest, read_manifest


@pytest.fixture
def manifest(toy_model: Path) -> Manifest:
    return read_manifest(toy_model)


def test_the_card_of_a_model_is_written_from_its_manifest(manifest: Manifest, toy_model: Path) -> None:
    assert (toy_model / "README.md").read_text("utf-8") == write_card(manifest) == write_card(replace(manifest, files={}))


def test_the_card_names_the_model_its_corpus_and_its_versions(manifest: Manifest) -> None:
    card = write_card(manifest)
    assert card.startswith("# toy\n\nA model for tests.\n")
    assert "200 sentences" in card
    assert manifest.corpus["fingerprint"][:16] in card
    assert all(f"{name} {number}" in card for name, number in manifest.versions.items())


@pytest.mark.parametrize("label", ["cooperate", "monitor", "oppose", "urge"])
def test_the_card_has_the_figures_and_threshold_of_every_label(label: str, manifest: Manifest) -> None:
    card, scores = write_card(manifest), manifest.metrics["labels"][label]
    (row,) = [line for line in card.splitlines() if line.startswith(f"| {label} |")]
    figures = [scores[name] for name in ("precision", "recall", "f1")]
    cells = [f"{f['value']:.3f} [{f['low']:.3f}, {f['high']:.3f}]" for f in figures]
    assert [cell.strip() for cell in row.strip("|").split("|")] == [label, *cells, "40"]
    assert f"{label} {manifest.thresholds[label]:.2f}" in card


def test_every_row_of_the_cards_table_has_as_many_cells(manifest: Manifest) -> None:
    rows = [line for line in write_card(manifest).splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {6}
    assert len(rows) == 2 + 4 + 2


def test_the_card_says_what_the_model_is_not_for_and_where_it_fails(manifest: Manifest) -> None:
    card = write_card(manifest)
    assert "## Known failures" in card
    assert "It is **not** for" in card
