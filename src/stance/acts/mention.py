"""A name of an actor where it stands in a text: light, for those who are given what the gazetteer has found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AliasKind = Literal["name", "adjective", "people", "capital", "seat", "abbreviation", "former", "place"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of an actor in a text.

    Attributes
    ----------
    start, end : int
        The characters of the text that it covers, half-open, with the article of names that take one.
    text : str
        Those characters.
    code : str
        Of the actor.
    kind : str
        The kind of alias (see `stance.acts.gazetteer.Alias`).
    place : bool
        Whether a preposition of place, a dateline or the like says that it is only a place here, and nobody who acts.
    """

    start: int
    end: int
    text: str
    code: str
    kind: AliasKind
    place: bool = False
