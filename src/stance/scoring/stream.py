"""Sentences in, records out, without holding more than a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

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
    probabilities = classifier.predict_proba(texts)
    rows = iter(zip(texts, probabilities.tolist(), classifier.labels_of(probabilities), strict=True))
    for article, spans in batch:
        records = []
        for index, (start, end) in enumerate(spans):
            text, row, labels = next(rows)
            records.append(
                Record(
                    id=article.id if unit == "sentence" else f"{article.id}#{index}",
                    article=article.id,
                    index=index,
                    start=start,
                    end=end,
                    text=text,
                    stances=dict(zip(classifier.labels, row, strict=True)),
                    labels=labels,
                )
            )
        yield records
