from __future__ import annotations

import json

from stance.codebook import default_codebook
from tests.cli.conftest import ended
from tests.conftest import Run


def test_the_table_has_every_label_and_code(run: Run) -> None:
    shown = ended(run("codebook", env={"COLUMNS": "300"}))
    words = set(shown.split())
    for stance in default_codebook().stances:
        assert f"\n {stance.name} " in shown
        assert words.issuperset(" ".join([*stance.plover, *stance.cameo]).split())
        assert stance.example in shown


def test_markdown_is_the_whole_codebook(run: Run) -> None:
    assert ended(run("codebook", "--format", "markdown")) == default_codebook().to_markdown()


def test_json_has_the_labels_and_the_rules(run: Run) -> None:
    book = json.loads(ended(run("codebook", "-f", "json")))
    assert [stance["name"] for stance in book["stances"]] == list(default_codebook().names)
    assert len(book["rules"]) == len(default_codebook().rules)
