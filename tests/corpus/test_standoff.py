from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stance.articles import Problem
from stance.codebook import default_codebook
from stance.corpus import Act, LabelledSentence, NotFound, StandoffLabel, read_standoff, rebuild, stand_off
from stance.corpus.schema import faults
from stance.corpus.standoff import StandoffAct
from stance.errors import CorpusError
from tests.conftest import ROOT, write_jsonl
from tests.corpus.conftest import Write

DOC = "remarks/2031-05/ferry.md"
TEXT = """The harbour master of Oslo spoke at noon. Oslo thanked Riga for
its tugs,\u00a0 and Riga thanked Oslo.

It rained.  It rained.
He urged the Indian pilots, and India, to wait."""

RAIN = LabelledSentence("rain", "It rained.", (), article=DOC)
THANKS = LabelledSentence(
    "thanks",
    "Oslo thanked Riga for its tugs, and Riga thanked Oslo.",
    ("cooperate",),
    (Act("cooperate", "Oslo", "Riga"), Act("cooperate", "Riga", "Oslo")),
    article=DOC,
)
URGED = LabelledSentence(
    "urged", "He urged the Indian pilots, and India, to wait.", ("urge",), (Act("urge", None, "India"),), article=DOC
)


def write_labels(path: Path, *labels: StandoffLabel | dict[str, Any]) -> Path:
    return write_jsonl(path, [label.to_dict() if isinstance(label, StandoffLabel) else label for label in labels])


