"""Documents of running text: plain text, Markdown, HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from stance.articles.reflow import join_paragraphs, reflow
from stance.articles.words import join_lines

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE_END = re.compile(r"\s*[\r\n]\s*")
_WHOLE_PAGE = re.compile(r"<html\b", re.IGNORECASE)
_FIELD = re.compile(r"^(title|date|source|url):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_TRAILING_RULE = re.compile(r"^\\\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """The text of one document, re-flowed, and what it says of itself."""

    text: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None


def read_text(raw: str) -> Document:
    """Read plain text."""
    return Document(reflow(raw))


def read_markdown(raw: str) -> Document:
    """Read Markdown: headings, paragraphs, list items, quotations and table cells, without mark-up, code and front matter."""
    from markdown_it import MarkdownIt

    fields: dict[str, str] = {}
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(raw)
    if front:
        fields = {key: value for key, value in _FIELD.findall(front[1]) if value}
        raw = raw[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(_TRAILING_RULE.sub("", raw))
    paragraphs = [
        join_lines(lines.split("\n"))
        for token in tokens
        if token.type == "inline"
        for lines in _inline_text(token.children or []).split("\f")
    ]
    return Document(join_paragraphs(paragraphs), **fields)


def _inline_text(tokens: list[Any]) -> str:
    """Write inline tokens as text: a newline where a line was wrapped, a form feed where the author broke it."""
    parts = {"softbreak": "\n", "hardbreak": "\f"}
    return "".join(parts.get(t.type, t.content if t.type in ("text", "code_inline", "text_special") else "") for t in tokens)


def read_html(raw: str) -> Document:
    """Read the body of the article on an HTML page, without navigation, notices and related links (trafilatura)."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    raw = _LINE_END.sub(" ", raw)  # in HTML it is a space like any other
    page = raw if _WHOLE_PAGE.search(raw) else f"<html><body>{raw}</body></html>"
    try:
        found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
        text = getattr(found, "text", None) or trafilatura.html2txt(page)
    except Exception:  # broken enough mark-up makes the parsers below trafilatura raise whatever they raise
        raise ValueError("is not readable HTML") from None
    document = join_paragraphs(_plain_line(line) for line in text.split("\n"))
    field = {key: getattr(found, key, None) or None for key in ("title", "date", "url")}
    return Document(document, source=getattr(found, "sitename", None) or None, **field)


def _plain_line(line: str) -> str:
    """Take off what trafilatura marks list items and table cells with."""
    return line.replace("|", " ") if line.startswith("|") else line.removeprefix("- ")
