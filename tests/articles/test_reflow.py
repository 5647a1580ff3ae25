from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stance.articles.decoding import clean_characters
from stance.articles.reflow import join_paragraphs, reflow
from stance.articles.words import join_lines

GENTLE = settings(max_examples=100, deadline=None)

FIRST = (
    "The harbour authority of Samudra said on Monday that it had received the note of its neighbour on the two patrol "
    "boats, and that it would answer within the ten days which the convention allows for such notes to be answered."
)
SECOND = (
    "The minister, who spoke to reporters in the evening, asked both coast guards to stay behind the median line until "
    "the commission has met. He did not say when that would be, and a date has not been set by the other side either."
)
THIRD = (
    "Trade between the two states fell by 3.4 percent last year. Most of it is fish, timber and spare parts, and nearly all "
    "of it goes by sea, since the road over the pass has been closed for repairs since the winter before last."
)
LONG_ITEM = "review the treaty on fishing rights in the northern strait and the waters around it"


def wrapped(*paragraphs: str, width: int = 72, end: str = "\n") -> str:
    return (end * 2).join(textwrap.fill(p, width, break_on_hyphens=False) for p in paragraphs).replace("\n", end)


def paragraphs_of(raw: str) -> list[str]:
    return reflow(raw).split("\n\n")


@pytest.mark.parametrize("width", [40, 50, 60, 66, 72, 78, 80, 100, 120])
def test_hard_wrapped_paragraphs_come_back(width):
    assert paragraphs_of(wrapped(FIRST, SECOND, THIRD, width=width)) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system(end):
    assert paragraphs_of(wrapped(FIRST, SECOND, end=end)) == [FIRST, SECOND]


def test_paragraphs_of_one_line_stay_as_they_are():
    assert paragraphs_of("\n\n".join([FIRST, SECOND, THIRD])) == [FIRST, SECOND, THIRD]


def test_one_paragraph_a_line_without_blank_lines():
    assert paragraphs_of("\n".join([FIRST, SECOND, THIRD])) == [FIRST, SECOND, THIRD]


def test_indented_paragraphs_without_blank_lines():
    raw = "\n".join("    " + textwrap.fill(p, 72) for p in (FIRST, SECOND, THIRD))
    assert paragraphs_of(raw) == [FIRST, SECOND, THIRD]


def test_a_block_that_is_indented_as_a_whole():
    assert paragraphs_of(textwrap.indent(wrapped(FIRST, SECOND), "        ")) == [FIRST, SECOND]


def test_trailing_spaces_do_not_hide_a_wrap():
    assert paragraphs_of(wrapped(FIRST, SECOND).replace("\n", "   \n")) == [FIRST, SECOND]


def test_spaces_of_all_kinds_become_one():
    assert reflow("10\u00a0million  people\u202fleft\u2009the\tport\u3000on \u00a0 Monday.") == (
        "10 million people left the port on Monday."
    )


def test_invisible_characters_vanish_and_curly_quotes_stay():
    assert reflow("\ufeff“Co\u00adope\u200brate,” she said; it’s ‘o\ufb03cial’.") == "“Cooperate,” she said; it’s ‘official’."


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("They agreed on closer military coope\nration in the coming year.", "closer military cooperation in"),
        ("They agreed on closer military coope-\nration in the coming year.", "closer military cooperation in"),
        ("They agreed on closer military coope\r\nration in the coming year.", "closer military cooperation in"),
        ("They agreed on closer military coope\u00ad\nration in the coming year.", "closer military cooperation in"),
        ("A date for the talks, which may\nbe late, is not known.", "which may be late"),
        ("The envoy met a well-\nknown delegate in Oslo.", "a well-known delegate"),
        ("The council set up a five-\nyear plan for the strait.", "a five-year plan"),
    ],
)
def test_a_word_over_a_line_end(raw, text):
    assert text in reflow(raw)


def test_a_word_over_a_blank_line():
    raw = "The two sides agreed on closer military coope\n\nration in the coming year."
    assert reflow(raw) == "The two sides agreed on closer military cooperation in the coming year."


def test_a_compound_with_an_abbreviation_over_a_line_end():
    assert reflow("The envoy joined the U.S.-\nled talks on Monday.") == "The envoy joined the U.S.-led talks on Monday."


