"""The codes of those who act: of "the Lao foreign ministry", and of "the ministry", "she" and "we" that come after.

An end of an act that names an actor has its code. Of others the code is sought in the text: an office in the same office
that was named before, a person in the name's first mention, a pronoun in who spoke. Where two may be meant, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.acts.mention import Mention
from stance.acts.resolution.antecedents import FIRST, SECOND, THIRD, Antecedents
from stance.acts.resolution.home import Home
from stance.acts.resolution.introductions import Introductions
from stance.acts.resolution.layout import Layout
from stance.acts.resolution.names import person_in
from stance.acts.resolution.nouns import AUTHORITY, RELATED
from stance.acts.resolution.offices import Offices
from stance.acts.resolution.persons import Persons
from stance.acts.resolution.phrases import LINK, named_by
from stance.acts.resolution.quotations import Quotations

_LEADING = re.compile(r"(?:(?:to|with|against|by|from|on|at|towards?|of|for|upon|between)\s)+", re.IGNORECASE)
_DEFINITE = re.compile(r"(?:the|this|that|its|a|an)\s", re.IGNORECASE)
_MANY = re.compile(
    r"(?:both|all|each|several|some|many|most|other|others|those|everyone|everybody|nobody|anyone|any|every|either|neither|"
    r"(?:the |these |our |their )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+|other|others|sides|parties|countries|"
    r"delegations|neighbou?rs|leaders|ministers|presidents|governments|states|nations|foreign ministers|powers|allies|"
    r"world|public|people|international|global|region))\b",
    re.IGNORECASE,
)
_OWNER_ENDS = frozenset((" ", "'s ", "’s ", "' ", "’ "))
# "He" may be whom an earlier "he" means, and so on: no further than this.
_DEEPEST = 12


def find_codes(
    text: str,
    sentences: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    ends: Sequence[tuple[int, int]],
    *,
    host: str | None = None,
) -> list[str | None]:
    """Find the codes of the actors whom the ends of acts mean.

    Parameters
    ----------
    text : str
        An article.
    sentences : sequence of (int, int), length n_sentences
        Where they start and end, in order.
    mentions : sequence of Mention
        The actors that the article names, by `stance.acts.gazetteer.find_mentions`.
    ends : sequence of (int, int), length n_ends
        Spans of the text: names, offices, pronouns.
    host : str, optional
        The code of who publishes the text, where its source tells (see `find_host`).

    Returns
    -------
    list of (str or None), length n_ends
        None where nobody, or more than one, is clearly meant.

    Examples
    --------
    >>> seoul = Mention(0, 5, "Seoul", "KOR", "capital")
    >>> find_codes("Seoul recalled its envoy.", [(0, 25)], [seoul], [(0, 5), (15, 18)])
    ['KOR', 'KOR']
    """
    resolution = _Resolution(Layout(text, sentences, mentions), host)
    return [resolution.code_of(start, end) for start, end in ends]


class _Resolution:
    """The codes of phrases of an article, each found once."""

    def __init__(self, layout: Layout, host: str | None) -> None:
        self._layout = layout
        self._text = layout.text
        quotations = Quotations(layout)
        home = Home(layout, quotations, host)
        introductions = Introductions(layout)
        self._offices = Offices(layout, quotations, home, introductions)
        self._persons = Persons(layout, introductions, self._offices)
        self._antecedents = Antecedents(layout, quotations, home, introductions, self._persons, self.code_of)
        self._known: dict[tuple[int, int], str | None] = {}
        self._depth = 0

    def code_of(self, start: int, end: int) -> str | None:
        """Give the code of an end; one that leads back to itself, or too far back, has none."""
        if (start, end) not in self._known:
            if self._depth >= _DEEPEST:
                return None
            self._known[start, end] = None
            self._depth += 1
            self._known[start, end] = self._resolve(start, end)
            self._depth -= 1
        return self._known[start, end]

    def _resolve(self, start: int, end: int) -> str | None:
        if self._is_name(start, end):
            return named_by(self._layout, start, end)
        start, end = self._trimmed(start, end)
        phrase = self._text[start:end]
        if not phrase:
            return None
        if FIRST.match(phrase):
            return self._antecedents.first_person(start, end)
        if SECOND.match(phrase):
            return self._antecedents.second_person(start)
        if self._names(start, end):
            return named_by(self._layout, *self._widened(start, end))
        if THIRD.match(phrase) and not self._is_seated(start, end):
            return self._antecedents.third_person(start, end)
        wide = self._widened(start, end)
        if self._layout.mentions_in(*wide):
            return named_by(self._layout, *wide)
        if _MANY.match(phrase) or RELATED.search(phrase):
            return None
        name = person_in(phrase)
        return (self._persons.code_of(name) if name else None) or self._offices.code_of_office(start, end)

    def _is_name(self, start: int, end: int) -> bool:
        """Tell a name of an actor, no more and no less, which no other owns."""
        mention, before = self._layout.mention_from(start), self._layout.mention_before(start)
        return bool(mention and (mention.start, mention.end) == (start, end) and not (before and start - before.end < 4))

    def _names(self, start: int, end: int) -> bool:
        """Tell whether an actor is named in the phrase itself, before "in", "of" and the like."""
        inside = self._layout.mentions_in(start, end)
        core = LINK.search(self._text, start, end) if inside else None
        return bool(inside) and (core is None or inside[0].start < core.start())

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        phrase = self._text[start:end].rstrip(' \n,.;:"“”(')
        end = start + len(phrase)
        start = end - len(phrase.lstrip(' \n,.;:"“”‘('))
        leading = _LEADING.match(self._text, start, end)
        return leading.end() if leading else start, end

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """Take in the owner right before an end that has no article, and the one after "of", or the seat after "in"."""
        phrase = self._text[start:end]
        if _MANY.match(phrase):
            return start, end
        before, after = self._layout.mention_before(start), self._layout.mention_from(end)
        if before and self._text[before.end : start] in _OWNER_ENDS and not _DEFINITE.match(phrase):
            start = before.start
        if after:
            tie = self._text[end : after.start] if after.start - end < 9 else ""
            of = tie in (" of ", " of the ") and self._layout.heads_in(start, end)
            if of or (tie in (" in ", " at ") and after.kind == "capital" and AUTHORITY.search(phrase)):
                end = after.end
        return start, end

    def _is_seated(self, start: int, end: int) -> bool:
        """Tell her counterpart in Minsk, who is no she."""
        return RELATED.search(self._text, start, end) is not None and self._widened(start, end)[1] > end
