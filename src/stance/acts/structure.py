"""From the words of a sentence to its acts, without a network: who stands where around the word that shows the stance.

Phrases that may name an actor are cut out by the classes of words. Each stance is tied to its cue, the word that shows it
best. Every phrase is weighed as source and as target by what it is and where it stands: before or after the cue, after which
preposition, before which verb, inside or outside a quotation. Classes, cues and weights are in ``structure.json``, learned
from the training corpus.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate
from math import exp
from typing import NamedTuple

from stance.acts.spans import FoundAct, Span

Key = tuple[str, ...]
Weight = tuple[float, float]

# A phrase less probable than the first names nobody; one more probable than the second joins the best.
_NOBODY, _SURE = 0.15, 0.5

_KEPT_IN_MIND = 1 << 15
_QUOTATION = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_BLANK = re.compile(r"[^\S ]|—")
_AROUND = "\"'“”‘’«»()[]{}.,;:!?…–-*#/"
_SHORT = re.compile(r"((?:[A-Z]\.){2,})|(?:[A-Z]|Mrs?|Ms|Dr|St|Gen|Lt|Col|Sgt|Gov|Sen|Rep|Amb|Prof|Rev|No)\.")
_CONTRACTION = re.compile(r"(.+)['’](?:ve|re|ll|d|m|s)", re.IGNORECASE)
_POSSESSIVE = ("'s", "’s")

# Classes of words: d determiner, p pronoun, h actor, n modifier of actors, f of, r for, m month or day, b auxiliary verb,
# w common verb, s another small word, v, g, y verbs and adverbs in -ed, -ing and -ly, o others. With a capital: H an actor,
# A a nationality, C others.
_SMALL: Mapping[str, str] = {
    "d": """
        the a an this that these those its his her their our my your all both some several many most each every any no
        two three four five six seven eight nine ten eleven twelve certain other
    """,
    "p": "i we he she it they us me him them you both others everyone everybody ours theirs",
    "f": "of",
    "m": """
        monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
        september october november december jan feb mar apr jun jul aug sept sep oct nov dec
    """,
    "r": "for",
    "b": """
        is are was were be been being am has have had having do does did will would shall should can could must not
        never
    """,
    "w": """
        said say says told tell tells set put made make makes took take takes gave give gives came come comes went go
        goes got get gets let lets left led leads met meet meets held hold holds sent send sends sought seek seeks
        brought bring brings kept keep keeps began begin begins fell saw see sees hit cut laid paid lost won fought
        shot spoke speak speaks wrote write writes want wants need needs agree agrees ask asks urge urges call calls
        warn warns accuse accuses reject rejects refuse refuses thank thanks welcome welcomes support supports oppose
        opposes condemn condemns demand demands vow vows
    """,
    "s": """
        in on at to from by with against towards toward between among over under after before during since until till
        through into onto upon within without about across along around as and or but nor yet so if when while where
        which who whom whose what why how because although though unless whether than there here now then also only
        more less very too up down out off back again still already once ever per cent yesterday today tomorrow
    """,
}
_VERB_ENDINGS: Mapping[str, str] = {"ed": "v", "ng": "g", "ly": "y"}
_NATIONALITY_ENDINGS = tuple(
    """ian ean ish ese rican xican nican guan duan hoan loan gan ayan eli aqi tani mani emeni waiti aini tari eshi omali epali
    rati audi ajik azakh uzbek kmen""".split()
)
_NATIONALITIES = frozenset(
    "French Greek Dutch Swiss Czech Afghan Thai Arab Kurdish Welsh Kyrgyz Serb Croat German Lao Malagasy Tamil Filipino".split()
)
_ACTOR_ENDINGS = ("ers", "ors", "ists", "men", "women")

# A sentence is a string of two characters a word: its class, and a space, ' after a possessive, or a comma for any other mark.
_RUN = "(?:[nhCHA] |[hCHA]'(?:o ){0,2}(?=[nhH])|A (?:o ){1,2}(?=[nhH]))*(?:A o|[hHCA])"
_OF_NAME = "(?: f (?:d )?(?:[nhCHA] )*[CHA]){0,2}"  # the government of the Gambia
_FOR_NAME = "(?:(?<=[hH]) r (?:d )?(?:[nhCHA] )*[CHA])?"  # a spokesman for the Kremlin
_PHRASE = re.compile(rf"(?:d )?(?:(?<=d )(?:o ){{0,2}}(?=[nhH]))?{_RUN}{_OF_NAME}{_FOR_NAME}|p")

_BE = frozenset("is are was were be been being".split())
_AND = frozenset(("and", "or"))
_FARTHEST, _WIDEST = 4, 9
_NUMBERS = tuple(map(str, range(_WIDEST + 1)))


@dataclass(frozen=True)
class Tables:
    """What was learned from the corpus.

    Attributes
    ----------
    classes : dict of str to str
        The letters of words; see above.
    cues : dict of str to dict of str to float
        How well a word shows each stance.
    weights : dict of tuple of str to (float, float)
        What a feature adds to the log-odds that a phrase names a source, and a target.
    bias : (float, float)
        Where these begin.
    """

    classes: Mapping[str, str]
    cues: Mapping[str, Mapping[str, float]]
    weights: Mapping[Key, Weight]
    bias: Weight


class Word(NamedTuple):
    """A word in small letters, its class and what follows it; how many marks stand before it, and how long it is."""

    low: str
    letters: str
    lead: int
    length: int


class Phrase(NamedTuple):
    """Words ``first`` to ``end`` of a sentence, half-open, which may name an actor, and what stands around them."""

    first: int
    end: int
    start: int
    stop: int
    name: str
    kind: str
    before: str
    after: str
    letter: str
    joined: str
    quoted: str
    place: Key
    head: Key


class Cue(NamedTuple):
    """The word that shows a stance best, where and in what form it stands; -1 where a sentence has none."""

    at: int
    word: str
    form: str
    quoted: str


class Layout(NamedTuple):
    """A sentence cut into words and phrases."""

    words: Sequence[str]
    starts: Sequence[int]
    classes: str
    quotations: Sequence[tuple[int, int]]
    phrases: list[Phrase]


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
    if not labels:
        return []
    layout = lay_out(text, mentions)
    cues = find_cues(layout, labels)
    acts: list[FoundAct] = []
    for label, cue in zip(labels, cues, strict=True):
        shares = [_shares(groups) for groups in features(layout, label, cue, cues)]
        acts.extend(FoundAct(label, source, target) for source, target in _pairs(layout.phrases, shares))
    return acts


def _shares(groups: Iterable[Key]) -> Weight:
    """Give the probabilities that a phrase names a source, and a target."""
    source, target = _tables().bias
    for group in groups:
        more = _weight(group)
        source += more[0]
        target += more[1]
    return 1 / (1 + exp(-source)), 1 / (1 + exp(-target))


@lru_cache(_KEPT_IN_MIND)
def _weight(group: Key) -> Weight:
    source = target = 0.0
    get = _tables().weights.get
    for key in spelled_out(group):
        more = get(key)
        if more:
            source += more[0]
            target += more[1]
    return source, target


# Words and phrases -------------------------------------------------------------------------------------------------------


def lay_out(text: str, mentions: Sequence[tuple[int, int]]) -> Layout:
    """Cut a sentence into words, and find the phrases that may name an actor."""
    if "—" in text or not text.isprintable():
        text = _BLANK.sub(" ", text)
    tokens = text.split(" ")
    words, letters, leads, lengths = zip(*map(_read, tokens), strict=True)
    starts = [0, *accumulate([len(token) + 1 for token in tokens])]
    if any(leads):  # a bracket or quotation mark before a word ends what was before
        letters = tuple(letter[0] + "," if lead else letter for letter, lead in zip(letters, [*leads[1:], 0], strict=True))
        starts = [start + lead for start, lead in zip(starts, leads, strict=False)]
    quotations = [match.span() for match in _QUOTATION.finditer(text)] if "“" in text or '"' in text else []
    layout = Layout(words, starts, "".join(letters), quotations, [])
    layout.phrases.extend(_phrases(layout, lengths, mentions))
    return layout


@lru_cache(_KEPT_IN_MIND)
def _read(token: str) -> Word:
    """Tell the word in what stands between two spaces."""
    word = token.strip(_AROUND)
    if not word:
        return Word("", "s,", 0, len(token))
    if word == token and word.isalnum():
        return Word(word.lower(), _class(word) + " ", 0, len(word))
    lead = token.index(word)
    rest = token[lead + len(word) :]
    short = _SHORT.match(token, lead) if rest[:1] == "." else None
    mark = " " if not rest or (short and short.end() == len(token)) else ","
    if short and short[1]:
        word = short[0]
    contraction = _CONTRACTION.fullmatch(word)
    if contraction:
        word = contraction[1]
        mark = "'" if token.rstrip(_AROUND).endswith(_POSSESSIVE) and _class(word) != "p" else mark
    elif rest[:1] in ("'", "’") and word.endswith("s"):
        mark = "'"
    return Word(word.lower(), _class(word) + mark, lead, len(word))


def _class(word: str) -> str:
    low = word.lower()
    known = _tables().classes.get(low)
    if word[:1].isupper():
        if known and known in "dpfrbsm" and not (word.isupper() and len(word) > 1):
            return known
        return "H" if known == "h" else "A" if _is_nationality(word) else "C"
    if known:
        return known
    if low.isdigit():
        return "d"
    return "h" if low.endswith(_ACTOR_ENDINGS) else _VERB_ENDINGS.get(low[-2:], "o")


def _is_nationality(word: str) -> bool:
    return word in _NATIONALITIES or word.endswith(_NATIONALITY_ENDINGS)


def _phrases(layout: Layout, lengths: Sequence[int], mentions: Sequence[tuple[int, int]]) -> Iterator[Phrase]:
    words, starts, classes, quotations, _ = layout
    spans = [(match.start() // 2, match.end() // 2 + 1) for match in _PHRASE.finditer(classes)]
    firsts, ends = {first for first, _ in spans}, {end for _, end in spans}
    count = _NUMBERS[min(len(spans), 4)]
    for order, (first, end) in enumerate(spans):
        start, stop = starts[first], starts[end - 1] + lengths[end - 1]
        mark, kind = classes[2 * end - 1], classes[2 * end - 2]
        if kind == "p":
            kind = words[first]
        elif classes[2 * first] == "d":
            kind += "d"
        for begin, close in mentions:
            if begin < stop and start < close:
                kind = "M" + kind
        before = words[first - 1] if first else "^"
        and_before = before in _AND
        if first and classes[2 * first - 1] == ",":
            before = "," + before if and_before else ","
        after = mark if mark != " " else words[end] if end < len(words) else "$"
        joined = ("a" if and_before and first - 1 in ends else "-") + (
            "a" if after in _AND and end + 1 in firsts else "," if after == "," and end in firsts else "-"
        )
        yield Phrase(
            first,
            end,
            start,
            stop,
            " ".join(words[first:end]),
            kind,
            before,
            after,
            mark if mark != " " or end >= len(words) else classes[2 * end],
            joined,
            _quoted(quotations, start) if quotations else "",
            ("place", _NUMBERS[min(order, 3)], count),
            ("head", words[end - 1]),
        )


def _quoted(quotations: Sequence[tuple[int, int]], at: int) -> str:
    """Tell whether a place is in a quotation."""
    return "in" if any(start <= at < end for start, end in quotations) else "out"


# Stances and cues --------------------------------------------------------------------------------------------------------


def find_cues(layout: Layout, labels: Sequence[str]) -> list[Cue]:
    """Find the word that shows each stance best."""
    shown = [(at, cue) for at, cue in enumerate(map(_tables().cues.get, layout.words)) if cue]
    return [_best_cue(layout, label, shown) for label in labels]


def _best_cue(layout: Layout, label: str, shown: Sequence[tuple[int, Mapping[str, float]]]) -> Cue:
    strength, best = 0.0, -1
    for at, cue in shown:
        if label in cue and cue[label] > strength:
            strength, best = cue[label], at
    if best < 0:
        return Cue(-1, "", "", "")
    word = layout.words[best]
    before = layout.words[best - 1] if best else "^"
    ending = "ed" if word.endswith("ed") else "ing" if word.endswith("ing") else "s" if word.endswith("s") else ""
    form = ("be" if before in _BE else before if before in ("to", "the") else "") + "-" + ending
    quoted = _quoted(layout.quotations, layout.starts[best]) if layout.quotations else ""
    return Cue(best, word, form, quoted)


def features(layout: Layout, label: str, cue: Cue, cues: Sequence[Cue]) -> Iterator[tuple[Key, ...]]:
    """Say of each phrase what it is and where it stands towards the cue of a stance: groups of features for `spelled_out`."""
    at = cue.at
    passed = sum(phrase.end <= at for phrase in layout.phrases)
    others = [other.at for other in cues if other.at not in (at, -1)]
    for order, phrase in enumerate(layout.phrases):
        side, rank, first, last = "=", 0, 0, 0
        if at < 0:
            side, rank = "?", order
        elif phrase.end <= at:
            side, rank, first, last = "<", passed - order, phrase.end, at
        elif phrase.first > at:
            side, rank, first, last = ">", order - passed + 1, at + 1, phrase.first
        where = side + _NUMBERS[rank if rank < _FARTHEST else _FARTHEST]
        between = layout.classes[2 * first - 1 : 2 * last] if first else ""
        yield (
            phrase.place,
            phrase.head,
            ("kind", label, side, phrase.kind),
            ("before", label, side, phrase.before),
            ("after", label, side, phrase.after),
            ("class", where, phrase.letter),
            ("rank", label, where, cue.form, phrase.joined),
            ("cue", cue.word, where),
            ("quoted", label, side, phrase.kind, phrase.quoted, cue.quoted) if phrase.quoted else _NOT_QUOTED,
            (
                "between",
                where,
                _NUMBERS[last - first if last - first < _WIDEST else _WIDEST],
                _NUMBERS[min(between.count(","), 3)],
                _NUMBERS[min(between.count("v"), 2)],
                "p" if "p" in between else "-",
                "o" if others and any(first <= other < last for other in others) else "-",
            ),
        )


def spelled_out(group: Key) -> Sequence[Key]:
    """Give the features of a group, each of which has a weight."""
    return _SPELLED_OUT[group[0]](*group[1:])


_NOT_QUOTED: Key = ("plain",)
_SPELLED_OUT: Mapping[str, Callable[..., Sequence[Key]]] = {
    "place": lambda order, count: (("x", order, count),),
    "head": lambda word: (("h", word),),
    "kind": lambda label, side, kind: (("k", kind), ("k", label, side, kind)),
    "quoted": lambda label, side, kind, quoted, cue: (("q", quoted, kind), ("q", quoted, cue, side, label)),
    "plain": tuple,
    "before": lambda label, side, word: (("p", word), ("p", side, word), ("p", label, side, word)),
    "after": lambda label, side, word: (("n", word), ("n", side, word), ("n", label, side, word)),
    "class": lambda where, letter: (("l", letter), ("l", where[0], letter), ("l", where, letter)),
    "rank": lambda label, where, form, joined: (("r", label, where), ("f", form, where), ("j", label, where, joined)),
    "cue": lambda word, where: (("w", word, where[0]), ("w", word, where)),
    "between": lambda where, gap, commas, verbs, pronoun, other: (
        ("g", where[0], gap),
        ("c", where, commas),
        ("v", where, verbs, pronoun),
        ("o", where, other),
    ),
}


# Pairs -------------------------------------------------------------------------------------------------------------------


def _pairs(phrases: Sequence[Phrase], shares: Sequence[Weight]) -> list[tuple[Span | None, Span | None]]:
    """Pair the likeliest source with the likeliest target that is another phrase, and others that are likely in themselves."""
    if not phrases:
        return [(None, None)]
    as_source, as_target = zip(*shares, strict=True)
    source, target = as_source.index(max(as_source)), as_target.index(max(as_target))
    if phrases[source].name == phrases[target].name:
        source, target = _apart([phrase.name for phrase in phrases], shares)
    sources, targets = _chosen(phrases, as_source, source), _chosen(phrases, as_target, target)
    found = [(sources[one], targets[other]) for one in sources for other in targets if one != other or not one]
    return found or [(one, None) for one in sources.values()]


def _apart(names: Sequence[str], shares: Sequence[Weight]) -> tuple[int, int]:
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


def _chosen(phrases: Sequence[Phrase], shares: Sequence[float], best: int) -> dict[str, Span | None]:
    """Choose the best phrase, and others that are likely; of those that say the same the likeliest."""
    chosen: dict[str, Span | None] = {}
    for place, share in enumerate(shares):
        if share > _SURE or (place == best and share >= _NOBODY):
            phrase = phrases[place]
            known = chosen.get(phrase.name)
            if known is None or known.probability < share:
                chosen[phrase.name] = Span(phrase.start, phrase.stop, round(share, 4))
    return chosen or {"": None}


# Tables ------------------------------------------------------------------------------------------------------------------


@cache
def _tables() -> Tables:
    data = json.loads(files("stance.acts").joinpath("structure.json").read_text(encoding="utf-8"))
    classes = {word: letter for letter, words in data["classes"].items() for word in words.split()}
    classes |= small_classes()
    return Tables(
        classes=classes,
        cues=data["cues"],
        weights={tuple(key.split("|")): (source, target) for key, (source, target) in data["weights"].items()},
        bias=(data["bias"][0], data["bias"][1]),
    )


def small_classes() -> dict[str, str]:
    """Give the classes of small words."""
    return {word: letter for letter, words in reversed(list(_SMALL.items())) for word in words.split()}
