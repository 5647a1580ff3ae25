"""Load labelled corpora."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from stance.articles import Problem, read_records
from stance.codebook import Codebook
from stance.corpus.schema import LISTS, LabelledSentence, faults, parse
from stance.errors import CorpusError

if TYPE_CHECKING:
    import datasets

Paths = str | Path | Iterable[str | Path]
Located = tuple[str, LabelledSentence]

_SPLIT_NAMES = {"train", "training", "dev", "validation", "valid", "test"}


def features() -> datasets.Features:
    """Declare the schema of a labelled corpus, column by column (see `stance.corpus.LabelledSentence`)."""
    import datasets

    text = datasets.Value("string")
    return datasets.Features(
        {
            "id": text,
            "text": text,
            "labels": datasets.List(text),
            "acts": datasets.List({"stance": text, "source": text, "target": text}),
            "register": text,
            "topic": text,
            "family": text,
            "article": text,
            "index": datasets.Value("int32"),
            "split": text,
            "region": text,
            "roots": datasets.List(text),
            "structure": datasets.List(text),
            "actors": datasets.List(text),
        }
    )


def read_corpus(paths: Paths, codebook: Codebook | None = None) -> Iterator[Located | Problem]:
    """Read labelled sentences one by one, each with its place; a bad record is a `Problem` for each of its faults.

    A record without a ``split`` has that of its file where the file is called ``train``, ``dev``, ``validation`` or ``test``.
    """
    for row in read_records(paths):
        if isinstance(row, Problem):
            yield row
            continue
        where, raw = row
        record = _with_split(where, _from_cells(raw))
        reasons = faults(record, codebook)
        if reasons:
            yield from (Problem(where, reason) for reason in reasons)
        else:
            yield where, parse(record)


def _from_cells(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take a table's cells for what they hold: labels as one text (``oppose;urge``), numbers, and nothing."""
    labels = record.get("labels")
    if not isinstance(labels, str):
        return record
    filled = {key: value for key, value in record.items() if value != ""}
    for key in LISTS:
        if isinstance(listed := filled.get(key), str):
            filled[key] = [value.strip() for value in listed.split(";")]
    index = filled.get("index")
    if isinstance(index, str) and index.isdecimal():
        filled["index"] = int(index)
    return {**filled, "labels": sorted(re.split(r"[\s;,|]+", labels.strip())) if labels.strip() else []}


def _with_split(where: str, record: Mapping[str, Any]) -> Mapping[str, Any]:
    stem = PurePath(where.rsplit(":", 1)[0]).name.split(".")[0].lower()
    if record.get("split") or stem not in _SPLIT_NAMES:
        return record
    return {**record, "split": stem}


def load_corpus(paths: Paths, codebook: Codebook | None = None) -> datasets.Dataset:
    """Load a labelled corpus whole, as a table.

    Parameters
    ----------
    paths, codebook
        As for `load_sentences`, and it raises the same.

    Returns
    -------
    datasets.Dataset
        With the columns of `features`, in the order read.
    """
    import datasets

    sentences = load_sentences(paths, codebook)
    return datasets.Dataset.from_list([asdict(sentence) for sentence in sentences], features=features())


def load_sentences(paths: Paths, codebook: Codebook | None = None) -> list[LabelledSentence]:
    """Load a labelled corpus whole.

    Parameters
    ----------
    paths : path or iterable of paths
        JSON lines (or any other format of records), folders, globs.
    codebook : Codebook, optional
        The labelling scheme; the package's own by default.

    Returns
    -------
    list of LabelledSentence
        In the order read.

    Raises
    ------
    CorpusError
        Where a record is bad, an identifier comes twice, or there is no record; `stance corpus check` lists all of them.
    """
    sentences: list[LabelledSentence] = []
    problems: list[Problem] = []
    for item in read_corpus(paths, codebook):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            sentences.append(item[1])
    if problems:
        more = f"; and {len(problems) - 1} more (stance corpus check lists them)" if len(problems) > 1 else ""
        raise CorpusError(f"{problems[0]}{more}")
    if not sentences:
        raise CorpusError("the corpus holds no sentences")
    if len({sentence.id for sentence in sentences}) < len(sentences):
        raise CorpusError("an identifier comes twice in the corpus; stance corpus check names it")
    return sentences
