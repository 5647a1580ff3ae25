from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import ended
from tests.conftest import Run, toy_sentences, write_jsonl


def test_every_fault_is_named_on_stdout_and_counted_on_stderr(run: Run, tmp_path: Path) -> None:
    good, repeated = toy_sentences()[0], {**toy_sentences()[1], "id": "toy-0"}
    bad = {**toy_sentences()[2], "labels": ["praise"]}
    (tmp_path / "gold.jsonl").write_text("junk\n")
    write_jsonl(tmp_path / "more.jsonl", [good, repeated, bad])
    done = run("corpus", "check", "gold.jsonl", "more.jsonl")
    problems = ended(done, 3).splitlines()
    assert [line.split(": ")[0] for line in problems] == ["gold.jsonl:1", "more.jsonl:3", "more.jsonl:2"]
    assert "label 'praise' is not in the codebook" in problems[1]
    assert "id 'toy-0' stands at more.jsonl:1 already" in problems[2]
    assert done.stderr == "2 sentences (cooperate 1, monitor 1, none 0, several 0); 3 problems\n"
