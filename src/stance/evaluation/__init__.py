"""Judging predictions: figures, and intervals for them."""

from stance.evaluation.calibration import calibration_errors
from stance.evaluation.intervals import DRAWS, Estimate, bootstrap
from stance.evaluation.metrics import NONE, Evaluation, Scores, evaluate
from stance.evaluation.mistakes import surest_mistakes
from stance.evaluation.plots import counts_plot, reliability_plot

__all__ = [
    "DRAWS",
    "NONE",
    "Estimate",
    "Evaluation",
    "Scores",
    "bootstrap",
    "calibration_errors",
    "counts_plot",
    "evaluate",
    "reliability_plot",
    "surest_mistakes",
]
