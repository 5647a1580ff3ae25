"""Offices that are named without their actor: whose ministry "the ministry" is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property

from stance.acts.mention import Mention
from stance.acts.resolution.home import Home
from stance.acts.resolution.introductions import Introductions, Office
from stance.acts.resolution.layout import Layout
from stance.acts.resolution.nouns import (
    GROUPS,
    LOCAL,
    NATURES,
    NOT_THE_STATE,
    OF_A_BODY,
    OF_A_STATE,
    OF_THE_HOME,
    PORTFOLIOS,
    fits,
)
from stance.acts.resolution.quotations import Quotations

_VAGUE = re.compile(r"\b(?:relevant|concerned|certain|neighbou?ring|host|third|other|another|such|foreign countr\w+|any|no)\b")
_TIED = re.compile(r" (?:of|for|in|to) ")
_BOTH = re.compile(r"\bboth [a-z]+s\b")
# Of offices of one kind that came before, so many are looked at.
_LAST = 50
# Of a sentence that does not end, so many letters are.
_FURTHEST = 1000


class Offices:
    """Whose the offices of an article are.

    Parameters
    ----------
    layout : Layout
        The article.
    quotations : Quotations
        Who speaks in it.
    home : Home
        Whose text it is.
    introductions : Introductions
        The offices that it gives to actors.
    """

    def __init__(self, layout: Layout, quotations: Quotations, home: Home, introductions: Introductions) -> None:
        self._layout = layout
        self._text = layout.text
        self._quotations = quotations
        self._home = home
        self._introductions = introductions

    def code_of_office(self, start: int, end: int) -> str | None:
        """Find the actor of an office that is named without it: the ministry."""
        phrase = self._layout.small[start:end]
        heads = self._layout.heads_in(start, end)
        tied = _TIED.search(phrase)
        if tied:
            heads = [head for head in heads if head.start - start < tied.end()]
        if not heads or _VAGUE.search(phrase):
            return None
        last = heads[-1]
        if last.noun not in GROUPS and NOT_THE_STATE.search(phrase):
            return None
        # A name, or another noun, after the office makes it somebody else's.
        rest = phrase[last.end - start :]
        tied = _TIED.search(rest)
        if any(map(str.isalpha, rest[: tied.start()] if tied else rest)):
            return None
        return self.code_at(start, last.noun, frozenset(phrase.split()))

    def code_at(self, at: int, noun: str, words: frozenset[str], *, titled: bool = False) -> str | None:
        """Find the actor of an office, given its noun and other words.

        Parameters
        ----------
        at : int
            Where the office stands.
        noun : str
            A value of `stance.acts.resolution.nouns.HEADS`.
        words : frozenset of str
            The words of its phrase, in small letters.
        titled : bool, default=False
            Whether a person's name comes after it.

        Returns
        -------
        str or None
            None where two may be meant.
        """
        if noun in GROUPS:
            return self._only(at, lambda code: code.startswith(("ARM:", "MOV:")))
        if self._is_anyones(at, noun):
            return None
        named = self._nearest(at, noun, words)
        if named is not None:
            return named or None
        if noun in NATURES:
            state = self._home.state
            return self._only(at, lambda code: fits(code, noun), also=state if state and fits(state, noun) else None)
        state = self._home.state
        label = self._quotations.label_of(at) if titled else None
        if label and self._quotations.asks(label):
            return self._only(at, lambda code: ":" not in code and code != state)
        if noun in OF_THE_HOME and state:
            return state
        if noun in OF_A_BODY:
            body = self._home.host if self._home.host and ":" in self._home.host else self._body(at, noun)
            if body:
                return body
        if noun in OF_A_STATE and not state:
            return self._only(at, lambda code: fits(code, noun) if noun == "republic" else ":" not in code)
        return None

    def _is_anyones(self, at: int, noun: str) -> bool:
        """Tell the authorities after "both capitals", and after a place abroad."""
        if noun not in OF_A_STATE and noun not in LOCAL:
            return False
        first = max(self._layout.sentence_start(at), at - _FURTHEST)
        if _BOTH.search(self._layout.small, first, at):
            return True
        if noun not in LOCAL:
            return False
        dateline = self._layout.dateline
        abroad = {m.code for m in self._layout.mentions_in(first, at) if m.place and not (dateline and m is dateline.place)}
        return bool(abroad - {self._home.state})

    @cached_property
    def _by_noun(self) -> dict[str, list[Office]]:
        """The offices by their nouns, and by the portfolios among their words, in order."""
        found: dict[str, list[Office]] = {}
        for office in self._introductions.offices:
            for key in {office.head.noun, *(office.words & PORTFOLIOS)}:
                found.setdefault(key, []).append(office)
        return found

    def _offices_before(self, key: str, at: int) -> list[Office]:
        """Give those of a noun before something that stand in the same sentence as the last of them, at least."""
        offices = self._by_noun.get(key, [])
        number = bisect_right(offices, at, key=lambda office: office.end)
        return offices[max(0, number - _LAST) : number]

    def _nearest(self, at: int, noun: str, words: frozenset[str]) -> str | None:
        """Give the code of the same office in the nearest sentence before; "" where two compete."""
        portfolios = words & PORTFOLIOS
        same = self._offices_before(noun, at)
        if not same and portfolios:
            same = sorted(office for portfolio in portfolios for office in self._offices_before(portfolio, at))
        told = [office for office in same if portfolios <= office.words] or same
        if not told:
            return None
        first = self._layout.sentence_start(told[-1].start)
        codes = {office.code for office in told if office.start >= first}
        if len(codes) > 1:
            return ""
        code = codes.pop()
        # The government at home may have come before the one abroad: which is meant now?
        home = self._home.state
        return "" if home and home != code and self._first_bare(noun) < same[0].start else code

    @cached_property
    def _bare(self) -> dict[str, int]:
        """Where each noun first stands after "the" and without an owner."""
        first: dict[str, int] = {}
        for head in self._layout.heads:
            before = self._layout.small[max(0, head.start - 5) : head.start]
            if before.lstrip('\n "“(') == "the " and not self._layout.small.startswith(" of ", head.end):
                first.setdefault(head.noun, head.start)
        return first

    def _first_bare(self, noun: str) -> int:
        return self._bare.get(noun, len(self._text))

    @cached_property
    def _bodies(self) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in self._layout.acting:
            if mention.code.startswith("IGO"):
                for word in mention.text.lower().split():
                    found.setdefault(word, []).append(mention)
        return found

    def _body(self, at: int, noun: str) -> str | None:
        """Find the European Commission for the Commission, the only organisation of all."""
        named = self._bodies.get(noun, [])
        number = bisect_right(named, at, key=lambda mention: mention.end)
        if number:
            return named[number - 1].code
        return self._only(at, lambda code: fits(code, noun)) if noun == "organisation" else None

    def _only(self, at: int, is_meant: Callable[[str], bool], also: str | None = None) -> str | None:
        """Give the one actor of a kind that the text has named so far."""
        codes = {code for code, first in self._layout.first_named.items() if first <= at and is_meant(code)}
        codes |= {also} if also else set()
        return codes.pop() if len(codes) == 1 else None
