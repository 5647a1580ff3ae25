"""Sentences in, records out, without holding more than a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from stance.acts.resolution import find_codes
from stance.acts.spans import FoundAct, Span
from stance.articles import Article, Unit
from stance.classifier.classifier import Classifier
from stance.scoring.records import Record
from stance.scoring.segments import Parts, Segmented, segment
from stance.store.loading import load
from stance.store.shipped import DEFAULT_MODEL

_SENTENCES_AT_ONCE = 512


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
    for records in score_segments(segment(articles, unit, acts=acts), classifier, unit=unit, acts=acts):
        yield from records


def score_segments(
    segmented: Iterable[Segmented], classifier: Classifier, *, unit: Unit = "article", acts: bool = True
) -> Iterator[list[Record]]:
    """Score articles whose sentences are found, and yield the records of one article at a time."""
    batch: list[Segmented] = []
    sentences = 0
    for item in segmented:
        batch.append(item)
        sentences += len(item[1].sentences)
        if sentences >= _SENTENCES_AT_ONCE:
            yield from _score_batch(batch, classifier, unit, acts=acts)
            batch, sentences = [], 0
    yield from _score_batch(batch, classifier, unit, acts=acts)


def _score_batch(batch: list[Segmented], classifier: Classifier, unit: Unit, *, acts: bool) -> Iterator[list[Record]]:
    texts = [article.text[start:end] for article, parts in batch for start, end in parts.sentences]
    if acts:
        probabilities, found = classifier.read(texts, [names for _, parts in batch for names in parts.names])
    else:
        probabilities, found = classifier.predict_proba(texts), [[] for _ in texts]
    rows = iter(zip(texts, probabilities.tolist(), classifier.labels_of(probabilities), found, strict=True))
    for article, parts in batch:
        scored = list(islice(rows, len(parts.sentences)))
        codes = _codes(article, parts, [row[3] for row in scored])
        records = []
        for index, ((start, end), (text, row, labels, acts_found)) in enumerate(zip(parts.sentences, scored, strict=True)):
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
                    acts=tuple(_act(act, text, start, stances, codes) for act in acts_found),
                )
            )
        yield records


_Codes = Mapping[tuple[int, int], str | None]


def _codes(article: Article, parts: Parts, found: Sequence[Sequence[FoundAct]]) -> _Codes:
    """Find the code of each end of the acts of an article, by where the end stands in the article."""
    ends = sorted(
        {
            (start + end.start, start + end.end)
            for (start, _), acts in zip(parts.sentences, found, strict=True)
            for act in acts
            for end in (act.source, act.target)
            if end is not None
        }
    )
    if not ends:
        return {}
    return dict(zip(ends, find_codes(article.text, parts.sentences, parts.mentions, ends, host=parts.host), strict=True))


def _act(act: FoundAct, text: str, start: int, stances: Mapping[str, float], codes: _Codes) -> dict[str, Any]:
    """Write an act for a record, with offsets into the article; it is as probable as its stance and its least sure end."""
    ends = [end.probability for end in (act.source, act.target) if end is not None]
    probability = round(stances[act.stance] * min(ends, default=1.0), 4)
    source, target = (_end(end, text, start, codes) for end in (act.source, act.target))
    return {"stance": act.stance, "probability": probability, "source": source, "target": target}


def _end(span: Span | None, text: str, start: int, codes: _Codes) -> dict[str, Any] | None:
    if span is None:
        return None
    at = (start + span.start, start + span.end)
    return {"text": text[span.start : span.end], "start": at[0], "end": at[1], "code": codes[at]}