def test_a_line_that_ends_with_a_contraction():
    raw = "The date is open, and the envoys say that it’s\nnot late for an answer."
    assert reflow(raw) == "The date is open, and the envoys say that it’s not late for an answer."


def test_a_soft_hyphen_at_a_line_end_joins_any_word():
    assert reflow("The talks with the envoys of Samud\u00ad\nra went on.") == "The talks with the envoys of Samudra went on."


@pytest.mark.parametrize("width", [60, 72, 80])
def test_headings_and_bylines_directly_above_a_wrapped_paragraph(width):
    raw = "Samudra answers note on patrol boats\nBy a staff reporter\n" + wrapped(FIRST, SECOND, width=width)
    assert paragraphs_of(raw) == ["Samudra answers note on patrol boats", "By a staff reporter", FIRST, SECOND]


@pytest.mark.parametrize("width", [60, 72, 80])
def test_a_source_line_directly_below_a_wrapped_paragraph(width):
    raw = wrapped(FIRST, SECOND, width=width) + "\nSource: Samudra Harbour Authority"
    assert paragraphs_of(raw) == [FIRST, SECOND, "Source: Samudra Harbour Authority"]


def test_a_heading_between_wrapped_paragraphs():
    raw = wrapped(FIRST) + "\n\nWhat comes next\n" + wrapped(SECOND) + "\n\nTrade\n\n" + wrapped(THIRD)
    assert paragraphs_of(raw) == [FIRST, "What comes next", SECOND, "Trade", THIRD]


def test_a_heading_and_source_apart_from_paragraphs_of_one_line():
    raw = f"Samudra answers note\n\n{FIRST}\n\n{SECOND}\n\nSource: Samudra Post"
    assert paragraphs_of(raw) == ["Samudra answers note", FIRST, SECOND, "Source: Samudra Post"]


def test_a_source_line_directly_below_a_paragraph_of_one_line():
    assert paragraphs_of(f"{FIRST}\n{SECOND}\nSource: Samudra Post") == [FIRST, SECOND, "Source: Samudra Post"]


@pytest.mark.parametrize("above", ["Samudra answers note", "Source: Samudra Post", "SAMUDRA, Monday"])
@pytest.mark.parametrize("below", [FIRST, f"{FIRST}\n{SECOND}", f"{FIRST}\n\n{SECOND}\n\n{THIRD}"])
def test_a_line_directly_above_paragraphs_of_one_line(above, below):
    assert paragraphs_of(f"{above}\n{below}")[:2] == [above, FIRST]


def test_a_byline_directly_below_a_heading():
    raw = f"Samudra answers note on patrol boats\nBy a staff reporter\n\n{FIRST}\n\n{SECOND}"
    assert paragraphs_of(raw) == ["Samudra answers note on patrol boats", "By a staff reporter", FIRST, SECOND]


@pytest.mark.parametrize("mark", ["-", "*", "•", "▪", "·"])
def test_list_items_lose_their_bullets_and_stay_apart(mark):
    raw = f"The steps are:\n{mark} Open the port\n{mark} Mend the road\n{mark} Meet again"
    assert paragraphs_of(raw) == ["The steps are:", "Open the port", "Mend the road", "Meet again"]


def test_a_wrapped_list_item_is_one_paragraph():
    raw = wrapped(FIRST) + "\n\n- " + textwrap.fill(LONG_ITEM + " with care.", 68, subsequent_indent="  ") + "\n- Meet again."
    assert paragraphs_of(raw) == [FIRST, LONG_ITEM + " with care.", "Meet again."]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_long_items_in_lower_case_stay_apart(gap):
    raw = gap.join(["The two sides will:", f"- {LONG_ITEM}", "- open the embassy", "- meet again"])
    assert paragraphs_of(raw) == ["The two sides will:", LONG_ITEM, "open the embassy", "meet again"]


