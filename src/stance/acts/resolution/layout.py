"""An article laid out: its sentences, the actors and the offices in it, and what of them stands in a stretch of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from stance.acts.mention import Mention
from stance.acts.resolution.nouns import HEAD, HEADS, KIN

_COMPOUND = re.compile(
    r"(?:['’]s)?[-‐‑–](?:backed|led|aligned|funded|supported|allied|sponsored|made|trained|installed|controlled|occupied|held|"
    r"based|born|linked|friendly|registered|flagged|owned|style|era|brokered|mediated|proposed|drafted|imposed|dominated|"
    r"speaking|run|appointed|built|armed|hosted|bound|facing|leaning)\b"
)
_THEIR_KIN = re.compile(
    rf"(?:['’]s?)(?: [\w-]+){{0,3}}? {KIN}\b|"
    r"(?: (?!(?:and|or|with|to|its|their|his|her|our|the|all|other|some|\w+ed|\w+s)\b)[a-z-]+){0,2}?"
    r" (?:allies|neighbou?rs|partners|members?|member states)\b"
)
_DATELINE = re.compile(
    r"(?:, [A-Z][\w.’' -]{1,25}?)?(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?)?"
    r"(?:,? ?[(/][^()/\n]{1,40}[)/])?(?: ?(?:--|[-—–]) ?|(?<=\)) ?|: )(?=[A-Z“\"])"
)
# A dateline begins the text, or comes right after its heading.
_HEADING_LINES = 3


class Head(NamedTuple):
    """The noun of an office, where it stands."""

    start: int
    end: int
    noun: str


class Dateline(NamedTuple):
    """Where an article says from where it comes."""

    end: int
    place: Mention


class Layout:
    """An article whose actors are known. What is read from it is read when first asked for, and once.

    Parameters
    ----------
    text : str
        The article.
    sentences : sequence of (int, int), length n_sentences
        Where they start and end, in order.
    mentions : sequence of Mention
        The actors that it names.
    """

    def __init__(self, text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Mention]) -> None:
        self.text = text
        self.sentences = list(sentences) or [(0, len(text))]
        self.mentions = sorted(mentions, key=lambda mention: mention.start)
        self._sentence_starts = [start for start, _ in self.sentences]
        self._mention_starts = [mention.start for mention in self.mentions]

    @cached_property
    def small(self) -> str:
        """The text in small letters, each where it stood."""
        small = self.text.lower()
        return small if len(small) == len(self.text) else "".join(map(_small_letter, self.text))

    @cached_property
    def heads(self) -> list[Head]:
        """The nouns of offices."""
        return [Head(match.start(), match.end(), HEADS[match[0]]) for match in HEAD.finditer(self.small)]

    @cached_property
    def _head_starts(self) -> list[int]:
        return [head.start for head in self.heads]

    def heads_in(self, start: int, end: int) -> list[Head]:
        """Give the nouns of offices that lie in a stretch."""
        found = self.heads[bisect_left(self._head_starts, start) : bisect_left(self._head_starts, end)]
        return found if not found or found[-1].end <= end else found[:-1]

    def sentence_number(self, at: int) -> int:
        """Tell in which sentence something stands."""
        return max(bisect_right(self._sentence_starts, at) - 1, 0)

    def sentence_start(self, at: int) -> int:
        """Tell where the sentence begins in which something stands."""
        return self.sentences[self.sentence_number(at)][0]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Give the names that a stretch touches."""
        last = bisect_left(self._mention_starts, end)
        first = bisect_right(self._mention_starts, start, 0, last)
        inside = self.mentions[first:last]
        # The one before may reach into it.
        if first and self.mentions[first - 1].end > start:
            inside.insert(0, self.mentions[first - 1])
        return inside

    def mention_before(self, at: int) -> Mention | None:
        """Give the last name that begins before something."""
        number = bisect_left(self._mention_starts, at)
        return self.mentions[number - 1] if number else None

    def mention_from(self, at: int) -> Mention | None:
        """Give the first name that begins there or later."""
        number = bisect_left(self._mention_starts, at)
        return self.mentions[number] if number < len(self.mentions) else None

    @cached_property
    def dateline(self) -> Dateline | None:
        """The dateline, where there is one."""
        at = 0
        for _ in range(_HEADING_LINES + 1):
            place = self.mention_from(at)
            if not place:
                return None
            found = None if self.text[at : place.start].strip() else _DATELINE.match(self.text, place.end)
            if found and place.kind in ("capital", "name", "place") and (found[0] != ": " or place.kind == "capital"):
                return Dateline(found.end(), place)
            at = self.text.find("\n", at) + 1
            if not at or self.text[:at].rstrip().endswith("."):
                return None
        return None

    @cached_property
    def acting(self) -> list[Mention]:
        """The names of those who may act: no places, and none that only begins a word such as Iran-backed."""
        place = self.dateline and self.dateline.place
        return [m for m in self.mentions if not m.place and m is not place and not self.is_dropped(m)]

    @cached_property
    def _acting_starts(self) -> list[int]:
        return [mention.start for mention in self.acting]

    def acting_in(self, start: int, end: int) -> list[Mention]:
        """Give those who may act and whose names lie in a stretch."""
        first, last = bisect_left(self._acting_starts, start), bisect_left(self._acting_starts, end)
        return [mention for mention in self.acting[first:last] if mention.end <= end]

    def is_dropped(self, mention: Mention) -> bool:
        """Tell Iran-backed, Ukraine's allies, EU members: the actor is not the one that is named."""
        text, end = self.text, mention.end
        following = text[end : end + 1]
        if not following or following not in "'’ -‐‑–":
            return False
        return bool(_COMPOUND.match(text, end) or _THEIR_KIN.match(text[end : end + 80].split(",")[0]))

    @cached_property
    def first_named(self) -> dict[str, int]:
        """Where each actor has first been named, by code."""
        first: dict[str, int] = {}
        for mention in self.acting:
            first.setdefault(mention.code, mention.end)
        return first


def _small_letter(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter
