from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from stance.corpus import load_corpus, stand_off
from stance.corpus.schema import Act, LabelledSentence
from tests.cli.conftest import ended, failed
from tests.conftest import Run, read_jsonl, toy_sentences, write_jsonl


def test_every_fault_is_named_on_stdout_and_counted_on_stderr(run: Run, tmp_path: Path) -> None:
    good, repeated = toy_sentences()[0], {**toy_sentences()[1], "id": "toy-0"}
    bad = {**toy_sentences()[2], "labels": ["praise"]}
    (tmp_path / "gold.jsonl").write_text("junk\n")
    write_jsonl(tmp_path / "more.jsonl", [good, repeated, bad])
    done = run("corpus", "check", "gold.jsonl", "more.jsonl")
    problems = ended(done, 3).splitlines()
    assert [line.split(": ")[0] for line in problems] == ["gold.jsonl:1", "more.jsonl:3", "more.jsonl:2"]
    assert "label 'praise' is not in the codebook" in problems[1]
    assert "id 'toy-0' stands at more.jsonl:1 already" in problems[2]
    assert done.stderr == "2 sentences (cooperate 1, monitor 1, none 0, several 0); 3 problems\n"


DOC = "remarks/2031-05/ferry.md"
TEXT = "The harbour master\nspoke.  Riga thanked Doha.\n\nIt rained."
THANKS = LabelledSentence("s1", "Riga thanked Doha.", ("cooperate",), (Act("cooperate", "Riga", "Doha"),), article=DOC)
RAIN = LabelledSentence("s2", "It rained.", (), article=DOC)
REBUILT = [
    {
        "id": "s1",
        "text": "Riga thanked Doha.",
        "labels": ["cooperate"],
        "acts": [{"stance": "cooperate", "source": "Riga", "target": "Doha"}],
        "register": "government",
        "article": DOC,
        "index": 0,
    },
    {
        "id": "s2",
        "text": "It rained.",
        "labels": [],
        "acts": [],
        "register": "government",
        "article": DOC,
        "index": 1,
    },
]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Stand-off labels of two sentences, in the folder in which ``run`` runs, and there too their document."""
    write_jsonl(tmp_path / "articles.jsonl", [{"id": DOC, "text": TEXT}])
    return write_jsonl(tmp_path / "labels.jsonl", [stand_off(sentence, TEXT).to_dict() for sentence in (THANKS, RAIN)])


def test_a_corpus_is_rebuilt_from_stand_off_labels(run: Run, labelled: Path) -> None:
    done = run("corpus", "rebuild", labelled, "articles.jsonl", "--output", "corpus.jsonl")
    assert ended(done) == ""
    assert done.stderr == "corpus.jsonl: 2 sentences; none not found\n"
    assert read_jsonl((labelled.parent / "corpus.jsonl").read_text("utf-8")) == REBUILT
    assert ended(run("corpus", "check", "corpus.jsonl")) == ""


def test_a_corpus_is_rebuilt_from_a_folder_and_gzipped(run: Run, labelled: Path) -> None:
    path = labelled.parent / "clone" / DOC
    path.parent.mkdir(parents=True)
    path.write_text(f"# The ferry\n\n{TEXT}\n", encoding="utf-8")
    ended(run("corpus", "rebuild", labelled, "clone", "-o", "corpus.jsonl.gz"))
    assert read_jsonl(gzip.decompress((labelled.parent / "corpus.jsonl.gz").read_bytes()).decode()) == REBUILT
    assert load_corpus(labelled.parent / "corpus.jsonl.gz")["id"] == ["s1", "s2"]


def test_sentences_that_are_not_found_are_named_and_counted(run: Run, labelled: Path) -> None:
    lost = (LabelledSentence(f"x{number}", "It rained.", (), article=f"lost-{number}.md") for number in range(21))
    write_jsonl(labelled, [stand_off(sentence, TEXT).to_dict() for sentence in (THANKS, RAIN, *lost)])
    write_jsonl(labelled.parent / "articles.jsonl", [{"id": DOC, "text": TEXT.replace("Riga", "Oslo")}])
    done = run("corpus", "rebuild", labelled, "articles.jsonl", "-o", "corpus.jsonl")
    assert ended(done, 3) == ""
    first, second, *_, twentieth, more, last = done.stderr.splitlines()
    assert first == f"stance: skipped {DOC}: the document is there, but the sentence of s1 is not in it"
    assert second == "stance: skipped lost-0.md: the document of x0 is not there"
    assert twentieth == "stance: skipped lost-18.md: the document of x18 is not there"
    assert more == "stance: skipped 2 more; 22 in all"
    assert last == "corpus.jsonl: 1 sentences; 22 not found"
    assert read_jsonl((labelled.parent / "corpus.jsonl").read_text("utf-8")) == [{**REBUILT[1], "index": 0}]


def test_a_label_that_cannot_be_read_is_skipped_but_not_among_those_not_found(run: Run, labelled: Path) -> None:
    with labelled.open("a") as stream:
        stream.write("junk\n")
    done = run("corpus", "rebuild", labelled, "articles.jsonl", "-o", "corpus.jsonl")
    ended(done, 3)
    first, last = done.stderr.splitlines()
    assert first.startswith(f"stance: skipped {labelled}:3: is not JSON")
    assert last == "corpus.jsonl: 2 sentences; none not found"


@pytest.mark.parametrize(
    ("labels", "documents", "told"),
    [
        ("labels.jsonl", "nowhere", "labels.jsonl: none of its 2 sentences was found; nothing is written"),
        ("nowhere", "articles.jsonl", "nowhere: holds no stand-off label that can be used; nothing is written"),
        ("articles.jsonl", "articles.jsonl", "articles.jsonl: holds no stand-off label that can be used; nothing is written"),
    ],
)
def test_nothing_is_written_where_no_sentence_is_found(
    labels: str, documents: str, told: str, run: Run, labelled: Path
) -> None:
    before = sorted(labelled.parent.iterdir())
    done = run("corpus", "rebuild", labels, documents, "-o", "corpus.jsonl")
    assert ended(done, 4) == ""
    assert done.stderr.splitlines()[-1] == f"stance: {told}"
    assert sorted(labelled.parent.iterdir()) == before


def test_an_output_that_is_there_is_overwritten_by_force_only(run: Run, labelled: Path) -> None:
    output = labelled.parent / "corpus.jsonl"
    output.write_text("mine")
    words = ("corpus", "rebuild", labelled, "articles.jsonl", "-o", "corpus.jsonl")
    assert failed(run(*words), 6) == "stance: corpus.jsonl: exists already; --force overwrites it"
    assert (
        failed(run("corpus", "rebuild", labelled, "nowhere", "-o", ".", "--force"), 6) == "stance: .: is a folder; name a file"
    )
    ended(run("corpus", "rebuild", labelled, "nowhere", "-o", "corpus.jsonl", "--force"), 4)
    assert output.read_text() == "mine"
    ended(run(*words, "--force"))
    assert read_jsonl(output.read_text("utf-8")) == REBUILT


@pytest.mark.parametrize("output", ["nowhere/corpus.jsonl", "x" * 300])
def test_an_output_that_cannot_be_is_told(output: str, run: Run, labelled: Path) -> None:
    assert "cannot be written" in failed(run("corpus", "rebuild", labelled, "articles.jsonl", "-o", output), 6)


PLAN = """
[values]
register = ["wire", "letter"]
region = ["Caribbean"]
[[demand]]
of = ["register"]
sentences = 5
[[demand]]
of = ["register", "region"]
sentences = 1
"""


@pytest.fixture
def described(tmp_path: Path) -> Path:
    """A corpus whose records say what they are about, in the folder in which ``run`` runs, and there too a plan."""
    (tmp_path / "plan.toml").write_text(PLAN)
    rows = [{**row, "region": "Caribbean", "actors": ["government"]} for row in toy_sentences()[:7]]
    return write_jsonl(tmp_path / "corpus.jsonl", rows)


def test_a_report_counts_what_a_corpus_covers(run: Run, described: Path) -> None:
    done = run("corpus", "report", described)
    assert [line.split() for line in ended(done, 0).splitlines() if "Caribbean" in line] == [
        ["Caribbean", "7", "2", "2", "1", "1", "1"]
    ]
    counts = "cooperate 2, monitor 2, none 1, oppose 1, several 0, urge 1"
    assert done.stderr == f"7 sentences ({counts}) in 0 articles and 0 contrast families\n"


def test_the_holes_of_a_plan_are_named_and_counted(run: Run, described: Path) -> None:
    done = run("corpus", "report", described, "--plan", "plan.toml")
    holes = [line.split() for line in ended(done, 0).splitlines() if line.startswith(" letter")]
    assert holes[1:] == [["letter", "0", "5"], ["letter", "·", "Caribbean", "0", "1"]]
    assert done.stderr.endswith("2 holes in the plan\n")
    one = run("corpus", "report", described, "--plan", "plan.toml", "--holes", "1")
    assert "and 1 holes more (--holes 2 lists them)" in one.stdout


def test_what_a_corpus_covers_is_drawn(run: Run, described: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    ended(run("corpus", "report", described, "--plot", "map.svg"), 0)
    drawing = (tmp_path / "map.svg").read_text("utf-8")
    assert drawing.startswith("<?xml")
    assert "<svg" in drawing


def test_a_plan_that_is_broken_is_told_in_one_line(run: Run, described: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("values = 3")
    assert failed(run("corpus", "report", described, "--plan", "plan.toml"), 4).startswith("stance: plan.toml: values")
