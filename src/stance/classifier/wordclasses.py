"""A second view of a sentence: its words by class, so that a word that no training sentence has is still known for its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stance.classifier.text import NAME

_WORD = re.compile(r"[a-z]+")
_OTHER = "w"
# Words that say how others hang together stay as they are.
_KEPT = {NAME} | set(
    """
    a about after against an and are as at be been before but by can could did do does for from had has have he her his i if
    in into is it its may might must no not of on or our over she should than that the their them they this to us was we were
    which while who will with without would you
    """.split()
)


def classed(text: str, classes: Mapping[str, str]) -> str:
    """Write a plain sentence with each word's class in its place, and ``w`` for words of none.

    >>> classed("the envoy of xname did not condemn the raid", {"condemn": "xoppose2", "raid": "xoppose1"})
    'the w of xname did not xoppose2 the xoppose1'
    """
    return " ".join(classes.get(word) or (word if word in _KEPT else _OTHER) for word in _WORD.findall(text))
