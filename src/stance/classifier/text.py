"""How sentences are written before n-grams are drawn from them."""

from __future__ import annotations

import re

NAME = "xname"
NUMBER = "0"

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": " - ", "–": "-"})
_NUMBER = re.compile(r"\d[\d,.]*")
_CAPITALS = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x250) if chr(code).isupper())
# A run of capitalised words that does not begin a sentence: a name, whosever it is. "I" is none.
_NAMES = re.compile(
    rf"(?:(?<=[^\s.!?…] )|(?<=[(\[/]))(?!I(?:'[a-z]+)?(?![\w.]))"
    rf"(?:[{_CAPITALS}][\w'&.-]*(?: (?:of|the|and|for|de|al|du|la|von|bin) (?=[{_CAPITALS}]))?[ ]?)+"
)


def normalize(text: str, *, mask_names: bool, mask_numbers: bool) -> str:
    """Write a sentence plainly: straight quotes, lower case, and one word for every name and number.

    Parameters
    ----------
    text : str
    mask_names : bool
        Replace runs of capitalised words inside the sentence by ``xname``.
    mask_numbers : bool
        Replace numbers by ``0``.
    """
    text = text.translate(_STRAIGHT)
    if mask_numbers:
        text = _NUMBER.sub(NUMBER, text)
    if mask_names:
        text = _NAMES.sub(lambda match: NAME + " " * match[0].endswith(" "), text)
    return text.lower()
