from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pytest

Forge = Callable[..., Path]


def as_joblib(model: Any) -> bytes:
    stream = io.BytesIO()
    joblib.dump(model, stream)
    return stream.getvalue()


def rewrite(folder: Path, **changes: Any) -> None:
    """Change keys of a manifest; ``...`` takes one away."""
    path = folder / "manifest.json"
    manifest = {**json.loads(path.read_text("utf-8")), **changes}
    path.write_text(json.dumps({key: value for key, value in manifest.items() if value is not ...}), "utf-8")


def reseal(folder: Path) -> Path:
    """Write the SHA-256 of a model's files into its manifest, whatever they are now."""
    files = (path for path in folder.iterdir() if path.name != "manifest.json")
    rewrite(folder, files={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    return folder


@pytest.fixture
def model_copy(toy_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(toy_model, tmp_path / "copy")


@pytest.fixture
def encoder_copy(toy_encoder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(toy_encoder, tmp_path / "copy")


@pytest.fixture
def forge(toy_model: Path, tmp_path: Path) -> Forge:
    """Make a model folder whose pickle is a forgery, with the SHA-256 of the forgery in its manifest."""

    def make(pickle: bytes, name: str = "forged") -> Path:
        folder = shutil.copytree(toy_model, tmp_path / name)
        (folder / "model.joblib").write_bytes(pickle)
        return reseal(folder)

    return make
