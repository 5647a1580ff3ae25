"""The names of political actors, and where a text has them.

The data is ``gazetteer.toml``; what a name means where it stands is decided by the rules of `stance.acts.gazetteer.readings`,
and whether it is only a place by those of `stance.acts.gazetteer.places`. Where it is not clear, there is no mention.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from stance.acts.gazetteer.places import Preceding, only_a_place
from stance.acts.gazetteer.readings import has_other_sense, is_family_name, is_person, stands_near
from stance.acts.gazetteer.setting import Setting
from stance.acts.mention import AliasKind, Mention

ActorKind = Literal["state", "body", "group"]

NOBODY = "-"

_KINDS: Mapping[str, AliasKind] = {
    "names": "name",
    "adjectives": "adjective",
    "people": "people",
    "capital": "capital",
    "seats": "seat",
    "abbreviations": "abbreviation",
    "former": "former",
    "places": "place",
}
_PREFIXES: Mapping[str, ActorKind] = {"IGO": "body", "NGO": "body", "ARM": "group", "MOV": "group", "GOV": "group"}

# What these names become without their diacritics is a word of its own.
_NOT_WITHOUT_DIACRITICS = frozenset({"Malé", "Réunion"})
_ARTICLE = re.compile(r"(?<!\w)the \Z", re.IGNORECASE)
_DASHES = ("-", "‐", "‑", "–")
_DOTS_AND_DASHES = re.compile(r"(?<!\S)(?:[A-Z]\.){2,}[‐‑–—/-][\w./‐‑–—-]+")  # U.S.-led, U.S.–China


@dataclass(frozen=True, slots=True)
class Actor:
    """A state, a body or a group.

    Attributes
    ----------
    code : str
        ISO 3166-1 alpha-3 for states; for others the project's own, such as ``"IGO:UN"`` and ``"ARM:HAMAS"``.
    name : str
        The usual name, without an article.
    kind : str
        ``"state"``, ``"body"`` or ``"group"``.
    """

    code: str
    name: str
    kind: ActorKind


@dataclass(frozen=True, slots=True)
class Reading:
    """What an ambiguous name means where one of some words is in the same sentence; the code ``"-"`` is nobody."""

    code: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """One of the names of an actor, or an ambiguous name.

    Attributes
    ----------
    text : str
        As it is written within a sentence, without an article.
    kind : str
        What it names: the state itself by name, an abbreviation, an adjective, its people, capital, seat ...
    code : str
        Of the actor; of an ambiguous name the one where no reading fits, ``"-"`` for nobody.
    article : str
        Whether ``the`` ``"may"`` or ``"must"`` stand before it, as a part of the name, or ``"no"``.
    readings : tuple of Reading
        Those of an ambiguous name.
    place : str
        The code where it is only a place, if that is another.
    """

    text: str
    kind: AliasKind
    code: str
    article: Literal["no", "may", "must"] = "no"
    readings: tuple[Reading, ...] = ()
    place: str = ""

    @property
    def spellings(self) -> frozenset[str]:
        """All ways to write it: apostrophes, abbreviated saints, without diacritics; with a capital, in capitals."""
        written = {self.text}
        for change in _CHANGES:
            written |= {change(text) for text in written}
        if self.kind == "abbreviation":  # LeT is no LET
            return frozenset(written)
        return frozenset(form for text in written for form in (text, text[0].upper() + text[1:], text.upper()))


@dataclass(frozen=True)
class Gazetteer:
    """Actors by code, and their aliases."""

    actors: Mapping[str, Actor]
    aliases: tuple[Alias, ...]

    def __getitem__(self, code: str) -> Actor:
        return self.actors[code]


def _plain(text: str) -> str:
    if text in _NOT_WITHOUT_DIACRITICS:
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).replace("ø", "o")


_CHANGES: tuple[Callable[[str], str], ...] = (
    _plain,
    lambda text: re.sub(r"\bSaint ", "St. ", text),
    lambda text: re.sub(r"\bSaint |\bSt\. ", "St ", text),
    lambda text: text.replace(" and ", " & "),
    lambda text: re.sub(r"\A[Aa]l-", lambda found: found[0][:-1] + " ", text),
    lambda text: text.replace("'", "’"),
)


def _alias(text: str, kind: AliasKind, code: str, **more: Any) -> Alias:
    if text.startswith("The "):
        return Alias(text[4:], kind, code, "must", **more)
    if text.startswith("the "):
        return Alias(text[4:], kind, code, "may", **more)
    return Alias(text, kind, code, "may" if kind == "people" else "no", **more)


def _actor_aliases(entry: Mapping[str, Any]) -> Iterator[Alias]:
    code = entry["code"]
    for key, kind in _KINDS.items():
        for text in entry.get(key, ()):
            yield _alias(text, kind, code)
    yield Alias(entry["name"], "name", code)


def _all_aliases(data: Mapping[str, Any]) -> Iterator[Alias]:
    for entry in data["ambiguous"]:
        readings = tuple(Reading(code, tuple(words)) for code, words in entry["near"].items())
        for text in entry["names"]:
            yield _alias(
                text,
                entry.get("kind", "name"),
                entry.get("default", NOBODY),
                readings=readings,
                place=entry.get("place", ""),
            )
    for text in data["decoys"]["names"]:
        yield Alias(text, "name", NOBODY)
    for entry in data["actor"]:
        yield from _actor_aliases(entry)


@cache
def default_gazetteer() -> Gazetteer:
    """Give the gazetteer of this package.

    Examples
    --------
    >>> default_gazetteer()["KOR"].name
    'South Korea'
    """
    data = tomllib.loads((files("stance.acts.gazetteer") / "gazetteer.toml").read_text("utf-8"))
    actors = {}
    for entry in data["actor"]:
        code = entry["code"]
        actors[code] = Actor(code, entry["name"], _PREFIXES.get(code.partition(":")[0], "state"))
    # The first of a name counts: an ambiguous name is listed before the actor whose name it also is.
    first: dict[str, Alias] = {}
    for alias in _all_aliases(data):
        first.setdefault(alias.text, alias)
    return Gazetteer(actors, tuple(first.values()))


class _Matching(NamedTuple):
    matcher: PhraseMatcher
    spellings: Mapping[str, Alias]


@cache
def _matching() -> _Matching:
    """Build the matcher of the default gazetteer.

    It matches whatever the case, which `find_mentions` then looks up, so that there is one pattern for three cases.
    """
    nlp = spacy.blank("en")
    spellings = {text: alias for alias in reversed(default_gazetteer().aliases) for text in alias.spellings}
    # Capitals count of their own only before full stops, where the tokenizer's exceptions are cased: St. John's, ST. JOHN'S.
    patterns = {text if "." in text else text.lower(): text for text in spellings}
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("actor", [_tokenized(text, nlp) for text in patterns.values()])
    return _Matching(matcher, spellings)


def _tokenized(text: str, nlp: Language) -> Doc:
    words = text.split(" ")
    # Most names are words alone, which the tokenizer leaves whole, but takes its time over.
    return Doc(nlp.vocab, words) if all(map(str.isalpha, words)) else nlp.make_doc(text)


class _Found(NamedTuple):
    start: int
    end: int
    alias: Alias


def find_mentions(doc: Doc) -> list[Mention]:
    """Find the actors that a document names.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        Of a blank English tokenizer, or of any pipeline with its tokens. Where sentences are marked, the words that decide
        what an ambiguous name means are sought in its sentence, else in its paragraph.

    Returns
    -------
    list of Mention
        In order, without overlaps; the longest name counts.

    Examples
    --------
    >>> [(m.text, m.code, m.place) for m in find_mentions(spacy.blank("en")("Seoul urged the Kremlin in Geneva to talk."))]
    [('Seoul', 'KOR', False), ('the Kremlin', 'RUS', False), ('Geneva', 'CHE', True)]
    """
    text = doc.text
    found = _longest(_candidates(doc, text))
    starts = _starts_of_sentences(doc, text)
    mentions: list[Mention] = []
    families: set[str] = set()
    doubtful: list[Mention] = []
    for index, each in enumerate(found):
        setting = _setting(found, index, text, starts)
        if not _may_act(each, setting):
            continue
        if is_person(setting):
            families |= {setting.name} if is_family_name(setting) else set()
            continue
        read = list(_read(each.alias, setting, each.end, mentions[-1] if mentions else None))
        mentions += read
        doubtful += read if setting.name in families else []
    # Mr Jordan, and later Jordan: the person or the state?
    return [mention for mention in mentions if mention not in doubtful or _is_known_otherwise(mention, mentions)]


def _is_known_otherwise(mention: Mention, mentions: Iterable[Mention]) -> bool:
    """Tell whether a text names the same actor in other words, too: Jordan, and the Jordanians."""
    return any(other.code == mention.code and other.text != mention.text for other in mentions)


def _candidates(doc: Doc, text: str) -> Iterator[_Found]:
    matcher, spellings = _matching()
    for _, first, end in matcher(doc):
        start, stop = doc[first].idx, doc[end - 1].idx + len(doc[end - 1])
        alias = spellings.get(text[start:stop])
        if alias and alias.code:
            yield _Found(start, stop, alias)
    # spaCy leaves these whole.
    for word in _DOTS_AND_DASHES.finditer(text):
        for part in re.finditer(r"[^-‐‑–—/]+", word[0]):
            alias = spellings.get(part[0])
            if alias:
                yield _Found(word.start() + part.start(), word.start() + part.end(), alias)


def _longest(candidates: Iterable[_Found]) -> list[_Found]:
    """Keep the longest of those that overlap, the first of those that are as long."""
    taken: set[int] = set()
    kept = []
    for each in sorted(candidates, key=lambda found: (found.start - found.end, found.start)):
        if each.start not in taken and each.end - 1 not in taken:
            kept.append(each)
            taken.update(range(each.start, each.end))
    return sorted(kept)


def _starts_of_sentences(doc: Doc, text: str) -> list[int]:
    starts = {0, len(text)} | {match.end() for match in re.finditer(r"\n+", text)}
    if doc.has_annotation("SENT_START"):
        starts |= {token.idx for token in doc if token.is_sent_start}
    return sorted(starts)


def _setting(found: list[_Found], index: int, text: str, starts: list[int]) -> Setting:
    start, end, alias = found[index]
    at = bisect_right(starts, start)
    first, last = starts[at - 1], starts[at] if at < len(starts) else len(text)
    article = _ARTICLE.search(text, max(first, start - 4), start) if alias.article != "no" else None
    begin = article.start() if article else start
    follower = text[end : found[index + 1].start] if index + 1 < len(found) else ""
    return Setting(
        name=alias.text,
        kind=alias.kind,
        text=text[begin:end],
        before=text[first:begin],
        after=text[end:last],
        follows_actor=index > 0 and text[found[index - 1].end : start] == " ",
        leads_actor=follower == " ",
        joins_actor=follower in _DASHES,
    )


def _may_act(found: _Found, setting: Setting) -> bool:
    """Tell whether a name may be an actor's, or a person's."""
    alias = found.alias
    if alias.code == NOBODY and not alias.readings:
        return False
    without_article = len(setting.text) == found.end - found.start
    return not (alias.article == "must" and without_article) and not has_other_sense(setting)


def _read(alias: Alias, setting: Setting, end: int, last: Mention | None) -> Iterator[Mention]:
    """Give what a name means where it stands, if it means an actor."""
    start = end - len(setting.text)
    place = only_a_place(setting, alias.code, _preceding(last, start, alias.code, setting))
    code = alias.place if place and alias.place else _code(alias, setting)
    if code != NOBODY:
        yield Mention(start, end, setting.text, code, alias.kind, place)


def _preceding(last: Mention | None, start: int, code: str, setting: Setting) -> Preceding | None:
    """Describe the place that is named before, in the same sentence."""
    begin = start - len(setting.before)
    if last is None or not last.place or last.start < begin:
        return None
    return Preceding(
        kind=last.kind,
        same_actor=last.code == code,
        lead=setting.before[: last.start - begin],
        between=setting.before[last.end - begin :],
    )


def _code(alias: Alias, setting: Setting) -> str:
    if not alias.readings:
        return alias.code
    fitting = {reading.code for reading in alias.readings if stands_near(setting, reading.near)}
    if not fitting:
        return alias.code
    return fitting.pop() if len(fitting) == 1 else NOBODY
