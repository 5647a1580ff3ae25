from __future__ import annotations

import itertools

from stance import Article
from stance.scoring.segments import Parts, segment


def test_offsets_point_at_sentences(articles: list[Article]) -> None:
    for article, parts in segment(articles):
        spans = parts.sentences
        assert all(0 <= start < end <= len(article.text) for start, end in spans)
        assert all(article.text[start:end].strip() == article.text[start:end] for start, end in spans)
        between = [article.text[left:right] for (_, left), (right, _) in itertools.pairwise([(0, 0), *spans])]
        assert "".join(between).strip() == ""


def test_a_sentence_of_its_own_is_not_split(articles: list[Article]) -> None:
    whole = [Parts([(0, len(article.text))]) for article in articles]
    assert [parts.sentences for _, parts in segment(articles, "sentence")] == [parts.sentences for parts in whole]
    assert list(segment(articles, "sentence", acts=False)) == list(zip(articles, whole, strict=True))


def test_names_are_counted_from_the_start_of_their_sentence() -> None:
    article = Article("a", "It rained in Oslo. Norway thanked the United Nations.")
    ((_, parts),) = segment([article])
    named = [
        [article.text[start + first : start + last] for first, last in names]
        for (start, _), names in zip(parts.sentences, parts.names, strict=True)
    ]
    assert named[1] == ["Norway", "the United Nations"]
    ((_, without),) = segment([article], acts=False)
    assert (without.mentions, without.names) == ([], [])
