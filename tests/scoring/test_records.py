from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest

from stance.scoring.records import Record

ACT = {"stance": "oppose", "probability": 0.8, "source": {"text": "Oslo", "start": 0, "end": 4, "code": "NOR"}, "target": None}
RECORD = Record("a#1", "a", 1, 10, 20, "Oslo said no.", {"oppose": 0.9}, ("oppose",), (ACT,))


def test_a_record_keeps_the_order_of_keys_that_readers_rely_on() -> None:
    assert list(RECORD.to_dict()) == ["id", "article", "index", "start", "end", "text", "stances", "labels", "acts"]


def test_a_record_is_ready_for_json() -> None:
    assert json.loads(json.dumps(RECORD.to_dict())) == RECORD.to_dict()
    assert RECORD.to_dict()["labels"] == ["oppose"]
    assert RECORD.to_dict()["acts"] == [ACT]


def test_a_record_without_acts_has_an_empty_list() -> None:
    assert Record("a#1", "a", 1, 0, 1, "x", {}, ()).to_dict()["acts"] == []


def test_a_record_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        RECORD.id = "b"  # type: ignore[misc]
