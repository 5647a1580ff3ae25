"""Words that a line end has cut in two, and how to tell them from two words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import log10

# Letters beside an apostrophe, a digit or an accent are part of something else: "don't", "5G", "Perón".
_LAST_LETTERS = re.compile(r"(?<![\w'’&.])[A-Za-z]+$")
_FIRST_LETTERS = re.compile(r"[a-z]+(?![\w'’&])")
_SUSPENDED = re.compile(r"(?:and|or|to)\b")  # "short- and long-term"
_LONGEST_WORD = 40
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


def common_words(count: int) -> list[str]:
    """List the so many commonest words of English, the commonest first."""
    known, _ = _frequencies()
    return sorted(known, key=lambda word: -known[word])[:count]


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines of one paragraph: by a space, or by nothing where a line end cut a word.

    >>> join_lines(["closer military coope", "ration with its neighbour"])
    'closer military cooperation with its neighbour'
    >>> join_lines(["the gov-", "ernment of the day"])
    'the government of the day'
    >>> join_lines(["a well-", "known delegate"])
    'a well-known delegate'
    >>> join_lines(["which may", "be late"])
    'which may be late'
    """
    parts: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        if parts:
            dropped, between = _seam(parts[-1], line)
            parts[-1] = parts[-1][: len(parts[-1]) - dropped] + between
        parts.append(line)
    return "".join(parts)


def _seam(left: str, right: str) -> tuple[int, str]:
    """Decide how two lines meet: how many characters of the first to drop, and what to put between."""
    if left[-1] in _HYPHENS and (left[-2:-1].isalnum() or left[-2:-1] == "."):
        if _SUSPENDED.match(right):
            return 0, " "
        return (1, "") if _is_word(left[-_LONGEST_WORD - 1 : -1], right) else (0, "")
    if left[-1] in "—/" and left[-2:-1] != " ":
        return 0, ""
    return (0, "") if _is_cut_word(left[-_LONGEST_WORD:], right) else (0, " ")


def _is_word(left: str, right: str) -> bool:
    """Tell whether the letters at the end of one text and at the start of another make a word."""
    first, second = _LAST_LETTERS.search(left), _FIRST_LETTERS.match(right)
    return bool(first and second) and is_word((first[0] + second[0]).lower())  # type: ignore[index]


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
