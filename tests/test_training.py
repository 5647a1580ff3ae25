from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from stance.codebook import default_codebook
from stance.corpus import fingerprint, load_corpus
from stance.errors import CorpusError, ModelError, OutputError, StanceError
from stance.store.loading import load, load_pipeline
from stance.store.manifest import read_manifest
from stance.training import Trained, train
from tests.conftest import TOY_RECIPE, Run, but_for_its_cost, toy_sentences, write_jsonl

QUICK = (
    TOY_RECIPE.split('[[ngrams]]\nanalyzer = "char_wb"')[0] + "[calibration]\nfolds = 2\n[evaluation]\nfolds = 2\ndraws = 20\n"
)

Recipe = Callable[..., Path]


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    """Write a quick recipe of words, beside a corpus of so many of the toy sentences."""

    def call(text: str = QUICK, *, sentences: int = 200) -> Path:
        write_jsonl(tmp_path / "toy.jsonl", toy_sentences()[:sentences])
        path = tmp_path / "toy.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return call


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Train in one thread: on matrices as small as these, several threads mostly wait for each other."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def trained(toy_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train(toy_recipe, tmp_path_factory.mktemp("trained") / "model")


def test_the_model_knows_what_the_corpus_taught(trained: Trained) -> None:
    sentences = [
        "Perth thanked Lagos.",
        "Perth accused Lagos.",
        "Perth tracks Lagos.",
        "Perth pressed Lagos.",
        "The road is long.",
    ]
    assert load(trained.folder).predict(sentences) == [("cooperate",), ("oppose",), ("monitor",), ("urge",), ()]


def test_the_manifest_is_what_was_written(trained: Trained, toy_recipe: Path) -> None:
    manifest = trained.manifest
    assert read_manifest(trained.folder) == manifest
    assert (manifest.name, manifest.description) == ("toy", "A model for tests.")
    assert tuple(manifest.labels) == default_codebook().names
    corpus = load_corpus(toy_recipe.parent / "toy.jsonl")
    assert manifest.corpus == {
        "fingerprint": fingerprint(corpus),
        "sentences": 200,
        "labels": {"cooperate": 40, "monitor": 40, "oppose": 40, "urge": 40, "none": 40},
    }
    assert manifest.recipe["classifier"]["C"] == 10.0
    assert manifest.recipe["seed"] == 7


def test_the_figures_are_of_cross_validation_on_the_corpus(trained: Trained) -> None:
    judged = trained.evaluation
    assert (judged.sentences, judged.groups, judged.draws) == (200, 200, 100)
    assert judged.macro.f1.value == 1
    assert json.loads(json.dumps(judged.to_dict())).items() <= trained.manifest.metrics.items()


def test_the_thresholds_are_those_of_the_pipeline(trained: Trained) -> None:
    pipeline = load_pipeline(trained.folder)
    assert list(trained.manifest.thresholds.values()) == pipeline.thresholds_.tolist()
    texts = [row["text"] for row in toy_sentences()]
    assert np.abs(load(trained.folder).predict_proba(texts) - pipeline.predict_proba(texts)).max() <= 0.5e-4 + 1e-9


def test_every_probe_is_an_example_of_the_codebook(trained: Trained) -> None:
    assert [probe.text for probe in trained.manifest.probes] == [stance.example for stance in default_codebook().stances]


def test_training_twice_gives_the_same_bytes(trained: Trained, toy_recipe: Path, tmp_path: Path) -> None:
    assert but_for_its_cost(train(toy_recipe, tmp_path / "again").folder) == but_for_its_cost(trained.folder)


def test_the_manifest_tells_what_the_training_cost(trained: Trained) -> None:
    cost = trained.manifest.training
    assert 0 <= cost["seconds"] < 600
    assert cost["cores"] >= 1
    assert sys.platform == "win32" or 10 < cost["peak_memory_mb"] < 100_000


