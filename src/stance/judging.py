"""A model and a labelled corpus to figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stance.acts.resolution import find_codes
from stance.articles import Article
from stance.classifier.training import indicator
from stance.corpus import fingerprint, groups, load_corpus
from stance.errors import CorpusError
from stance.evaluation import DRAWS, Act, End, Evaluation, Scores, evaluate, judge_acts
from stance.scoring.acting import Here
from stance.scoring.records import Record
from stance.scoring.segments import Parts, Segmented, segment
from stance.scoring.stream import score_segments
from stance.store.loading import load
from stance.store.shipped import DEFAULT_MODEL


@dataclass(frozen=True)
class Judged:
    """A model's figures on a corpus, and which model and corpus they are of.

    Attributes
    ----------
    model, digest : str
    thresholds : dict of str to float
    corpus : str
        Its fingerprint.
    evaluation : Evaluation
        Of the stances.
    acts : dict of str to Scores
        Of who takes them towards whom (see `stance.evaluation.judge_acts`); empty where the corpus tells no acts.
    """

    model: str
    digest: str
    thresholds: dict[str, float]
    corpus: str
    evaluation: Evaluation
    acts: dict[str, Scores]

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain dicts, lists and numbers."""
        about = {"model": self.model, "digest": self.digest, "thresholds": self.thresholds, "corpus": self.corpus}
        return {**about, **self.evaluation.to_dict(), "acts": {way: asdict(scores) for way, scores in self.acts.items()}}


def judge(
    corpus: Sequence[str | Path],
    model: str | Path = DEFAULT_MODEL,
    *,
    threshold: float | None = None,
    label_thresholds: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Judged:
    """Score a labelled corpus and compare.

    Parameters
    ----------
    corpus : sequence of path
        Labelled sentences that the model has not seen.
    model : str or Path, default="encoder"
    threshold, label_thresholds : float, mapping of str to float, optional
        In place of the model's own, for all labels and for single ones.
    draws, seed : int
        Of the bootstrap.

    Raises
    ------
    CorpusError, ModelError
    """
    data = load_corpus(corpus)
    classifier = load(model)
    if threshold is not None:
        classifier = classifier.with_thresholds(threshold)
    classifier = classifier.with_thresholds(label_thresholds or {})
    foreign = {label for labels in data["labels"] for label in labels} - set(classifier.labels)
    if foreign:
        raise CorpusError(f"the model {classifier.name} has no label {', '.join(sorted(foreign))}, which the corpus has")
    gold = indicator(data["labels"], classifier.labels)
    sentences = [Article(id_, text) for id_, text in zip(data["id"], data["text"], strict=True)]
    told = any(data["acts"])
    known = [index for index, (labels, acts) in enumerate(zip(data["labels"], data["acts"], strict=True)) if acts or not labels]
    segmented = list(segment(sentences, "sentence", acts=told))
    finder = Here(segmented) if told else None
    scored = score_segments(finder or segmented, classifier, unit="sentence", finder=finder)
    records = [record for records in scored for record in records]
    guessed = indicator([record.labels for record in records], classifier.labels)
    units = groups(data["family"], data["article"])
    acts = {}
    if told:
        gold_acts = [_gold_acts(segmented[index], data["acts"][index]) for index in known]
        acts = judge_acts(gold_acts, [_guessed_acts(records[i]) for i in known], units[known], draws=draws, seed=seed)
    return Judged(
        model=classifier.name,
        digest=classifier.digest,
        thresholds=dict(zip(classifier.labels, classifier.thresholds, strict=True)),
        corpus=fingerprint(data),
        evaluation=evaluate(gold, guessed, classifier.labels, units, draws=draws, seed=seed),
        acts=acts,
    )


def _guessed_acts(record: Record) -> list[Act]:
    ends = ([end and End(end["text"], end["code"]) for end in (act["source"], act["target"])] for act in record.acts)
    return [Act(act["stance"], *pair) for act, pair in zip(record.acts, ends, strict=True)]


def _gold_acts(segmented: Segmented, acts: Sequence[Mapping[str, Any]]) -> list[Act]:
    """Give the acts of a corpus, whose ends get their codes as those of a record do."""
    sentence, parts = segmented
    return [Act(act["stance"], *(_gold_end(sentence.text, parts, act[end]) for end in ("source", "target"))) for act in acts]


def _gold_end(text: str, parts: Parts, named: str | None) -> End | None:
    if named is None:
        return None
    at = text.find(named)
    [code] = find_codes(text, parts.sentences, parts.mentions, [(at, at + len(named))])
    return End(named, code)
