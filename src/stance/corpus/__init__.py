"""Labelled corpora: their schema, loading, checks, groups, fingerprint, and stand-off labels."""

from stance.corpus.checks import CorpusReport, check_corpus
from stance.corpus.coverage import Coverage, Hole, Plan, coverage, read_plan
from stance.corpus.fingerprint import fingerprint
from stance.corpus.loading import features, load_corpus, load_sentences, read_corpus
from stance.corpus.schema import Act, LabelledSentence
from stance.corpus.splits import groups
from stance.corpus.standoff import NotFound, StandoffLabel, read_standoff, rebuild, stand_off

__all__ = [
    "Act",
    "CorpusReport",
    "Coverage",
    "Hole",
    "LabelledSentence",
    "NotFound",
    "Plan",
    "StandoffLabel",
    "check_corpus",
    "coverage",
    "features",
    "fingerprint",
    "groups",
    "load_corpus",
    "load_sentences",
    "read_corpus",
    "read_plan",
    "read_standoff",
    "rebuild",
    "stand_off",
]
