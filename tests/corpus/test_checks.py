from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stance.articles import Problem
from stance.codebook import Stance, default_codebook
from stance.corpus import check_corpus
from tests.conftest import toy_sentences
from tests.corpus.conftest import Write

LONG = "The harbour council of Maputo thanked the pilots of Tunis for guiding the grain convoy through the narrows."
NEARLY = LONG.replace("convoy", "convoys")


def sentence(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text, "labels": [], **more}


def test_a_sound_corpus_has_no_problems(write: Write) -> None:
    report = check_corpus(write("c.jsonl", *toy_sentences()[:10]))
    assert report.problems == ()
    assert report.sentences == 10


def test_labels_none_and_several_are_counted(write: Write) -> None:
    report = check_corpus(
        write(
            "c.jsonl",
            sentence("a", "Rain fell on Quito."),
            sentence("b", "Riga thanked Doha.", labels=["cooperate"]),
            sentence("c", "Oslo thanked Lima, and urged Suva to follow.", labels=["cooperate", "urge"]),
            sentence("d", "Bad.", labels=["none"]),
        )
    )
    assert report.sentences == 3
    assert report.labels == {"cooperate": 2, "none": 1, "several": 1, "urge": 1}


def test_faults_of_records_are_found_where_they_stand(write: Write) -> None:
    good = write("good.jsonl", sentence("a", "Rain fell on Quito."))
    bad = write("bad.jsonl", sentence("b", "Snow fell on Oslo."), sentence("c", "Hail.", index="x"), sentence("", "Fog."))
    assert check_corpus([good, bad]).problems == (
        Problem(f"{bad}:2", "'index' is not a whole number from 0"),
        Problem(f"{bad}:3", "'id' is empty"),
    )


def test_a_line_that_is_no_json_is_found_and_the_rest_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(
        '{"id": "a", "text": "Rain fell.", "labels": []}\n{"id":\n{"id": "c", "text": "Snow fell.", "labels": []}\n'
    )
    report = check_corpus(path)
    assert report.sentences == 2
    assert [problem.where for problem in report.problems] == [f"{path}:2"]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert check_corpus(tmp_path / "c.jsonl").problems == (Problem(str(tmp_path / "c.jsonl"), "no such file or folder"),)


def test_a_repeated_identifier_is_found_across_files(write: Write) -> None:
    first = write("one.jsonl", sentence("x", "Rain fell on Quito."), sentence("a", "Snow fell on Oslo."))
    second = write("two.jsonl", sentence("b", "Hail fell on Suva."), sentence("a", "Fog lay on Lima."))
    assert check_corpus([first, second]).problems == (Problem(f"{second}:2", f"id 'a' stands at {first}:2 already"),)


@pytest.mark.parametrize(
    ("labels", "end"), [(["cooperate"], ""), ([], ", with other labels")], ids=["with the same labels", "with other labels"]
)
def test_a_repeated_text_is_found_whatever_its_case_and_stops(labels: list[str], end: str, write: Write) -> None:
    path = write(
        "c.jsonl",
        sentence("a", "Riga thanked Doha.", labels=["cooperate"]),
        sentence("b", "Snow fell."),
        sentence("c", "RIGA thanked Doha!", labels=labels),
    )
    assert check_corpus(path).problems == (Problem(f"{path}:3", f"repeats the text of {path}:1{end}"),)


def test_a_text_that_is_nearly_another_is_found(write: Write) -> None:
    path = write("c.jsonl", sentence("a", LONG), sentence("b", "Snow fell on Oslo."), sentence("c", NEARLY))
    [problem] = check_corpus(path).problems
    assert problem.where == f"{path}:3"
    assert problem.what.startswith(f"is nearly the text of {path}:1 (")


@pytest.mark.parametrize(
    ("first", "second", "count"), [("f1", "f1", 0), ("f1", "f2", 1), ("f1", None, 1), (None, "f1", 1), (None, None, 1)]
)
def test_only_sentences_of_one_family_may_be_nearly_alike(
    first: str | None, second: str | None, count: int, write: Write
) -> None:
    path = write("c.jsonl", sentence("a", LONG, family=first), sentence("b", NEARLY, family=second))
    assert len(check_corpus(path).problems) == count


def test_a_text_that_stands_three_times_is_told_twice(write: Write) -> None:
    path = write("c.jsonl", *(sentence(name, LONG) for name in "abc"))
    assert check_corpus(path).problems == (
        Problem(f"{path}:2", f"repeats the text of {path}:1"),
        Problem(f"{path}:3", f"repeats the text of {path}:1"),
    )


