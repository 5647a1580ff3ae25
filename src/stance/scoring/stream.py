"""Sentences in, records out, without holding more than a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from stance.acts.spans import FoundAct, Span
from stance.articles import Article, Unit
from stance.classifier.classifier import Classifier
from stance.scoring.records import Record
from stance.scoring.segments import Segmented, segment
from stance.store.loading import load
from stance.store.shipped import DEFAULT_MODEL

_SENTENCES_AT_ONCE = 512


def score_articles(
    articles: Iterable[Article], model: Classifier | str | Path = DEFAULT_MODEL, *, unit: Unit = "article"
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
    for records in score_segments(segment(articles, unit), classifier, unit=unit):
        yield from records


def score_segments(segmented: Iterable[Segmented], classifier: Classifier, *, unit: Unit = "article") -> Iterator[list[Record]]:
    """Score articles whose sentences are found, and yield the records of one article at a time."""
    batch: list[Segmented] = []
    sentences = 0
    for item in segmented:
        batch.append(item)
        sentences += len(item[1])
        if sentences >= _SENTENCES_AT_ONCE:
            yield from _score_batch(batch, classifier, unit)
            batch, sentences = [], 0
    yield from _score_batch(batch, classifier, unit)


def _score_batch(batch: list[Segmented], classifier: Classifier, unit: Unit) -> Iterator[list[Record]]:
    texts = [article.text[start:end] for article, spans in batch for start, end in spans]
    probabilities, acts = classifier.read(texts)
    rows = iter(zip(texts, probabilities.tolist(), classifier.labels_of(probabilities), acts, strict=True))
    for article, spans in batch:
        records = []
        for index, (start, end) in enumerate(spans):
            text, row, labels, found = next(rows)
            stances = dict(zip(classifier.labels, row, strict=True))
            records.append(
                Record(
                    id=article.id if unit == "sentence" else f"{article.id}#{index}",
                    article=article.id,
                    index=index,
                    start=start,
                    end=end,
                    text=text,
                    stances=stances,
                    labels=labels,
                    acts=tuple(_act(act, text, start, stances) for act in found),
                )
            )
        yield records


def _act(act: FoundAct, text: str, start: int, stances: dict[str, float]) -> dict[str, Any]:
    """Write an act for a record, with offsets into the article; it is as probable as its stance and its least sure end."""
    ends = [end.probability for end in (act.source, act.target) if end is not None]
    probability = round(stances[act.stance] * min(ends, default=1.0), 4)
    source, target = (_end(end, text, start) for end in (act.source, act.target))
    return {"stance": act.stance, "probability": probability, "source": source, "target": target}


def _end(span: Span | None, text: str, start: int) -> dict[str, Any] | None:
    if span is None:
        return None
    return {"text": text[span.start : span.end], "start": start + span.start, "end": start + span.end, "code": None}
