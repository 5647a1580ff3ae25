"""Documents of running text: plain text, Markdown, HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from stance.articles.reflow import join_paragraphs, join_wrapped, reflow

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
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
    front = _FRONT_MATTER.match(raw)
    if front:
        fields = {key: value for key, value in _FIELD.findall(front[1]) if value}
        raw = raw[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(_TRAILING_RULE.sub("", raw))
    paragraphs = [
        join_wrapped(lines.split("\n"))
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
    found = trafilatura.bare_extraction(raw, include_comments=False, with_metadata=True)
    text = (getattr(found, "text", None) or "") if found is not None else ""
    if not text.strip():
        text = trafilatura.html2txt(raw)
    document = join_paragraphs(line.removeprefix("- ") for line in text.split("\n"))
    field = {key: getattr(found, key, None) or None for key in ("title", "date", "url")}
    return Document(document, source=getattr(found, "sitename", None) or None, **field)
