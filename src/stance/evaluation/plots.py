"""Plots of figures, as SVG. They need matplotlib, of the extra ``train``."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

# Okabe and Ito (2008), *Color Universal Design*: told apart by colour-blind readers too; and by their markers in print.
_STYLES = (("#0072B2", "o"), ("#E69F00", "s"), ("#D55E00", "^"), ("#009E73", "D"), ("#CC79A7", "v"))


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
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "stance", "font.family": "sans-serif"}):
        figure = Figure(figsize=(5, 5), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color="#777777", linestyle=":", label="perfect")
        for (name, facts), (colour, marker) in zip(calibration.items(), _STYLES, strict=False):
            means, shares = ([part[key] for part in facts["bins"]] for key in ("mean", "share"))
            axes.plot(means, shares, color=colour, marker=marker, label=f"{name} (error {facts['ece']:.3f})")
        axes.set(xlabel="probability given", ylabel="share that carry the label", title=title, xlim=(0, 1), ylim=(0, 1))
        axes.set_aspect("equal")
        axes.legend(frameon=False)
        buffer = StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()