@pytest.fixture(scope="module")
def two_processes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same recipe trained in two processes with different hash seeds."""
    folder = tmp_path_factory.mktemp("processes")
    write_jsonl(folder / "toy.jsonl", toy_sentences())
    (folder / "toy.toml").write_text(QUICK, encoding="utf-8")
    seeds = ("1", "4242")
    for seed in seeds:
        command = [sys.executable, "-m", "stance", "train", "toy.toml", "--output", seed]
        env = {**os.environ, "PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    return [folder / seed for seed in seeds]


def test_another_process_with_another_hash_seed_gives_the_same_bytes(two_processes: list[Path]) -> None:
    one, other = two_processes
    assert but_for_its_cost(one) == but_for_its_cost(other)


def test_another_process_with_another_hash_seed_gives_the_same_numbers(two_processes: list[Path]) -> None:
    one, other = map(load_pipeline, two_processes)
    texts = [row["text"] for row in toy_sentences()]
    assert np.array_equal(one.predict_proba(texts), other.predict_proba(texts))
    assert np.array_equal(one.thresholds_, other.thresholds_)


@pytest.mark.filterwarnings("ignore:Label not:UserWarning")
def test_a_machine_with_more_cores_gives_the_same_bytes(recipe: Recipe, tmp_path: Path) -> None:
    path, rng, letters = recipe(), np.random.default_rng(0), np.array(list("bcdfghklmnprstvz"))
    rows = toy_sentences()[:60]
    for row in rows:  # BLAS uses several threads only for vectors of more than 10,000 numbers
        row["text"] += " ".join(["", *map("".join, rng.choice(letters, (190, 7)))])
    write_jsonl(tmp_path / "toy.jsonl", rows)
    for threads in (1, 2):
        with threadpool_limits(threads):
            train(path, tmp_path / str(threads))
    assert (tmp_path / "1" / "model.joblib").read_bytes() == (tmp_path / "2" / "model.joblib").read_bytes()


def test_the_corpus_lies_beside_the_recipe_whatever_the_current_folder(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recipe()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert train(path, "out").manifest.corpus["sentences"] == 200
    assert (tmp_path / "elsewhere" / "out" / "model.joblib").is_file()


def test_without_an_output_the_model_is_called_by_the_recipe(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert train(recipe(QUICK.replace('"toy"', '"mine"', 1))).folder == Path("models/mine")
    assert load(tmp_path / "models" / "mine").name == "mine"


def test_every_step_is_told_and_how_many_there_are(recipe: Recipe, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    train(recipe(), tmp_path / "model", on_step=lambda *step: told.append(step))
    assert told == [
        ("loading the corpus", 5),
        ("cross-validation, fold 1 of 2", 5),
        ("cross-validation, fold 2 of 2", 5),
        ("fitting on all sentences", 5),
        ("judging and saving", 5),
    ]


def test_families_and_articles_are_groups(recipe: Recipe, tmp_path: Path) -> None:
    path = recipe()
    rows = toy_sentences()
    for number, row in enumerate(rows):
        row["family" if number < 100 else "article"] = f"g{number // 4}"
    write_jsonl(tmp_path / "toy.jsonl", rows)
    assert train(path, tmp_path / "model").evaluation.groups == 50


@pytest.fixture
def trials(tmp_path: Path) -> list[Path]:
    """Two corpora of the same name that a model has not seen: one that it will get right, and one that it will not."""
    rows = toy_sentences()[:15]
    swapped = [{**row, "labels": ["monitor"]} for row in rows]
    paths = [tmp_path / name / "test.jsonl" for name in ("easy", "hard")]
    for path, own in zip(paths, (rows, swapped), strict=True):
        path.parent.mkdir()
        write_jsonl(path, own)
    return paths


def test_a_finished_model_is_judged_on_other_corpora(recipe: Recipe, trials: list[Path], tmp_path: Path) -> None:
    for path, f1 in zip(trials, (1.0, 0.3333), strict=True):
        output = tmp_path / f"model-of-{path.parent.name}"
        trained = train(recipe(), output, tests=[path])
        (found,) = trained.manifest.metrics["tests"].values()
        assert found["sentences"] == 15
        assert found["corpus"] == fingerprint(load_corpus(path))
        assert found["labels"]["monitor"]["f1"]["value"] == pytest.approx(f1, abs=1e-3)
        assert trained.evaluation.sentences == trained.manifest.corpus["sentences"] == 200
        assert "test.jsonl" in (output / "README.md").read_text("utf-8")


def test_two_corpora_of_one_name_are_both_judged(recipe: Recipe, trials: list[Path], tmp_path: Path) -> None:
    assert len(train(recipe(), tmp_path / "model", tests=trials).manifest.metrics["tests"]) == 2


def refused(kind: type[StanceError], path: Path, output: Path) -> str:
    with pytest.raises(kind) as caught:
        train(path, output)
    message = str(caught.value)
    assert "\n" not in message
    assert not output.exists()
    return message


@pytest.mark.parametrize("sentences", [1, 5, 15])
def test_too_small_a_corpus_is_refused(sentences: int, recipe: Recipe, tmp_path: Path) -> None:
    count = (sentences + 4) // 5
    assert refused(ModelError, recipe(sentences=sentences), tmp_path / "model") == (
        f"the corpus has {count} sentences (or families and articles) with 'cooperate'; 4 are the least for 2 folds"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["toy.jsonl", "toy.toml"]


def test_a_corpus_without_some_label_is_refused(recipe: Recipe, tmp_path: Path) -> None:
    path = recipe()
    write_jsonl(tmp_path / "toy.jsonl", [row for row in toy_sentences() if "monitor" not in row["labels"]])
    assert "0 sentences (or families and articles) with 'monitor'" in refused(ModelError, path, tmp_path / "model")


def test_too_small_a_corpus_is_one_line_of_the_command(run: Run, recipe: Recipe, tmp_path: Path) -> None:
    done = run("train", recipe(sentences=5), "--output", tmp_path / "model")
    assert done.returncode == ModelError.exit_code
    assert "4 are the least for 2 folds" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_or_missing_or_faulty_corpus_is_refused(recipe: Recipe, tmp_path: Path) -> None:
    path, corpus = recipe(), tmp_path / "toy.jsonl"
    corpus.write_text("")
    assert refused(CorpusError, path, tmp_path / "model") == f"{corpus}: holds no records"
    write_jsonl(corpus, [{"id": "a", "text": "Perth."}])
    assert refused(CorpusError, path, tmp_path / "model") == f"{corpus}:1: has no 'labels' ([] stands for none)"
    corpus.unlink()
    assert refused(CorpusError, path, tmp_path / "model") == f"{corpus}: no such file or folder"


def test_a_faulty_recipe_is_refused(recipe: Recipe, tmp_path: Path) -> None:
    path = recipe(QUICK.replace("seed = 7", "seed = 'seven'"))
    assert refused(ModelError, path, tmp_path / "model").startswith(f"{path}: seed: ")


def test_n_grams_rarer_than_asked_for_are_told_in_one_line(recipe: Recipe, tmp_path: Path) -> None:
    path = recipe(QUICK.replace("lengths = [1, 2]", "lengths = [1, 2]\nmin_count = 150"))
    assert "min_count" in refused(ModelError, path, tmp_path / "model")


def test_what_is_there_is_overwritten_only_by_force(recipe: Recipe, tmp_path: Path) -> None:
    path, folder = recipe(), tmp_path / "model"
    first = train(path, folder).manifest
    begun: list[str] = []
    with pytest.raises(OutputError, match="exists already"):
        train(path, folder, on_step=lambda step, _: begun.append(step))
    assert begun == []
    path.write_text(QUICK.replace("seed = 7", "seed = 8"), encoding="utf-8")
    assert train(path, folder, force=True).manifest.recipe["seed"] == 8 != first.recipe["seed"]
    assert load(folder).name == "toy"
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "letters.txt").write_text("mine")
    with pytest.raises(OutputError, match="is not overwritten"):
        train(path, folder, force=True)
    assert (folder / "letters.txt").read_text() == "mine"
