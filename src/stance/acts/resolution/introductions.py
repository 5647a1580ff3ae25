"""Offices and persons as a text introduces them: Estonia's foreign minister, Aino Rebane, is Estonia's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from stance.acts.mention import Mention
from stance.acts.resolution.layout import Head, Layout
from stance.acts.resolution.names import FIELD, NAME, NAME_WORD, words_of
from stance.acts.resolution.nouns import AUTHORITY, HEADS
from stance.acts.resolution.phrases import named_by

_STOP = frozenset(
    """the a an and or but that said says told to of in on at by for from with against over as if when while who which is
    was are were has had have will would may might can could should must not do does did he she it they we his her its their
    our this
    these those than then also still again both no nor after before since until because during about between into through says
    warned urged accused condemned rejected welcomed called asked denied vowed agreed signed met thanked criticised criticized
    recalled expelled summoned announced imposed suspended backed praised offered sent added wrote threatened
    demanded""".split()
)
_WORD = re.compile(r"(?: |-(?=General))([\w’'-]+(?:\.(?= [A-Z]))?)")
_POSSESSIVE = re.compile(r"['’]s?(?= )")
_FIELD = re.compile(FIELD)
_THEN_NAME = re.compile(rf",? (?={NAME_WORD})")
_NAME_THEN = re.compile(rf"({NAME.pattern}), (?:the |a |who is )?(?:(?:former|new|outgoing|acting|deputy|special|top) )?\Z")
_TIE = re.compile(r" (?:of|from) (?:the )?\Z")
_TO_TIE = re.compile(rf"(?:,? (?:(?:for|of|and|the|to) )*{NAME_WORD})*|(?: for [a-z ]+)?")
_IN_CAPITAL = re.compile(r"(?:\b[\w-]+ ){1,3}(?:in|at) \Z")
# Before and after a name, no office is sought further than this.
_REACH = 90


class Office(NamedTuple):
    """An office that the text gives to an actor: the Lao foreign ministry."""

    start: int
    end: int
    head: Head
    words: frozenset[str]
    code: str


class Person(NamedTuple):
    """A person in an office: the words of the name."""

    name: frozenset[str]
    code: str


class Introductions:
    """The offices and the persons that an article gives to actors by name.

    Parameters
    ----------
    layout : Layout
        The article.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._text = layout.text

    @cached_property
    def _read(self) -> tuple[list[Office], list[Person]]:
        """Read the offices of actors that are named, and the persons in them."""
        offices: list[Office] = []
        persons: list[Person] = []
        for mention in self._layout.acting:
            for start, end, name in (self._after(mention), self._before(mention)):
                code = named_by(self._layout, start, end) if end > start else None
                if code is not None:
                    if name:
                        persons.append(Person(name, code))
                    offices += self._named(start, end, mention, code)
        return sorted([*offices, *self._in_capitals()]), persons

    @property
    def offices(self) -> list[Office]:
        """The offices, in order."""
        return self._read[0]

    @property
    def persons(self) -> list[Person]:
        """The persons in offices, in order."""
        return self._read[1]

    @cached_property
    def _starts(self) -> list[int]:
        return [office.start for office in self.offices]

    def offices_in(self, start: int, end: int) -> list[Office]:
        """Give the offices of actors that are named in a stretch."""
        found = self.offices[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [office for office in found if office.end <= end]

    def _named(self, start: int, end: int, mention: Mention, code: str) -> Iterator[Office]:
        words = frozenset(self._layout.small[start:end].replace(mention.text.lower(), "").split())
        for head in self._layout.heads_in(start, end):
            if head.start >= mention.end or head.end <= mention.start:
                yield Office(start, end, head, words, code)

    def _in_capitals(self) -> Iterator[Office]:
        """Read a minister in Sofia, the authorities in Minsk."""
        for mention in self._layout.mentions:
            if mention.place and mention.kind == "capital":
                floor = max(self._layout.sentence_start(mention.start), mention.start - 50)
                found = _IN_CAPITAL.search(self._text, floor, mention.start)
                if found and AUTHORITY.search(found[0]) and len(self._layout.mentions_in(found.start(), mention.end)) == 1:
                    yield from self._named(found.start(), mention.end, mention, mention.code)

    def _after(self, mention: Mention) -> tuple[int, int, frozenset[str]]:
        """Read on from a name: Estonia's foreign minister, Aino Rebane."""
        text, at = self._text, mention.end
        possessive = _POSSESSIVE.match(text, at)
        at = possessive.end() if possessive else at
        if not self._layout.heads_in(at, at + _REACH):
            return self._just_named(mention, at) if possessive else (0, 0, frozenset())
        last, last_head = at, 0
        for _ in range(7):
            word = _WORD.match(text, last)
            if not word or word[1] in _STOP or word[1].endswith(("'s", "’s")):
                break
            is_head = word[1].lower() in HEADS
            if last_head and word[1].islower() and not is_head:
                break
            last = word.end()
            last_head = last if is_head else last_head
        if not last_head:
            return self._just_named(mention, at) if possessive else (0, 0, frozenset())
        field = _FIELD.match(text, last_head)
        name = self._name_at(field.end() if field else last_head) or self._name_before(mention.start)
        return mention.start, last_head, name

    def _just_named(self, mention: Mention, at: int) -> tuple[int, int, frozenset[str]]:
        """Read Estonia's Aino Rebane."""
        bare = NAME.match(self._text, at + 1)
        name = words_of(bare[0]) if bare else frozenset()
        return (mention.start, mention.end, name) if len(name) > 1 else (0, 0, frozenset())

    def _name_at(self, at: int) -> frozenset[str]:
        found = _THEN_NAME.match(self._text, at)
        name = NAME.match(self._text, found.end()) if found else None
        if not name or not found:
            return frozenset()
        closes = self._text[name.end() : name.end() + 1] in (",", ".")
        return words_of(name[0]) if not found[0].startswith(",") or closes else frozenset()

    def _name_before(self, at: int) -> frozenset[str]:
        """Tell Aino Rebane, the Estonian foreign minister; the name begins the clause."""
        before = self._text[max(0, at - 70) : at]
        found = _NAME_THEN.search(before) if "," in before[-25:] else None
        return words_of(found[1]) if found and " " in found[1] else frozenset()

    def _before(self, mention: Mention) -> tuple[int, int, frozenset[str]]:
        """Read back from a name: Foreign Minister Aino Rebane of Estonia, the Ministry of Trade of Kenya."""
        text = self._text
        tie = _TIE.search(text[max(0, mention.start - 10) : mention.start])
        if not tie:
            return 0, 0, frozenset()
        tied = max(0, mention.start - 10) + tie.start()
        floor = max(self._layout.sentence_start(mention.start), mention.start - _REACH)
        for head in self._layout.heads_in(floor, tied):
            if _TO_TIE.fullmatch(text, head.end, tied):
                rest = text[head.end : tied].strip()
                name = words_of(rest) if NAME.fullmatch(rest) else frozenset()
                name = name or self._name_before(head.start)
                if not name and text[mention.end : mention.end + 1] == ",":
                    name = self._name_at(mention.end)
                return head.start, mention.end, name
        return 0, 0, frozenset()