@pytest.mark.parametrize("numbers", [("1.", "2.", "3."), ("1)", "2)", "3)"), ("(a)", "(b)", "(c)"), ("i.", "ii.", "iii.")])
def test_numbered_items_keep_their_numbers_and_stay_apart(numbers):
    items = [f"{number} {words}." for number, words in zip(numbers, ["Open the port", LONG_ITEM, "Meet again"], strict=True)]
    assert paragraphs_of("\n".join(items)) == items
    assert paragraphs_of("\n".join(textwrap.fill(item, 50) for item in items)) == items


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("names", [("MS. DELL:", "Q:"), ("Dell:", "Reporter:"), ("AMBASSADOR DELL:", "QUESTION:")])
def test_the_turns_of_a_transcript_stay_apart(gap, names):
    turns = [
        f"{names[0]} Good morning. We have seen the note, and it is being studied by the people who know the strait.",
        f"{names[1]} Will you answer it this week, or will you wait for the commission to meet in the capital first?",
        f"{names[0]} We will wait.",
    ]
    assert paragraphs_of(gap.join(textwrap.fill(turn, 60) for turn in turns)) == turns


@pytest.mark.parametrize("rule", ["***", "---", "* * *", "=====", "\\", "_____", "# # #", "•"])
def test_lines_that_only_rule_off_are_dropped(rule):
    assert paragraphs_of(f"{FIRST}\n{rule}\n{SECOND}") == [FIRST, SECOND]


def test_a_stray_blank_line_in_mid_sentence_is_mended():
    left, right = FIRST.split(" two patrol ")
    assert reflow(f"{left}\n\ntwo patrol {right}") == FIRST


@pytest.mark.parametrize("raw", ["", " ", "\n\n\n", "\t \r\n \u00a0 \u200b \ufeff\n", "***\n\n---\n"])
def test_blanks_and_rules_are_no_text(raw):
    assert reflow(raw) == ""


def test_paragraphs_are_folded_to_one_line_each():
    assert join_paragraphs(["  one \n two ", "", " \u00a0 ", "three\t four"]) == "one two\n\nthree four"


def test_lines_known_to_be_one_paragraph_are_joined():
    assert join_lines(["  closer coope", "ration, it", "", "said  "]) == "closer cooperation, it said"


VOCABULARY = (
    "the minister met envoy on Monday and agreed to review fishing treaty in Oslo Lima border talks said it will not accept "
    "may be any one No. 5 3.4 percent U.S. Senate well-known however “We go.” (again) – — - • * Q: MS. DELL: Source: it’s "
    "1. (a) I \ufb01sh Saint-\u00adDenis"
).split(" ")
LINES = st.lists(st.sampled_from(VOCABULARY), max_size=14).map(" ".join) | st.text(max_size=20)
ENDS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n  ", " \n"])
RAW = st.lists(st.tuples(LINES, ENDS), max_size=12).map(lambda pairs: "".join(a + b for a, b in pairs))
ORDINARY = st.sampled_from(
    "the minister met envoy on Monday and agreed to review fishing treaty in Oslo Lima border talks said it will not accept "
    "may be with however day by which were delayed since winter ships of both states along coast government parliament "
    "from their president a an over after new many people any one under can not some time".split()
)


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", clean_characters(text))


@GENTLE
@given(RAW)
def test_no_letter_or_digit_is_lost(raw):
    assert letters(reflow(raw)) == letters(raw)


@GENTLE
@given(RAW)
def test_reflowed_text_stays_as_it_is(raw):
    assume(not re.search(r"[-*•▪◦●‣·–—]\s", raw))  # bullets are dropped, and an item in lower case looks cut off without
    once = reflow(raw)
    assert reflow(once) == once


@GENTLE
@given(RAW)
def test_reflowed_text_has_single_spaces_and_single_blank_lines(raw):
    text = reflow(raw)
    assert not re.search(r"[^\S\n ]|  | \n|\n |\n{3}|(?<!\n)\n(?!\n)|\A\s|\s\Z", text)


@GENTLE
@given(st.lists(ORDINARY, min_size=40, max_size=120), st.integers(50, 100))
def test_any_hard_wrapped_paragraph_comes_back(words, width):
    paragraph = " ".join(words).capitalize() + "."
    assert reflow(textwrap.fill(paragraph, width)) == paragraph


@GENTLE
@given(st.lists(st.lists(ORDINARY, min_size=40, max_size=60), min_size=2, max_size=4), st.integers(50, 100))
def test_any_hard_wrapped_paragraphs_come_back(lists, width):
    paragraphs = [" ".join(words).capitalize() + "." for words in lists]
    assert paragraphs_of(wrapped(*paragraphs, width=width)) == paragraphs