@pytest.mark.parametrize("kind", ["family", "article"])
def test_a_group_that_straddles_splits_is_found(kind: str, write: Write) -> None:
    path = write(
        "c.jsonl",
        sentence("a", "Rain fell on Quito.", **{kind: "g"}, split="train"),
        sentence("b", "Snow fell on Oslo.", **{kind: "g"}, split="train"),
        sentence("c", "Hail fell on Suva.", **{kind: "g"}, split="test"),
        sentence("d", "Fog lay on Lima.", **{kind: "g"}),
        sentence("e", "Dust lay on Doha.", **{kind: "other"}),
        sentence("f", "Ice lay on Riga.", **{kind: "other"}, split="test"),
    )
    assert check_corpus(path).problems == (
        Problem(f"{path}:3", f"{kind} 'g' straddles splits: test here, train at {path}:1"),
        Problem(f"{path}:4", f"{kind} 'g' straddles splits: none here, train at {path}:1"),
        Problem(f"{path}:6", f"{kind} 'other' straddles splits: test here, none at {path}:5"),
    )


def test_a_group_that_straddles_the_files_of_splits_is_found(write: Write) -> None:
    train = write("train.jsonl", sentence("a", "Rain fell on Quito.", family="g"))
    test = write("test.jsonl", sentence("b", "Snow fell on Oslo.", family="g"))
    assert check_corpus([train, test]).problems == (
        Problem(f"{test}:1", f"family 'g' straddles splits: test here, train at {train}:1"),
    )


def test_a_family_and_an_article_of_one_name_are_two_groups(write: Write) -> None:
    path = write(
        "c.jsonl",
        sentence("a", "Rain fell on Quito.", family="g", split="train"),
        sentence("b", "Snow fell on Oslo.", article="g", split="test"),
    )
    assert check_corpus(path).problems == ()


def test_blank_cells_are_no_family_that_straddles(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("id,text,labels,family,split\na,Rain fell on Quito.,,,train\nb,Snow fell on Oslo.,,,test\n")
    assert check_corpus(path).problems == ()


def test_blank_cells_are_no_family_that_may_be_alike(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"id,text,labels,family\na,{LONG},,\nb,{NEARLY},,\n")
    assert len(check_corpus(path).problems) == 1


@pytest.mark.parametrize("numbers", [(1, 2), (0, 2), (0, 0), (1,)])
def test_an_article_that_is_not_numbered_from_zero_is_found(numbers: tuple[int, ...], write: Write) -> None:
    weather = ("Rain fell on Quito.", "Snow lay on Oslo.")
    rows = [sentence(f"s{n}", text, article="a1", index=i) for n, (text, i) in enumerate(zip(weather, numbers, strict=False))]
    path = write("c.jsonl", sentence("z", "Fog lay on Lima."), *rows)
    last = len(numbers) - 1
    assert check_corpus(path).problems == (Problem(f"{path}:2", f"the sentences of article 'a1' are not numbered 0 to {last}"),)


def test_an_article_s_sentences_may_stand_in_any_order(write: Write) -> None:
    path = write(
        "c.jsonl",
        sentence("b", "Rain fell on Quito.", article="a1", index=1),
        sentence("a", "Snow fell on Oslo.", article="a1", index=0),
    )
    assert check_corpus(path).problems == ()


def test_a_corpus_of_another_codebook_is_checked_by_it(write: Write) -> None:
    codebook = replace(default_codebook(), stances=(Stance("support", "supports", (), (), "Oslo backs Riga.", "green"),))
    path = write("c.jsonl", sentence("a", "Oslo backs Riga.", labels=["support"]), sentence("b", "Oslo asks.", labels=["urge"]))
    report = check_corpus(path, codebook)
    assert report.labels["support"] == 1
    assert [problem.where for problem in report.problems] == [f"{path}:2"]


def test_sentences_of_one_template_are_found(write: Write) -> None:
    filled = [
        sentence(str(number), f"{place} asked the council for {number}00 tonnes of seed grain before May {number}.")
        for number, place in enumerate(["Lima", "Oslo", "Suva", "Quito"], 1)
    ]
    path = write("c.jsonl", *filled, sentence("x", "Riga asked the council for help with the seed grain."))
    (problem,) = (p for p in check_corpus(path).problems if "names and numbers" in p.what)
    assert problem == Problem(f"{path}:1", f"differs in names and numbers alone from {path}:2, {path}:3, {path}:4")
    assert not any("names and numbers" in p.what for p in check_corpus(write("two.jsonl", *filled[:2])).problems)
