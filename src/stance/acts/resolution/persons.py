"""Persons by their names: Rebane is Estonia's, whose foreign minister Aino Rebane was where she was first named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from stance.acts.resolution.introductions import Introductions, Person
from stance.acts.resolution.layout import Layout
from stance.acts.resolution.names import FIELD, NAME, words_of
from stance.acts.resolution.offices import Offices

_TITLED = re.compile(rf"(?:{FIELD})?,? (?P<name>{NAME.pattern})")
_TITLES = frozenset(
    """premier minister president chancellor ambassador envoy spokesperson secretary-general secretary king queen emir
    sultan""".split()
)
_OWNED = re.compile(r"['’]s (?:\w+ ){0,2}\Z")
_OF_ANOTHER = re.compile(r" of |,? (?:his|her) ")


class Persons:
    """The persons of an article whose offices are known.

    Parameters
    ----------
    layout : Layout
        The article.
    introductions : Introductions
        The persons whom it names with their actors.
    offices : Offices
        Whose its other offices are.
    """

    def __init__(self, layout: Layout, introductions: Introductions, offices: Offices) -> None:
        self._layout = layout
        self._text = layout.text
        self._introductions = introductions
        self._offices = offices

    def code_of(self, name: frozenset[str]) -> str | None:
        """Find a person by the office of the first mention; a part of the name is enough."""
        known = {person for word in name for person in self._by_word.get(word, ())}
        codes = {person.code for person in known if name <= person.name or person.name <= name}
        return codes.pop() if len(codes) == 1 else None

    @cached_property
    def known_names(self) -> frozenset[str]:
        """The words of the names of persons whose offices are known."""
        return frozenset(self._by_word)

    @cached_property
    def _by_word(self) -> dict[str, set[Person]]:
        known: dict[str, set[Person]] = {}
        for person in self._introductions.persons:
            for word in person.name:
                known.setdefault(word, set()).add(person)
        for person in self._titled(frozenset(known)):
            for word in person.name:
                known.setdefault(word, set()).add(person)
        return known

    def _titled(self, known: frozenset[str]) -> Iterator[Person]:
        """Read persons with titles whose actors are to be found: President Aranda."""
        text = self._text
        for head in self._layout.heads:
            found = _TITLED.match(text, head.end) if head.noun in _TITLES else None
            name = words_of(found["name"]) if found else frozenset()
            if not found or not name or name & known or self._layout.mentions_in(head.start, found.end()):
                continue
            before = text[max(0, head.start - 40) : head.start]
            if _OWNED.search(before) or _OF_ANOTHER.match(text, found.end()):
                continue
            code = self._offices.code_at(head.start, head.noun, frozenset(before.lower().split()[-1:]), titled=True)
            if code:
                yield Person(name, code)
