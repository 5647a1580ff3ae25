from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.articles.documents import read_html, read_markdown, read_text

SENTENCE = "The harbour authority of Samudra said on Monday that it had received the note of its neighbour on the patrol boats."
ANOTHER = "The minister asked both coast guards to stay behind the median line until the commission has met in the capital."


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def test_plain_text_is_reflowed_and_says_nothing_of_itself():
    document = read_text(f"Heading\n\n{SENTENCE[:60]}\n{SENTENCE[61:]}\n")
    assert document.text.split("\n\n")[0] == "Heading"
    assert (document.title, document.date, document.source, document.url) == (None, None, None, None)


def test_markdown_gives_headings_paragraphs_items_quotations_and_cells():
    raw = (
        "# Note answered\n\nThe *minister* met the\n**envoy**, see [the note](http://example.org/a_b).\n\n- Open `the port`\n"
        "- Mend the\n  road\n\n1. First\n2. Second\n\n> We will\n> wait.\n\n| who | what |\n|---|---|\n| Oslo | a note |\n"
    )
    assert read_markdown(raw).text.split("\n\n") == [
        "Note answered",
        "The minister met the envoy, see the note.",
        "Open the port",
        "Mend the road",
        "First",
        "Second",
        "We will wait.",
        "who",
        "what",
        "Oslo",
        "a note",
    ]


def test_markdown_leaves_out_code_pictures_comments_and_rules():
    raw = "Before.\n\n```python\nprint(1)\n```\n\n    indented code\n\n![a map](map.png)\n\n<!-- hidden -->\n\n---\n\nAfter."
    assert read_markdown(raw).text == "Before.\n\nAfter."


def test_markdown_escapes_and_entities_become_characters():
    assert read_markdown("5 \\* 3 &amp; caf&eacute; &ldquo;yes&rdquo;").text == "5 * 3 & café “yes”"


@pytest.mark.parametrize("line_break", ["  \n", "\\\n"])
def test_a_line_that_the_author_broke_begins_a_paragraph(line_break):
    assert read_markdown(f"Ministry of Trade{line_break}Samudra").text == "Ministry of Trade\n\nSamudra"


def test_a_cut_word_in_markdown_is_whole_again():
    assert read_markdown("closer military coope\nration with us").text == "closer military cooperation with us"


def test_front_matter_tells_of_the_article_and_is_no_text():
    raw = '---\ntitle: "Note answered"\ndate: 2024-03-05\nsource: Samudra Post\nurl: http://example.org/1\n---\n\nText.\n'
    document = read_markdown(raw)
    assert document.text == "Text."
    assert (document.title, document.date, document.source, document.url) == (
        "Note answered",
        "2024-03-05",
        "Samudra Post",
        "http://example.org/1",
    )


def test_front_matter_without_values_tells_nothing():
    document = read_markdown("---\ntitle:\ndate: \n---\nText.\n")
    assert (document.text, document.title, document.date) == ("Text.", None, None)


def test_a_rule_at_the_top_is_no_front_matter():
    assert read_markdown("---\n\nText.\n").text == "Text."


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_front_matter_with_other_line_ends(end):
    document = read_markdown("---\ntitle: Note answered\n---\n\nText.\n".replace("\n", end))
    assert (document.text, document.title) == ("Text.", "Note answered")


def test_html_gives_the_article_without_what_surrounds_it():
    body = (
        '<nav><a href="/">Home</a> <a href="/world">World</a></nav><header>Samudra Post</header>'
        f"<article><h1>Note answered</h1><p>{SENTENCE}</p><h2>What comes next</h2><p>{ANOTHER}</p>"
        "<ul><li>open the port</li><li>mend the road</li></ul></article>"
        '<aside><a href="/x">Most read: weather</a></aside><footer>All rights reserved</footer><script>var a = "b";</script>'
    )
    assert read_html(page(body)).text.split("\n\n") == [
        "Note answered",
        SENTENCE,
        "What comes next",
        ANOTHER,
        "open the port",
        "mend the road",
    ]


