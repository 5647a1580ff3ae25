"""A corpus in one number, so that a model can say what it was trained on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


def fingerprint(records: Iterable[Mapping[str, Any]]) -> str:
    """Give the SHA-256 of a corpus's texts, labels and acts, whatever the order of its records, files and keys.

    Parameters
    ----------
    records : iterable of mapping
        Such as a `datasets.Dataset`.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digests = sorted(
        hashlib.sha256(
            json.dumps([r["id"], r["text"], r["labels"], r["acts"]], ensure_ascii=False, sort_keys=True).encode()
        ).digest()
        for r in records
    )
    return hashlib.sha256(b"".join(digests)).hexdigest()
