"""Stand-off labels: what is said of sentences that a corpus may not hold, and how the sentences come back to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from stance.articles import Problem, read_records
from stance.articles.decoding import decode_lines
from stance.codebook import Codebook
from stance.corpus.loading import Paths
from stance.corpus.schema import LabelledSentence, faults, parse
from stance.errors import CorpusError

REGISTER = "government"

_DIGEST = re.compile(r"[0-9a-f]{64}")
_WORD_START = re.compile(r"(?<!\w)\S")

Span = tuple[int, int]
Located = tuple[str, "StandoffLabel"]


@dataclass(frozen=True, slots=True)
class StandoffAct:
    """Who takes a stance towards whom; both are where they begin and end in the sentence, or None where it names nobody."""

    stance: str
    source: Span | None
    target: Span | None


@dataclass(frozen=True, slots=True)
class StandoffLabel:
    """What is said of one sentence, without the sentence.

    Attributes
    ----------
    id, doc : str
        Of the sentence, and of its document: a record's identifier, or a path in a folder; or either's `name_digest`, where
        a name, such as a path made of a title, says too much.
    sha256 : str
        Of the sentence in UTF-8.
    length : int
        How many characters it has.
    start : int
        Where it begins in the document's text, all white space made single spaces. A hint: other copies of the document may
        have a title above the text.
    labels : tuple of str
        Sorted; empty for none.
    acts : tuple of StandoffAct
        One or more for each label, or none at all.
    coders : int
        How many coders gave it these labels.
    sure : bool
        Whether they thought that another would give it the same.
    """

    id: str
    doc: str
    sha256: str
    length: int
    start: int
    labels: tuple[str, ...]
    acts: tuple[StandoffAct, ...] = ()
    coders: int = 1
    sure: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Give the record that stands for it in a file."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class NotFound(Problem):
    """A sentence that the documents do not have."""


def collapse(text: str) -> str:
    r"""Make every run of white space one space.

    >>> collapse(" Riga\u00a0 thanked\nDoha. ")
    'Riga thanked Doha.'
    """
    return " ".join(text.split())


def name_digest(name: str) -> str:
    """Give what stands for a document's name where the name itself may not be told: ``sha256:`` and its digest."""
    return f"sha256:{_digest(name)}"


def stand_off(
    sentence: LabelledSentence, document: str, *, after: int = 0, coders: int = 1, sure: bool = True
) -> StandoffLabel:
    """Say what is said of a sentence without the sentence; `rebuild` is the way back.

    Parameters
    ----------
    sentence : LabelledSentence
        With the name of its document in ``article``.
    document : str
        The document's text.
    after : int, default=0
        Where to begin to look, in the document's text with single spaces, for a sentence that stands in it more than once.
    coders, sure
        As in `StandoffLabel`.

    Raises
    ------
    CorpusError
        Where the sentence has no ``article`` or is not in the document, or an act's source or target is not in the sentence.
    """
    text = collapse(sentence.text)
    start = collapse(document).find(text, after)
    if not sentence.article:
        raise CorpusError(f"{sentence.id}: has no article, which names its document")
    if start < 0 or not text:
        raise CorpusError(f"{sentence.id}: is not in {sentence.article}")
    acts = tuple(
        StandoffAct(act.stance, *(_span(span, text, sentence.id) for span in (act.source, act.target))) for act in sentence.acts
    )
    return StandoffLabel(sentence.id, sentence.article, _digest(text), len(text), start, sentence.labels, acts, coders, sure)


def _span(words: str | None, text: str, identifier: str) -> Span | None:
    """Find words in a sentence, rather as words ("India") than as part of one ("Indian")."""
    if words is None:
        return None
    whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    start = whole.start() if whole else text.find(words)
    if start < 0 or not words:
        raise CorpusError(f"{identifier}: {words!r}, of an act, is not in the sentence")
    return start, start + len(words)


def _digest(text: str) -> str:
    # Half a character, which no sentence may hold, gets a digest that no sentence has.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_standoff(paths: Paths) -> Iterator[Located | Problem]:
    """Read stand-off labels one by one, each with its place; a bad record is a `Problem` for each of its faults."""
    for row in read_records(paths):
        if isinstance(row, Problem):
            yield row
            continue
        where, record = row
        reasons = list(_faults(record))
        if reasons:
            yield from (Problem(where, reason) for reason in reasons)
        else:
            yield where, _parse(record)


def _faults(record: Mapping[str, Any]) -> Iterator[str]:
    """Tell what is wrong with a raw stand-off label; what its labels and acts may be is the schema's to say."""
    for key in ("id", "doc"):
        if not isinstance(record.get(key), str) or not record[key]:
            yield f"{key!r} is not a text"
    if not _DIGEST.fullmatch(str(record.get("sha256"))):
        yield "'sha256' is not 64 hexadecimal digits"
    for key, least in (("length", 1), ("start", 0), ("coders", 1)):
        if not _is_whole(record.get(key), least):
            yield f"{key!r} is not a whole number from {least}"
    if not isinstance(record.get("sure"), bool):
        yield "'sure' is not true or false"
    if not isinstance(record.get("labels"), list):
        yield "'labels' is not a list of labels"
    acts = record.get("acts")
    if not isinstance(acts, list) or not all(isinstance(act, dict) for act in acts):
        yield "'acts' is not a list of objects"
    elif not all(_is_span(act.get(end), record.get("length")) for act in acts for end in ("source", "target")):
        yield "a source or target of an act is not null, nor where it begins and ends in the sentence"


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_span(value: object, length: object) -> bool:
    if value is None or not _is_whole(length, 1):  # what is wrong with the length is told by itself
        return True
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(_is_whole(place, 0) for place in value)
        and value[0] < value[1] <= length
    )


