"""Options that several commands share."""

from __future__ import annotations

import typer

_NO_THRESHOLD = "is LABEL=NUMBER or NUMBER, such as urge=0.4"


def parse_thresholds(given: list[str]) -> tuple[float | None, dict[str, float]]:
    """Read ``0.5`` and ``urge=0.4``: the threshold of all labels, and those of single ones."""
    overall: float | None = None
    own: dict[str, float] = {}
    for word in given:
        label, equals, number = word.rpartition("=")
        try:
            value = float(number)
            if equals and not label:
                raise ValueError
        except ValueError:
            raise typer.BadParameter(f"{word!r}; it {_NO_THRESHOLD}", param_hint="--threshold") from None
        if not 0 <= value <= 1:
            raise typer.BadParameter(f"{word!r}; a threshold lies between 0 and 1", param_hint="--threshold")
        if equals:
            own[label] = value
        else:
            overall = value
    return overall, own
