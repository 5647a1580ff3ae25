"""Plots of figures, as SVG. They need matplotlib, of the extra ``train``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from io import StringIO
from typing import Any

from stance.errors import OutputError
from stance.evaluation.intervals import Estimate

# Okabe and Ito (2008), *Color Universal Design*: told apart by colour-blind readers too; and by their markers in print.
_STYLES = (("#0072B2", "o"), ("#E69F00", "s"), ("#D55E00", "^"), ("#009E73", "D"), ("#CC79A7", "v"))


def counts_plot(counts: Mapping[tuple[str, ...], int], rows: Sequence[str], columns: Sequence[str], title: str) -> str:
    """Draw counts of pairs as a map of squares, the more the darker, each with its number.

    Parameters
    ----------
    counts : mapping of (str, str) to int
        The pairs that are missing have none.
    rows, columns : sequence of str
        The values down and across.
    title : str

    Returns
    -------
    str
        An SVG document.
    """
    table = [[counts.get((row, column), 0) for column in columns] for row in rows]
    highest = max((number for line in table for number in line), default=0)
    with _drawing(figsize=(2.5 + 0.45 * len(columns), 2 + 0.35 * len(rows))) as (figure, written):
        axes = figure.subplots()
        axes.imshow([[number**0.5 for number in line] for line in table], cmap="Blues", aspect="auto", vmin=0)
        for y, line in enumerate(table):
            for x, number in enumerate(line):
                ink = "white" if number > highest * 0.4 else "black"
                axes.text(x, y, str(number) if number else "·", ha="center", va="center", color=ink, fontsize=8)
        axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(len(rows)), rows)
        axes.set_title(title)
    return written.getvalue()


def reliability_plot(calibration: Mapping[str, Mapping[str, Any]], title: str) -> str:
    """Draw how often sentences carry a label against how probable it was said to be.

    Parameters
    ----------
    calibration : mapping of str to mapping
        As `calibration_errors` gives it.
    title : str

    Returns
    -------
    str
        An SVG document.

    References
    ----------
    Niculescu-Mizil, A. and Caruana, R. (2005). Predicting good probabilities with supervised learning. ICML, 625-632.
    """
    with _drawing(figsize=(5, 5)) as (figure, written):
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color="#777777", linestyle=":", label="perfect")
        for (name, facts), (colour, marker) in zip(calibration.items(), _STYLES, strict=False):
            means, shares = ([part[key] for part in facts["bins"]] for key in ("mean", "share"))
            axes.plot(means, shares, color=colour, marker=marker, label=f"{name} (error {facts['ece']:.3f})")
        axes.set(xlabel="probability given", ylabel="share that carry the label", title=title, xlim=(0, 1), ylim=(0, 1))
        axes.set_aspect("equal")
        axes.legend(frameon=False)
    return written.getvalue()


def curve_plot(curves: Mapping[str, Sequence[tuple[int, Estimate]]], title: str) -> str:
    """Draw macro-F1 against how many sentences a model learned from: a line and a 95% band for each corpus it was judged on.

    Parameters
    ----------
    curves : mapping of str to sequence of (int, Estimate)
    title : str

    Returns
    -------
    str
        An SVG document.
    """
    with _drawing(figsize=(6, 4.5)) as (figure, written):
        axes = figure.subplots()
        for (name, points), (colour, marker) in zip(curves.items(), _STYLES, strict=False):
            sizes = [size for size, _ in points]
            axes.plot(sizes, [figure.value for _, figure in points], color=colour, marker=marker, label=name)
            axes.fill_between(sizes, [f.low for _, f in points], [f.high for _, f in points], color=colour, alpha=0.15)
        axes.set_xscale("log", base=2)
        ticks = sorted({size for points in curves.values() for size, _ in points})
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
        axes.set(xlabel="sentences trained on", ylabel="macro-F1", title=title)
        axes.legend(frameon=False)
    return written.getvalue()


@contextmanager
def _drawing(figsize: tuple[float, float]) -> Iterator[tuple[Any, StringIO]]:
    """Give a figure, and where it is written as SVG once it is drawn: the same bytes each time."""
    if find_spec("matplotlib") is None:
        raise OutputError("plots need matplotlib; install the extra: pip install 'stance[train]'")
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "stance", "font.family": "sans-serif"}):
        figure, written = Figure(figsize=figsize, layout="constrained"), StringIO()
        yield figure, written
        figure.savefig(written, format="svg", metadata={"Date": None})
