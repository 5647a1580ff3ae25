"""Who speaks: quotations, the source of a sentence's reporting verb, and the turns of a transcript."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from stance.acts.resolution.layout import Layout
from stance.acts.resolution.nouns import any_of

_SAYS = """said says say told tells added adds wrote writes stated states warned warns argued argues noted notes insisted
    insists declared declares announced announces replied replies explained explains stressed stresses claimed claims confirmed
    confirms continued concluded remarked tweeted posted vowed pledged promised acknowledged admitted maintained reiterated
    emphasised emphasized underlined underscored commented responded observed recalled asserted complained denied demanded urged
    called asked accused condemned rejected welcomed thanked praised criticised criticized appealed informed assured""".split()
_SAID = re.compile(rf"\b{any_of(_SAYS)}\b(?! (?:for|by) (?:the|a)\b)")
_BEFORE_SUBJECT = frozenset("said says added adds wrote asked declared warned insisted argued explained stated noted".split())
_SUBJECT_AFTER = re.compile(
    r"\s(?=(?:the |a |an )?[A-Z]|(?:the|a|an|his|her|its)\s|(?:(?:prime|foreign|defen[cs]e) minister|spokes\w+|president)\b)"
)
_ACCORDING = re.compile(r"ccording to\s")
_CLOSES = re.compile(r"[,”\"?!’] ?\Z")
_NP_END = re.compile(
    r"[,.;:!?”\"“()\n]|\s(?:on|in|at|during|as|to|after|before|when|while|that|who|which|with|following|late|early|this|last|"
    r"yesterday|today|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|told|said)\b"
)
_CLAUSE = re.compile(r"[;:”\"]\s*|\b(?:that|while|whereas|and|but|after|before|because|when|if|as)\s|\n")
ADVERBIAL = re.compile(
    r"(?:(?:On|In|At|During|After|Before|Following|Speaking|Responding|Asked|Earlier|Later|Meanwhile|However|Separately|Also|"
    r"Addressing|From|By|Since|Under|Amid|Despite|Still|For|Yesterday|Today|Ahead|Against|Regarding|About|Concerning|"
    r"With)\b[^,]*, |(?:But|And|Yet|So|Then) |[“\"'‘(\s])+"
)
_TRAILING = re.compile(
    r"(?: (?:also|then|later|earlier|on \w+|had|has|have|again|further|repeatedly|publicly|in a statement))+\Z"
)
_LONGEST_SUBJECT = 120
_LONGEST_CLAUSE = 600
_MARK = re.compile(r"[“”\"\n]")
_LABEL = re.compile(
    r"^[ \t]*(?P<name>[A-Z][\w.'’ ,-]{0,70}?(?: ?\([^()\n]{1,60}\))?) ?:\s|^Q (?=[A-Z“\"])",
    re.MULTILINE,
)
_ASKS = re.compile(r"(?:Q|QUESTION|REPORTER|JOURNALIST|CORRESPONDENT|MODERATOR|A REPORTER)\b", re.IGNORECASE)

_NO_SPEAKER = re.compile(
    r"(?:sources?|notes?|status|date|time|place|location|subject|topic|contact|tel|phone|e-?mail|from|to|update|correction)\Z",
    re.I,
)
_SMALL = frozenset("of the for and to de da dos van von al el bin ibn on in at".split())
_BRACKETED = re.compile(r" ?\([^()]*\)")

Span = tuple[int, int]


def _is_speakers(name: str) -> bool:
    """Tell a speaker's name from "Source", and from a headline before its colon."""
    words = [word for word in _BRACKETED.sub("", name).split() if word not in _SMALL]
    return not _NO_SPEAKER.match(name) and all(not word[0].islower() for word in words)


