from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from stance.codebook import Stance, default_codebook
from tests.conftest import ROOT

PLOVER = (
    "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE/YIELD RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE "
    "ASSAULT"
).split()


def test_the_labels_are_in_alphabetical_order() -> None:
    assert default_codebook().names == ("cooperate", "monitor", "oppose", "urge")


def test_a_stance_is_found_by_its_name() -> None:
    codebook = default_codebook()
    assert [codebook[name] for name in codebook.names] == list(codebook.stances)
    with pytest.raises(KeyError, match="support"):
        codebook["support"]


def test_every_stance_is_defined_and_has_an_example_and_a_colour_of_its_own() -> None:
    stances = default_codebook().stances
    assert all(stance.definition.strip() and stance.example.endswith(".") for stance in stances)
    assert len({stance.colour for stance in stances}) == len({stance.example for stance in stances}) == 4


def test_every_root_of_plover_is_of_one_stance() -> None:
    codes = Counter(code.removesuffix(" where neutral") for stance in default_codebook().stances for code in stance.plover)
    assert codes == Counter([*PLOVER, "INVESTIGATE"])


def test_every_root_of_cameo_but_statements_is_of_one_stance() -> None:
    codes = Counter(code.split()[0] for stance in default_codebook().stances for code in stance.cameo)
    assert codes == Counter([*(f"{root:02}" for root in range(2, 21)), "014"])


def test_the_page_in_training_is_the_codebook() -> None:
    assert (ROOT / "training" / "codebook.md").read_text(encoding="utf-8") == default_codebook().to_markdown()


def test_the_page_holds_everything() -> None:
    codebook = default_codebook()
    page = codebook.to_markdown()
    texts = [codebook.title, codebook.unit, codebook.actors, codebook.acts]
    texts += [text for rule in codebook.rules for text in (rule.title, rule.text.strip())]
    texts += [text for s in codebook.stances for text in (s.name, s.definition, s.example, *s.plover, *s.cameo)]
    assert [text for text in texts if text not in page] == []
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_the_page_is_a_table_of_stances_and_a_numbered_list_of_rules() -> None:
    codebook = default_codebook()
    kinds = Counter(token.type for token in MarkdownIt().enable("table").parse(codebook.to_markdown()))
    assert kinds["tr_open"] == 1 + len(codebook.stances)
    assert kinds["td_open"] == 5 * len(codebook.stances)
    assert kinds["ordered_list_open"] == 1
    assert kinds["list_item_open"] == len(codebook.rules) == 14
    assert kinds["heading_open"] == 3


def test_another_codebook_has_a_page_too() -> None:
    codebook = replace(default_codebook(), title="Mine", stances=(Stance("back", "backs", ("A", "B"), ("1",), "C.", "red"),))
    page = codebook.to_markdown()
    assert page.startswith("# Mine\n\n")
    assert "| `back` | backs | A B | 1 | C. |\n" in page
