"""From a sentence to its words and the phrases that may name an actor, by the classes of words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

_KEPT_IN_MIND = 1 << 15
_QUOTATION = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_BLANK = re.compile(r"[^\S ]|—")
AROUND = "\"'“”‘’«»()[]{}.,;:!?…–-*#/"
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
SMALL_VERBS = tuple(_SMALL["w"].split())
PRONOUNS = frozenset(_SMALL["p"].split())
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
_PHRASE = re.compile(rf"(?=[dnhCHAp])(?:(?:d (?:(?:o ){{1,2}}(?=[nhH]))?)?{_RUN}{_OF_NAME}{_FOR_NAME}|p)")

_AND = frozenset(("and", "or"))


class Word(NamedTuple):
    """A word in small letters, its class and what follows it; how many marks stand before it, and how long it and all are."""

    low: str
    letters: str
    lead: int
    length: int
    width: int


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


class Layout(NamedTuple):
    """A sentence cut into words and phrases."""

    words: Sequence[str]
    starts: Sequence[int]
    classes: str
    quotations: Sequence[tuple[int, int]]
    phrases: Sequence[Phrase]


class Reader:
    """Cuts sentences into words and phrases.

    Parameters
    ----------
    classes : mapping of str to str
        The letters of words, beside those of small words.
    """

    def __init__(self, classes: Mapping[str, str]) -> None:
        self._words = _Words({**classes, **small_classes()})

    def lay_out(self, text: str, mentions: Sequence[tuple[int, int]]) -> Layout:
        """Cut a sentence into words, and find the phrases that may name an actor.

        Parameters
        ----------
        text : str
            One sentence.
        mentions : sequence of (int, int)
            Where it names actors that the gazetteer knows.

        Returns
        -------
        Layout
        """
        if "—" in text or not text.isprintable():
            text = _BLANK.sub(" ", text)
        words, letters, leads, lengths, widths = zip(*map(self._words.__getitem__, text.split(" ")), strict=True)
        starts = list(accumulate(widths, initial=0))
        if any(leads):  # a bracket or quotation mark before a word ends what was before
            letters = tuple(letter[0] + "," if lead else letter for letter, lead in zip(letters, (*leads[1:], 0), strict=True))
            starts = [start + lead for start, lead in zip(starts, leads, strict=False)]
        quotations = [match.span() for match in _QUOTATION.finditer(text)] if "“" in text or '"' in text else []
        classes = "".join(letters)
        return Layout(words, starts, classes, quotations, _phrases(words, starts, lengths, classes, quotations, mentions))


class _Words(dict[str, Word]):
    """Words by what stands between two spaces; they are read once, unless they become too many."""

    def __init__(self, classes: Mapping[str, str]) -> None:
        super().__init__()
        self._classes = classes

    def __missing__(self, token: str) -> Word:
        if len(self) >= _KEPT_IN_MIND:
            self.clear()
        word = self[token] = _read(token, self._classes)
        return word


def words_of(text: str) -> list[str]:
    """Give the words of a text in small letters, without marks and contracted verbs.

    >>> words_of("“We’re waiting,” Lima's envoy said.")
    ['we', 'waiting', 'lima', 'envoy', 'said']
    """
    return [word.low for word in (_read(token, {}) for token in text.replace("—", " ").split(" ")) if word.low]


def _read(token: str, classes: Mapping[str, str]) -> Word:
    """Tell the word in what stands between two spaces."""
    width = len(token) + 1
    word = token.strip(AROUND)
    if not word:
        return Word("", "s,", 0, len(token), width)
    if word == token and word.isalnum():
        return Word(word.lower(), _class(word, classes) + " ", 0, len(word), width)
    lead = token.index(word)
    rest = token[lead + len(word) :]
    short = _SHORT.match(token, lead) if rest[:1] == "." else None
    mark = " " if not rest or (short and short.end() == len(token)) else ","
    if short and short[1]:
        word = short[0]
    contraction = _CONTRACTION.fullmatch(word) if "'" in word or "’" in word else None
    if contraction:
        word = contraction[1]
        mark = "'" if token.rstrip(AROUND).endswith(_POSSESSIVE) and _class(word, classes) != "p" else mark
    elif rest[:1] in ("'", "’") and word.endswith("s"):
        mark = "'"
    return Word(word.lower(), _class(word, classes) + mark, lead, len(word), width)


def _class(word: str, classes: Mapping[str, str]) -> str:
    low = word.lower()
    known = classes.get(low)
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


def _phrases(
    words: Sequence[str],
    starts: Sequence[int],
    lengths: Sequence[int],
    classes: str,
    quotations: Sequence[tuple[int, int]],
    mentions: Sequence[tuple[int, int]],
) -> list[Phrase]:
    phrases: list[Phrase] = []
    bounds = [(match.start() // 2, match.end() // 2 + 1) for match in _PHRASE.finditer(classes)]
    last_end = -1
    for (first, end), (next_first, _) in zip(bounds, [*bounds, (-1, -1)][1:], strict=True):
        start, stop = starts[first], starts[end - 1] + lengths[end - 1]
        kind, mark = classes[2 * end - 2], classes[2 * end - 1]
        kind = words[first] if kind == "p" else kind + "d" if classes[2 * first] == "d" else kind
        for begin, close in mentions:
            if begin < stop and start < close:
                kind = "M" + kind
        before, joined = _before(words, classes, first, last_end)
        if mark != " ":
            letter = after = mark
            joined += "," if mark == "," and next_first == end else "-"
        elif end < len(words):
            letter, after = classes[2 * end], words[end]
            joined += "a" if after in _AND and next_first == end + 1 else "-"
        else:
            letter, after = mark, "$"
            joined += "-"
        last_end = end
        inside = quoted(quotations, start) if quotations else ""
        name = " ".join(words[first:end])
        phrases.append(Phrase(first, end, start, stop, name, kind, before, after, letter, joined, inside))
    return phrases


def _before(words: Sequence[str], classes: str, first: int, last_end: int) -> tuple[str, str]:
    """Give the word or mark before a phrase, and whether it joins it to another phrase."""
    if not first:
        return "^", "-"
    before, comma = words[first - 1], classes[2 * first - 1] == ","
    if before in _AND:
        return "," + before if comma else before, "a" if last_end == first - 1 else "-"
    return "," if comma else before, "-"


def quoted(quotations: Sequence[tuple[int, int]], at: int) -> str:
    """Tell whether a place is in a quotation: ``"in"`` or ``"out"``."""
    return "in" if any(start <= at < end for start, end in quotations) else "out"


def small_classes() -> dict[str, str]:
    """Give the classes of small words."""
    return {word: letter for letter, words in reversed(list(_SMALL.items())) for word in words.split()}
