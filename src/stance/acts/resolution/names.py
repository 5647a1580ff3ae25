"""Names of persons: "Foreign Minister Aino Rebane" is Aino and Rebane."""

from __future__ import annotations

import re

from stance.acts.resolution.nouns import HEADS

_CAPITAL = "A-ZÀ-ÖØ-ÞĆČĎĐĘĚĞİŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ"
NAME_WORD = rf"(?:[{_CAPITAL}](?:['’][A-Z])?[\w-]+|[{_CAPITAL}]\.|al-[A-Z]\w+)"
NAME = re.compile(rf"{NAME_WORD}(?: (?:(?:bin|ibn|de|da|dos|van|von|el|al|der|la) )?{NAME_WORD}){{0,3}}")
FIELD = (
    r"(?: (?:of|for) (?:the )?(?:(?:Foreign|External|Home|European|Internal) (?:Affairs|Relations)(?: and [A-Z]\w+)?|"
    r"State|Defen[cs]e|Finance|Justice|Interior|Trade|Health|Energy))"
)
_TITLES = re.compile(
    r"(?:(?:the|Mr|Mrs|Ms|Miss|Dr|Sir|Madam|Mx|Prime|Foreign|Deputy|Vice|Acting|Interior|Finance|Defen[cs]e|Trade|Special|"
    r"Permanent|Minister|President|Premier|Ambassador|Secretary|Secretary-General|Envoy|Chancellor|King|Queen|General|Gen|Col|"
    r"Colonel|Prof|Commissioner|Spokes\w+|Chairman|Speaker|Prince|Representative|Director|Senator|Sen|Chief|Under|State|Lord|"
    r"Lady|High|spokes\w+|minister|ministry|government|president|foreign|prime|envoy|ambassador)\b\.? ?)+",
)
_NOT_A_NAME = frozenset(
    """The A An In On At By For From To Of With And But Or As If When While After Before Since Until Although He She It They We
    This That These Those Its His Her Their Our My I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February
    March April May June July August September October November December Affairs Trade Cooperation State Foreign Defence Defense
    Government Ministry Council Commission Union Office Department Embassy Mission Republic Parliament Assembly""".split()
)


def words_of(name: str) -> frozenset[str]:
    """Give the words of a person's name; none where it is not one."""
    words = [word for word in name.split() if word[0].isupper() and not word.endswith(".")]
    return frozenset() if any(word in _NOT_A_NAME or word.lower() in HEADS for word in words) else frozenset(words)


def person_in(phrase: str) -> frozenset[str]:
    """Give the words of the name in a phrase that is a person's name, with titles before it."""
    titles = _TITLES.match(phrase)
    rest = phrase[titles.end() if titles else 0 :].split(",")[0].split(" (")[0].strip()
    rest = rest.title() if rest.isupper() else rest
    return words_of(rest) if rest and NAME.fullmatch(rest) else frozenset()


def without_titles(name: str) -> frozenset[str]:
    """Give the words of the name of who speaks in a transcript."""
    return words_of(_TITLES.sub("", name.title()))
