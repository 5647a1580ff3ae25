"""The model card, written from the figures of the training that it describes."""

from __future__ import annotations

from typing import Any

from stance.store.manifest import Manifest


def write_card(manifest: Manifest) -> str:
    """Write the card of a model, after Mitchell et al. (2019), *Model Cards for Model Reporting*, FAT*.

    Parameters
    ----------
    manifest : Manifest
        With corpus, recipe and metrics; ``files`` may be empty.

    Returns
    -------
    str
        Markdown.
    """
    metrics, corpus = manifest.metrics, manifest.corpus
    rows = [
        f"| {label} | {_cell(s['precision'])} | {_cell(s['recall'])} | {_cell(s['f1'])} | {metrics['support'][label]} |"
        for label, s in metrics["labels"].items()
    ]
    for name in ("macro", "micro"):
        s = metrics[name]
        rows.append(f"| *{name} average* | {_cell(s['precision'])} | {_cell(s['recall'])} | {_cell(s['f1'])} | |")
    thresholds = ", ".join(f"{label} {value:.2f}" for label, value in manifest.thresholds.items())
    counts = ", ".join(f"{label} {count}" for label, count in corpus["labels"].items())
    return f"""# {manifest.name}

{manifest.description}

- **Labels**: {", ".join(manifest.labels)}; a sentence may have several, or none.
- **Thresholds**: {thresholds}.
- **Trained on**: {corpus["sentences"]} sentences ({counts}), fingerprint `{corpus["fingerprint"][:16]}`.
- **Made with**: {", ".join(f"{name} {number}" for name, number in manifest.versions.items())}.

## How good it is

Cross-validation on its own corpus: {metrics["sentences"]} sentences in {metrics["groups"]} groups (an article or a contrast
family is a group, and is never on both sides of a fold). Figures with 95% intervals, clustered bootstrap, {metrics["draws"]}
draws.

| label | precision | recall | F1 | support |
|---|---|---|---|---|
{chr(10).join(rows)}

Exact match: {_cell(metrics["exact_match"])}. Sentences with no stance: {_cell(metrics["none_gold"])} in the corpus,
{_cell(metrics["none_predicted"])} as predicted.

These sentences were written for the project by the same hands and rules. On text from elsewhere expect less; measure it with
`stance evaluate` on a few hundred labelled sentences of your own before you rely on it.

## What it is for

Counting and finding stances in English news and government text, sentence by sentence, by the project's codebook
(`stance codebook`): for aggregates over many sentences, and for finding those worth reading.

It is **not** for judging persons, for decisions about single sentences that nobody reads, for other languages, or for text of
other kinds (chatter, fiction, contracts). It reads a sentence at a time and knows nothing of the ones before.

## Known failures

- It reads words, not meaning: negation and scope ("stopped short of condemning") are often missed.
- Questions and hypotheticals look like the acts they mention.
- Irony and allusion are lost on it.
- In sentences of three or four words a single word can tip it.
- Stances that are named by nouns in passing ("the sanctions regime") are sometimes taken for acts.
"""


def _cell(estimate: dict[str, Any]) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
