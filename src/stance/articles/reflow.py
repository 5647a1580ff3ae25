"""Plain text as found, hard-wrapped or not, to paragraphs of one line each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from stance.articles.decoding import clean_characters
from stance.articles.words import join_lines

PARAGRAPH_BREAK = "\n\n"

_RULE_LINE = re.compile(r"[\W_]+")  # a line without a letter or digit: ***, ---, a lone backslash
_BULLET = re.compile(r"[-*•▪◦●‣·]\s+")
_BULLETS = re.compile(rf"^(?:{_BULLET.pattern})+")
_NUMBERED = re.compile(r"(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|[–—])\s+")
_SPEAKER = re.compile(r"(?:Q|A|[A-Z][\w.'’-]*(?: [\w.'’()-]+){0,7}):?\s")
# No heading ends with one of these.
_LEADS_ON = frozenset("a an and as at by for from in its of on or our that the their to with".split())
_TERMINAL = ".!?:;\"”’'"
# Longer lines than this are paragraphs as some editor left them, not lines wrapped for a terminal or a page.
_WIDEST_WRAP = 130
_RAGGED = 20
_LONG_ENOUGH_TO_BREAK = 40


def reflow(raw: str) -> str:
    """Re-flow plain text: paragraphs without line ends, a blank line between them.

    Line ends that only wrap a paragraph vanish, and so does one that cuts a word; headings, bylines, list items and turns
    of a transcript keep a paragraph of their own. Bullet marks and lines that only rule off a part are dropped.

    Parameters
    ----------
    raw : str
        Text as decoded, with any line ends and spaces.

    Returns
    -------
    str
        The text that offsets point into.
    """
    blocks = _blocks([line.rstrip() for line in clean_characters(raw).split("\n")])
    width = _wrap_width(blocks)
    paragraphs = [paragraph for block in blocks for paragraph in _split_block(block, width)]
    joined = (join_lines(lines) for lines in _mend_breaks(paragraphs))
    return join_paragraphs(_BULLETS.sub("", paragraph) for paragraph in joined)


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Join paragraphs, each folded to one line, with a blank line between them; empty ones vanish."""
    return PARAGRAPH_BREAK.join(filter(None, map(fold, paragraphs)))


def fold(text: str) -> str:
    """Fold a text to one line, with single spaces."""
    return " ".join(clean_characters(text).split())


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if not line.strip() or _RULE_LINE.fullmatch(line):
            blocks.append([])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _wrap_width(blocks: list[list[str]]) -> int | None:
    """Find the column at which the text was wrapped, or None where it was not.

    A wrapped text shows itself: at most of its line ends the next word would not have fitted.
    """
    pairs = [(left, right) for block in blocks for left, right in pairwise(block)]
    lengths = [len(left) for left, _ in pairs if len(left) <= _WIDEST_WRAP]
    if not lengths or len(lengths) < len(pairs) / 2:
        return None
    width = max(lengths)
    longer = sum(len(line) > width + _RAGGED for block in blocks for line in block)
    if longer * 4 >= sum(map(len, blocks)):
        return None
    full = sum(_is_full(left, right, width) for left, right in pairs)
    return width if full >= len(pairs) / 2 else None


def _is_full(left: str, right: str, width: int) -> bool:
    return len(left) + 1 + len(right.strip(" ").split(" ", 1)[0]) > width


def _split_block(block: list[str], width: int | None) -> list[list[str]]:
    """Split the lines of a block into paragraphs."""
    paragraphs = [[block[0]]]
    for left, right in pairwise(block):
        if _continues(left, right, width):
            paragraphs[-1].append(right)
        else:
            paragraphs.append([right])
    return paragraphs


def _continues(left: str, right: str, width: int | None) -> bool:
    """Tell whether a line goes on with the paragraph of the line before it."""
    ended, start = left[-1] in _TERMINAL, right.strip()
    if _BULLET.match(start):
        return False
    if ended and (_NUMBERED.match(start) or (_SPEAKER.match(start) and ":" in start[:60]) or right.startswith("  ")):
        return False
    if width is not None and _is_full(left, right, width):
        return True
    return not ended and _flows_on(left, start)


def _flows_on(left: str, start: str) -> bool:
    return start[0].islower() or left[-1] in ",-\u2010—" or left.rsplit(maxsplit=1)[-1] in _LEADS_ON


def _mend_breaks(paragraphs: list[list[str]]) -> list[list[str]]:
    """Join paragraphs that a stray blank line cut in mid-sentence."""
    mended: list[list[str]] = []
    for lines in paragraphs:
        start, before = lines[0].strip(), mended[-1] if mended else [""]
        cut = sum(len(line) + 1 for line in before) > _LONG_ENOUGH_TO_BREAK and (
            before[-1][-1].isalnum() or before[-1][-1] == ","
        )
        if cut and start[0].islower() and not _NUMBERED.match(start):
            mended[-1].extend(lines)
        else:
            mended.append(list(lines))
    return mended
