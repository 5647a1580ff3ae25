"""A name where it stands: the words around it, on which the rules of this room look."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from stance.acts.mention import AliasKind

Pattern = Callable[[str, bool], bool]

# Rules about neighbouring words look no further than this many characters.
_WINDOW = 80
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST_WORDS = 4
# Words that headlines may leave small.
_SMALL_WORDS = frozenset("after amid and are but for from has into not over the upon via with".split())


@dataclass(frozen=True)
class Setting:
    """A name where it stands in a sentence.

    Attributes
    ----------
    name : str
        The name as the gazetteer writes it, without an article.
    kind : str
        The kind of alias.
    text : str
        The name as the sentence writes it, with its article.
    before, after : str
        The rest of the sentence, or of the paragraph where the sentences of a document are not known.
    follows_actor, leads_actor : bool
        Whether another name stands right before it, and right after it.
    joins_actor : bool
        Whether a dash joins it to another name right after it: Anglo-Irish.
    """

    name: str
    kind: AliasKind
    text: str
    before: str
    after: str
    follows_actor: bool = False
    leads_actor: bool = False
    joins_actor: bool = False

    @cached_property
    def sentence(self) -> str:
        """All of the sentence."""
        return self.before + self.text + self.after

    @cached_property
    def in_capitals(self) -> bool:
        """Whether the whole sentence is in capitals, as a headline."""
        return self.sentence.isupper() and " " in self.sentence.strip()

    @cached_property
    def titled(self) -> bool:
        """Whether the sentence is a headline, all of whose words begin with capitals."""
        words = [word for word in _WORD.findall(self.sentence) if word not in _SMALL_WORDS]
        return len(words) >= _FEWEST_WORDS and all(word[0].isupper() for word in words)

    @cached_property
    def begins(self) -> bool:
        """Whether nothing stands before it but quotation marks and brackets."""
        return not self.before.strip("“”\"'‘’([«-–—• ")

    def has_before(self, pattern: Pattern) -> bool:
        """Tell whether the words before it end in a pattern."""
        return pattern(self.before[-_WINDOW:], self.in_capitals)

    def has_after(self, pattern: Pattern) -> bool:
        """Tell whether the words after it begin with a pattern."""
        return pattern(self.after[:_WINDOW], self.in_capitals)

    def has_sentence(self, pattern: Pattern) -> bool:
        """Tell whether a pattern is found around it, anywhere in its sentence."""
        return pattern(f"{self.before}\n{self.after}", self.in_capitals)


def ending(expression: str) -> Pattern:
    """Make a pattern of the words right before a name; in a headline in capitals, case does not count."""
    return _pattern(rf"(?<!\w)(?:{expression})\Z")


def beginning(expression: str) -> Pattern:
    """Make a pattern of what comes right after a name."""
    return _pattern(rf"\A(?:{expression})")


@cache
def anywhere(words: tuple[str, ...]) -> Pattern:
    """Make a pattern of whole words, wherever they stand."""
    return _pattern(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def _pattern(expression: str) -> Pattern:
    cased = re.compile(expression)
    loose = re.compile(expression, re.IGNORECASE)

    def found(text: str, in_capitals: bool) -> bool:
        return bool((loose if in_capitals else cased).search(text))

    return found
