"""From the words of a sentence to its acts, without a network: who stands where around the word that shows the stance.

Each stance is tied to its cue, the word that shows it best. Every phrase that may name an actor is weighed as source and as
target by what it is and where it stands: before or after the cue, after which preposition, before which verb, inside or
outside a quotation. Classes of words, cues and weights are in ``structure.json``, which `stance.structures` learns.
"""

from __future__ import annotations

import json
from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, log

from stance.acts.candidates import Layout, Phrase, Reader
from stance.acts.cues import FARTHEST, LAST_ORDER, Cue, Group, Key, find_cues, places, spelled_out, strengths
from stance.acts.spans import FoundAct, Span

# A phrase less probable than the first names nobody; one more probable than the second joins the best.
_NOBODY, _SURE = 0.15, 0.5

_KEPT_IN_MIND = 1 << 15
_HUNDREDTHS = 100


@dataclass(frozen=True)
class Tables:
    """What is learned from a corpus.

    Attributes
    ----------
    classes : mapping of str to str
        The letters of words (see `stance.acts.candidates`).
    cues : mapping of str to (mapping of str to float)
        How well a word shows each stance.
    weights : mapping of tuple of str to (int, int)
        What a feature adds to the log-odds that a phrase names a source, and a target; in hundredths, so that sums are exact
        and do not depend on their order.
    bias : (int, int)
        Where these begin.
    """

    classes: Mapping[str, str]
    cues: Mapping[str, Mapping[str, float]]
    weights: Mapping[Key, tuple[int, int]]
    bias: tuple[int, int]


def find_acts_by_structure(text: str, mentions: Sequence[tuple[int, int]], labels: Sequence[str]) -> list[FoundAct]:
    """Find the acts of a sentence whose stances are known.

    Parameters
    ----------
    text : str
        One sentence.
    mentions : sequence of (int, int)
        Where the gazetteer found names of actors that are not only places; may be empty.
    labels : sequence of str
        The stances that the sentence carries.

    Returns
    -------
    list of FoundAct
        One or more for each label. An end is as probable as it is that its phrase names a source, or a target, of the stance.

    Examples
    --------
    >>> text = "Oslo condemned the arrests in Minsk and urged the Belarusian government to free the editors."
    >>> for act in find_acts_by_structure(text, [(0, 4)], ["urge"]):
    ...     print(act.stance, *(end and text[end.start : end.end] for end in (act.source, act.target)))
    urge Oslo the Belarusian government
    """
    return _shipped().find_acts(text, mentions, labels) if labels else []


@cache
def _shipped() -> Structure:
    return Structure(read_tables(files("stance.acts").joinpath("structure.json").read_text(encoding="utf-8")))


def read_tables(text: str) -> Tables:
    """Read what `stance.structures` has written.

    Parameters
    ----------
    text : str
        JSON.

    Returns
    -------
    Tables
    """
    data = json.loads(text)
    return Tables(
        classes={word: letter for letter, words in data["classes"].items() for word in words.split()},
        cues=data["cues"],
        weights={tuple(key.split("|")): (source, target) for key, (source, target) in data["weights"].items()},
        bias=(data["bias"][0], data["bias"][1]),
    )


class Structure:
    """Finds acts by learned tables.

    Parameters
    ----------
    tables : Tables
    """

    def __init__(self, tables: Tables) -> None:
        self._reader = Reader(tables.classes)
        self._strengths = strengths(tables.cues)
        self._scale = _Scale(tables)

    def find_acts(self, text: str, mentions: Sequence[tuple[int, int]], labels: Sequence[str]) -> list[FoundAct]:
        """Find the acts of a sentence, as `find_acts_by_structure` does."""
        layout = self._reader.lay_out(text, mentions)
        cues = find_cues(layout, labels, self._strengths)
        acts: list[FoundAct] = []
        for label, cue in zip(labels, cues, strict=True):
            odds = self._scale.weigh(layout, label, cue, cues)
            acts.extend([FoundAct(label, source, target) for source, target in _pairs(layout.phrases, odds)])
        return acts


class _Sums(dict[Group, complex]):
    """The weights of groups of features; they are summed once, unless they become too many."""

    def __init__(self, weights: Mapping[Key, complex]) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, group: Group) -> complex:
        if len(self) >= _KEPT_IN_MIND:
            self.clear()
        total = self[group] = _total(self._weights, group)
        return total


def _total(weights: Mapping[Key, complex], group: Group) -> complex:
    return sum([weights.get(key, 0j) for key in spelled_out(group)], 0j)


