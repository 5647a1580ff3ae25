"""Bytes to text: byte-order marks, UTF-8, and the Windows and Latin-1 encodings that real files come in."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 16
_LONG_RUN = re.compile(r"(?:[^\w\s]|_){30,}")
_RUN_KEPT = 10

# Characters that no reader wants: invisible ones vanish, odd spaces and ligatures become plain (spaces that do not break
# stay until lines are joined, since lines were broken by them). The C1 controls are what Windows-1252 punctuation turns into
# when a program takes it for Latin-1.
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), None),
    **dict.fromkeys(map(ord, "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u2007\u202f"), "\u00a0"),
    ord("\t"): "    ",
    **dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\u2028\u2029"), "\n"),
    **dict(zip(map(ord, "\ufb00\ufb01\ufb02\ufb03\ufb04"), ("ff", "fi", "fl", "ffi", "ffl"), strict=True)),
}
for _code in range(0x80, 0xA0):
    _PLAIN[_code] = bytes([_code]).decode("cp1252", "ignore") or None
_PLAIN[0x85] = "…"
_SURROGATES = range(0xD800, 0xE000)
_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
for _code in (*range(0x00, 0x09), *range(0x0E, 0x1C), 0x1F, 0x7F, *_DIRECTIONS, *_SURROGATES):
    _PLAIN[_code] = None


def clean_characters(text: str) -> str:
    """Make line ends, spaces and controls plain, and compose accents (NFC); no word changes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad\n", "").translate(_PLAIN)
    if "``" in text:
        text = text.replace("``", "“").replace("''", "”")
    # Long runs of signs rule off or decorate; tokenizers take quadratic time over them.
    return unicodedata.normalize("NFC", _LONG_RUN.sub(lambda run: run[0][:_RUN_KEPT], text))


def decode_lines(stream: BinaryIO, encoding: str | None = None) -> Iterator[str]:
    r"""Decode a byte stream line by line, each ending in ``"\n"`` as in the input.

    Parameters
    ----------
    stream : binary file
        Read once, from where it stands.
    encoding : str, optional
        A codec's name. Without it a byte-order mark decides; then the text is UTF-8, and bytes that are not valid UTF-8 are
        Windows-1252 (which holds Latin-1), so that files of mixed encodings come out right too.

    Raises
    ------
    ValueError
        Where the stream is no text, or not in the encoding given.
    """
    head = stream.read(_CHUNK)
    whole = io.BufferedReader(_Rejoined(head, stream))
    if encoding is not None and codecs.lookup(encoding).name == "utf-8":
        encoding = "utf-8-sig"
    elif encoding is None:
        encoding = next((name for mark, name in _WIDE_MARKS if head.startswith(mark)), None) or _bare_utf16(head)
    if encoding is not None:
        yield from io.TextIOWrapper(whole, encoding=encoding, newline="\n")
        return
    if b"\0" in head:
        raise ValueError("is not text (it holds NUL bytes)")
    if head.startswith(b"%PDF-"):
        raise ValueError("is a PDF; convert it to text first, for example with pdftotext")
    if head.startswith(codecs.BOM_UTF8):
        whole.read(len(codecs.BOM_UTF8))
    for line in whole:
        yield line.decode("utf-8", _OR_WINDOWS)


_OR_WINDOWS = "stance-windows-1252"


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are not UTF-8 as Windows-1252, and its five gaps as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in bad), error.end


codecs.register_error(_OR_WINDOWS, _windows)


def _bare_utf16(head: bytes) -> str | None:
    """Tell UTF-16 without a mark by the NUL in every other byte of Western text."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    half = len(head[:4096]) // 2
    if half and odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if half and even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return None


class _Rejoined(io.RawIOBase):
    """A stream with the bytes put back that were read to look at it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)
