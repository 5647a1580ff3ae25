"""Whose text it is: the state at home in it, by its source, dateline or parliament, and the author who says "we"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from stance.acts.mention import Mention
from stance.acts.resolution.layout import Layout
from stance.acts.resolution.quotations import Quotations

_OFFICIAL = re.compile(
    r"ministry|government|embassy|president|office|department|parliament|mission|cabinet|spokes|secretar|commission|council|state|"
    r"mfa|chancell|house|minister|delegation|consulate|service|kremlin|representa",
    re.IGNORECASE,
)
_ORGAN = re.compile(
    r"\b(?:ministry|embassy|house of|parliament|senate|national assembly|permanent mission|press (?:office|service))\b",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"\b(?:times|post|daily|news|herald|agency|tv|radio|press|journal|gazette|tribune|today|weekly|observer|television|broadcasting|"
    r"standard|monitor|independent|reporter|wire|telegraph|review|morning|mail|online)\b",
    re.IGNORECASE,
)
# Where a body keeps the record of what states say in it.
_FORUM = re.compile(
    r"\b(?:verbatim|records?|meeting|debate|right of reply|plenary|session|committee|general assembly)\b", re.IGNORECASE
)
_SPEAKER_IN_TITLE = re.compile(
    r"\b(?:statement|remarks|address|speech|intervention|reply|explanation of vote) (?:by|of|from) (?:the )?"
    r"(?:(?:[\w-]+ ){1,3}of (?:the )?)?\Z",
    re.IGNORECASE,
)
_VENUES = frozenset({"Brussels", "Vienna", "Geneva", "The Hague", "New York", "Addis Ababa", "Strasbourg"})
_PARLIAMENT = (
    r"(?:parliament|house of representatives|senate|(?:national |legislative )?assembly|congress|lawmakers|deputies|mps)"
)
_PARLIAMENT_IN = re.compile(rf"\b{_PARLIAMENT} (?:in|at) \Z", re.IGNORECASE)
_TO_PARLIAMENT = re.compile(r"\b(?:told|before|in|to|at|of|addressed|addressing|by|informed)(?: members of)? \Z", re.IGNORECASE)
_HOUSES = re.compile(
    r"bundes(?:tag|rat)|parliament|assembly|riksdag|storting|folketing|sejm|knesset|duma|rada|sabha|commons|house of lords|"
    r"westminster|eduskunta|riigikogu|seimas|saeima|d[aá]il|congress|senate|majlis|cortes|althing|tweede kamer",
    re.IGNORECASE,
)
_SAYS_ITS_MINISTRY = re.compile(
    r"[,”\"] (?:(?:the|its) )?(?:(?:foreign|defen[cs]e|interior|trade) )?(?:ministry|government|prime minister|president|"
    r"(?:foreign |defen[cs]e )?minister)(?: spokes\w+)? (?:said|says|announced|told|added)\b"
)
_JOINT = re.compile(r"\bjoint (?:statement|communiqu|declaration|press)|\bcommuniqu[eé]\b", re.IGNORECASE)
_BEHALF = re.compile(
    r"\b(?:speak\w*|statement|deliver\w*|honou?r\w*|privilege|intervention)\b[^.\n]{0,60}? on behalf of "
    r"(?:the |its )?(?:\w+ (?:Government|delegation) of )?\Z"
)
_HEADING = re.compile(
    r"(?:Statement|Remarks|Address|Speech|Press (?:statement|release|briefing)|Intervention|Message)\b[^\n.]{0,80}\Z",
    re.IGNORECASE,
)
_PERFORMS = re.compile(
    r"(?:,[^,.]{1,40},)? (?:thanks|welcomes|condemns|calls|urges|reiterates|supports|believes|aligns|commends|stands|remains|"
    r"reaffirms|rejects|regrets|expresses|notes|takes note|associates|joins|attaches|congratulates|deplores|wishes|recalls|"
    r"is (?:deeply|gravely|ready|concerned|grateful|committed|convinced)|"
    r"must (?:\w+ )?(?:reject|respond|reply|insist|protest))\b"
)
_SPEECH = re.compile(
    r"\b(?:Mr|Mrs|Ms|Madam|Mister)\.? (?:President|Chair\w*|Speaker)\b|\bExcellenc|"
    r"\b[Mm]y (?:country|delegation|nation|government)\b"
)
_OPENING = 2000


def find_host(
    source_mentions: Sequence[Mention], title_mentions: Sequence[Mention] = (), *, source: str = "", title: str = ""
) -> str | None:
    """Find who publishes a text, from the actors that its source and its title name.

    Parameters
    ----------
    source_mentions, title_mentions : sequence of Mention
        Those of the source ("Ministry of Foreign Affairs of Japan") and of the title. The title counts where the source names
        nobody, and where it does not begin with the name as headlines do; and where the source is only the forum of a speech.
    source, title : str, optional
        The two themselves; with them a newspaper is told from a ministry, and a statement from a headline.

    Returns
    -------
    str or None
        None where none, or more than one, is named.
    """
    codes = {mention.code for mention in source_mentions if not mention.place}
    if len(codes) == 1:
        [code] = codes
        if code.startswith("IGO:UN") and (_FORUM.search(source) or _FORUM.search(title)):
            speaking = {m.code for m in title_mentions if _SPEAKER_IN_TITLE.search(title[: m.start])}
            return speaking.pop() if len(speaking) == 1 else None
        known = (
            not source or _OFFICIAL.search(source) or any(m.text == source.strip() or m.kind == "seat" for m in source_mentions)
        )
        return code if known and (_ORGAN.search(source) or not _MEDIA.search(source)) else None
    if codes:
        return None
    codes = {mention.code for mention in title_mentions if not mention.place}
    if len(codes) != 1 or any(mention.start == 0 for mention in title_mentions):
        return None
    return codes.pop() if not title or _HEADING.match(title) else None


class Home:
    """The state at home in an article, and its author.

    Parameters
    ----------
    layout : Layout
        The article.
    quotations : Quotations
        Who speaks in it.
    host : str or None
        The code of who publishes it.
    """

    def __init__(self, layout: Layout, quotations: Quotations, host: str | None) -> None:
        self._layout = layout
        self._text = layout.text
        self._quotations = quotations
        self.host = host

    @cached_property
    def state(self) -> str | None:
        """The state in which, or by which, the text is written, where that is clear."""
        if self.host:
            return self.host if ":" not in self.host else None
        if self._layout.dateline:
            return self._by_dateline(self._layout.dateline.end, self._layout.dateline.place)
        return self._by_parliament() or self._by_first_sentence()

    def _by_dateline(self, end: int, place: Mention) -> str | None:
        if place.kind == "place" or ":" in place.code or self._is_venue(place):
            return None
        lead = next(iter(self._layout.acting_in(end, end + 200)), None)
        return place.code if not lead or lead.code == place.code or not self._leads(lead, end) else None

    def _is_venue(self, place: Mention) -> bool:
        """Tell a seat of many bodies, where the text is not about the state in which it lies."""
        return place.text.title() in _VENUES and place.code not in self._layout.first_named

    def _leads(self, mention: Mention, start: int) -> bool:
        """Tell whether an actor is the first whom the first sentence names, as its subject."""
        before = self._text[start : mention.start]
        many = len(before.split())
        return many <= 2 or (many <= 5 and re.search(r"\b(?:of|from) (?:the )?\Z", before) is not None)

    def _first_sentences(self, many: int) -> list[tuple[int, int]]:
        return self._layout.sentences[:many]

    def _by_parliament(self) -> str | None:
        """Tell whose parliament it is where the first lines say that words fall in one: told the Bundestag, MPs in Manila."""
        _, end = self._first_sentences(2)[-1]
        found = set()
        for mention in self._layout.mentions_in(0, end):
            before = self._text[max(0, mention.start - 60) : mention.start]
            house = mention.kind == "seat" and _HOUSES.search(mention.text) and _TO_PARLIAMENT.search(before)
            if house or (mention.kind == "capital" and _PARLIAMENT_IN.search(before)):
                found.add(mention.code)
        return found.pop() if len(found) == 1 else None

    def _by_first_sentence(self) -> str | None:
        """Tell whose ministry it is in: Japan is ready to talk to Chad, the foreign ministry said."""
        for start, end in self._first_sentences(3):
            if self._text[start:end].rstrip()[-1:] not in tuple('.!?”"'):
                continue
            lead = next(iter(self._layout.acting_in(start, end)), None)
            if (
                lead
                and ":" not in lead.code
                and lead.kind in ("name", "capital")
                and not self._text[start : lead.start].strip('“" ')
            ):
                return lead.code if _SAYS_ITS_MINISTRY.search(self._text, lead.end, end) else None
            return None
        return None

    @cached_property
    def author(self) -> str | None:
        """Who speaks where nobody is quoted: the host, or who says so in the text. Nobody where two speak together."""
        if _JOINT.search(self._text, 0, 300):
            return None
        if self.host and not self.host.startswith("IGO:UN"):
            return self.host
        speech = _SPEECH.search(self._text, 0, _OPENING)
        if self.host and not speech:
            return self.host
        spoken = {m.code for m in self._layout.acting if self._speaks(m)}
        # A speech in the Assembly is not the Assembly's.
        spoken = {code for code in spoken if not code.startswith("IGO:UN")} if speech else spoken
        return spoken.pop() if len(spoken) == 1 else None

    def _speaks(self, mention: Mention) -> bool:
        """Tell a name in whose name the text speaks: on behalf of Chad, Chad thanks."""
        if self._quotations.quotation_at(mention.start):
            return False
        number = self._layout.sentence_number(mention.start)
        first, _ = self._layout.sentences[number]
        before = self._text[max(first, mention.start - 200) : mention.start]
        named = mention.kind in ("name", "abbreviation") and len(before.split()) <= 6
        if named and _PERFORMS.match(self._text, mention.end) and not before.rstrip().endswith((" and", " or")):
            return True
        if before.endswith(("of ", "the ", "by ", "its ")):
            heads = number == 0 and before.rstrip().endswith(("of", "of the", "by", "by the"))
            return bool(_BEHALF.search(before) or (heads and _HEADING.match(before)))
        return False
