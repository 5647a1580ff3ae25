from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance import Article, Classifier, Record, score_articles
from stance.scoring.segments import Parts
from stance.scoring.stream import score_segments
from tests.conftest import PLACES, VERBS

WORDS = st.sampled_from([*PLACES, *(verb for verbs in VERBS.values() for verb in verbs), "it", "rained", "item", "3", "—"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def test_offsets_point_into_the_text_of_the_article(articles: list[Article], classifier: Classifier) -> None:
    texts = {article.id: article.text for article in articles}
    records = list(score_articles(articles, classifier))
    assert len(records) > len(articles)
    for record in records:
        assert texts[record.article][record.start : record.end] == record.text


def test_records_are_numbered_in_their_article(articles: list[Article], classifier: Classifier) -> None:
    records = list(score_articles(articles, classifier))
    assert [key for key, _ in itertools.groupby(record.article for record in records)] == ["a0", "a1", "a2", "a3"]
    for name, group in itertools.groupby(records, lambda record: record.article):
        found = list(group)
        assert [record.index for record in found] == list(range(len(found)))
        assert [record.id for record in found] == [f"{name}#{number}" for number in range(len(found))]


def test_with_unit_sentence_each_article_keeps_its_id_and_its_text(articles: list[Article], classifier: Classifier) -> None:
    records = list(score_articles(articles, classifier, unit="sentence"))
    assert [(record.id, record.article, record.index, record.start) for record in records] == [
        (article.id, article.id, 0, 0) for article in articles
    ]
    assert [record.text for record in records] == [article.text for article in articles]


@settings(max_examples=60, deadline=None)
@given(sentences=st.lists(SENTENCES, min_size=1, max_size=8), thresholds=st.tuples(*[st.floats(0, 1)] * 4))
def test_labels_are_exactly_those_at_or_over_their_thresholds(
    sentences: list[str], thresholds: tuple[float, ...], classifier: Classifier
) -> None:
    own = dict(zip(classifier.labels, thresholds, strict=True))
    articles = [Article(str(number), text) for number, text in enumerate(sentences)]
    for record in score_articles(articles, classifier.with_thresholds(own), unit="sentence"):
        assert record.labels == tuple(label for label in classifier.labels if record.stances[label] >= own[label])
        assert all(0 <= share <= 1 and share == round(share, 4) for share in record.stances.values())


@pytest.mark.parametrize("text", ["Oslo condemned Lima.", "Hanoi thanked Quito.", "It rained."])
def test_a_threshold_at_the_very_probability_gives_the_label(text: str, classifier: Classifier) -> None:
    (record,) = score_articles([Article("a", text)], classifier, unit="sentence")
    (at,) = score_articles([Article("a", text)], classifier.with_thresholds(record.stances), unit="sentence")
    assert at.labels == classifier.labels


@settings(max_examples=50, deadline=None)
@given(sentences=st.lists(SENTENCES, min_size=2, max_size=10))
def test_a_sentence_is_scored_alike_alone_and_in_company(sentences: list[str], classifier: Classifier) -> None:
    articles = [Article(str(number), text) for number, text in enumerate(sentences)]
    together = list(score_articles(articles, classifier, unit="sentence"))
    assert together == [record for article in articles for record in score_articles([article], classifier, unit="sentence")]


def test_batches_do_not_show(many: list[Article], classifier: Classifier) -> None:
    records = list(score_articles(many, classifier))
    assert len(records) > 2 * 512
    alone = list(score_articles(many[200:201], classifier))
    assert [record for record in records if record.article == "a200"] == alone


def test_probabilities_are_those_of_the_classifier(articles: list[Article], classifier: Classifier) -> None:
    records = list(score_articles(articles, classifier))
    expected = classifier.predict_proba(record.text for record in records)
    assert np.array_equal([list(record.stances.values()) for record in records], expected)
    assert all(tuple(record.stances) == classifier.labels for record in records)


def test_articles_are_read_as_they_are_needed(classifier: Classifier) -> None:
    read = itertools.count()

    def endless() -> Iterator[Article]:
        for number in read:
            yield Article(str(number), "Oslo condemned Lima.")

    first = list(itertools.islice(score_articles(endless(), classifier, unit="sentence"), 600))
    assert [record.id for record in first] == [str(number) for number in range(600)]
    assert next(read) <= 2 * 512


def test_nothing_gives_nothing(classifier: Classifier) -> None:
    assert list(score_articles([], classifier)) == []


def test_an_article_without_a_sentence_gives_an_empty_list_in_its_place(classifier: Classifier) -> None:
    segmented = [
        (Article("a", "Oslo met Lima."), Parts([(0, 14)])),
        (Article("b", ""), Parts([])),
        (Article("c", "It rained."), Parts([(0, 10)])),
    ]
    found: list[list[Record]] = list(score_segments(segmented, classifier))
    assert [[record.id for record in records] for records in found] == [["a#0"], [], ["c#0"]]


def test_a_model_may_be_named_by_its_folder(toy_model: object, articles: list[Article], classifier: Classifier) -> None:
    assert list(score_articles(articles, str(toy_model))) == list(score_articles(articles, classifier))
