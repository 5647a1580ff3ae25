"""A sentence encoder at work: a tokenizer and an ONNX graph, run by onnxruntime on the CPU."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from stance.errors import ModelError, StanceWarning, encodable

ENCODER_FILE = "encoder.onnx"
TOKENIZER_FILE = "tokenizer.json"
MAX_TOKENS = 256
EMBEDDING, TOKENS = "embedding", "tokens"

Result = TypeVar("Result")


class OnnxEncoder:
    """Turns sentences into vectors.

    Every sentence goes through the graph by itself. On a CPU a batch is no faster than its sentences one by one, and so a
    sentence's vector is the same to the bit whatever stands beside it, and however many threads there are.

    Parameters
    ----------
    folder : Path
        With ``encoder.onnx`` and ``tokenizer.json``.
    threads : int, optional
        Sentences that are encoded at once; by default as many as this process has cores.

    Raises
    ------
    ModelError
        Where a file is missing or is no such thing.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self.threads = threads or _cores()
        self._session = _open_session(folder / ENCODER_FILE)
        self._tokenizer = _open_tokenizer(folder / TOKENIZER_FILE)
        self.dimensions = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, sentences: Iterable[str]) -> NDArray[np.float32]:
        """Give the vector of each sentence: shape (n_sentences, n_dimensions).

        A sentence of more than 256 tokens, about 200 words, is cut there, and a `StanceWarning` tells how many were.
        """
        found = self._tokenized(sentences)
        if not found:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.vstack(self._each(lambda encoding: self._run(encoding.ids, [EMBEDDING])[0], found))

    def read(
        self, sentences: Iterable[str], weigh: Callable[[NDArray[np.float32]], NDArray[Any]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.int64], NDArray[Any]]]:
        """Give the vector of each sentence, where its tokens stand, and what is made of their vectors, by one pass.

        Parameters
        ----------
        sentences : iterable of str
            As for `encode`.
        weigh : callable
            From the vectors of a sentence's tokens, of shape (n_tokens, n_dimensions), to what is wanted of each.

        Returns
        -------
        list of (ndarray of shape (1, n_dimensions), ndarray of shape (n_tokens, 2), ndarray of shape (n_tokens, ...))
        """

        def one(encoding: Any) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[Any]]:
            vector, tokens = self._run(encoding.ids, [EMBEDDING, TOKENS])
            return vector, np.array(encoding.offsets, dtype=np.int64), weigh(tokens[0])

        return self._each(one, self._tokenized(sentences))

    def _tokenized(self, sentences: Iterable[str]) -> list[Any]:
        found: list[Any] = self._tokenizer.encode_batch([encodable(sentence) or " " for sentence in sentences])
        if cut := sum(bool(encoding.overflowing) for encoding in found):
            warnings.warn(
                f"{cut} of {len(found)} sentences have more than {MAX_TOKENS} tokens; what is beyond was not read",
                StanceWarning,
                stacklevel=3,
            )
        return found

    def _each(self, work: Callable[[Any], Result], items: Sequence[Any]) -> list[Result]:
        if self.threads == 1 or len(items) < 2:
            return list(map(work, items))
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(work, items))

    def _run(self, ids: list[int], outputs: list[str]) -> list[NDArray[np.float32]]:
        feeds = {"input_ids": np.array([ids], dtype=np.int64), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
        try:
            found: list[NDArray[np.float32]] = self._session.run(outputs, feeds)
        except Exception as error:  # onnxruntime's own have no class in common
            raise ModelError(f"its encoder cannot be run ({type(error).__name__})") from None
        return found


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _open_session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # threads are of sentences, not within one
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
    except Exception as error:  # onnxruntime's own have no class in common
        raise ModelError(f"{path}: is not an encoder that onnxruntime can run ({type(error).__name__})") from None
    if [node.name for node in session.get_outputs()] != [EMBEDDING, TOKENS]:
        raise ModelError(f"{path}: is not an encoder as this version makes them")
    return session


def _open_tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror})") from None
    except Exception as error:  # tokenizers raises Exception itself
        raise ModelError(f"{path}: is no tokenizer ({error})") from None
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer
