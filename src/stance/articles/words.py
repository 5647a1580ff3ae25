"""Words that a line end has cut in two, and how to tell them from two words."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from math import log10

_LAST_LETTERS = re.compile(r"[A-Za-z]+$")
_FIRST_LETTERS = re.compile(r"[a-z]+")
_HYPHENS = "-\u2010"
# How much likelier, as a power of ten, the whole word must be than the two parts side by side. Two everyday words that
# also make a third ("may" + "be") stay below it.
_MARGIN = 3.0


@cache
def _frequencies() -> tuple[dict[str, float], float]:
    """Read symspellpy's English word counts: log10 probabilities, and that of a word the list lacks."""
    path = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    counts = dict(line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    total = sum(map(int, counts.values()))
    return {word: log10(int(count) / total) for word, count in counts.items()}, log10(0.1 / total)


def is_word(word: str) -> bool:
    """Tell whether the English word list has a word (in lower case)."""
    return word in _frequencies()[0]


def join_lines(left: str, right: str) -> str:
    """Join two lines of one paragraph: by a space, or by nothing where the line end cut a word.

    >>> join_lines("closer military coope", "ration with its neighbour")
    'closer military cooperation with its neighbour'
    >>> join_lines("the gov-", "ernment of the day")
    'the government of the day'
    >>> join_lines("a well-", "known delegate")
    'a well-known delegate'
    >>> join_lines("which may", "be late")
    'which may be late'
    """
    if not left or not right:
        return left + right
    if left[-1] in _HYPHENS and left[-2:-1].isalnum():
        return _join_hyphenated(left[:-1], right)
    if left[-1] in "—/":
        return left + right if left[-2:-1] != " " else f"{left} {right}"
    if _is_cut_word(left, right):
        return left + right
    return f"{left} {right}"


def _join_hyphenated(stem: str, right: str) -> str:
    first, second = _LAST_LETTERS.search(stem), _FIRST_LETTERS.match(right)
    if first and second and is_word((first[0] + second[0]).lower()):
        return stem + right
    return f"{stem}-{right}"


def _is_cut_word(left: str, right: str) -> bool:
    first, second = _LAST_LETTERS.search(left), _FIRST_LETTERS.match(right)
    if not first or not second or (len(first[0]) > 1 and first[0].isupper()):
        return False
    known, unknown = _frequencies()
    whole = (first[0] + second[0]).lower()
    if whole not in known:
        return False
    apart = known.get(first[0].lower(), unknown) + known.get(second[0], unknown)
    return known[whole] - apart > _MARGIN