def _parse(record: Mapping[str, Any]) -> StandoffLabel:
    def span(value: list[int] | None) -> Span | None:
        return None if value is None else (value[0], value[1])

    acts = tuple(StandoffAct(act.get("stance"), span(act.get("source")), span(act.get("target"))) for act in record["acts"])
    plain = {key: record[key] for key in ("id", "doc", "sha256", "length", "start", "coders", "sure")}
    return StandoffLabel(**plain, labels=tuple(record["labels"]), acts=acts)


def rebuild(labels: Paths, documents: Paths, codebook: Codebook | None = None) -> Iterator[LabelledSentence | Problem]:
    """Join stand-off labels with a copy of the documents that they are about.

    Parameters
    ----------
    labels : path or iterable of paths
        Files, folders or globs of stand-off labels as JSON lines.
    documents : path or iterable of paths
        Folders, in which a document's name is its path; and files of records, whose ``id`` is a document's name and ``text``
        its text. Of two documents of one name the first counts.
    codebook : Codebook, optional
        The labelling scheme; the package's own by default.

    Yields
    ------
    LabelledSentence or Problem
        The sentences document by document, as the documents come, in the order in which they stand in each; ``article`` is the
        document, ``index`` their order in it. A `NotFound` for each that is not there, and a `Problem` for whatever cannot be
        read.
    """
    wanted: dict[str, list[Located]] = {}
    for item in read_standoff(labels):
        if isinstance(item, Problem):
            yield item
        else:
            wanted.setdefault(item[1].doc, []).append(item)
    for document in _documents(documents, wanted):
        if isinstance(document, Problem):
            yield document
        else:
            name, text = document
            for key in (name, name_digest(name)):
                yield from _sentences(name, wanted.pop(key, []), collapse(text), codebook)
    for name, located in wanted.items():
        yield from (NotFound(name, f"the document of {label.id} is not there") for _, label in located)


def _documents(documents: Paths, wanted: Mapping[str, object]) -> Iterator[tuple[str, str] | Problem]:
    """Read the documents that are wanted, as long as they are."""
    for given in [documents] if isinstance(documents, str | Path) else documents:
        yield from _in_folder(Path(given), wanted) if _is_folder(given) else _in_records(given, wanted)


def _is_folder(given: str | Path) -> bool:
    try:
        return given != "" and Path(given).is_dir()
    except OSError:  # a name that no file can have
        return False


def _in_folder(folder: Path, wanted: Mapping[str, object]) -> Iterator[tuple[str, str] | Problem]:
    inside = folder.resolve()
    for name in _names_in(folder, wanted):
        path = folder / name
        try:
            # Labels may be a stranger's, whose paths need not stay in the folder.
            if path.is_file() and path.resolve().is_relative_to(inside):
                with path.open("rb") as stream:
                    yield name, "".join(decode_lines(stream))
        except OSError as error:
            yield Problem(str(path), f"cannot be read ({error.strerror})")
        except ValueError as error:
            yield Problem(str(path), str(error))


def _names_in(folder: Path, wanted: Mapping[str, object]) -> list[str]:
    """List the names of wanted documents; those known by their digests are found among all the files."""
    named = [name for name in wanted if not name.startswith("sha256:")]
    if len(named) == len(wanted):
        return named
    paths = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return named + [name for name in paths if name_digest(name) in wanted]


def _in_records(given: str | Path, wanted: Mapping[str, object]) -> Iterator[tuple[str, str] | Problem]:
    for row in read_records(given):
        if isinstance(row, Problem):
            yield row
            continue
        name, text = row[1].get("id"), row[1].get("text")
        if isinstance(name, str) and isinstance(text, str) and (name in wanted or name_digest(name) in wanted):
            yield name, text


def _sentences(name: str, located: list[Located], text: str, codebook: Codebook | None) -> Iterator[LabelledSentence | Problem]:
    """Find the sentences of one document."""
    found: list[tuple[int, str, StandoffLabel]] = []
    shift = 0
    for where, label in located:
        start = _locate(label, text, shift)
        if start is None:
            yield NotFound(name, f"the document is there, but the sentence of {label.id} is not in it")
        else:
            shift = start - label.start
            found.append((start, where, label))
    index = 0
    for start, where, label in sorted(found, key=itemgetter(0)):
        record = _record(label, name, text[start : start + label.length], index)
        reasons = faults(record, codebook)
        if reasons:
            yield from (Problem(where, reason) for reason in reasons)
        else:
            yield parse(record)
            index += 1


def _locate(label: StandoffLabel, text: str, shift: int) -> int | None:
    """Find where a sentence begins: by the hint, moved as far as that of the sentence before it was, or as near as may be."""

    def is_at(start: int) -> bool:
        return _digest(text[start : start + label.length]) == label.sha256

    moved = max(label.start + shift, 0)
    for start in (moved, label.start):
        if is_at(start):
            return start
    starts = (match.start() for match in _WORD_START.finditer(text))
    return min(filter(is_at, starts), key=lambda start: abs(start - moved), default=None)


def _record(label: StandoffLabel, name: str, text: str, index: int) -> dict[str, Any]:
    def words(span: Span | None) -> str | None:
        return None if span is None else text[slice(*span)]

    return {
        "id": label.id,
        "text": text,
        "labels": list(label.labels),
        "acts": [{"stance": a.stance, "source": words(a.source), "target": words(a.target)} for a in label.acts],
        "register": REGISTER,
        "article": name,
        "index": index,
    }
