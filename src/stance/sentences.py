"""Sentences of an article, as spans of its text.

The rules are a spaCy pipeline component, ``stance_sentences``, over spaCy's English tokens; any spaCy pipeline can use it::

    nlp = spacy.blank("en")
    nlp.add_pipe("stance_sentences")

It splits at full stops, question and exclamation marks, and at paragraphs; it does not split after abbreviations, initials
and enumerators, nor inside a quotation or a bracket that closes in the same paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
import spacy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Token

from stance.errors import encodable

# A quotation longer than this is a speech: it is split like any other text.
LONGEST_QUOTATION = 600

_TITLES = frozenset(
    """
    Adm. Amb. Brig. Bros. Capt. Cdr. Cmdr. Cmdt. Col. Cpl. Cpt. Dr. Drs. Fr. Ft. Gen. Gov. Govs. Hon. Insp. Lt. Ltc.
    Maj. Messrs. Mgr. Mlle. Mme. Mr. Mrs. Ms. Msgr. Mt. Mx. Pfc. Pres. Prof. Pvt. Rep. Reps. Rev. Sen. Sens. Sgt. Spc.
    St. Ste. Supt. Ven. Vice-Adm. Lt.-Gen. Lt.-Col. Maj.-Gen. Brig.-Gen. vs. v. cf. e.g. i.e. viz. incl. approx. ca.
    """.split()
)
_BEFORE_NUMBERS = frozenset(
    """
    No. Nos. Art. Arts. Sec. Secs. Ch. Vol. Fig. Figs. Para. Paras. Res. Doc. Op. Cl. Reg. Ex. Pt. no. nos. art. arts.
    sec. secs. ch. vol. fig. figs. para. paras. res. doc. p. pp. c. est. ext. Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep.
    Sept. Oct. Nov. Dec. Mon. Tue. Tues. Wed. Thu. Thur. Thurs. Fri. Sat. Sun. Rs.
    """.split()
)
_MAY_END = frozenset(
    """
    Inc. Corp. Ltd. Co. Cos. Jr. Sr. Esq. Dept. Depts. Div. Univ. Assn. Govt. Gov’t. Gov't. Ave. Blvd. Rd. Intl.
    Int'l. Nat'l. Natl. Fed. Min. Est. Bldg. etc. al. am. pm. hr. hrs. min. mins. mi. km. kg. lb. lbs. ft. sq. bn. mn.
    tr. Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ill. Ind. Kan. Ky. La. Md. Mass. Mich. Minn. Miss. Mo. Mont.
    Neb. Nev. Okla. Ore. Pa. Tenn. Tex. Va. Vt. Wash. Wis. Wyo. ret. deg.
    """.split()
)
_STARTERS = frozenset(
    """
    A According Accordingly Across Additionally After Again Against All Also Although Amid Among An And Another Any As
    Asked At Because Before Both But By Despite During Each Earlier Either Even Every Finally First For Four From
    Further Furthermore Given Had Has Have He Hence Her Here His How However I If In Indeed Instead Is It Its Just
    Last Later Let Like Many May Meanwhile More Moreover Most Much My Neither Nevertheless Next No Nor Not Nothing Now
    Of On Once One Only Or Other Others Our Over Please Secondly Several She Should Similarly Since So Some Such Take
    That The Their Then There Therefore These They This Those Though Three Through Throughout Thus To Today Together
    Two Under Unless Until Upon Was We Were What When Where Whether Which While Who Why Will With Within Without Yes
    Yesterday Yet You Your
    """.split()
)
_REPORTING = frozenset(
    """
    said says asked asks told tells wrote writes added adds replied replies answered shouted cried tweeted posted
    wondered demanded insisted continued began remarked noted read reads
    """.split()
)
_ACRONYM = re.compile(r"(?:[A-Za-z]{1,3}\.){2,}")  # U.S., a.m., Ph.D.
_INITIAL = re.compile(r"(?:[A-Z]\.)+|[A-Z]\.-[A-Z]\.")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,6})\.")
_ROMAN_OR_NUMBER = re.compile(r"[\d#$€£]|[IVX]+\b")
_LONGEST_OPENING = 4
_OPENERS = "\"'“‘«([¿¡"
_CLOSERS = "\"'”’»)]"
_TERMINATORS = frozenset(".!?…")

_SPEAKER = re.compile(r"(?P<name>(?:[A-Z][\w.'’-]*(?:,? [\w.'’-]+){0,5}?)(?: \([^()\n]{1,60}\))?) ?:(?:\s+|$)|Q (?=[A-Z“\"(])")
_SURE_SPEAKER = re.compile(r"Q|QUESTION|REPORTER|MODERATOR|(?:MR|MS|MRS|DR|AMB|GEN)\.[A-Z .'’-]+")
_NO_SPEAKER = re.compile(
    r"(?i)(?:sources?|notes?|status|date|time|place|location|subject|topic|contact|tel|phone|e-?mail|from|to|re|cc|update)"
)
_BARE_Q = "Q without a colon"  # which is no name of its own: it must come back
_FEWEST_TURNS = 3


class Span(NamedTuple):
    """A half-open range of characters of an article's text."""

    start: int
    end: int


