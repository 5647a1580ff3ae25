"""What a model folder says of itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import ModelError

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Probe:
    """A sentence and its probabilities, to see whether a loaded model still says the same."""

    text: str
    stances: dict[str, float]


@dataclass(frozen=True)
class Manifest:
    """The contents of ``manifest.json``.

    Attributes
    ----------
    name, description : str
    labels : list of str
        The columns of the model's probabilities.
    thresholds : dict of str to float
        By label.
    versions : dict of str to str
        Of Python and the libraries it was trained with.
    files : dict of str to str
        The SHA-256 of every other file of the folder.
    corpus : dict
        The fingerprint of what it was trained on, and how many sentences carry each label.
    recipe, metrics : dict
        As they were read, and as cross-validation gave them.
    probes : list of Probe
    training : dict
        How long it took and how much memory, in ``seconds`` and ``peak_memory_mb``, and on what.
    format : int
        Of this file; a reader knows its own and no other.
    """

    name: str
    description: str
    labels: list[str]
    thresholds: dict[str, float]
    versions: dict[str, str]
    files: dict[str, str]
    corpus: dict[str, Any]
    recipe: dict[str, Any]
    metrics: dict[str, Any]
    probes: list[Probe] = field(default_factory=list)
    training: dict[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write ``manifest.json``."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read ``manifest.json`` of a model folder.

    Raises
    ------
    ModelError
        Where there is none, it is broken, or another version of the project wrote it.
    """
    path = folder / MANIFEST
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{folder}: is no model folder (it has no {MANIFEST})") from None
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise ModelError(f"{path}: is broken (not JSON)") from None
    written = raw.get("format") if isinstance(raw, dict) else None
    if written != FORMAT or isinstance(written, bool):
        raise ModelError(
            f"{path}: is of format {written}, and this version of stance reads format {FORMAT}; train the model again, or "
            "install the version that wrote it"
        )
    try:
        manifest = Manifest(**{**raw, "probes": [Probe(**probe) for probe in raw["probes"]]})
        sound = _is_sound(manifest)
    except (TypeError, KeyError):
        sound = False
    if not sound:
        raise ModelError(f"{path}: is broken (a key is missing, unknown or of a wrong kind)")
    return manifest


_KINDS = {
    **dict.fromkeys(("name", "description"), str),
    **dict.fromkeys(("thresholds", "versions", "files", "corpus", "recipe", "metrics", "training"), dict),
    "labels": list,
}


def _is_sound(manifest: Manifest) -> bool:
    return (
        all(isinstance(getattr(manifest, key), kind) for key, kind in _KINDS.items())
        and all(isinstance(label, str) for label in manifest.labels)
        and set(manifest.thresholds) == set(manifest.labels)
        and all(map(_is_share, manifest.thresholds.values()))
        and all(isinstance(probe.text, str) and isinstance(probe.stances, dict) for probe in manifest.probes)
        and all(_is_share(share) for probe in manifest.probes for share in probe.stances.values())
    )


def _is_share(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= 1
