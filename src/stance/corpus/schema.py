"""What a labelled sentence is, and what is wrong with one that is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stance.codebook import Codebook, default_codebook

_LARGEST_INDEX = 2**31
LISTS = ("roots", "structure", "actors")


@dataclass(frozen=True, slots=True)
class Act:
    """Who takes a stance towards whom; both are copied from the sentence, or None where it names nobody."""

    stance: str
    source: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One record of a corpus.

    Attributes
    ----------
    id, text : str
        The identifier, unique in the corpus, and the sentence.
    labels : tuple of str
        Sorted; empty for none.
    acts : tuple of Act
        One or more for each label, or none at all.
    register, topic : str
        The kind of text and what it is about; empty where unknown.
    family, article : str or None
        The contrast set, and the article, that it is part of. Neither may straddle splits.
    index : int or None
        Its place in the article.
    split : str or None
        The part of the corpus it is kept to, such as ``"train"`` or ``"test"``.
    region : str
        The UN subregion it is chiefly about; empty where unknown.
    roots, structure, actors : tuple of str
        The PLOVER root of each stance; how it is put (active, passive, quoted ...); the kinds of those who act.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    acts: tuple[Act, ...] = ()
    register: str = ""
    topic: str = ""
    family: str | None = None
    article: str | None = None
    index: int | None = None
    split: str | None = None
    region: str = ""
    roots: tuple[str, ...] = ()
    structure: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


def faults(record: Mapping[str, Any], codebook: Codebook | None = None) -> list[str]:
    """Tell what is wrong with a raw record; an empty list where nothing is.

    Parameters
    ----------
    record : mapping
        As read from a file.
    codebook : Codebook, optional
        The labelling scheme; the package's own by default.

    Returns
    -------
    list of str
        One reason each, such as ``"label 'support' is not in the codebook (cooperate, monitor, oppose, urge)"``.
    """
    names = (codebook or default_codebook()).names
    return [*_text_faults(record), *_label_faults(record, names), *_act_faults(record, names), *_group_faults(record)]


def _text_faults(record: Mapping[str, Any]) -> Iterator[str]:
    for key in ("id", "text"):
        fault = _text_fault(record.get(key))
        if fault:
            yield f"{key!r} {fault}"
    text = record.get("text")
    if isinstance(text, str) and text.strip() and text != " ".join(text.split()):
        yield "'text' has line ends, or spaces that are doubled or at its ends"
    for key in ("register", "topic", "region", "split", "family", "article"):
        if not isinstance(record.get(key, ""), str | None):
            yield f"{key!r} is not a text"
    for key in LISTS:
        listed = record.get(key) or []
        if not isinstance(listed, list) or not all(isinstance(value, str) for value in listed):
            yield f"{key!r} is not a list of texts"


def _label_faults(record: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    if "labels" not in record:
        yield "has no 'labels' ([] stands for none)"
        return
    labels = record["labels"]
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        yield "'labels' is not a list of labels"
        return
    for label in labels:
        if label not in names:
            yield f"label {label!r} is not in the codebook ({', '.join(names)})"
    if labels != sorted(set(labels)):
        yield "'labels' are not sorted, or one is named twice"


def _act_faults(record: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    acts = record.get("acts")
    if not acts:
        return
    if not isinstance(acts, list) or not all(isinstance(act, dict) for act in acts):
        yield "'acts' is not a list of objects"
        return
    text, labels = record.get("text"), record.get("labels")
    for act in acts:
        if act.get("stance") not in names:
            yield f"an act's stance is {act.get('stance')!r}, not one of {', '.join(names)}"
        for end in ("source", "target"):
            span = act.get(end)
            if span is not None and not (isinstance(span, str) and isinstance(text, str) and span and span in text):
                yield f"the {end} {span!r} of an act is not in the text"
    told = {str(act.get("stance")) for act in acts}
    if isinstance(labels, list) and told != set(map(str, labels)):
        yield f"acts ({', '.join(sorted(told))}) and labels ({', '.join(map(str, labels)) or 'none'}) disagree"


def _group_faults(record: Mapping[str, Any]) -> Iterator[str]:
    index = record.get("index")
    if index is not None and (isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < _LARGEST_INDEX):
        yield "'index' is not a whole number from 0"


def _text_fault(value: object) -> str | None:
    if value is None:
        return "is missing"
    if not isinstance(value, str):
        return "is not a text"
    if not value.strip():
        return "is empty"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "holds half a character (a lone surrogate)"
    return None


def parse(record: Mapping[str, Any]) -> LabelledSentence:
    """Make a `LabelledSentence` of a raw record without faults; keys that the schema lacks are passed over."""
    acts = tuple(Act(act["stance"], act.get("source"), act.get("target")) for act in record.get("acts") or ())
    optional: dict[str, Any] = {key: record.get(key) for key in ("family", "article", "index", "split")}
    lists: dict[str, Any] = {key: tuple(record.get(key) or ()) for key in LISTS}
    return LabelledSentence(
        id=record["id"],
        text=record["text"],
        labels=tuple(record["labels"]),
        acts=acts,
        register=record.get("register") or "",
        topic=record.get("topic") or "",
        region=record.get("region") or "",
        **lists,
        **optional,
    )
