from __future__ import annotations

import sys
from xml.etree import ElementTree

import pytest

from stance.errors import OutputError
from stance.evaluation import counts_plot

COUNTS = {("wire", "Fiji"): 12, ("letter", "Peru"): 3}
ROWS, COLUMNS = ["wire", "letter"], ["Fiji", "Peru"]


def test_a_map_of_counts_is_svg_and_the_same_each_time() -> None:
    pytest.importorskip("matplotlib")
    drawing = counts_plot(COUNTS, ROWS, COLUMNS, "Sentences")
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert drawing == counts_plot(COUNTS, ROWS, COLUMNS, "Sentences")
    for word in ("wire", "letter", "Fiji", "Peru", "Sentences", "12"):
        assert f"<!-- {word} -->" in drawing


def test_without_matplotlib_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("stance.evaluation.plots.find_spec", lambda _: None)
    with pytest.raises(OutputError, match=r"pip install 'stance\[train\]'"):
        counts_plot(COUNTS, ROWS, COLUMNS, "Sentences")
