from __future__ import annotations

import json
import subprocess
import sys
from math import exp
from pathlib import Path
from typing import Any

import datasets
import pytest

from stance.acts.candidates import Reader
from stance.acts.cues import features, find_cues, strengths
from stance.acts.structure import Structure, Tables, read_tables
from stance.corpus import load_corpus
from stance.errors import CorpusError
from stance.structures import learn_structure
from tests.conftest import write_jsonl

Row = dict[str, Any]

ACTORS = ("ministry", "senate", "guild", "council", "union", "embassy", "tribunal", "bishops")
RAIDS = ("raid", "blockade", "levy", "seizure")


def row(number: int, text: str, stance: str, source: str | None, target: str | None) -> Row:
    act = {"stance": stance, "source": source, "target": target}
    told = {"text": text, "labels": [stance], "acts": [act], "register": "wire", "topic": "test"}
    return {"id": f"s-{number}", "family": f"f{number // 3}", **told}


def sentences(*, passive: bool = True) -> list[Row]:
    """Each actor condemns and thanks each other one, and is snubbed: who does what stands where the verb says."""
    rows: list[Row] = []
    for one in ACTORS:
        for other in ACTORS:
            if one == other:
                continue
            raid, ends = RAIDS[len(rows) % 4], (f"the {one}", f"the {other}")
            rows.append(row(len(rows), f"After dusk the {one} condemned the {other} for its {raid}.", "oppose", *ends))
            if passive:
                text = f"After dusk the {other} was condemned by the {one} for its {raid}."
                rows.append(row(len(rows), text, "oppose", *ends))
            rows.append(row(len(rows), f"After dusk the {one} thanked the {other}.", "cooperate", *ends))
            rows.append(row(len(rows), f"After dusk the {one} snubbed the {other}.", "oppose", *ends))
    return rows


def corpus(folder: Path, rows: list[Row]) -> datasets.Dataset:
    return load_corpus(write_jsonl(folder / "corpus.jsonl", rows))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return learn_structure(corpus(tmp_path_factory.mktemp("corpus"), sentences()))


def found(tables: Tables, text: str, label: str) -> list[tuple[str | None, ...]]:
    acts = Structure(tables).find_acts(text, [], [label])
    return [tuple(end and text[end.start : end.end] for end in (act.source, act.target)) for act in acts]


def log_odds(tables: Tables, keys: list[tuple[str, ...]]) -> list[int]:
    return [tables.bias[at] + sum(tables.weights.get(key, (0, 0))[at] for key in keys) for at in (0, 1)]


def test_the_source_stands_before_condemned_and_the_target_after_it(tables: Tables) -> None:
    assert found(tables, "The guild condemned the union for its levy.", "oppose") == [("The guild", "the union")]
    assert found(tables, "Lima condemned Oslo.", "oppose") == [("Lima", "Oslo")]


def test_the_passive_is_what_the_corpus_makes_of_it(tables: Tables, tmp_path: Path) -> None:
    text = "The guild was condemned by the ministry for its levy."
    assert found(tables, text, "oppose") == [("the ministry", "The guild")]
    without = learn_structure(corpus(tmp_path, sentences(passive=False)))
    assert found(without, text, "oppose") == [("The guild", "the ministry")]


def test_words_that_name_actors_are_learned_in_both_numbers(tables: Tables) -> None:
    assert {word for word, letter in tables.classes.items() if letter == "h"} >= {*ACTORS, "senates", "bishop"}
    assert not {*RAIDS, "dusk", "condemned", "the"} & set(tables.classes)


def test_a_cue_shows_the_stance_of_the_sentences_that_hold_it(tables: Tables) -> None:
    assert set(tables.cues["snubbed"]) == {"oppose"}
    assert set(tables.cues["thanked"]) == {"cooperate"}
    assert not {"ministry", "the", "dusk"} & set(tables.cues)


def test_the_lexicon_shows_stances_that_the_corpus_lacks(tables: Tables) -> None:
    assert "urge" in tables.cues["requested"]
    assert "monitor" in tables.cues["investigated"]


def test_the_same_corpus_gives_the_same_tables(tables: Tables, tmp_path: Path) -> None:
    assert learn_structure(corpus(tmp_path, sentences())) == tables


def test_sentences_without_a_label_change_nothing(tables: Tables, tmp_path: Path) -> None:
    plain = {"id": "none", "text": "The road is long.", "labels": [], "acts": [], "register": "wire", "topic": "test"}
    assert learn_structure(corpus(tmp_path, [*sentences(), plain])) == tables


@pytest.mark.parametrize("end", ["source", "target"])
def test_a_corpus_that_never_names_an_end_is_refused(end: str, tmp_path: Path) -> None:
    rows = sentences()
    for told in rows:
        told["acts"][0][end] = None
    with pytest.raises(CorpusError, match="must name its source, and one its target"):
        learn_structure(corpus(tmp_path, rows))


@pytest.mark.parametrize(
    "text",
    [
        "After dusk the guild condemned the union, and Lima thanked the embassy.",
        "“The council,” the bishops said, “has condemned us.”",
        "Nothing here shows anything of the senate.",
    ],
)
def test_ends_are_as_probable_as_the_weights_of_their_features_say(text: str, tables: Tables) -> None:
    labels = ["oppose", "cooperate"]
    layout = Reader(tables.classes).lay_out(text, [(0, 10)])
    cues = find_cues(layout, labels, strengths(tables.cues))
    for label, cue in zip(labels, cues, strict=True):
        listed = zip(layout.phrases, features(layout, label, cue, cues), strict=True)
        odds = {phrase.start: log_odds(tables, keys) for phrase, keys in listed}
        acts = [act for act in Structure(tables).find_acts(text, [(0, 10)], labels) if act.stance == label]
        ends = [(at, end) for act in acts for at, end in enumerate((act.source, act.target)) if end]
        assert ends
        for at, end in ends:
            assert end.probability == pytest.approx(1 / (1 + exp(-odds[end.start][at] / 100)), abs=1e-4)


def test_the_command_writes_what_was_learned_and_says_how_good_it_is(tables: Tables, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "corpus.jsonl", sentences())
    command = [sys.executable, "-m", "stance.structures", "corpus.jsonl", "structure.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "f1 1.000" in done.stdout
    written = (tmp_path / "structure.json").read_text(encoding="utf-8")
    assert read_tables(written) == tables
    assert set(json.loads(written)) == {"bias", "classes", "cues", "weights"}
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