class _Scale:
    """Weighs phrases: sums over their features, ready for look-up.

    The real part of a weight speaks for the source, the imaginary part for the target. Words may be any and few of them have a
    weight, so these are summed beforehand, and the rest when they first come.
    """

    def __init__(self, tables: Tables) -> None:
        weights = {key: complex(*weight) for key, weight in tables.weights.items()}
        self._weights, self._sums = weights, _Sums(weights)
        self._orders = [
            [complex(*tables.bias) + _total(weights, ("order", order, count)) for order in range(LAST_ORDER + 1)]
            for count in range(FARTHEST + 1)
        ]
        self._heads = {key[1]: weight for key, weight in weights.items() if key[0] == "h"}
        self._words = {name: sorted({key[-1] for key in weights if key[0] == name}) for name in "kpn"}
        self._sides: dict[str, dict[str, tuple[dict[str, complex], ...]]] = {}

    def weigh(self, layout: Layout, label: str, cue: Cue, cues: Sequence[Cue]) -> list[complex]:
        """Give the log-odds, in hundredths, that each phrase names the source, and the target, of a stance."""
        sums, heads, words = self._sums, self._heads.get, layout.words
        sides = self._sides.get(label) or self._of_label(label)
        _, word, form, cue_quoted = cue
        begins = self._orders[min(len(layout.phrases), FARTHEST)]
        odds = []
        for order, (phrase, side, where, between) in enumerate(places(layout, cue, cues)):
            _, end, _, _, _, kind, before, after, letter, joined, inside = phrase
            kinds, befores, afters = sides[side]
            total = (
                begins[order if order < LAST_ORDER else LAST_ORDER]
                + heads(words[end - 1], 0j)
                + kinds.get(kind, 0j)
                + befores.get(before, 0j)
                + afters.get(after, 0j)
                + sums["near", label, where, letter, joined]
                + sums["cue", word, form, where]
                + sums[between]
            )
            odds.append(total + sums["quoted", label, side, kind, inside, cue_quoted] if inside else total)
        return odds

    def _of_label(self, label: str) -> dict[str, tuple[dict[str, complex], ...]]:
        """Sum the weights of kinds and neighbours on each side of the cue of a stance."""
        sides = self._sides[label] = {
            side: tuple(
                {word: _total(self._weights, (name, label, side, word)) for word in self._words[feature]}
                for name, feature in (("kind", "k"), ("before", "p"), ("after", "n"))
            )
            for side in "<>=?"
        }
        return sides


def _odds(probability: float) -> float:
    return _HUNDREDTHS * log(probability / (1 - probability))


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-odds / _HUNDREDTHS))


@lru_cache(_KEPT_IN_MIND)
def _rounded(odds: float) -> float:
    return round(_probability(odds), 4)


_NOBODY_ODDS, _SURE_ODDS = _odds(_NOBODY), _odds(_SURE)


def _pairs(phrases: Sequence[Phrase], odds: Sequence[complex]) -> list[tuple[Span | None, Span | None]]:
    """Pair the likeliest source with the likeliest target that is another phrase, and others that are likely in themselves."""
    if not phrases:
        return [(None, None)]
    as_source, as_target = [one.real for one in odds], [one.imag for one in odds]
    source, target = as_source.index(max(as_source)), as_target.index(max(as_target))
    if phrases[source].name == phrases[target].name:
        shares = [(_probability(one.real), _probability(one.imag)) for one in odds]
        source, target = _apart([phrase.name for phrase in phrases], shares)
    sources, targets = _chosen(phrases, as_source, source), _chosen(phrases, as_target, target)
    found = [(sources[one], targets[other]) for one in sources for other in targets if one != other or not one]
    return found or [(one, None) for one in sources.values()]


def _apart(names: Sequence[str], shares: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """Choose a source and a target of different names; of a single actor the likelier end, and -1 for the other."""
    both = [
        (shares[source][0] + shares[target][1], source, target)
        for source, one in enumerate(names)
        for target, other in enumerate(names)
        if one != other
    ]
    if both:
        return max(both)[1:]
    return (0, -1) if shares[0][0] >= shares[0][1] else (-1, 0)


def _chosen(phrases: Sequence[Phrase], odds: Sequence[float], best: int) -> dict[str, Span | None]:
    """Choose the best phrase, and others that are likely; of those that say the same the likeliest."""
    likely = [place for place, one in enumerate(odds) if one > _SURE_ODDS]
    if best >= 0 and odds[best] >= _NOBODY_ODDS and best not in likely:
        insort(likely, best)
    chosen: dict[str, int] = {}
    for place in likely:
        name = phrases[place].name
        if name not in chosen or odds[chosen[name]] < odds[place]:
            chosen[name] = place
    if not chosen:
        return {"": None}
    return {name: Span(phrases[at].start, phrases[at].stop, _rounded(odds[at])) for name, at in chosen.items()}