class Quotations:
    """Who speaks where in an article.

    Parameters
    ----------
    layout : Layout
        The article.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._text = layout.text
        self._speakers: dict[int, Span | None] = {}

    @cached_property
    def _spans(self) -> list[Span]:
        """Where quotations stand; one that does not close in its paragraph runs to its end."""
        found: list[Span] = []
        opened: int | None = None
        for match in _MARK.finditer(self._text):
            at, mark = match.start(), match[0]
            if opened is None:
                opened = at if mark in '“"' else None
            elif mark != "“":
                found.append((opened, at if mark == "\n" else at + 1))
                opened = None
        return found if opened is None else [*found, (opened, len(self._text))]

    @cached_property
    def _span_starts(self) -> list[int]:
        return [start for start, _ in self._spans]

    def quotation_at(self, at: int) -> Span | None:
        """Give the quotation in which something stands."""
        number = bisect_right(self._span_starts, at) - 1
        return self._spans[number] if number >= 0 and at < self._spans[number][1] else None

    @cached_property
    def _labels(self) -> list[Span]:
        """The names before the turns of a transcript; where they do not return, nor ask, two are no transcript."""
        if "\n" not in self._text:
            return []
        found = [
            match.span("name") if match["name"] else (match.start(), match.start() + 1)
            for match in _LABEL.finditer(self._text)
            if not match["name"] or _is_speakers(match["name"])
        ]
        dateline = self._layout.dateline
        found = [label for label in found if not dateline or label[0] != dateline.place.start]
        names = [self._text[start:end] for start, end in found]
        told = len(set(names)) < len(names) or any(map(_ASKS.match, names)) or len(found) > 2
        return found if len(found) > 1 and told else []

    @cached_property
    def _label_starts(self) -> list[int]:
        return [start for start, _ in self._labels]

    def label_of(self, at: int) -> Span | None:
        """Find the name of the speaker in whose turn of a transcript something stands."""
        number = bisect_right(self._label_starts, at) - 1
        return self._labels[number] if number >= 0 else None

    def asks(self, label: Span) -> bool:
        """Tell whether a turn is that of someone who asks."""
        return _ASKS.match(self._text, *label) is not None

    def answerer(self, label: Span) -> Span | None:
        """Give who has the turn after another's."""
        number = bisect_right(self._label_starts, label[0])
        return self._labels[number] if number < len(self._labels) else None

    def speaker(self, number: int) -> Span | None:
        """Find the source of the reporting verb of a sentence, outside of its quotations."""
        if number not in self._speakers:
            self._speakers[number] = self._find_speaker(*self._layout.sentences[number])
        return self._speakers[number]

    def _find_speaker(self, first: int, last: int) -> Span | None:
        text = self._text
        according = _ACCORDING.search(text, first, last)
        if according and not self.quotation_at(according.start()):
            return self._phrase(according.end(), last)
        verbs = [match for match in _SAID.finditer(text, first, last) if not self.quotation_at(match.start())]
        for verb in verbs:
            if verb[0] in _BEFORE_SUBJECT and _CLOSES.search(text[max(first, verb.start() - 2) : verb.start()]):
                after = _SUBJECT_AFTER.match(text, verb.end(), last)
                if after:
                    return self._phrase(after.end(), last)
        return next(filter(None, (self._subject(first, verb.start()) for verb in verbs)), None)

    def _phrase(self, start: int, last: int) -> Span:
        """Give the words up to where a noun phrase ends."""
        stop = _NP_END.search(self._text, start, last)
        return start, stop.start() if stop else last

    def _subject(self, first: int, verb: int) -> Span | None:
        """Give the words between the beginning of a clause and its verb."""
        at = max(first, verb - _LONGEST_CLAUSE)
        for match in _CLAUSE.finditer(self._text, at, verb):
            if not self._layout.mentions_in(match.start(), match.end()):
                at = match.end()
        adverbial = ADVERBIAL.match(self._text, at, verb)
        at = adverbial.end() if adverbial else at
        words = _TRAILING.sub("", self._text[at:verb].rstrip(" ,")).rstrip(" ,")
        return (at, at + len(words)) if words and len(words) <= _LONGEST_SUBJECT else None