def test_html_head_tells_of_the_article():
    head = (
        "<title>Note answered</title>"
        '<meta property="og:site_name" content="Samudra Post"><meta property="article:published_time" content="2024-03-05">'
        '<link rel="canonical" href="https://example.org/news/1">'
    )
    document = read_html(page(f"<article><h1>Note answered</h1><p>{SENTENCE}</p></article>", head))
    assert (document.title, document.date, document.source, document.url) == (
        "Note answered",
        "2024-03-05",
        "Samudra Post",
        "https://example.org/news/1",
    )


def test_html_paragraphs_that_the_source_wraps_are_one_line():
    half = len(SENTENCE) // 2 + SENTENCE[len(SENTENCE) // 2 :].index(" ")
    assert read_html(page(f"<p>{SENTENCE[:half]}\n   {SENTENCE[half + 1 :]}</p>")).text == SENTENCE


def test_html_entities_mark_up_in_words_and_odd_spaces():
    body = "<p>caf&eacute;&nbsp;&mdash; co&shy;operate, <b>Samu</b>dra&#8217;s &amp; more&#8230;</p>"
    assert read_html(page(body)).text == "café — cooperate, Samudra’s & more…"


def test_a_broken_line_in_html_begins_a_paragraph():
    assert read_html(page("<p>Ministry of Trade<br>Samudra</p>")).text == "Ministry of Trade\n\nSamudra"


def test_html_that_is_short_and_bare_is_read_all_the_same():
    assert read_html(page("<p>They met.</p>")).text == "They met."


@pytest.mark.parametrize("raw", ["", " \n", "<html></html>", page(""), page("<script>1</script>"), "<!-- a -->"])
def test_html_without_text_gives_none(raw):
    assert read_html(raw).text == ""


@pytest.mark.parametrize(
    "raw",
    [
        f"<p>{SENTENCE}</p>",
        f"<body><p>{SENTENCE}</p></body>",
        f"<div>{SENTENCE}</div>",
        f"<article><p>{SENTENCE}</p></article>",
    ],
)
def test_a_fragment_of_html_is_read(raw):
    assert read_html(raw).text == SENTENCE


@pytest.mark.parametrize("tag", ["blockquote", "div"])
def test_html_source_wraps_outside_of_paragraphs_are_one_line(tag):
    text = read_html(
        page(f"<article><p>{ANOTHER}</p><{tag}>We shall wait for the\nanswer of the commission.</{tag}></article>")
    ).text
    assert text.split("\n\n") == [ANOTHER, "We shall wait for the answer of the commission."]


def test_html_table_cells_carry_no_bars():
    rows = "<table><tr><td>They met</td><td>twice</td></tr><tr><td>They left</td><td>once</td></tr></table>"
    assert "|" not in read_html(page(f"<article><p>{SENTENCE}</p>{rows}<p>{ANOTHER}</p></article>")).text


def test_html_of_any_shape_raises_nothing():
    read_html("<svg>&#xD800;<body>&#xD800;</title><p><table><tr><td><nobr></script>")


TAGS = st.sampled_from(
    "<p> </p> <div> </div> <table><tr><td> <!-- --> <b </b> &amp &#0; <li> <br> <h1> <a> ]]> x. \n".split(" ")
)
MARKS = st.sampled_from(
    ["# ", "- ", "> ", "`", "```\n", "\n\n", "    ", "[", "](", ")", "|", "|-|-|\n", "**", "\\", "<b>", "---\n", "x"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(TAGS | st.text(max_size=8), max_size=30).map("".join))
def test_any_html_gives_clean_paragraphs(raw):
    for paragraph in read_html(page(raw)).text.split("\n\n"):
        assert paragraph == " ".join(paragraph.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(MARKS | st.text(max_size=8), max_size=30).map("".join))
def test_any_markdown_gives_clean_paragraphs(raw):
    for paragraph in read_markdown(raw).text.split("\n\n"):
        assert paragraph == " ".join(paragraph.split())
