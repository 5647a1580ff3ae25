from __future__ import annotations

from pathlib import Path

import pytest

from stance.classifier.recipe import EncoderRecipe, Recipe, read_recipe
from stance.errors import ModelError
from tests.conftest import ROOT, TOY_RECIPE

LEAST = """
name = "least"
[corpus]
paths = ["c.jsonl"]
[[ngrams]]
analyzer = "word"
lengths = [1, 1]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "r.toml"
    path.write_text(text, encoding="utf-8")
    return path


def edited(old: str, new: str) -> str:
    assert old in TOY_RECIPE
    return TOY_RECIPE.replace(old, new, 1)


def test_a_recipe_states_everything(tmp_path: Path) -> None:
    recipe = read_recipe(written(tmp_path, TOY_RECIPE))
    assert (recipe.name, recipe.description, recipe.seed) == ("toy", "A model for tests.", 7)
    assert recipe.corpus.paths == ["toy.jsonl"]
    assert [(step.analyzer, step.lengths, step.min_count) for step in recipe.ngrams] == [
        ("word", [1, 2], 1),
        ("char_wb", [2, 4], 2),
    ]
    assert recipe.classifier.C == 10.0
    assert (recipe.calibration.folds, recipe.evaluation.folds, recipe.evaluation.draws) == (3, 3, 100)


def test_what_a_recipe_leaves_out_has_a_default(tmp_path: Path) -> None:
    recipe = read_recipe(str(written(tmp_path, LEAST)))
    assert recipe.text.mask_names
    assert recipe.text.mask_numbers
    assert recipe.classifier.class_weight is None
    assert (recipe.seed, recipe.classifier.C, recipe.calibration.folds, recipe.evaluation.draws) == (0, 1.0, 5, 1000)


def test_the_recipe_of_the_shipped_model_is_read() -> None:
    assert read_recipe(ROOT / "training" / "fast.toml").name == "fast"


def told(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_recipe(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (edited('name = "toy"', ""), "name"),
        (edited('name = "toy"', 'name = "Toy Model"'), "name"),
        (edited('name = "toy"', 'name = "../toy"'), "name"),
        (edited('name = "toy"', 'name = ""'), "name"),
        (edited('name = "toy"', "name = 7"), "name"),
        (edited("seed = 7", 'seed = "7"'), "seed"),
        (edited("seed = 7", "seed = 7.5"), "seed"),
        (edited("seed = 7", "seed = true"), "seed"),
        (edited("seed = 7", "sed = 7"), "sed"),
        (edited('[corpus]\npaths = ["toy.jsonl"]', ""), "corpus"),
        (edited('paths = ["toy.jsonl"]', ""), "corpus.paths"),
        (edited('paths = ["toy.jsonl"]', "paths = []"), "corpus.paths"),
        (edited('paths = ["toy.jsonl"]', 'paths = "toy.jsonl"'), "corpus.paths"),
        (edited('paths = ["toy.jsonl"]', "paths = [1]"), "corpus.paths.0"),
        (edited('analyzer = "word"', 'analyzer = "words"'), "ngrams.0.analyzer"),
        (edited('analyzer = "char_wb"', ""), "ngrams.1.analyzer"),
        (edited("lengths = [1, 2]", "lengths = [1]"), "ngrams.0.lengths"),
        (edited("lengths = [1, 2]", "lengths = [1, 2, 3]"), "ngrams.0.lengths"),
        (edited("lengths = [1, 2]", 'lengths = [1, "2"]'), "ngrams.0.lengths.1"),
        (edited("lengths = [1, 2]", ""), "ngrams.0.lengths"),
        (edited("min_count = 2", "min_count = 0"), "ngrams.1.min_count"),
        (edited("min_count = 2", "max_count = 2"), "ngrams.1.max_count"),
        (edited("C = 10.0", "C = 0"), "classifier.C"),
        (edited("C = 10.0", "C = -1.0"), "classifier.C"),
        (edited("C = 10.0", "C = nan"), "classifier.C"),
        (edited("C = 10.0", "c = 10.0"), "classifier.c"),
        (edited("C = 10.0", 'class_weight = "even"'), "classifier.class_weight"),
        (edited("C = 10.0", "ratio_power = -0.5"), "classifier.ratio_power"),
        (edited("C = 10.0", 'ratio_power = "half"'), "classifier.ratio_power"),
        (edited("C = 10.0", "ratio_smoothing = 0"), "classifier.ratio_smoothing"),
        (edited("[calibration]\nfolds = 3", "[calibration]\nfolds = 1"), "calibration.folds"),
        (edited("draws = 100", "draws = 0"), "evaluation.draws"),
        (edited("[calibration]", "[text]\nmask_names = 1\n[calibration]"), "text.mask_names"),
        (edited("[calibration]", "[calibrate]"), "calibrate"),
        (edited("[classifier]\nC = 10.0", "").replace("seed = 7", 'seed = 7\nclassifier = "linear"'), "classifier"),
    ],
)
def test_a_mistake_is_told_by_file_and_key(text: str, key: str, tmp_path: Path) -> None:
    assert told(written(tmp_path, text)).startswith(f"{key}: ")


def test_a_recipe_without_n_grams_is_refused(tmp_path: Path) -> None:
    text = TOY_RECIPE.split("[[ngrams]]")[0] + "[calibration]\nfolds = 3\n"
    assert told(written(tmp_path, text)).startswith("ngrams: ")
    assert told(written(tmp_path, "ngrams = []\n" + text)).startswith("ngrams: ")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (edited("lengths = [1, 2]", "lengths = [2, 1]"), "ngrams"),
        (edited("lengths = [1, 2]", "lengths = [0, 2]"), "ngrams"),
        (edited("lengths = [1, 2]", "lengths = [-1, 2]"), "ngrams"),
        (edited('analyzer = "char_wb"', 'analyzer = "word"'), "ngrams"),
        (edited("C = 10.0", "C = inf"), "classifier.C"),
        (edited("C = 10.0", "ratio_power = inf"), "classifier.ratio_power"),
        (edited("C = 10.0", "ratio_smoothing = inf"), "classifier.ratio_smoothing"),
        (edited("seed = 7", "seed = -1"), "seed"),
        (edited("seed = 7", "seed = 4294967296"), "seed"),
    ],
    ids=[
        "lengths upside down",
        "length 0",
        "length -1",
        "one kind twice",
        "C infinite",
        "power infinite",
        "smoothing infinite",
        "seed below 0",
        "seed too large",
    ],
)
def test_what_no_training_can_use_is_told_by_file_and_key(text: str, key: str, tmp_path: Path) -> None:
    assert told(written(tmp_path, text)).startswith(key)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"name = ", "is not TOML"),
        (b"name = \xff", "is not TOML"),
        (b"\x00", "is not TOML"),
        (b"a = 1\na = 2\n", "is not TOML"),
    ],
)
def test_what_is_not_toml_is_refused(content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_bytes(content)
    assert word in told(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert told(tmp_path / "r.toml") == "the recipe cannot be read (No such file or directory)"
    assert told(tmp_path) == "the recipe cannot be read (Is a directory)"


LEAST_OF_AN_ENCODER = """
name = "least"
[corpus]
paths = ["c.jsonl"]
[tuning]
base = "some/base"
"""


def encoder(table: str = "", tuning: str = "") -> str:
    """Write the least recipe of an encoder, and more lines of its tuning or a further table."""
    return f"{LEAST_OF_AN_ENCODER}{tuning}\n{table}\n"


def test_a_table_of_tuning_makes_a_recipe_one_of_an_encoder(tmp_path: Path) -> None:
    recipe = read_recipe(written(tmp_path, encoder("[distillation]\nsentences = 5\n[export]\nint8 = false", "layers = 3")))
    assert isinstance(recipe, EncoderRecipe)
    assert (recipe.tuning.base, recipe.tuning.layers) == ("some/base", 3)
    assert (recipe.distillation.sentences, recipe.export.int8) == (5, False)
    assert isinstance(read_recipe(written(tmp_path, LEAST)), Recipe)


def test_what_the_recipe_of_an_encoder_leaves_out_has_a_default(tmp_path: Path) -> None:
    recipe = read_recipe(written(tmp_path, encoder()))
    assert isinstance(recipe, EncoderRecipe)
    assert recipe.tuning.layers is None
    assert recipe.export.int8
    assert (recipe.seed, recipe.head.C, recipe.held_out.share, recipe.held_out.folds) == (0, 1.0, 0.1, 5)


@pytest.mark.parametrize("name", ["encoder", "small"])
def test_the_recipes_of_the_projects_encoders_are_read(name: str) -> None:
    recipe = read_recipe(ROOT / "training" / f"{name}.toml")
    assert isinstance(recipe, EncoderRecipe)
    assert recipe.name == name
    assert all((ROOT / "training" / path).exists() for path in recipe.corpus.paths)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (LEAST_OF_AN_ENCODER.replace('base = "some/base"', ""), "tuning.base"),
        (LEAST_OF_AN_ENCODER.replace('"some/base"', "7"), "tuning.base"),
        (LEAST_OF_AN_ENCODER.replace('[tuning]\nbase = "some/base"', "").replace("[corpus]", "tuning = 3\n[corpus]"), "tuning"),
        (LEAST_OF_AN_ENCODER.replace('[corpus]\npaths = ["c.jsonl"]', ""), "corpus"),
        (LEAST_OF_AN_ENCODER.replace('"least"', '"../least"'), "name"),
        (encoder(tuning="layer = 3"), "tuning.layer"),
        (encoder(tuning="layers = 0"), "tuning.layers"),
        (encoder(tuning="layers = 2.5"), "tuning.layers"),
        (encoder(tuning="epochs = 0"), "tuning.epochs"),
        (encoder(tuning="epochs = true"), "tuning.epochs"),
        (encoder(tuning='epochs = "4"'), "tuning.epochs"),
        (encoder(tuning="batch_size = 0"), "tuning.batch_size"),
        (encoder(tuning="learning_rate = 0"), "tuning.learning_rate"),
        (encoder(tuning="learning_rate = nan"), "tuning.learning_rate"),
        (encoder(tuning="learning_rate = inf"), "tuning.learning_rate"),
        (encoder(tuning="layer_decay = 0"), "tuning.layer_decay"),
        (encoder(tuning="layer_decay = 1.1"), "tuning.layer_decay"),
        (encoder(tuning="warmup = 1"), "tuning.warmup"),
        (encoder(tuning="warmup = -0.1"), "tuning.warmup"),
        (encoder(tuning="weight_decay = -1"), "tuning.weight_decay"),
        (encoder(tuning="dropout = 1"), "tuning.dropout"),
        (encoder(tuning="max_tokens = 7"), "tuning.max_tokens"),
        (encoder(tuning="max_tokens = 513"), "tuning.max_tokens"),
        (encoder("[export]\nint8 = 1"), "export.int8"),
        (encoder("[export]\nint4 = true"), "export.int4"),
        (encoder("[head]\nC = 0"), "head.C"),
        (encoder("[held_out]\nshare = 0"), "held_out.share"),
        (encoder("[held_out]\nshare = 0.5"), "held_out.share"),
        (encoder("[held_out]\nfolds = 1"), "held_out.folds"),
        (encoder("[held_out]\ndraws = 0"), "held_out.draws"),
        (encoder("[distillation]\nsentences = 0"), "distillation.sentences"),
        (encoder("[distillation]\nshortest = 0"), "distillation.shortest"),
        (encoder('[[ngrams]]\nanalyzer = "word"\nlengths = [1, 1]'), "ngrams"),
        (encoder("[calibration]\nfolds = 3"), "calibration"),
        (LEAST + "[held_out]\nshare = 0.1\n", "held_out"),
        (LEAST + "[head]\nC = 1\n", "head"),
    ],
)
def test_a_mistake_in_the_recipe_of_an_encoder_is_told_by_file_and_key(text: str, key: str, tmp_path: Path) -> None:
    assert told(written(tmp_path, text)).startswith(f"{key}: ")
