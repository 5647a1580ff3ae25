"""What reading yields: articles, and word of what could not be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One document, or one sentence where the unit is the sentence.

    Attributes
    ----------
    id : str
        The record's own identifier; for a file, its path below the folder given, without the ending.
    text : str
        The re-flowed text: paragraphs of one line each, a blank line between them. All offsets count its characters.
    title, date, source, url : str or None
        What the input says of the article; never scored.
    """

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was passed over in reading.

    Attributes
    ----------
    where : str
        The file, and the line or row where there is one: ``"news.jsonl:12"``.
    what : str
        What is wrong, and what to do about it.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
