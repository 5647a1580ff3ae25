"""Judging predictions: figures, and intervals for them."""

from stance.evaluation.acts import Act, End, judge_acts
from stance.evaluation.calibration import calibration_errors
from stance.evaluation.intervals import DRAWS, Estimate, bootstrap
from stance.evaluation.metrics import NONE, Evaluation, Scores, evaluate, forced_choice
from stance.evaluation.mistakes import surest_mistakes
from stance.evaluation.plots import counts_plot, curve_plot, reliability_plot

__all__ = [
    "DRAWS",
    "NONE",
    "Act",
    "End",
    "Estimate",
    "Evaluation",
    "Scores",
    "bootstrap",
    "calibration_errors",
    "counts_plot",
    "curve_plot",
    "evaluate",
    "forced_choice",
    "judge_acts",
    "reliability_plot",
    "surest_mistakes",
]
