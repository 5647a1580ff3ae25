"""Sentences in, records out, without holding more than a batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from stance.acts.spans import FoundAct, Span
from stance.articles import Article, Unit
from stance.classifier.classifier import Classifier
from stance.scoring.acting import ActFinder, Coded, Here, Stances
from stance.scoring.records import Record
from stance.scoring.segments import Segmented, segment
from stance.store.loading import load
from stance.store.shipped import DEFAULT_MODEL

_SENTENCES_AT_ONCE = 512
_ASKED_AT_ONCE = 4


def score_articles(
    articles: Iterable[Article],
    model: Classifier | str | Path = DEFAULT_MODEL,
    *,
    unit: Unit = "article",
    acts: bool = True,
) -> Iterator[Record]:
    """Score articles sentence by sentence.

    Parameters
    ----------
    articles : iterable of Article
        For example of `stance.read_articles`; read as they are needed.
    model : Classifier, str or Path, default="encoder"
        A loaded model, or what `stance.load` takes.
    unit : {"article", "sentence"}, default="article"
        With ``"sentence"`` each article is one sentence, and is not split.
    acts : bool, default=True
        Find who takes each stance towards whom.

    Yields
    ------
    Record
        One a sentence, in order.

    Examples
    --------
    >>> import stance
    >>> article = stance.Article("a1", "Oslo condemned the arrests. The ferry runs twice a week.")
    >>> [record.labels for record in stance.score_articles([article])]
    [('oppose',), ()]
    """
    classifier = model if isinstance(model, Classifier) else load(model)
    segmented = segment(articles, unit, acts=acts)
    finder = Here(segmented) if acts else None
    for records in score_segments(finder or segmented, classifier, unit=unit, finder=finder):
        yield from records


def score_segments(
    segmented: Iterable[Segmented], classifier: Classifier, *, unit: Unit = "article", finder: ActFinder | None = None
) -> Iterator[list[Record]]:
    """Score articles whose sentences are found, and yield the records of one article at a time.

    Parameters
    ----------
    segmented : iterable of (Article, Parts)
    classifier : Classifier
    unit : {"article", "sentence"}, default="article"
    finder : ActFinder, optional
        What gives the articles; while it finds the acts of some batches, the next are scored. Without it no acts are found.
    """
    batch: list[Segmented] = []
    sentences = 0
    asked: deque[_Scored] = deque()
    for item in chain(segmented, [None]):
        if item is not None:
            batch.append(item)
            sentences += len(item[1].sentences)
        if batch and (item is None or sentences >= _SENTENCES_AT_ONCE):
            scored = _score(batch, classifier, acts=finder is not None)
            batch, sentences = [], 0
            if finder is None:
                yield from _records(scored, None, classifier, unit)
                continue
            finder.ask(scored.stances)
            asked.append(scored)
        # Nothing that is found waits for articles that have yet to come.
        while finder is not None and asked and (len(asked) > _ASKED_AT_ONCE or item is None or finder.is_idle()):
            yield from _records(asked.popleft(), finder.answer(), classifier, unit)


@dataclass(frozen=True)
class _Scored:
    """A batch of articles, the probabilities of their sentences in a row, and what these amount to for each article."""

    batch: list[Segmented]
    probabilities: list[list[float]]
    stances: list[Stances]


def _score(batch: list[Segmented], classifier: Classifier, *, acts: bool) -> _Scored:
    texts = [article.text[start:end] for article, parts in batch for start, end in parts.sentences]
    found: list[list[FoundAct]] | None = None
    if acts and classifier.knows_roles:
        probabilities, found = classifier.read(texts)
    else:
        probabilities = classifier.predict_proba(texts)
    labels = classifier.labels_of(probabilities)
    stances, at = [], 0
    for _, parts in batch:
        its = slice(at, at := at + len(parts.sentences))
        stances.append(Stances(labels[its], None if found is None else found[its]))
    return _Scored(batch, probabilities.tolist(), stances)


def _records(
    scored: _Scored, acts: Sequence[Sequence[Sequence[Coded]]] | None, classifier: Classifier, unit: Unit
) -> Iterator[list[Record]]:
    rows = iter(scored.probabilities)
    if acts is None:
        acts = [[[]] * len(parts.sentences) for _, parts in scored.batch]
    for (article, parts), said, its_acts in zip(scored.batch, scored.stances, acts, strict=True):
        records = []
        for index, ((start, end), labels, found) in enumerate(zip(parts.sentences, said.labels, its_acts, strict=True)):
            text, stances = article.text[start:end], dict(zip(classifier.labels, next(rows), strict=True))
            records.append(
                Record(
                    id=article.id if unit == "sentence" else f"{article.id}#{index}",
                    article=article.id,
                    index=index,
                    start=start,
                    end=end,
                    text=text,
                    stances=stances,
                    labels=tuple(labels),
                    acts=tuple(_act(act, text, start, stances) for act in found),
                )
            )
        yield records


def _act(coded: Coded, text: str, start: int, stances: Mapping[str, float]) -> dict[str, Any]:
    """Write an act for a record, with offsets into the article; it is as probable as its stance and its least sure end."""
    act, *codes = coded
    ends = [end.probability for end in (act.source, act.target) if end is not None]
    probability = round(stances[act.stance] * min(ends, default=1.0), 4)
    source, target = (_end(end, text, start, code) for end, code in zip((act.source, act.target), codes, strict=True))
    return {"stance": act.stance, "probability": probability, "source": source, "target": target}


def _end(span: Span | None, text: str, start: int, code: str | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {"text": text[span.start : span.end], "start": start + span.start, "end": start + span.end, "code": code}
