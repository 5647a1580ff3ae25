"""The words that show stances, and what a phrase is towards them: the features by which `stance.acts.structure` weighs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

from stance.acts.candidates import Layout, Phrase, quoted

Key = tuple[str, ...]
Group = tuple[str | int, ...]

_BE = frozenset("is are was were be been being".split())
# Phrases and words are not counted further.
FARTHEST, LAST_ORDER, _WIDEST = 4, 3, 9
_RANKS = tuple(map(str, range(FARTHEST + 1)))


class Cue(NamedTuple):
    """The word that shows a stance best, where and in what form it stands; -1 where a sentence has none."""

    at: int
    word: str
    form: str
    quoted: str


def strengths(cues: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Sort the cues by stance."""
    sorted_cues: dict[str, dict[str, float]] = {}
    for word, shown in cues.items():
        for label, strength in shown.items():
            sorted_cues.setdefault(label, {})[word] = strength
    return sorted_cues


def find_cues(layout: Layout, labels: Sequence[str], strengths: Mapping[str, Mapping[str, float]]) -> list[Cue]:
    """Find the word that shows each stance best, the first of equals.

    Parameters
    ----------
    layout : Layout
    labels : sequence of str, length n_labels
    strengths : mapping of str to (mapping of str to float)
        How well words show each stance.

    Returns
    -------
    list of Cue, length n_labels
    """
    return [_best_cue(layout, strengths.get(label, {})) for label in labels]


def _best_cue(layout: Layout, strengths: Mapping[str, float]) -> Cue:
    shown = list(map(strengths.get, layout.words, repeat(0.0)))
    strongest = max(shown)
    if not strongest:
        return Cue(-1, "", "", "")
    best = shown.index(strongest)
    word = layout.words[best]
    before = layout.words[best - 1] if best else "^"
    ending = "ed" if word.endswith("ed") else "ing" if word.endswith("ing") else "s" if word.endswith("s") else ""
    form = ("be" if before in _BE else before if before in ("to", "the") else "") + "-" + ending
    return Cue(best, word, form, quoted(layout.quotations, layout.starts[best]) if layout.quotations else "")


def places(layout: Layout, cue: Cue, cues: Sequence[Cue]) -> Iterator[tuple[Phrase, str, str, Group]]:
    """Say of each phrase where it stands towards the cue of a stance.

    Parameters
    ----------
    layout : Layout
    cue : Cue
    cues : sequence of Cue
        Those of all stances of the sentence.

    Yields
    ------
    phrase : Phrase
    side : str
        ``"<"`` before the cue, ``">"`` after it, ``"="`` around it, ``"?"`` where there is none.
    where : str
        The side, and which phrase it is from the cue, such as ``"<1"``.
    between : tuple
        What stands between the two: a group of features.
    """
    at, phrases, classes = cue.at, layout.phrases, layout.classes
    passed = sum([phrase.end <= at for phrase in phrases])
    others = [other.at for other in cues if other.at not in (at, -1)]
    for order, phrase in enumerate(phrases):
        side, rank, first, last = "=", 0, 0, 0
        if at < 0:
            side, rank = "?", order
        elif order < passed:
            side, rank, first, last = "<", passed - order, phrase[1], at
        elif phrase[0] > at:
            side, rank, first, last = ">", order - passed + 1, at + 1, phrase[0]
        where = side + _RANKS[rank if rank < FARTHEST else FARTHEST]
        marks = classes[2 * first - 1 : 2 * last] if first else ""
        gap = last - first
        other = bool(others) and any(first <= other < last for other in others)
        group = ("between", where, gap if gap < _WIDEST else _WIDEST, marks.count(","), marks.count("v"), "p" in marks, other)
        yield phrase, side, where, group


def features(layout: Layout, label: str, cue: Cue, cues: Sequence[Cue]) -> Iterator[list[Key]]:
    """List the features of each phrase: what it is and where it stands towards the cue of a stance.

    Parameters
    ----------
    layout : Layout
    label : str
        The stance.
    cue : Cue
        Its cue.
    cues : sequence of Cue
        Those of all stances of the sentence.

    Yields
    ------
    list of tuple of str
        The features of a phrase.
    """
    count = min(len(layout.phrases), FARTHEST)
    for order, (phrase, side, where, between) in enumerate(places(layout, cue, cues)):
        groups: list[Group] = [
            ("order", min(order, LAST_ORDER), count),
            ("head", layout.words[phrase.end - 1]),
            ("kind", label, side, phrase.kind),
            ("before", label, side, phrase.before),
            ("after", label, side, phrase.after),
            ("near", label, where, phrase.letter, phrase.joined),
            ("cue", cue.word, cue.form, where),
            between,
        ]
        if phrase.quoted:
            groups.append(("quoted", label, side, phrase.kind, phrase.quoted, cue.quoted))
        yield [key for group in groups for key in spelled_out(group)]


def spelled_out(group: Group) -> Sequence[Key]:
    """Give the features of a group, each of which has a weight."""
    return _SPELLED_OUT[str(group[0])](*group[1:])


_SPELLED_OUT: Mapping[str, Callable[..., Sequence[Key]]] = {
    "head": lambda word: (("h", word),),
    "order": lambda order, count: (("x", str(order), str(count)),),
    "kind": lambda label, side, kind: (("k", kind), ("k", label, side, kind)),
    "before": lambda label, side, word: (("p", word), ("p", side, word), ("p", label, side, word)),
    "after": lambda label, side, word: (("n", word), ("n", side, word), ("n", label, side, word)),
    "near": lambda label, where, letter, joined: (
        ("l", letter),
        ("l", where[0], letter),
        ("l", where, letter),
        ("r", label, where),
        ("j", label, where, joined),
    ),
    "cue": lambda word, form, where: (("f", form, where), ("w", word, where[0]), ("w", word, where)),
    "between": lambda where, gap, commas, verbs, pronoun, other: (
        ("g", where[0], str(gap)),
        ("c", where, str(min(commas, 3))),
        ("v", where, str(min(verbs, 2)), "p" if pronoun else "-"),
        ("o", where, "o" if other else "-"),
    ),
    "quoted": lambda label, side, kind, inside, cue: (("q", inside, kind), ("q", inside, cue, side, label)),
}