def as_rebuilt(sentence: LabelledSentence, index: int) -> LabelledSentence:
    return LabelledSentence(
        sentence.id, sentence.text, sentence.labels, sentence.acts, register="government", article=sentence.article, index=index
    )


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Stand-off labels of three sentences of one document, not in their order."""
    return write_labels(tmp_path / "labels.jsonl", *(stand_off(s, TEXT) for s in (URGED, THANKS, RAIN)))


IN_ORDER: list[LabelledSentence | Problem] = [as_rebuilt(THANKS, 0), as_rebuilt(RAIN, 1), as_rebuilt(URGED, 2)]


def test_a_stand_off_label_holds_places_and_no_text() -> None:
    label = stand_off(URGED, TEXT, coders=2, sure=False)
    assert label == StandoffLabel(
        id="urged",
        doc=DOC,
        sha256=hashlib.sha256(URGED.text.encode()).hexdigest(),
        length=47,
        start=119,
        labels=("urge",),
        acts=(StandoffAct("urge", None, (32, 37)),),
        coders=2,
        sure=False,
    )


def test_records_are_rebuilt_in_the_order_of_the_document(labels: Path, write: Write) -> None:
    documents = write("articles.jsonl", {"id": "other", "text": "Snow."}, {"id": DOC, "text": TEXT})
    assert list(rebuild(labels, documents)) == IN_ORDER


def test_gzipped_records_do_as_well(labels: Path, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"id": DOC, "text": TEXT}).encode()))
    assert list(rebuild(labels, path)) == IN_ORDER


@pytest.mark.parametrize(
    "above",
    [
        "",
        "---\ntitle: 'The ferry'\n---\n\n# The ferry\n\n",
        "It rained. Oslo thanked Riga for its tugs.\r\n",
    ],
    ids=["nothing", "front matter", "some of the same words"],
)
def test_a_document_in_a_folder_may_have_more_above_the_text(above: str, labels: Path, tmp_path: Path) -> None:
    path = tmp_path / "clone" / DOC
    path.parent.mkdir(parents=True)
    path.write_text(above + TEXT, encoding="utf-8", newline="")
    assert list(rebuild(labels, tmp_path / "clone")) == IN_ORDER


def test_a_document_may_have_less_above_the_text(labels: Path, write: Write) -> None:
    documents = write("articles.jsonl", {"id": DOC, "text": TEXT[TEXT.index("Oslo thanked") :]})
    assert list(rebuild(labels, documents)) == IN_ORDER


def test_a_sentence_may_begin_in_the_middle_of_a_word_where_the_hint_is_right(write: Write, tmp_path: Path) -> None:
    text = "It snowed.It rained.Oslo thanked Riga for its tugs, and Riga thanked Oslo."
    labels = write_labels(tmp_path / "labels.jsonl", stand_off(RAIN, text), stand_off(THANKS, text))
    documents = write("articles.jsonl", {"id": DOC, "text": text})
    assert list(rebuild(labels, documents)) == [as_rebuilt(RAIN, 0), as_rebuilt(THANKS, 1)]


def test_a_repeated_sentence_is_told_by_its_place(tmp_path: Path, write: Write) -> None:
    first = stand_off(RAIN, TEXT)
    second = stand_off(LabelledSentence("again", "It rained.", ("monitor",), article=DOC), TEXT, after=first.start + 1)
    assert second.start == first.start + len("It rained. ")
    labels = write_labels(tmp_path / "labels.jsonl", stand_off(THANKS, TEXT), second, first)
    documents = write("articles.jsonl", {"id": DOC, "text": f"It rained. {TEXT}"})
    assert [sentence.id for sentence in rebuild(labels, documents)] == ["thanks", "rain", "again"]


def test_a_folder_and_files_together_are_searched_in_their_order(labels: Path, tmp_path: Path, write: Write) -> None:
    (tmp_path / "clone").mkdir()
    one = write("one.jsonl", {"id": "other", "text": "Snow."})
    two = write("two.jsonl", {"id": DOC, "text": TEXT}, {"id": DOC, "text": "Another version."})
    assert list(rebuild([labels], [tmp_path / "clone", one, str(two)])) == IN_ORDER


def test_what_is_not_there_is_named_with_its_document(labels: Path, tmp_path: Path, write: Write) -> None:
    elsewhere = LabelledSentence("lost", "It rained.", (), article="remarks/lost.md")
    write_labels(tmp_path / "more.jsonl", stand_off(elsewhere, TEXT))
    documents = write("articles.jsonl", {"id": DOC, "text": TEXT.replace("tugs", "boats")})
    *sentences, absent = rebuild([labels, tmp_path / "more.jsonl"], documents)
    assert sentences == [
        NotFound(DOC, "the document is there, but the sentence of thanks is not in it"),
        as_rebuilt(RAIN, 0),
        as_rebuilt(URGED, 1),
    ]
    assert absent == NotFound("remarks/lost.md", "the document of lost is not there")


def test_records_that_are_no_documents_are_passed_over(labels: Path, write: Write) -> None:
    odd = [{"id": DOC}, {"id": DOC, "text": 3}, {"id": [DOC], "text": TEXT}, {"text": TEXT}, {"id": DOC, "text": TEXT}]
    assert list(rebuild(labels, write("articles.jsonl", *odd))) == IN_ORDER


def test_half_a_character_in_a_document_is_no_hindrance(labels: Path, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"id": DOC, "text": f"\ud800 {TEXT}"}) + "\n", encoding="utf-8")
    assert list(rebuild(labels, path)) == IN_ORDER


def test_documents_that_cannot_be_read_are_problems_of_their_own(labels: Path, tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl").write_text("junk\n")
    path = tmp_path / "clone" / DOC
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\0\0\0")
    gone = tmp_path / "gone"
    found = list(rebuild(labels, [tmp_path / "docs.jsonl", gone, "x" * 5000, tmp_path / "clone"]))
    problems = [str(problem) for problem in found if not isinstance(problem, NotFound)]
    assert problems[0].startswith(f"{tmp_path / 'docs.jsonl'}:1: is not JSON")
    assert problems[1] == f"{gone}: no such file or folder"
    assert problems[2].endswith("x: no such file or folder")
    assert problems[3] == f"{path}: is not text (it holds NUL bytes)"
    assert len(found) - len(problems) == 3


@pytest.mark.parametrize("doc", ["../secret.md", "remarks/../../secret.md", "{folder}/secret.md", "link.md", "\0", "x" * 5000])
def test_no_document_is_read_outside_the_folder(doc: str, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(TEXT, encoding="utf-8")
    clone = tmp_path / "clone"
    (clone / "remarks").mkdir(parents=True)
    with contextlib.suppress(OSError):  # Windows lets few users make links
        (clone / "link.md").symlink_to(tmp_path / "secret.md")
    sentence = LabelledSentence("rain", "It rained.", (), article=doc.format(folder=tmp_path))
    labels = write_labels(tmp_path / "labels.jsonl", stand_off(sentence, TEXT))
    assert all(isinstance(item, Problem) for item in rebuild(labels, clone))


GOOD = stand_off(THANKS, TEXT).to_dict()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "'id' is not a text"),
        ({"doc": None}, "'doc' is not a text"),
        ({"sha256": "beef"}, "'sha256' is not 64 hexadecimal digits"),
        ({"sha256": None}, "'sha256' is not 64 hexadecimal digits"),
        ({"length": 0}, "'length' is not a whole number from 1"),
        ({"start": -1}, "'start' is not a whole number from 0"),
        ({"start": 1.5}, "'start' is not a whole number from 0"),
        ({"coders": True}, "'coders' is not a whole number from 1"),
        ({"sure": 1}, "'sure' is not true or false"),
        ({"labels": "urge"}, "'labels' is not a list of labels"),
        ({"acts": None}, "'acts' is not a list of objects"),
        ({"acts": ["urge"]}, "'acts' is not a list of objects"),
        *(
            (
                {"acts": [{"stance": "cooperate", "source": span, "target": None}]},
                "a source or target of an act is not null, nor where it begins and ends in the sentence",
            )
            for span in ("Oslo", [0], [0, 1, 2], [4, 4], [-1, 3], [0, 55], [0, "4"], [False, 4])
        ),
    ],
)
def test_a_bad_stand_off_label_is_a_problem_and_the_others_are_read(change: dict[str, Any], told: str, tmp_path: Path) -> None:
    path = write_labels(tmp_path / "labels.jsonl", {**GOOD, **change}, GOOD)
    assert list(read_standoff(path)) == [Problem(f"{path}:1", told), (f"{path}:2", stand_off(THANKS, TEXT))]


@pytest.mark.parametrize("key", GOOD)
def test_no_key_of_a_stand_off_label_may_be_missing(key: str, tmp_path: Path) -> None:
    path = write_labels(tmp_path / "labels.jsonl", {k: value for k, value in GOOD.items() if k != key})
    [problem] = read_standoff(path)
    assert isinstance(problem, Problem)
    assert repr(key) in problem.what


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"labels": ["praise"], "acts": []}, "label 'praise' is not in the codebook"),
        ({"labels": ["urge"]}, "acts (cooperate) and labels (urge) disagree"),
        ({"labels": [["urge"]], "acts": []}, "'labels' is not a list of labels"),
        ({"acts": [{"source": None, "target": None}]}, "an act's stance is None"),
    ],
)
def test_labels_that_break_the_schema_are_told_by_file_and_line(
    change: dict[str, Any], told: str, write: Write, tmp_path: Path
) -> None:
    path = write_labels(tmp_path / "labels.jsonl", {**GOOD, **change}, stand_off(RAIN, TEXT))
    *problems, rain = rebuild(path, write("articles.jsonl", {"id": DOC, "text": TEXT}))
    assert str(problems[0]).startswith(f"{path}:1: {told}")
    assert rain == as_rebuilt(RAIN, 0)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (LabelledSentence("a", "It snowed.", (), article=DOC), f"a: is not in {DOC}"),
        (LabelledSentence("a", " ", (), article=DOC), f"a: is not in {DOC}"),
        (LabelledSentence("a", "It rained.", ()), "a: has no article"),
        (
            LabelledSentence("a", "It rained.", ("urge",), (Act("urge", "Quito", None),), article=DOC),
            "a: 'Quito', of an act, is",
        ),
        (LabelledSentence("a", "It rained.", ("urge",), (Act("urge", "", None),), article=DOC), "a: '', of an act, is not"),
    ],
)
def test_what_cannot_stand_off_is_refused(sentence: LabelledSentence, told: str) -> None:
    with pytest.raises(CorpusError, match=told):
        stand_off(sentence, TEXT)


# Few words, so that they repeat; some that hold accents in two ways, signs, a wide character, and what is no word.
WORDS = ["Oslo", "oslo", "Oslo's", "é", "e\u0301", "—", "“Riga", "\ufeff", "𝔸", "İ", ".", "a", "aa", "\u200b"]
SPACES = [" ", "\n", "  ", "\r\n", "\t", "\u00a0", "\u2003 ", "\n\n", "\x1c", "\x85", "\u3000"]


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[tuple[int, LabelledSentence]]]:
    """A document, and sentences of it, each with a place from which on it is to be found."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
    text = "".join(draw(st.sampled_from(SPACES)) + word for word in words) + draw(st.sampled_from(["", *SPACES]))
    sentences = []
    for number in range(draw(st.integers(1, 5))):
        first = draw(st.integers(0, len(words) - 1))
        chosen = words[first : draw(st.integers(first + 1, len(words)))]
        labels = tuple(sorted(draw(st.sets(st.sampled_from(default_codebook().names)))))
        spans = st.none() | st.sampled_from(chosen)
        acts = tuple(Act(label, draw(spans), draw(spans)) for label in labels)
        place = len(" ".join(words[:first])) + (first > 0)
        sentences.append((place, LabelledSentence(f"s{number}", " ".join(chosen), labels, acts, article=DOC)))
    return text, sentences


