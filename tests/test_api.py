from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import stance
from stance.store.shipped import shipped_models
from tests.conftest import ROOT

NAMES = ["Article", "Classifier", "Profile", "Record", "__version__", "load", "profile", "read_articles", "score_articles"]


def imported_by(code: str, cwd: Path) -> set[str]:
    """Give the top packages that a process has imported when it ends."""
    told = (
        "import atexit, sys\natexit.register(lambda: print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", told + code], capture_output=True, text=True, cwd=cwd, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def command(*words: str) -> str:
    return f"sys.argv = ['stance', *{words!r}]\nfrom stance.cli import main\nmain()\n"


def test_the_public_names_are_these() -> None:
    assert sorted(stance.__all__) == sorted(NAMES)
    assert set(NAMES) <= set(dir(stance))


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(stance, name)
    namespace: dict[str, object] = {}
    exec(f"from stance import {name}", namespace)
    assert namespace[name] == getattr(stance, name)


def test_the_version_is_that_of_the_package() -> None:
    assert stance.__version__ == version("stance")


def test_another_name_is_an_attribute_error_as_of_any_module() -> None:
    with pytest.raises(AttributeError, match="module 'stance' has no attribute 'nothing'"):
        stance.nothing  # noqa: B018
    assert not hasattr(stance, "nothing")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "__version__"])
def test_every_public_name_is_documented(name: str) -> None:
    assert getattr(stance, name).__doc__


@pytest.mark.parametrize(
    "name",
    [
        "stance",
        "stance.store.loading",
        "stance.scoring.stream",
        pytest.param(
            "stance.classifier.encoder",
            marks=pytest.mark.skipif("encoder" not in shipped_models(), reason="the example is of the encoder that ships"),
        ),
    ],
)
def test_the_examples_of_the_documentation_hold(name: str) -> None:
    failures, tried = doctest.testmod(importlib.import_module(name))
    assert (failures, tried > 0) == (0, True)


def test_articles_are_read_scored_and_labelled_in_three_lines() -> None:
    articles = stance.read_articles(ROOT / "seeds" / "articles" / "kor-01.txt")
    records = list(stance.score_articles(articles))
    assert {record.article for record in records} == {"kor-01"}
    assert stance.load().predict(record.text for record in records) == [record.labels for record in records]


@pytest.mark.parametrize(
    "code",
    ["import stance", "import stance; stance.__version__; dir(stance)", command("--help"), command("predict", "--help")],
    ids=["import", "version", "help", "help of a command"],
)
def test_what_is_light_stays_light(code: str, tmp_path: Path) -> None:
    heavy = {"spacy", "sklearn", "numpy", "scipy", "datasets", "pandas", "pyarrow", "joblib", "trafilatura", "torch"}
    assert imported_by(code, tmp_path) & heavy == set()


def test_predicting_does_without_scikit_learn_and_spacy_in_the_main_process(tmp_path: Path) -> None:
    article = ROOT / "seeds" / "articles" / "kor-01.txt"
    imported = imported_by(command("predict", str(article), "--output", "out.jsonl"), tmp_path)
    assert imported & {"sklearn", "scipy", "datasets", "pandas", "spacy", "torch", "pyarrow"} == set()
    assert (tmp_path / "out.jsonl").read_text().startswith('{"id": "kor-01#0"')


def test_predicting_with_an_encoder_does_without_what_trained_it(toy_encoder: Path, tmp_path: Path) -> None:
    words = ("predict", "-", "--unit", "sentence", "-m", str(toy_encoder), "--output", "out.jsonl")
    code = "import io\nsys.stdin = io.TextIOWrapper(io.BytesIO(b'Oslo condemned its neighbour Lima over item 3.'))\n" + command(
        *words
    )
    heavy = {"torch", "transformers", "onnx", "sklearn", "scipy", "datasets", "pandas", "pyarrow", "matplotlib", "spacy"}
    imported = imported_by(code, tmp_path)
    assert imported & heavy == set()
    assert {"onnxruntime", "tokenizers"} <= imported
    assert '"labels": ["oppose"]' in (tmp_path / "out.jsonl").read_text()


def test_a_linear_model_needs_nothing_of_an_encoder(toy_model: Path, tmp_path: Path) -> None:
    code = f"import stance\nstance.load({str(toy_model)!r}).predict(['Oslo met Lima.'])"
    assert imported_by(code, tmp_path) & {"onnxruntime", "tokenizers", "torch", "transformers"} == set()


def test_loading_a_model_does_without_scikit_learn(toy_model: Path, tmp_path: Path) -> None:
    code = f"import stance\nstance.load({str(toy_model)!r}).predict(['Oslo met Lima.'])"
    assert imported_by(code, tmp_path) & {"sklearn", "scipy", "datasets", "pandas", "spacy"} == set()
