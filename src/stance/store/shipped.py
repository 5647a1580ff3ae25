"""The models that ship with the package, and models by name or path."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from stance.errors import ModelError
from stance.store.manifest import MANIFEST

DEFAULT_MODEL = "encoder"
_PACKAGE = Path(__file__).resolve().parents[1]
# In an installed wheel the models lie in the package; in a checkout they lie at its top.
_PLACES = (_PACKAGE / "models", _PACKAGE.parents[1] / "models")


def shipped_models() -> dict[str, Path]:
    """List the models that ship, by name."""
    for place in _PLACES:
        found = {path.parent.name: path.parent for path in sorted(place.glob(f"*/{MANIFEST}"))}
        if found:
            return found
    return {}


def find_model(name_or_path: str | Path) -> Path:
    """Find a model's folder by the name of one that ships, or by path.

    Raises
    ------
    ModelError
        Where there is neither.
    """
    shipped = shipped_models()
    if str(name_or_path) in shipped:
        return shipped[str(name_or_path)]
    path = Path(name_or_path)
    with suppress(OSError, ValueError):  # of names that no file can have
        if path.is_dir():
            return path
        if path.name == MANIFEST and path.is_file():
            return path.parent
    raise ModelError(
        f"{name_or_path}: no such model; give a model folder, or the name of one that ships: {', '.join(shipped) or 'none'}"
    )
