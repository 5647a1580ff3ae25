from __future__ import annotations

import codecs
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.articles.decoding import clean_characters, decode_lines

GENTLE = settings(max_examples=80, deadline=None)
CURLY = "“We can’t agree,” the envoy said – the café bill was €5 …\n"


def decode(data: bytes, encoding: str | None = None) -> str:
    return "".join(decode_lines(io.BytesIO(data), encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found(encoding):
    assert decode(CURLY.encode(encoding)) == CURLY


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(mark, encoding):
    assert decode(mark + CURLY.encode(encoding)) == CURLY


def test_latin_1_comes_out_as_written():
    assert decode("São Tomé désapprouve; Übersee nicht.\n".encode("latin-1")) == "São Tomé désapprouve; Übersee nicht.\n"


def test_bytes_that_windows_1252_leaves_open_do_not_stop_the_reading():
    text = decode(b"The caf\xe9\x81 is \x93open\x94.\n")
    assert clean_characters(text) == "The café is “open”.\n"


def test_lines_of_different_encodings_in_one_file():
    lines = ["Île de la Réunion\n", "“Señor”\n", "Łódź\n"]
    data = lines[0].encode("latin-1") + lines[1].encode("cp1252") + lines[2].encode("utf-8")
    assert list(decode_lines(io.BytesIO(data))) == lines


def test_lines_keep_their_ends():
    assert list(decode_lines(io.BytesIO(b"a\r\nb\n\nc"))) == ["a\r\n", "b\n", "\n", "c"]


def test_an_encoding_that_is_given_overrules():
    assert decode("Москва отвергла ноту.\n".encode("cp1251"), "windows-1251") == "Москва отвергла ноту.\n"
    assert decode("é".encode(), "latin-1") == "Ã©"


def test_bytes_not_in_the_encoding_given_are_refused():
    with pytest.raises(UnicodeDecodeError):
        decode(b"caf\xe9\n", "utf-8")


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "NUL"), (b"\x7fELF\0\0\1\2\0", "NUL"), (b"%PDF-1.7\n%abc", "PDF")],
)
def test_what_is_no_text_is_refused_by_name(data, said):
    with pytest.raises(ValueError, match=said):
        decode(data)


def test_nothing_gives_nothing():
    assert list(decode_lines(io.BytesIO(b""))) == []
    assert list(decode_lines(io.BytesIO(codecs.BOM_UTF8))) == []


def test_text_longer_than_one_read_is_whole():
    text = "é" * 70_001 + "\n" + "ü" * 70_001
    assert list(decode_lines(io.BytesIO(text.encode()))) == text.splitlines(keepends=True)


@GENTLE
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_utf_8_and_utf_16_come_back(text):
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
    assert decode(text.encode("utf-16")) == text


@GENTLE
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_value_error(data):
    try:
        text = decode(data)
    except ValueError:
        return
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        ("co\u00adope\u00adration", "cooperation"),
        ("zero\u200bwidth\u200c \u200dand\u2060 \ufeffmarks", "zerowidth and marks"),
        ("people\u2009left\u3000now", "people left now"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\x0btwo\x0cthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("the o\ufb03ce \ufb01lled its \ufb02at sta\ufb00 pu\ufb04e", "the office filled its flat staff puffle"),
        ("\x93We don\x92t know\x94 \x96 she said\x85", "“We don’t know” – she said…"),
        ("a\x00b\x07c\x1b[31m\x7f", "abc[31m"),
        ("“curly” and ‘single’", "“curly” and ‘single’"),
        ("straight \"double\" and 'single'", "straight \"double\" and 'single'"),
        ("``We agree,'' he said", "“We agree,” he said"),
        ("caf\u0065\u0301", "caf\u00e9"),
        ("plain words, 3.4 percent", "plain words, 3.4 percent"),
    ],
)
def test_characters_become_plain(found, plain):
    assert clean_characters(found) == plain


@pytest.mark.parametrize("mark", ["\u200e", "\u200f"])
def test_direction_marks_vanish_like_other_zero_width_characters(mark):
    assert clean_characters(f"Tel{mark} Aviv") == "Tel Aviv"


def test_clean_text_can_be_encoded():
    assert clean_characters("half \ud83d of a pair").encode()


@GENTLE
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="`\u1fef")))
def test_clean_text_has_no_controls_and_stays_as_it_is(text):
    clean = clean_characters(text)
    assert not [c for c in clean if unicodedata.category(c) == "Cc" and c != "\n"]
    assert clean_characters(clean) == clean
