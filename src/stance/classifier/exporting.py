"""Write a fine-tuned network as an ONNX graph with 8-bit weights. Needs the extra ``train``."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.classifier.finetuning import Tuned, mean_pool
from stance.classifier.onnx import EMBEDDING, ENCODER_FILE, TOKENIZER_FILE, TOKENS

if TYPE_CHECKING:
    import torch

_OPSET = 17
_BLOCK = 128  # of 32 the weights are hardly truer, and the network a fifth slower


def export(tuned: Tuned, folder: Path, *, int8: bool = True) -> None:
    """Write ``encoder.onnx`` and ``tokenizer.json``.

    The graph takes ``input_ids`` and ``attention_mask`` of shape (n, n_tokens), and gives ``embedding`` of shape
    (n, n_dimensions), the mean of the token vectors, and these as ``tokens`` (n, n_tokens, n_dimensions).

    Parameters
    ----------
    tuned : Tuned
    folder : Path
        Exists.
    int8 : bool, default=True
        Keep weights in 8 bits, in blocks of 128 that have a scale each; activations are quantised by the same blocks as they
        come, so that a sentence's vector does not depend on the others of its batch (which it would by onnxruntime's plain
        dynamic quantisation). Without it weights have 32 bits, and the file is four times as large.
    """
    with tempfile.TemporaryDirectory() as scratch, _quiet():
        plain = Path(scratch) / ENCODER_FILE
        _export_plain(tuned.network, plain)
        if int8:
            _quantize(plain, folder / ENCODER_FILE)
        else:
            (folder / ENCODER_FILE).write_bytes(plain.read_bytes())
    tuned.tokenizer.no_truncation()
    (folder / TOKENIZER_FILE).write_text(tuned.tokenizer.to_str(), encoding="utf-8")


def _export_plain(network: Any, path: Path) -> None:
    import torch

    class Encoder(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.network(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return mean_pool(states, attention_mask), states

    ids, mask = torch.zeros((2, 3), dtype=torch.int64), torch.tensor([[1, 1, 1], [1, 1, 0]])
    row, token = {0: "sentences"}, {0: "sentences", 1: "tokens"}
    torch.onnx.export(
        Encoder().eval(),
        (ids, mask),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=[EMBEDDING, TOKENS],
        dynamic_axes={"input_ids": token, "attention_mask": token, EMBEDDING: row, TOKENS: token},
        opset_version=_OPSET,
        dynamo=False,
    )


def _quantize(plain: Path, path: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(onnx.load(plain), bits=8, block_size=_BLOCK, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    blocks = plain.with_name("blocks.onnx")
    quantizer.model.save_model_to_file(str(blocks), use_external_data_format=False)
    quantize_dynamic(str(blocks), str(path), op_types_to_quantize=["Gather"], weight_type=QuantType.QInt8)


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporters print and warn of things that are known and as they should be."""
    disabled = logging.root.manager.disable
    with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(disabled)
