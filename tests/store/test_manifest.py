from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.errors import ModelError
from stance.store.loading import load
from stance.store.manifest import FORMAT, Manifest, Probe, read_manifest
from stance.store.saving import versions
from tests.store.conftest import rewrite

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.floats(0, 1)
TABLES = st.dictionaries(WORDS, st.one_of(WORDS, st.integers(), NUMBERS, st.lists(WORDS, max_size=2)), max_size=3)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    labels = draw(st.lists(WORDS, unique=True, max_size=4))
    return Manifest(
        name=draw(WORDS),
        description=draw(WORDS),
        labels=labels,
        thresholds={label: draw(NUMBERS) for label in labels},
        versions=draw(st.dictionaries(WORDS, WORDS, max_size=2)),
        files=draw(st.dictionaries(WORDS, WORDS, max_size=2)),
        corpus=draw(TABLES),
        recipe=draw(TABLES),
        metrics=draw(TABLES),
        probes=[Probe(draw(WORDS), {label: draw(NUMBERS) for label in labels}) for _ in range(draw(st.integers(0, 2)))],
        training=draw(TABLES),
    )


@settings(max_examples=60, deadline=None)
@given(manifest=manifests())
def test_a_manifest_is_read_as_it_was_written(manifest: Manifest, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    manifest.write(folder)
    assert read_manifest(folder) == manifest


def test_a_manifest_is_readable_json_with_what_the_design_asks_for(toy_model: Path) -> None:
    raw = json.loads((toy_model / "manifest.json").read_text("utf-8"))
    assert {"versions", "files", "corpus", "recipe", "metrics"} <= set(raw)
    assert raw["format"] == FORMAT
    assert len(raw["corpus"]["fingerprint"]) == 64
    assert set(raw["versions"]) == set(versions())
    assert set(raw["files"]) == {path.name for path in toy_model.iterdir()} - {"manifest.json"}
    assert raw["recipe"]["ngrams"][0]["lengths"] == [1, 2]
    assert raw["metrics"]["macro"]["f1"]["low"] <= raw["metrics"]["macro"]["f1"]["value"]
    assert set(raw["thresholds"]) == set(raw["labels"]) == set(raw["probes"][0]["stances"])


def test_a_folder_without_one_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is no model folder"):
        read_manifest(tmp_path)


def test_a_manifest_that_is_a_folder_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").mkdir()
    with pytest.raises(ModelError, match="cannot be read"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"not json",
        b'{"format": 1,}',
        "{}".encode("utf-16"),
        b"\xff\xfe\xfd",
        b"1" * 10_000,
        b"[" * 200_000,
    ],
    ids=["empty", "open", "words", "comma", "utf-16", "bytes", "number", "deep"],
)
def test_what_is_not_json_is_told(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(ModelError, match=r"manifest\.json: is broken \(not JSON\)"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("data", ["[]", "null", "1", '"text"', "{}", "true"])
def test_json_that_is_no_manifest_is_told(data: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(data)
    with pytest.raises(ModelError, match=r"is of format None, and this version of stance reads format 1"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("written", [0, 2, 99, "1", None, [1], {}])
def test_another_format_is_told(written: Any, model_copy: Path) -> None:
    rewrite(model_copy, format=written)
    with pytest.raises(ModelError, match="and this version of stance reads format 1; train the model again, or install"):
        read_manifest(model_copy)


@pytest.mark.parametrize("key", [field.name for field in fields(Manifest) if field.name != "training"])
def test_a_missing_key_is_told(key: str, model_copy: Path) -> None:
    rewrite(model_copy, **{key: ...})
    with pytest.raises(ModelError, match=r"manifest\.json: is "):
        read_manifest(model_copy)


def test_an_older_manifest_tells_nothing_of_its_training(model_copy: Path) -> None:
    rewrite(model_copy, training=...)
    assert read_manifest(model_copy).training == {}
    assert load(model_copy).name == "toy"


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"labels": None},
        {"labels": [["oppose"]]},
        {"labels": [1, 2, 3, 4]},
        {"thresholds": {}},
        {"thresholds": None},
        {"thresholds": {"oppose": 0.5}},
        {"probes": None},
        {"probes": ["text"]},
        {"probes": [{"text": "Oslo thanked Lima."}]},
        {"probes": [{"text": "Oslo thanked Lima.", "stances": {}, "more": 1}]},
    ],
    ids=str,
)
def test_a_key_that_is_unknown_or_of_a_wrong_kind_is_told(changes: dict[str, Any], model_copy: Path) -> None:
    rewrite(model_copy, **changes)
    with pytest.raises(ModelError, match="is broken"):
        read_manifest(model_copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"thresholds": ["cooperate", "monitor", "oppose", "urge"]},
        {"labels": {"cooperate": 1, "monitor": 2, "oppose": 3, "urge": 4}},
        {"files": None},
        {"name": 3},
        {"versions": None},
        {"corpus": "text"},
        {"training": 60},
        {"training": None},
        {"format": True},
    ],
    ids=str,
)
def test_other_keys_of_wrong_kinds_are_told_too(changes: dict[str, Any], model_copy: Path) -> None:
    rewrite(model_copy, **changes)
    with pytest.raises(ModelError):
        read_manifest(model_copy)


def test_writing_keeps_letters_readable(tmp_path: Path, toy_model: Path) -> None:
    manifest = Manifest(**{**asdict(read_manifest(toy_model)), "description": "für São Tomé", "probes": []})
    manifest.write(tmp_path)
    assert "für São Tomé" in (tmp_path / "manifest.json").read_text("utf-8")
