"""What a corpus covers: how many sentences of each register, region, topic and so on, and where a plan for it has holes."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stance.corpus.schema import LabelledSentence
from stance.errors import CorpusError

FACETS = ("register", "region", "topic", "roots", "structure", "actors")
NONE = "none"


class Demand(BaseModel):
    """That every combination of the planned values of some facets has so many sentences at least."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    of: list[str] = Field(min_length=1)
    sentences: int = Field(ge=1)


class Plan(BaseModel):
    """What a corpus shall cover: the values of each facet, and how many sentences of each or of each combination."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    values: dict[str, list[str]]
    demand: list[Demand] = []


@dataclass(frozen=True)
class Hole:
    """A combination of values that has fewer sentences than planned."""

    values: tuple[str, ...]
    sentences: int
    wanted: int


@dataclass(frozen=True)
class Coverage:
    """Counts of a corpus.

    Attributes
    ----------
    sentences : int
    labels : dict of str to int
        How many carry each label, ``"none"`` and ``"several"``.
    facets : dict of str to dict of str to dict of str to int
        For each facet and value, how many sentences there are (``"all"``), carry each label, and carry ``"none"``. A sentence
        that has several values of a facet counts for each; one that has no value, for none.
    articles, families : int
        Complete articles and contrast families.
    holes : tuple of Hole
        Where the corpus falls short of the plan.
    """

    sentences: int
    labels: dict[str, int]
    facets: dict[str, dict[str, dict[str, int]]]
    articles: int
    families: int
    holes: tuple[Hole, ...]


def read_plan(path: str | Path) -> Plan:
    """Read a plan, a TOML file with a table ``values`` and tables ``demand``.

    Raises
    ------
    CorpusError
        Where it is missing, broken, or demands a facet or value of none.
    """
    try:
        plan = Plan.model_validate(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise CorpusError(f"{path}: the plan cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: is not TOML ({error})") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise CorpusError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from None
    for facet in (*plan.values, *(facet for demand in plan.demand for facet in demand.of)):
        if facet not in FACETS:
            raise CorpusError(f"{path}: {facet!r} is no facet of a sentence ({', '.join(FACETS)})")
        if facet not in plan.values:
            raise CorpusError(f"{path}: it demands {facet!r}, whose values it does not name")
    return plan


def coverage(sentences: Iterable[LabelledSentence], plan: Plan | None = None) -> Coverage:
    """Count what sentences cover.

    Parameters
    ----------
    sentences : iterable of LabelledSentence
    plan : Plan, optional
        Whose holes are looked for, and whose values come first, in its order.

    Returns
    -------
    Coverage
    """
    found = list(sentences)
    labels = Counter(label for sentence in found for label in _labels(sentence))
    labels["several"] = sum(len(sentence.labels) > 1 for sentence in found)
    return Coverage(
        sentences=len(found),
        labels=dict(sorted(labels.items())),
        facets={facet: _counts(found, facet, (plan.values if plan else {}).get(facet, ())) for facet in FACETS},
        articles=len({sentence.article for sentence in found} - {None}),
        families=len({sentence.family for sentence in found} - {None}),
        holes=tuple(_holes(found, plan)) if plan else (),
    )


def cross(sentences: Iterable[LabelledSentence], facets: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Count the combinations of values of some facets."""
    return Counter(key for sentence in sentences for key in product(*(values(sentence, facet) for facet in facets)))


def values(sentence: LabelledSentence, facet: str) -> tuple[str, ...]:
    """Give what a sentence has of a facet, each value once; nothing where that is not told."""
    value: Any = getattr(sentence, facet)
    return tuple(dict.fromkeys(value)) if isinstance(value, tuple) else (value,) if value else ()


def _labels(sentence: LabelledSentence) -> tuple[str, ...]:
    return sentence.labels or (NONE,)


def _counts(sentences: Sequence[LabelledSentence], facet: str, planned: Iterable[str]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {value: Counter() for value in planned}
    for sentence in sentences:
        for value in values(sentence, facet):
            counts.setdefault(value, Counter()).update(["all", *_labels(sentence)])
    return {value: dict(counter) for value, counter in counts.items()}


def _holes(sentences: Sequence[LabelledSentence], plan: Plan) -> Iterator[Hole]:
    for demand in plan.demand:
        counts: Mapping[tuple[str, ...], int] = cross(sentences, demand.of)
        for key in product(*(plan.values[facet] for facet in demand.of)):
            if counts.get(key, 0) < demand.sentences:
                yield Hole(key, counts.get(key, 0), demand.sentences)
