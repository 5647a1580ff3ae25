from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stance import Article, Classifier, score_articles
from stance.articles import Unit
from stance.errors import StanceError
from stance.scoring.acting import Here, Stances
from stance.scoring.background import in_background
from stance.scoring.segments import segment
from stance.scoring.stream import score_segments


def test_sentences_found_here_and_in_another_process_are_the_same(many: list[Article]) -> None:
    with in_background(many) as found:
        assert list(found) == list(segment(many))


def test_a_sentence_of_its_own_is_not_split(articles: list[Article]) -> None:
    whole = [[(0, len(article.text))] for article in articles]
    with in_background(articles, "sentence") as found:
        assert [parts.sentences for _, parts in found] == whole


def test_acts_found_here_and_in_another_process_are_the_same(many: list[Article], classifier: Classifier) -> None:
    articles = [Article(f"{turn}{article.id}", article.text) for turn in range(20) for article in many]
    with in_background(articles) as background:
        records = [record for found in score_segments(background, classifier, finder=background) for record in found]
    assert records == list(score_articles(articles, classifier))
    assert sum(bool(record.acts) for record in records) > 100


def test_questions_and_answers_larger_than_a_pipe_do_not_block_each_other() -> None:
    articles = [Article(str(number), "Oslo condemned Lima, and Lima condemned Oslo. " * 40) for number in range(300)]
    with in_background(articles) as background:
        given = []
        for article, parts in background:
            given.append(article.id)
            if len(given) % 100 == 0:
                background.ask([Stances([["oppose"]] * len(parts.sentences), None)] * 100)
        # Asked three times, and never answered so far.
        answers = [answer for _ in range(3) for answer in background.answer()]
    assert given == [article.id for article in articles]
    here = Here(segment(articles[:1]))
    ((_, parts),) = here
    here.ask([Stances([["oppose"]] * len(parts.sentences), None)])
    assert answers == here.answer() * 300


def test_nothing_gives_nothing() -> None:
    with in_background([]) as found:
        assert list(found) == []


def test_the_other_process_ends_with_the_block(many: list[Article]) -> None:
    with in_background(many) as found:
        next(found)
        assert len(multiprocessing.active_children()) == 1
    assert multiprocessing.active_children() == []


class Endless:
    """Articles without end, until the test ends."""

    def __init__(self) -> None:
        self.read = 0
        self.over = threading.Event()

    def __iter__(self) -> Iterator[Article]:
        while not self.over.is_set():
            self.read += 1
            yield Article(str(self.read), "It rained. Oslo met Lima.")


@pytest.fixture
def endless() -> Iterator[Endless]:
    articles = Endless()
    yield articles
    articles.over.set()


def test_articles_are_read_a_little_ahead_and_no_more(endless: Endless) -> None:
    with in_background(endless) as found:
        assert [article.id for article, _ in itertools.islice(found, 3)] == ["1", "2", "3"]
        assert endless.read < 1000


def test_reading_stops_when_the_block_is_left(endless: Endless) -> None:
    before = set(threading.enumerate())
    with in_background(endless) as found:
        next(found)
        (reader,) = set(threading.enumerate()) - before
    reader.join(timeout=5)
    assert not reader.is_alive()


def test_an_error_in_reading_comes_where_its_article_would_have() -> None:
    def broken() -> Iterator[Article]:
        for number in range(40):
            yield Article(str(number), "It rained.")
        raise ZeroDivisionError("in reading")

    seen = []

    def collect() -> None:
        with in_background(broken()) as found:
            seen.extend(article.id for article, _ in found)

    with pytest.raises(ZeroDivisionError, match="in reading"):
        collect()
    assert seen == [str(number) for number in range(40)]


def test_the_death_of_the_other_process_is_told(many: list[Article]) -> None:
    with in_background(many) as found:
        next(found)
        (child,) = multiprocessing.active_children()
        child.kill()
        child.join()
        with pytest.raises(StanceError, match="the process that finds sentences has died"):
            list(found)


def waits_to_send(pid: int) -> bool:
    try:
        return any(path.read_text().startswith("sock_alloc") for path in Path(f"/proc/{pid}/task").glob("*/wchan"))
    except OSError:
        pytest.skip("the system does not tell what a process waits for")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_its_death_in_the_middle_of_an_answer_is_told() -> None:
    with in_background([Article("long", "He met us. " * 30_000)]) as found:
        (child,) = multiprocessing.active_children()
        assert child.pid is not None
        while not waits_to_send(child.pid):
            os.sched_yield()
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        with pytest.raises(StanceError, match="has died"):
            list(found)


def test_half_an_emoji_does_not_stop_the_rest(capfd: pytest.CaptureFixture[str]) -> None:
    articles = [Article("bad", "Oslo condemned \ud83d it. It rained."), Article("good", "It rained.")]
    with in_background(articles) as found:
        assert [article.id for article, _ in found] == ["bad", "good"]
    assert "Traceback" not in capfd.readouterr().err


STATEMENT = Article(
    "a", "Seoul condemned the launch.", title="Statement on the launch", source="Ministry of Foreign Affairs of Japan"
)


@pytest.mark.parametrize("unit", ["article", "sentence"])
def test_actors_are_found_beside_sentences(unit: Unit) -> None:
    with in_background([STATEMENT], unit) as found:
        [(_, parts)] = found
    assert [(mention.text, mention.code) for mention in parts.mentions] == [("Seoul", "KOR")]
    assert parts.host == "JPN"


def test_no_actors_are_sought_where_none_are_asked_for() -> None:
    [(_, parts)] = segment([STATEMENT], acts=False)
    assert (parts.mentions, parts.host) == ([], None)
