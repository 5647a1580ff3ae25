from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.curves import HELD_OUT, learning_curve
from stance.errors import ModelError
from tests.conftest import TOY_RECIPE, Run, one_thread, toy_sentences, write_jsonl

QUICK = (
    TOY_RECIPE.split('[[ngrams]]\nanalyzer = "char_wb"')[0] + "[calibration]\nfolds = 2\n[evaluation]\nfolds = 2\ndraws = 20\n"
)


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    """A quick recipe of words, beside the toy corpus in families of two."""
    rows = [{**row, "family": f"f{number // 2}"} for number, row in enumerate(toy_sentences())]
    write_jsonl(tmp_path / "toy.jsonl", rows)
    path = tmp_path / "toy.toml"
    path.write_text(QUICK, encoding="utf-8")
    return path


@pytest.fixture
def unseen(tmp_path: Path) -> Path:
    texts = {"Perth thanked Lagos.": ["cooperate"], "Perth accused Lagos.": ["oppose"], "The road is long.": []}
    return write_jsonl(
        tmp_path / "unseen.jsonl", [{"id": str(n), "text": t, "labels": labels} for n, (t, labels) in enumerate(texts.items())]
    )


def test_each_point_has_more_sentences_and_the_same_judges(recipe: Path, unseen: Path) -> None:
    told: list[tuple[str, int]] = []
    points = learning_curve(recipe, [unseen], shares=[1, 0.5], on_step=lambda *step: told.append(step))
    assert [point.sentences for point in points] == [80, 160]
    assert told == [("training on 80 sentences", 2), ("training on 160 sentences", 2)]
    assert [list(point.judged) for point in points] == [[HELD_OUT, str(unseen)]] * 2
    assert [point.judged[HELD_OUT].sentences for point in points] == [40, 40]
    assert points[-1].judged[HELD_OUT].groups == 20
    assert points[-1].judged[HELD_OUT].macro.f1.value > 0.95
    assert points[-1].judged[str(unseen)].exact_match.value == 1


def test_the_same_call_gives_the_same_curve(recipe: Path, unseen: Path) -> None:
    assert learning_curve(recipe, [unseen], shares=[0.5]) == learning_curve(recipe, [unseen], shares=[0.5])


def test_where_each_sentence_has_one_label_the_likeliest_is_judged(recipe: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": "Perth thanked and accused Lagos.", "labels": ["oppose"]},
        {"id": "b", "text": "Perth thanked and accused and urged Lagos.", "labels": ["cooperate"]},
    ]
    (point,) = learning_curve(recipe, [write_jsonl(tmp_path / "single.jsonl", rows)], shares=[1])
    judged = point.judged[str(tmp_path / "single.jsonl")]
    assert set(judged.labels) == {"cooperate", "oppose"}
    assert judged.predicted["cooperate"] + judged.predicted["oppose"] == 2
    assert judged.predicted["none"] == 0


@pytest.mark.parametrize("shares", [[], [0.0], [0.5, 1.5], [-1.0], [float("nan")]])
def test_shares_that_are_none_are_refused(shares: list[float], recipe: Path) -> None:
    with pytest.raises(ModelError, match="lie over 0 and up to 1"):
        learning_curve(recipe, shares=shares)


def test_too_small_a_share_is_refused_in_one_line(recipe: Path) -> None:
    with pytest.raises(ModelError) as caught:
        learning_curve(recipe, shares=[0.01])
    assert "\n" not in str(caught.value)


def test_an_encoder_has_a_curve_too(encoder_recipe: Path, unseen: Path) -> None:
    with one_thread():
        (point,) = learning_curve(encoder_recipe, [unseen], shares=[1])
    assert point.sentences == 160
    assert point.judged[HELD_OUT].sentences == 40
    assert point.judged[HELD_OUT].macro.f1.value > 0.9


def test_the_command_draws_a_table_and_a_plot(run: Run, recipe: Path, unseen: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = run("evaluate", unseen, "--learning-curve", recipe, "--shares", "0.5,1", "--plot", "curve.svg")
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines() if "[" in line] == ["80", "160"]
    assert (tmp_path / "curve.svg").read_text("utf-8").startswith("<?xml")
    figures = json.loads(run("evaluate", unseen, "--learning-curve", recipe, "--shares", "1", "--format", "json").stdout)
    assert [(point["sentences"], point["held out"]["sentences"]) for point in figures] == [(160, 40)]


def test_shares_that_are_no_numbers_are_wrong_usage(run: Run, recipe: Path, unseen: Path) -> None:
    done = run("evaluate", unseen, "--learning-curve", recipe, "--shares", "half")
    assert done.returncode == 2
    assert "is no list of numbers" in done.stderr