@settings(max_examples=150, deadline=None)
@given(drawn=documents(), above=st.sampled_from(["", "# Oslo\n\n", "a Oslo. ", "\ufeffOslo\u3000"]), in_folder=st.booleans())
@example(drawn=("a a", [(2, LabelledSentence("s0", "a", (), article=DOC))]), above="a Oslo. ", in_folder=False)
def test_what_stands_off_is_rebuilt(
    drawn: tuple[str, list[tuple[int, LabelledSentence]]],
    above: str,
    in_folder: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text, sentences = drawn
    folder = tmp_path_factory.mktemp("standoff")
    made = [stand_off(sentence, text, after=place) for place, sentence in sentences]
    assert [label.start for label in made] == [place for place, _ in sentences]
    labels = write_labels(folder / "labels.jsonl", *made)
    if in_folder:
        path = folder / "clone" / DOC
        path.parent.mkdir(parents=True)
        path.write_text(above + text, encoding="utf-8", newline="")
        copy = folder / "clone"
    else:
        copy = write_jsonl(folder / "articles.jsonl", [{"id": DOC, "text": above + text}])
    rebuilt = list(rebuild(labels, copy))
    by_id = {sentence.id: sentence for _, sentence in sentences}
    assert sorted(sentence.id for sentence in rebuilt) == sorted(by_id)
    assert rebuilt == [as_rebuilt(by_id[sentence.id], index) for index, sentence in enumerate(rebuilt)]


def own_labels() -> Iterator[StandoffLabel]:
    for item in read_standoff(ROOT / "training" / "real" / "labels.jsonl"):
        assert not isinstance(item, Problem), item
        yield item[1]


def test_the_project_s_own_stand_off_labels_are_sound_and_in_order() -> None:
    labels = list(own_labels())
    assert [label.id for label in labels] == [f"wh-{number:05d}" for number in range(len(labels))]
    assert all((a.doc, a.start) <= (b.doc, b.start) for a, b in pairwise(labels))
    for label in labels:
        acts = [{"stance": act.stance} for act in label.acts]
        assert faults({"id": label.id, "text": "x", "labels": list(label.labels), "acts": acts}) == []
