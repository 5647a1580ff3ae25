"""What people see: on a terminal, in a pipe, in a narrow window, without colour."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ended
from tests.conftest import Run, write_jsonl

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")

STYLE = re.compile(r"\x1b\[[0-9;]*m")
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def coloured(shown: str) -> bool:
    """Tell whether a foreground or background colour is set anywhere."""
    numbers = {int(n) for style in STYLE.findall(shown) for n in re.findall(r"\d+", style)}
    return any(30 <= n <= 49 or 90 <= n <= 107 for n in numbers)


def on_a_terminal(*words: str | Path, cwd: Path, width: int = 100, env: dict[str, str] | None = None) -> str:
    base = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")}
    child = pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], *map(str, words)],
        cwd=str(cwd),
        dimensions=(50, width),
        env={**base, "TERM": "xterm-256color", **(env or {})},
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus in (0, 3)
    shown: str = child.before
    return shown


@pytest.fixture
def words(toy_model: Path, small: Path) -> list[str | Path]:
    return ["predict", small, "-m", toy_model, "--unit", "sentence"]


def test_a_terminal_gets_a_table_in_colour(words: list[str | Path], tmp_path: Path) -> None:
    shown = on_a_terminal(*words, cwd=tmp_path)
    assert "sentence" in shown
    assert '{"id"' not in shown
    assert coloured(shown)


def test_a_pipe_gets_plain_json_lines(words: list[str | Path], run: Run) -> None:
    lines = ended(run(*words, env={"TERM": "xterm-256color"})).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a1", "a2", "a3"]


def test_no_color_is_honoured(words: list[str | Path], tmp_path: Path) -> None:
    shown = on_a_terminal(*words, cwd=tmp_path, env={"NO_COLOR": "1"})
    assert "sentence" in shown
    assert not coloured(shown)


def test_a_dumb_terminal_gets_no_codes(words: list[str | Path], tmp_path: Path) -> None:
    assert "\x1b" not in on_a_terminal(*words, cwd=tmp_path, env={"TERM": "dumb"})


@pytest.mark.parametrize("width", [40, 1])
def test_a_narrow_terminal_does_no_harm(width: int, words: list[str | Path], tmp_path: Path) -> None:
    shown = on_a_terminal(*words, cwd=tmp_path, width=width)
    lines = [CONTROL.sub("", line) for line in shown.split("\r\n")]
    assert max(map(len, lines)) <= width
    if width == 40:
        assert any("urge" in line for line in lines)
        assert "condemned" in shown


def test_the_format_may_be_asked_for_on_a_terminal(words: list[str | Path], tmp_path: Path) -> None:
    shown = on_a_terminal(*words, "-f", "jsonl", cwd=tmp_path)
    assert [json.loads(line)["id"] for line in shown.splitlines()] == ["a1", "a2", "a3"]
    assert "\x1b" not in shown


def test_progress_vanishes_and_the_cursor_comes_back(words: list[str | Path], tmp_path: Path) -> None:
    shown = on_a_terminal(*words, "-o", "out.jsonl", cwd=tmp_path)
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")
    last = shown.rstrip().splitlines()[-1]
    assert "\x1b[2Kout.jsonl: 3 sentences of 3 articles (" in last
    assert "scoring" not in last


def test_messages_have_lines_of_their_own_beside_progress(toy_model: Path, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "in.jsonl", ({"id": str(n), "text": "It rained."} for n in range(2000)))
    path.write_text(path.read_text() + "junk\n")
    shown = on_a_terminal("predict", path, "-m", toy_model, "--unit", "sentence", "-o", "out.jsonl", cwd=tmp_path)
    (line,) = [line for line in shown.split("\r\n") if "skipped" in line]
    assert CONTROL.sub("", line.rsplit("\x1b[2K")[-1]).lstrip("\r").startswith("stance: skipped")


@pytest.mark.parametrize(
    "columns",
    [
        "",
        "60",
        "wide",
    ],
)
def test_tables_in_a_pipe_are_as_wide_as_columns_says(columns: str, run: Run) -> None:
    lines = ended(run("codebook", env={"COLUMNS": columns})).splitlines()
    assert max(map(len, lines)) == (60 if columns == "60" else 100)
