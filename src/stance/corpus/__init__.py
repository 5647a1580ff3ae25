"""Labelled corpora: their schema, loading, checks, groups, fingerprint, and stand-off labels."""

from stance.corpus.checks import CorpusReport, check_corpus
from stance.corpus.fingerprint import fingerprint
from stance.corpus.loading import features, load_corpus, read_corpus
from stance.corpus.schema import Act, LabelledSentence
from stance.corpus.splits import groups
from stance.corpus.standoff import NotFound, StandoffLabel, read_standoff, rebuild, stand_off

__all__ = [
    "Act",
    "CorpusReport",
    "LabelledSentence",
    "NotFound",
    "StandoffLabel",
    "check_corpus",
    "features",
    "fingerprint",
    "groups",
    "load_corpus",
    "read_corpus",
    "read_standoff",
    "rebuild",
    "stand_off",
]
