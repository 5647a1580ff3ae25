from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.classifier.finetuning import RoleSpan
from stance.classifier.recipe import DistillationRecipe
from stance.errors import InputError, StanceWarning
from stance.tuning import role_spans, sample_sentences
from tests.conftest import PLACES, write_jsonl

SENTENCES = [f"{here} and {there} held talks on trade." for here in PLACES for there in PLACES if here != there]
ALL = DistillationRecipe()


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Articles of ten sentences each, the last of which repeats the first."""
    folder = tmp_path_factory.mktemp("articles")
    texts = [" ".join(SENTENCES[at : at + 10]) for at in range(0, 90, 10)]
    rows = [{"id": f"a{number}", "text": text} for number, text in enumerate([*texts, texts[0]])]
    return str(write_jsonl(folder / "articles.jsonl", rows))


@settings(max_examples=30, deadline=None)
@given(known=st.sets(st.sampled_from(SENTENCES), max_size=80), count=st.integers(1, 100), seed=st.integers(0, 100))
def test_so_many_sentences_are_drawn_once_each_and_none_that_is_known(
    known: set[str], count: int, seed: int, articles: str
) -> None:
    drawn = sample_sentences([articles], DistillationRecipe(sentences=count), known, seed)
    assert len(drawn) == len(set(drawn)) == min(count, 90 - len(known))
    assert set(drawn) <= set(SENTENCES) - known


def test_the_draw_is_by_the_seed(articles: str) -> None:
    one, again, other = (sample_sentences([articles], ALL, set(), seed) for seed in (1, 1, 2))
    assert one == again != other
    assert sorted(one) == sorted(other) == sorted(SENTENCES)


def test_a_smaller_draw_is_the_beginning_of_a_larger_one(articles: str) -> None:
    assert (
        sample_sentences([articles], DistillationRecipe(sentences=5), set(), 3)
        == sample_sentences([articles], ALL, set(), 3)[:5]
    )


def test_short_sentences_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained in Lima. Oslo condemned the raid on Thursday evening. Yes.")
    path = [str(tmp_path / "a.txt")]
    assert sample_sentences(path, ALL, set(), 0) == ["Oslo condemned the raid on Thursday evening."]
    shorter = sample_sentences(path, DistillationRecipe(shortest=10), set(), 0)
    assert sorted(shorter) == ["It rained in Lima.", "Oslo condemned the raid on Thursday evening."]


def test_articles_without_a_new_sentence_are_refused(articles: str) -> None:
    with pytest.raises(InputError, match="hold no sentence that the corpus lacks"):
        sample_sentences([articles], ALL, set(SENTENCES), 0)


def test_articles_that_are_not_there_are_told_and_refused(tmp_path: Path) -> None:
    with pytest.warns(StanceWarning, match="no such file"), pytest.raises(InputError):
        sample_sentences([str(tmp_path / "nowhere.txt")], ALL, set(), 0)


NAMES = ("cooperate", "oppose")


def test_roles_are_where_the_acts_name_them() -> None:
    text = "Lima thanked Oslo and accused Riga."
    acts = [{"stance": "cooperate", "source": "Lima", "target": "Oslo"}, {"stance": "oppose", "source": None, "target": "Riga"}]
    assert role_spans(text, NAMES, acts, NAMES) == [RoleSpan(0, 4, 0), RoleSpan(13, 17, 2), RoleSpan(30, 34, 3)]


def test_roles_that_are_not_told_are_unknown_and_those_of_none_are_none() -> None:
    assert role_spans("Lima thanked Oslo.", ["cooperate"], [], NAMES) is None
    assert role_spans("It rained.", [], [], NAMES) == []
