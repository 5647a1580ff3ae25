"""Learn who takes a stance and towards whom, from an encoder's vectors of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from stance.acts.pairs import find_pairs
from stance.acts.spans import Span, TokenRoles, word_roles
from stance.classifier.frozen import freeze_roles
from stance.classifier.onnx import OnnxEncoder
from stance.classifier.roles import RoleSpan, mark_roles
from stance.classifier.training import telling


@dataclass(frozen=True, slots=True)
class NamedAct:
    """A stance, and the words of a sentence that name who takes it and towards whom; None where none do."""

    stance: str
    source: str | None
    target: str | None


def fit_roles(
    folder: str, texts: Sequence[str], roles: Sequence[Sequence[RoleSpan] | None], columns: int, *, seed: int, most: int = 8000
) -> OneVsRestClassifier:
    """Fit, on the vectors of an encoder's tokens, which of them name the source and the target of each stance.

    Parameters
    ----------
    folder : str
        Of the encoder.
    texts : sequence of str, length n_sentences
    roles : sequence of (sequence of RoleSpan or None), length n_sentences
        Those that are not told, or of no act, are passed over.
    columns : int
        How many roles there are.
    seed : int
    most : int, default=8000
        So many sentences are drawn, where there are more.
    """
    told = [row for row, spans in enumerate(roles) if spans]
    chosen = np.random.default_rng(seed).permutation(told)[:most].tolist()
    vectors, marks = [], []
    read = OnnxEncoder(Path(folder)).read([texts[row] for row in chosen], lambda tokens: tokens)
    for row, (_, offsets, tokens) in zip(chosen, read, strict=True):
        real = offsets[:, 1] > offsets[:, 0]
        vectors.append(tokens[real])
        marks.append(mark_roles(offsets, roles[row] or (), columns)[real])
    with telling():
        linear = LogisticRegression(max_iter=200, tol=1e-3)
        return OneVsRestClassifier(linear).fit(np.vstack(vectors), np.vstack(marks))


def fit_pairs(
    folder: str,
    roles: OneVsRestClassifier,
    texts: Sequence[str],
    acts: Sequence[Sequence[NamedAct]],
    names: Sequence[str],
) -> LogisticRegression | None:
    """Fit which pairs of spans are the two ends of an act, on sentences that the encoder has not seen.

    A pair is right where each of its spans holds, or lies in, what the act names, and where it leaves out what the act leaves
    out.

    Parameters
    ----------
    folder : str
        Of the encoder.
    roles : OneVsRestClassifier
        As `fit_roles` gives it.
    texts : sequence of str, length n_sentences
    acts : sequence of (sequence of NamedAct), length n_sentences
    names : sequence of str
        The labels, in the order of columns.

    Returns
    -------
    LogisticRegression or None
        Over the features that `stance.acts.pairs.FEATURES` names; None where there are no right or no wrong pairs.
    """
    told = [row for row, found in enumerate(acts) if found]
    encoder = OnnxEncoder(Path(folder))
    shares = freeze_roles(roles, encoder.dimensions, len(names)).probabilities
    features, right = [], []
    for row, (_, offsets, probabilities) in zip(told, encoder.read([texts[row] for row in told], shares), strict=True):
        text = texts[row]
        words = word_roles(text, TokenRoles(offsets, probabilities))
        for label in sorted({act.stance for act in acts[row]}):
            pairs = find_pairs(text, words, names.index(label))
            gold = [act for act in acts[row] if act.stance == label]
            features.append(pairs.features)
            right += [
                any(_names(text, source, act.source) and _names(text, target, act.target) for act in gold)
                for source, target in pairs.ends
            ]
    if len(set(right)) < 2:
        return None
    with telling():
        return LogisticRegression(max_iter=5000).fit(np.vstack(features), np.array(right))


def _names(text: str, span: Span | None, named: str | None) -> bool:
    if span is None or named is None:
        return span is None and named is None
    one, other = text[span.start : span.end].lower(), named.lower()
    return one in other or other in one
