"""Whom pronouns mean: he, she, it and they, by the clauses before; we and I, by who speaks; you, by who is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from stance.acts.mention import Mention
from stance.acts.resolution.home import Home
from stance.acts.resolution.introductions import Introductions
from stance.acts.resolution.layout import Layout
from stance.acts.resolution.names import NAME, person_in, without_titles, words_of
from stance.acts.resolution.nouns import NOT_THE_STATE, PERSONS, RELATED
from stance.acts.resolution.persons import Persons
from stance.acts.resolution.phrases import named_by
from stance.acts.resolution.quotations import ADVERBIAL, Quotations, Span

FIRST = re.compile(r"(?:[Ww]e|us|Us|[Oo]urs?|I|[Mm]e|[Mm]y|WE|OUR|MY|[Oo]urselves)\b")  # US is a state
SECOND = re.compile(r"[Yy]ou(?:rs?)?\b")
THIRD = re.compile(
    r"(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|itself|himself|herself|themselves)\b", re.IGNORECASE
)
_ALL_OF_US = re.compile(
    r"[Ww]e(?: in this \w+| here)?,? (?:all|both|(?:the )?(?:two|three|four|five|six|seven|eight|\d+)|"
    r"the (?:\w+ )?(?:ministers|leaders|heads|governments|members|undersigned|participants))\b|"
    r"[Ww]e\b[^.,;!?”\"\n]{0,80}? together\b(?! with)"
)
_OWN = re.compile(
    r"(?:country|nation|government|ministry|ministers?|people|delegation|cabinet|army|forces?|troops|military|embassy|king|queen|"
    r"ambassador|office|administration|side|state|parliament|navy|republic|kingdom|president|leaders?|foreign|prime|defen[cs]e|"
    r"diplomats?|officials?|spokes\w+|envoys?|authorities|mission|leadership|own|teams?|experts|engineers|pilots|peacekeepers|inspectors|soldiers|sailors|police|coast|"
    r"fleet|citizens|position|parliamentarians|lawmakers|services?|border|customs|air|chair\w*|secretariat|federal|central|national|"
    r"new|transitional|interim|courts?|judges?|supreme|highest|heads?|chief|monarch|emir|sultan)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:he|she|him|her|his|hers|himself|herself)\Z", re.IGNORECASE)
_PLURAL = re.compile(r"(?:they|them|their|theirs|themselves)\Z", re.IGNORECASE)
_PLURAL_NOUN = re.compile(
    r"(?:['’]s?)?(?: [\w-]+){0,3}? (?:officials|authorities|diplomats|police|troops|forces|lawmakers|soldiers|negotiators|"
    r"delegates|ministers|generals|prosecutors|people|leaders|envoys|officers|guards|sailors|commanders)\b"
)
_PLURALS = frozenset("authorities police troops forces officials diplomats lawmakers prosecutors negotiators rebels".split())
_TELLS_THAT = re.compile(r"(?:['’]s?)?(?: [\w-]+){0,4}?,?(?: that| and)? \Z")
_GIVES_WORD = re.compile(r"\b(?:told|informed|assured|warned|notified|promised)\s")
_BARE = re.compile(r"(?<!\w)(?:the|my|our) (?:[a-z]+ ){0,2}?\Z")
_OBJECT = re.compile(r" (?:also )?\w+(?:ed|old|et) (?:on )?(?P<whom>(?:the )?[\w-]+(?: [\w-]+){0,2})")
# Three sentences are looked at, this one and two before; of one that does not end, so many letters.
_SENTENCES = 3
_FURTHEST = 1000


class _Candidate(NamedTuple):
    """One of those whom a pronoun may mean."""

    start: int
    end: int
    code: str | None


class Antecedents:
    """Whom the pronouns of an article mean.

    Parameters
    ----------
    layout, quotations, home, introductions, persons
        What is known of the article.
    code_of : callable
        Gives the code of any other phrase, by where it starts and ends.
    """

    def __init__(
        self,
        layout: Layout,
        quotations: Quotations,
        home: Home,
        introductions: Introductions,
        persons: Persons,
        code_of: Callable[[int, int], str | None],
    ) -> None:
        self._layout = layout
        self._text = layout.text
        self._quotations = quotations
        self._home = home
        self._introductions = introductions
        self._persons = persons
        self._code_of = code_of
        self._quoted: dict[Span, str | None] = {}

    # We, I, you ------------------------------------------------------------------------------------------------------

    def first_person(self, start: int, end: int) -> str | None:
        """Find who says we; "our allies" are others."""
        _, _, rest = self._text[start:end].partition(" ")
        if _is_anothers(rest) or _ALL_OF_US.match(self._text, start):
            return None
        label = self._quotations.label_of(start)
        if label is not None:
            return self._labelled(label)
        quote = self._quotations.quotation_at(start)
        if not quote:
            return self._home.author
        if quote not in self._quoted:
            self._quoted[quote] = self._speaker_of(quote)
        return self._quoted[quote]

    def second_person(self, start: int) -> str | None:
        """Find whom a question in a transcript asks."""
        label = self._quotations.label_of(start)
        if not label or not self._quotations.asks(label):
            return None
        answers = self._quotations.answerer(label)
        return self._labelled(answers) if answers else None

    def _labelled(self, label: Span) -> str | None:
        """Give the actor of who has a turn in a transcript."""
        if self._quotations.asks(label):
            return None
        if self._layout.mentions_in(*label):
            return named_by(self._layout, *label)
        words = without_titles(self._text[label[0] : label[1]])
        known = words and words & self._persons.known_names
        return self._persons.code_of(words) if known else self._home.host

    def _speaker_of(self, quote: Span) -> str | None:
        """Find the speaker of a quotation: in its own sentences, else in the one before, else in the one after."""
        first, last = (self._layout.sentence_number(at) for at in (quote[0], quote[1] - 1))
        for number in range(first, last + 1):
            speaker = self._quotations.speaker(number)
            if speaker:
                return self._code_of(*speaker)
        found = {mention.code for mention in self._layout.acting_in(self._layout.sentences[first][0], quote[0])}
        if found:
            return found.pop() if len(found) == 1 else None
        for number in (first - 1, first - 2, last + 1):
            if 0 <= number < len(self._layout.sentences):
                speaker = self._quotations.speaker(number)
                if speaker:
                    return self._code_of(*speaker)
        return None

    # He, she, it, they -----------------------------------------------------------------------------------------------

    def third_person(self, start: int, end: int) -> str | None:
        """Find whom he, she, it or they mean; of "its ministry" the owner, of "its neighbour" nobody."""
        pronoun, _, rest = self._text[start:end].partition(" ")
        if _is_anothers(rest) or rest.startswith("side"):
            return None
        quote = self._quotations.quotation_at(start)
        number = self._layout.sentence_number(start)
        said = self._by_who_said(pronoun, start, number) if quote is None and not rest else None
        if said:
            return said
        other = self._object(start + len(pronoun)) if not rest else None
        for back in range(min(_SENTENCES, number + 1)):
            decided, code = self._meant(pronoun, number - back, start, quote, other)
            if decided:
                return code
        return None

    def _by_who_said(self, pronoun: str, start: int, number: int) -> str | None:
        """Find whom "it said" means: who spoke before; and whom "it said it would" does: the same."""
        speaker = self._quotations.speaker(number)
        if not speaker or not self._is_pronoun(*speaker) or self._text[speaker[0] : speaker[1]].lower() != pronoun.lower():
            return None
        if speaker[0] != start:
            return self._code_of(*speaker) if speaker[1] <= start else None
        for earlier in range(number - 1, max(number - _SENTENCES, 0) - 1, -1):
            before = self._quotations.speaker(earlier)
            if before and not self._is_pronoun(*before) and bool(_WHO.match(pronoun)) <= self._might_be_person(*before):
                return self._code_of(*before)
        return None

    def _object(self, at: int) -> str | None:
        """Give whom somebody is said to act on right after a pronoun, who is not the one that it means: he thanked Chad."""
        found = _OBJECT.match(self._text, at)
        if not found:
            return None
        named = self._layout.mentions_in(*found.span("whom"))
        if named:
            return named[0].code if not named[0].place else None
        heads = self._layout.heads_in(*found.span("whom"))
        return self._code_of(found.start("whom"), heads[-1].end) if heads else None

    def _meant(self, pronoun: str, number: int, at: int, quote: Span | None, other: str | None) -> tuple[bool, str | None]:
        """Look at a sentence, or what of it stands before the pronoun: and tell whether it is decided there, and for whom."""
        first, last = self._layout.sentences[number]
        here = last >= at
        last = min(last, at)
        first = max(first, last - _FURTHEST)
        found = [
            candidate
            for candidate in self._candidates(self._after_adverbial(first, last) if here else first, last, pronoun)
            if (quote is None or candidate.start >= quote[0] or candidate.end <= quote[0])
            and (other is None or candidate.code != other)
        ]
        speaker = self._quotations.speaker(number) if not here or quote is None else None
        if speaker and speaker[1] > at:
            speaker = None
        if speaker and _WHO.match(pronoun) and self._might_be_person(*speaker):
            inside = {c.code for c in found if not speaker[0] <= c.start < speaker[1]}
            code = self._code_of(*speaker)
            return True, code if not here or inside <= {code} else None
        codes = {candidate.code for candidate in found}
        if len(codes) == 1:
            return True, codes.pop()
        if not codes:
            return speaker is not None and not self._is_pronoun(*speaker), None
        # Japan told China that it would wait; after a full stop, who spoke goes on.
        if here:
            told = _TELLS_THAT.match(self._text[found[-1].end : at]) and _GIVES_WORD.search(
                self._text, found[0].end, found[-1].start
            )
            return True, found[0].code if told and len(codes) == len(found) else None
        code = self._code_of(*speaker) if speaker else None
        return True, code if code in codes else None

    def _after_adverbial(self, first: int, last: int) -> int:
        """Leave out what a sentence is about, before its pronoun: On relations with Japan, it said."""
        adverbial = ADVERBIAL.match(self._text, first, last)
        return adverbial.end() if adverbial and "," in adverbial[0] else first

    def _is_pronoun(self, start: int, end: int) -> bool:
        return THIRD.fullmatch(self._text, start, end) is not None

    def _might_be_person(self, start: int, end: int) -> bool:
        """Tell a person from a ministry or a state; another pronoun leads further back."""
        if self._is_pronoun(start, end):
            return _WHO.match(self._text[start:end]) is not None
        heads = self._layout.heads_in(start, end)
        if heads:
            return any(head.noun in PERSONS for head in heads)
        phrase = self._text[start:end]
        return not self._layout.mentions_in(start, end) or bool(words_of(phrase) and self._persons.code_of(person_in(phrase)))

    def _candidates(self, first: int, last: int, pronoun: str) -> list[_Candidate]:
        """Give those whom a stretch of text names: persons for he and she, for others all but persons' names."""
        found: dict[Span, str | None]
        if _PLURAL.match(pronoun):
            found = {(m.start, m.end): m.code for m in self._layout.acting_in(first, last) if self._is_plural(m)}
            found |= {
                (office.start, office.end): office.code
                for office in self._introductions.offices_in(first, last)
                if self._layout.small[office.head.start : office.head.end] in _PLURALS
            }
        elif _WHO.match(pronoun):
            offices = self._introductions.offices_in(first, last)
            found = {(office.start, office.end): office.code for office in offices if office.head.noun in PERSONS}
            found |= {span: self._code_of(*span) for span in self._names(first, last)}
            found |= {span: self._code_of(*span) for span in self._bare(first, last) if self._might_be_person(*span)}
        else:
            found = {(m.start, m.end): m.code for m in self._layout.acting_in(first, last)}
            codes = {span: self._code_of(*span) for span in self._bare(first, last)}
            found |= {span: code for span, code in codes.items() if code}
        return [_Candidate(*span, code) for span, code in sorted(found.items())]

    def _is_plural(self, mention: Mention) -> bool:
        """Tell the Houthis, the Danes, Kenyan officials from a state."""
        if mention.kind == "people" or mention.code.startswith(("ARM:", "MOV:")):
            return True
        return _PLURAL_NOUN.match(self._text, mention.end, mention.end + 60) is not None

    def _bare(self, first: int, last: int) -> Iterator[Span]:
        """Give offices without their actors: the ministry, the foreign minister, my king."""
        for head in self._layout.heads_in(first, last):
            floor = max(first, head.start - 40)
            found = _BARE.search(self._layout.small, floor, head.start)
            if found and not self._layout.mentions_in(found.start(), head.end) and not self._text.startswith(" of ", head.end):
                yield found.start(), head.end

    def _names(self, first: int, last: int) -> Iterator[Span]:
        """Give the names of persons whose offices are known."""
        known = self._persons.known_names
        if not known:
            return
        for match in NAME.finditer(self._text, first, last):
            if not known.isdisjoint(match[0].split()) and not self._layout.mentions_in(*match.span()):
                yield match.span()


def _is_anothers(rest: str) -> bool:
    """Tell what follows a possessive when it is no part of its owner: our allies, its rebels."""
    return bool(rest) and (not _OWN.match(rest) or bool(RELATED.search(rest) or NOT_THE_STATE.search(rest)))
