"""Phrases in which actors are named: who of them is meant by "Japan's ambassador to China" or "the Libyan rebels"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from stance.acts.mention import Mention
from stance.acts.resolution.layout import Layout
from stance.acts.resolution.nouns import AUTHORITY, NOT_THE_STATE, PRIVATE, RELATED

LINK = re.compile(
    r"\s(?P<word>of|in|to|at|on|with|for|from|against|over|about|between|near|by|towards?|who|that|which|whose|under|outside|"
    r"inside|behind|after|before|across|into)\b\s?|(?P<comma>,)\s?|\s(?P<bracket>\()"
)
_AND_AFTER = re.compile(r"(?:['’]s?)?(?:,? and | or |,? as well as |,? along with |/| & |,? together with )")
_AND_BEFORE = re.compile(r"(?: and| or|/| &|as well as)(?: the| its| their)? ?\Z")
_BETWEEN = re.compile(r"\band\b|\bor\b|[,/–&]|\A[-‐‑]")
_SPOKES = re.compile(r"\bspokes\w+\Z|\b(?:representative|envoy|negotiator|lawyer)s?\Z", re.IGNORECASE)
_GROUPS = ("ARM:", "MOV:")


class _Part(NamedTuple):
    """A part of a noun phrase, and the word that ties it to those before; the first has none."""

    link: str
    start: int
    end: int


def named_by(layout: Layout, start: int, end: int) -> str | None:
    """Give the code of a phrase in which actors are named.

    Returns
    -------
    str or None
        None where two are named side by side, and where the actor named is not the one meant: Georgia's opposition.
    """
    inside = layout.mentions_in(start, end)
    if len(inside) == 1:
        only = inside[0]
        if _is_all(layout, only, start, end):
            if only.place:
                return only.code if only.kind == "name" else None
            return None if layout.is_dropped(only) else only.code
    acting = [mention for mention in inside if not mention.place and not layout.is_dropped(mention)]
    parts = _parts(layout.text, inside, start, end)
    owners = _owners(layout.text, parts, acting)
    if not owners:
        return _seated(layout.text, parts, inside)
    if _is_joined(layout.text, owners, acting, start, end):
        return None
    code = _owner(owners)
    return code if code and not _is_other_than_state(layout.text, parts, owners, code) else None


def _is_all(layout: Layout, mention: Mention, start: int, end: int) -> bool:
    return (mention.start <= start and mention.end >= end) or layout.text[start:end].lower() == f"the {mention.text.lower()}"


def _parts(text: str, inside: Sequence[Mention], start: int, end: int) -> list[_Part]:
    parts, link, at = [], "", start
    for match in LINK.finditer(text, start, end):
        first, last = match.span()
        if not any(mention.start < last and mention.end > first + 1 for mention in inside):
            parts.append(_Part(link, at, first))
            link, at = match["word"] or ",", last
    return [*parts, _Part(link, at, end)]


def _owners(text: str, parts: Sequence[_Part], acting: Sequence[Mention]) -> list[Mention]:
    """Give those named in the phrase itself, else after its "of", else in what stands in apposition."""
    if not acting:
        return []
    core = text[parts[0].start : parts[0].end]
    for link in ("", "of", "for", ",", "from"):
        if (link == "of" and RELATED.search(core)) or (link == "for" and not _SPOKES.search(core)):
            continue
        for part in parts:
            if part.link == link:
                found = [m for m in acting if m.start < part.end and m.end > part.start]
                if found:
                    return found
    return []


def _seated(text: str, parts: Sequence[_Part], inside: Sequence[Mention]) -> str | None:
    """Tell the authorities in Minsk, the government at Caracas."""
    core = text[parts[0].start : parts[0].end]
    if len(parts) < 2 or not AUTHORITY.search(core) or NOT_THE_STATE.search(core):
        return None
    seats = [
        mention
        for mention in inside
        if mention.kind in ("capital", "name")
        and any(part.link in ("in", "at") and part.start <= mention.start < part.end for part in parts)
    ]
    return seats[0].code if len({mention.code for mention in seats}) == 1 else None


def _is_joined(text: str, owners: Sequence[Mention], acting: Sequence[Mention], start: int, end: int) -> bool:
    """Tell the US and South Korea, Poland and the Baltic states, Japan, China and others."""
    if any(_AND_AFTER.match(text, m.end, end) or _AND_BEFORE.search(text[start : m.start]) for m in owners):
        return True
    if any(a.code != b.code and _BETWEEN.search(text[a.end : b.start]) for a, b in pairwise(owners)):
        return True
    others = (mention for mention in acting if mention.code != owners[0].code)
    return any(_AND_BEFORE.search(text[start : mention.start]) for mention in others)


def _is_other_than_state(text: str, parts: Sequence[_Part], owners: Sequence[Mention], code: str) -> bool:
    """Tell the Libyan rebels, Georgia's opposition, a Canadian miner."""
    if ":" in code:
        return False
    spoken_of = [part for part in parts if part.link in ("", "of") and part.start <= owners[-1].end]
    words = "".join(text[part.start : part.end] + " " for part in spoken_of)
    core = text[parts[0].start : parts[0].end]
    for mention in owners:
        words, core = words.replace(mention.text, " "), core.replace(mention.text, " ")
    return bool(NOT_THE_STATE.search(words) or (PRIVATE.search(core) and not AUTHORITY.search(core)))


def _owner(owners: Sequence[Mention]) -> str | None:
    """Choose among actors named in one phrase: the first owns the rest, but a group is no state's."""
    codes = list(dict.fromkeys(mention.code for mention in owners))
    groups = [code for code in codes if code.startswith(_GROUPS)]
    if groups and len(codes) > 1:
        return groups[0] if len(groups) == 1 else None
    return codes[0]
