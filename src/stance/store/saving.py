"""Write a model folder."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stance.errors import OutputError
from stance.store.files import sha256, whole_folder
from stance.store.manifest import MANIFEST, Manifest

MODEL_FILE = "model.joblib"
ROLES_FILE, PAIRS_FILE = "roles.joblib", "pairs.joblib"
CARD_FILE = "README.md"
_LIBRARIES = ("stance", "scikit-learn", "numpy", "scipy", "joblib", "onnxruntime", "tokenizers")


def versions() -> dict[str, str]:
    """Tell the versions of Python and of the libraries that a model depends on."""
    return {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


def refuse_to_overwrite(path: Path, *, force: bool) -> None:
    """Raise an `OutputError` where something is in the way that may not be overwritten.

    A folder is overwritten, even by force, only where it is empty or a model.
    """
    if path.exists() and not force:
        raise OutputError(f"{path}: exists already; --force overwrites it")
    if path.exists() and not path.is_dir():
        raise OutputError(f"{path}: is a file; a model is a folder")
    if path.is_dir() and any(path.iterdir()) and not (path / MANIFEST).exists():
        raise OutputError(f"{path}: is a folder but no model, and is not overwritten")


def save_model(
    folder: Path, model: Any, manifest: Manifest, card: str, *, files: Iterable[Path] = (), force: bool = False
) -> Manifest:
    """Write a model, its card and its manifest into a folder, whole or not at all.

    Parameters
    ----------
    folder : Path
    model : estimator
        Fitted.
    manifest : Manifest
        Its ``files`` are filled in here.
    card : str
        Markdown.
    files : iterable of Path
        What else belongs to it, such as an encoder's; copied.
    force : bool, default=False
        Overwrite a model that is there.

    Returns
    -------
    Manifest
        As written.

    Raises
    ------
    OutputError
        Where the folder exists, or cannot be written.
    """
    import joblib

    refuse_to_overwrite(folder, force=force)
    with whole_folder(folder) as new:
        joblib.dump(model, new / MODEL_FILE)
        (new / CARD_FILE).write_text(card, encoding="utf-8")
        for path in files:
            shutil.copyfile(path, new / path.name)
        sums = {path.name: sha256(path) for path in sorted(new.iterdir())}
        complete = replace(manifest, files=sums)
        complete.write(new)
    return complete
