"""Labelled corpora: their schema, loading, checks, groups and fingerprint."""

from stance.corpus.checks import CorpusReport, check_corpus
from stance.corpus.fingerprint import fingerprint
from stance.corpus.loading import features, load_corpus, read_corpus
from stance.corpus.schema import Act, LabelledSentence
from stance.corpus.splits import groups

__all__ = [
    "Act",
    "CorpusReport",
    "LabelledSentence",
    "check_corpus",
    "features",
    "fingerprint",
    "groups",
    "load_corpus",
    "read_corpus",
]