@Language.component("stance_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Set ``is_sent_start`` on every token of a spaCy document."""
    text = doc.text
    sealed = _sealed(text)
    paragraph = 0
    starts = {0}
    for token in doc:
        last = token.text[-1]
        if last == "\n":
            paragraph = token.idx + len(token)
            starts.add(token.i + 1)
        elif last in _TERMINATORS:
            following = _after_closers(token)
            if following is not None and following.idx not in sealed and _ends(token, following, text, paragraph):
                starts.add(following.i)
    if not len(doc):
        return doc
    # All at once: spaCy's setter walks the whole document for every token. -1 is "no"; spaCy takes unsigned numbers.
    marks = np.full((len(doc), 1), -1, dtype=np.int64)
    marks[[index for index in starts if index < len(doc)]] = 1
    return doc.from_array([SENT_START], cast(Any, marks.astype(np.uint64)))


def _after_closers(token: Token) -> Token | None:
    """Find the token that would begin the next sentence, past the closing quotes and brackets that cling to this one."""
    last, doc = token, token.doc
    while last.i + 1 < len(doc) and not last.whitespace_ and doc[last.i + 1].text in _CLOSERS:
        last = doc[last.i + 1]
    if last.i + 1 == len(doc) or doc[last.i + 1].is_space:
        return None
    following = doc[last.i + 1]
    if not last.whitespace_ and not (
        last.text == "." and last.i and doc[last.i - 1].text[-1:].islower() and following.text[0].isupper()
    ):
        return None
    return following


def _ends(token: Token, following: Token, text: str, paragraph: int) -> bool:
    """Decide whether a sentence ends with this token."""
    first = following.text[0]
    if first.islower() or not (first.isalnum() or first in _OPENERS):
        return False
    if token.text[-1] != ".":
        return not (following.nbor(-1).text in _CLOSERS and _is_attribution(following))
    if token.text.endswith(".."):
        return first.isupper() or first in _OPENERS
    end = token.idx + len(token)
    word = _word_before(text, end)
    begun = end - len(word) - paragraph
    at_start = begun <= _LONGEST_OPENING and not text[paragraph : paragraph + begun].strip(_OPENERS + " ")
    return _stop_ends(word, following, at_start=at_start)


def _stop_ends(word: str, following: Token, *, at_start: bool) -> bool:
    """Decide what a single full stop does, by the word it stands behind."""
    if word in _TITLES or (word.isupper() and word.title() in _TITLES):
        return False
    if word in _BEFORE_NUMBERS:
        return not _ROMAN_OR_NUMBER.match(following.text) and (word in ("No.", "no.") or _starts(following))
    if at_start and _ENUMERATOR.fullmatch(word):
        return False
    if word in _MAY_END or _ACRONYM.fullmatch(word) or _INITIAL.fullmatch(word):
        return _starts(following)
    return True


def _word_before(text: str, end: int) -> str:
    """Give the characters between the last space or dash and a position, without opening quotes and brackets."""
    return re.split(r"[\s—–]", text[max(0, end - 40) : end])[-1].lstrip(_OPENERS)


def _starts(token: Token) -> bool:
    """Tell whether a token after an abbreviation looks like the first of a sentence rather than of a name."""
    if token.text[0] in _OPENERS:
        return token.text[0] not in "(["
    return token.text in _STARTERS and not (token.i + 1 < len(token.doc) and token.nbor().text == ".")


def _is_attribution(token: Token) -> bool:
    """Tell whether what follows a closing quote says who spoke, as in ``"Will it hold?" Smith asked``."""
    return any(t.text in _REPORTING for t in token.doc[token.i : token.i + 6])


def _sealed(text: str) -> set[int]:
    """Find the characters that lie inside a quotation or bracket of their paragraph."""
    sealed: set[int] = set()
    offset = 0
    for paragraph in text.split("\n"):
        for start, end in _quotations(paragraph):
            if end - start <= LONGEST_QUOTATION:
                sealed.update(range(offset + start + 1, offset + end))
        offset += len(paragraph) + 1
    return sealed


_CLOSING_SINGLE = re.compile(r"[.,!?;:…]['’](?!\w)|['’][.,!?;:)]")
_PAIRS = {"“": "”", "«": "»", "„": "“”", "(": ")", "[": "]"}


def _quotations(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of quotations and brackets that open and close in a paragraph."""
    opened: dict[str, int] = {}
    for match in re.finditer(r"[“”„«»()\[\]\"'‘’]", paragraph):
        mark, at = match[0], match.start()
        before, after = paragraph[at - 1 : at], paragraph[at + 1 : at + 2]
        if mark in "'‘’":
            kind = "'"
            opens = kind not in opened and mark != "’" and not before.isalnum() and after.isalpha()
            closes = kind in opened and mark != "‘" and _closes_single(paragraph, at)
        elif mark == '"':
            kind = '"'
            opens, closes = kind not in opened and not before.isdigit(), kind in opened
        else:
            kind = next((opener for opener in opened if mark in _PAIRS.get(opener, "")), mark)
            opens, closes = mark in _PAIRS and kind not in opened, kind in opened and mark != kind
        if opens:
            opened[kind] = at
        elif closes:
            yield opened.pop(kind), at


def _closes_single(paragraph: str, at: int) -> bool:
    """Tell a closing single quote from an apostrophe."""
    before, after = paragraph[at - 1 : at], paragraph[at + 1 : at + 2]
    if after.isalnum():
        return False
    if before in ".,!?;:…" or not after or after in ".,!?;:)":
        return True
    later = _CLOSING_SINGLE.search(paragraph, at + 1, at + LONGEST_QUOTATION)
    return not (before == "s" and later)


@cache
def _pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("stance_sentences")
    nlp.max_length = 1 << 31
    return nlp


def split_sentences(text: str) -> list[Span]:
    """Split one re-flowed text into sentences.

    Parameters
    ----------
    text : str
        Paragraphs of one line each (see `stance.articles.Article`).

    Returns
    -------
    list of Span
        In order, without white space at their ends. The names of speakers at the turns of a transcript belong to no sentence.

    Examples
    --------
    >>> text = "Lt. Gen. Okoro met the U.S. envoy. No. 5 on the list was water."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Lt. Gen. Okoro met the U.S. envoy.', 'No. 5 on the list was water.']
    """
    return spans_of(sentence_doc(text), text)


def sentence_doc(text: str) -> Doc:
    """Make a spaCy document of a text, with its sentences marked."""
    return _pipeline()(encodable(text))  # spaCy takes no half characters; lengths stay


def spans_of(doc: Doc, text: str) -> list[Span]:
    """Give the sentences of a text of which `sentence_doc` has made a document, as `split_sentences` does."""
    speakers = _speaker_labels(text)
    spans = []
    if not text:
        return []
    starts = [token.idx for token in doc if token.is_sent_start]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        start = speakers.get(start, start)
        if start < end:
            spans.append(Span(start, end))
    return spans


def split_all(texts: Iterable[str]) -> Iterator[list[Span]]:
    """Split many texts; see `split_sentences`."""
    return map(split_sentences, texts)


def _speaker_labels(text: str) -> dict[int, int]:
    """Find the speakers' names that begin the turns of a transcript: where each starts, and where its words start.

    A name and a colon are a speaker only where the text is a transcript: where some name comes back, or stands in the form
    that only transcripts use. A dateline or "Source:" does neither.
    """
    found: list[tuple[int, int, str]] = []
    offset = 0
    for paragraph in text.split("\n"):
        match = _SPEAKER.match(paragraph)
        if match:
            name = match["name"].split(" (")[0] if match["name"] else _BARE_Q
            if not _NO_SPEAKER.fullmatch(name):
                found.append((offset, offset + match.end(), name))
        offset += len(paragraph) + 1
    names = Counter(name for _, _, name in found)
    speakers = {name for name, times in names.items() if times > 1 or _SURE_SPEAKER.fullmatch(name)}
    if not speakers or (len(found) < _FEWEST_TURNS and not any(map(_SURE_SPEAKER.fullmatch, speakers))):
        return {}
    # A heading may have a colon too; it stands first, and once.
    return {start: end for start, end, name in found if start or name in speakers}
