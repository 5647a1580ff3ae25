from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from stance.cli.views import article_table, bar, colour_of, confusion_table, plain_table, score_table
from stance.codebook import default_codebook
from stance.evaluation import evaluate
from stance.scoring.records import Record


def drawn(table: object, width: int = 100) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(table)
    return stream.getvalue()


@settings(max_examples=100, deadline=None)
@given(share=st.floats(0, 1), width=st.integers(1, 20))
def test_a_bar_is_as_wide_as_it_should_be_and_as_full(share: float, width: int) -> None:
    shown = bar(share, width)
    assert len(shown) == width
    assert abs(shown.count("█") - share * width) <= 1
    assert shown.rstrip() == shown.replace(" ", "")


def test_a_bar_grows_with_its_share() -> None:
    assert bar(0) == " " * 6
    assert bar(0.5) == "███   "
    assert bar(1) == "█" * 6


def test_every_label_has_a_colour_and_an_unknown_one_is_white() -> None:
    assert len({colour_of(name) for name in default_codebook().names}) == 4
    assert colour_of("praise") == "white"


def test_a_sentence_shows_its_labels_most_probable_first_or_none() -> None:
    both = Record("a#0", "a", 0, 0, 1, "One.", {"oppose": 0.5, "urge": 0.75}, ("oppose", "urge"))
    neither = Record("a#1", "a", 1, 0, 1, "Two.", {"oppose": 0.1, "urge": 0.1}, ())
    words = drawn(article_table([both, neither])).split()
    assert [word for word in words if word in ("oppose", "urge", "none", "0.50", "0.75")] == [
        "urge",
        "0.75",
        "oppose",
        "0.50",
        "none",
    ]


@pytest.mark.parametrize("text", ["[red]not mark-up[/red]", "a [/b] c", "x :bomb: y", "[link=http://a]"])
def test_text_is_shown_as_it_is(text: str) -> None:
    assert text in drawn(article_table([Record("a#0", "a", 0, 0, 1, text, {}, ())]))


def test_a_sentence_shows_who_acts_towards_whom_where_either_is_named() -> None:
    lima, oslo = (
        {"text": text, "start": 0, "end": 4, "code": code} for text, code in (("the ministry", "PER"), ("Oslo", None))
    )
    ends = [(lima, oslo), (None, lima), (oslo, None), (None, None)]
    acts = tuple({"stance": "oppose", "probability": 0.5, "source": source, "target": target} for source, target in ends)
    shown = drawn(article_table([Record("a#0", "a", 0, 0, 1, "One.", {"oppose": 0.9}, ("oppose",), acts)])).splitlines()
    assert [line.strip() for line in shown if "→" in line] == [
        "the ministry (PER) → Oslo",
        "(not named) → the ministry (PER)",
        "Oslo → (not named)",
    ]


def test_an_article_without_a_sentence_can_be_drawn() -> None:
    assert "sentence" in drawn(article_table([]))


def test_a_plain_table_has_its_columns_and_rows() -> None:
    assert [line.split() for line in drawn(plain_table(("one", "two"), [(1, "x")])).splitlines() if line.strip()][::2] == [
        ["one", "two"],
        ["1", "x"],
    ]


def test_the_table_of_figures_has_a_row_a_label_and_the_averages() -> None:
    gold, predicted = np.array([[1, 0], [0, 1], [1, 1]]), np.array([[1, 0], [0, 0], [1, 1]])
    lines = [line.split() for line in drawn(score_table(evaluate(gold, predicted, ("oppose", "urge"), draws=5))).splitlines()]
    rows = {line[0]: line for line in lines if line and line[0] in ("oppose", "urge", "macro", "micro")}
    assert set(rows) == {"oppose", "urge", "macro", "micro"}
    assert [rows["urge"][at] for at in (1, 4, 7, 10, 11)] == ["1.000", "0.500", "0.667", "2", "1"]


def test_the_confusion_table_has_a_row_a_label() -> None:
    shown = drawn(confusion_table({"oppose": {"oppose": 3, "none": 1}, "none": {"oppose": 0, "none": 2}}))
    assert [line.split() for line in shown.splitlines() if line.split()[-1:] in (["1"], ["2"])] == [
        ["oppose", "3", "1"],
        ["none", "0", "2"],
    ]
