"""The command line. One module a command; what they do is done elsewhere."""

from stance.cli import codebook, corpus, evaluate, models, predict, train
from stance.cli.app import app, main

__all__ = ["app", "codebook", "corpus", "evaluate", "main", "models", "predict", "train"]
