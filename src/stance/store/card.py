"""The model card, written from the figures of the training that it describes."""

from __future__ import annotations

from typing import Any

from stance.store.manifest import Manifest

PLOT_FILE = "calibration.svg"

_LINEAR_FAILURES = """\
- It reads words, not meaning: negation and scope ("stopped short of condemning") are often missed.
- Questions and hypotheticals look like the acts they mention.
- Irony and allusion are lost on it.
- In sentences of three or four words a single word can tip it.
- Stances that are named by nouns in passing ("the sanctions regime") are sometimes taken for acts."""

_ENCODER_FAILURES = """\
- Rare constructions of negation and scope: "fell short of condemning", "has yet to rule out", "denied having refused".
- `urge` beside a stronger stance: demands inside a condemnation or a protest are often given `urge` where a coder of the main
  act would not name it, and calls that are put politely ("it would be for the parties to ...") are missed.
- Domestic administration that is worded like diplomacy (programmes announced, stakeholders convened) is taken for `cooperate`.
- It reads one sentence: who "they" are, or that the paragraph is a hypothetical, it cannot know.
- Headings and fragments of two or three words.
- Sentences of more than 256 tokens are cut there, with a warning."""


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
    thresholds = ", ".join(f"{label} {value:.2f}" for label, value in manifest.thresholds.items())
    made_with = ", ".join(f"{name} {number}" for name, number in manifest.versions.items())
    failures = _ENCODER_FAILURES if "tuning" in manifest.recipe else _LINEAR_FAILURES
    trials = "".join(_trial(name, trial) for name, trial in metrics.get("tests", {}).items())
    return f"""# {manifest.name}

{manifest.description}

- **Labels**: {", ".join(manifest.labels)}; a sentence may have several, or none.
- **Thresholds**: {thresholds}.
- **Trained on**: {_data(corpus)}.
- **Made with**: {made_with}.
{_cost(manifest.training)}
## How good it is

{_how_judged(manifest)} {metrics["sentences"]} sentences in {metrics["groups"]} groups (an article or a contrast
family is a group, and is never on both sides). Figures with 95% intervals, clustered bootstrap, {metrics["draws"]} draws.

{_table(metrics)}
{_calibration(metrics)}{trials}
{_plot(metrics)}On text from elsewhere expect less than on the project's own sentences; measure it with `stance evaluate` on a
few hundred labelled sentences of your own before you rely on it.

## What it is for

Counting and finding stances in English news and government text, sentence by sentence, by the project's codebook
(`stance codebook`): for aggregates over many sentences, and for finding those worth reading.

It is **not** for judging persons, for decisions about single sentences that nobody reads, for other languages, or for text of
other kinds (chatter, fiction, contracts). It reads a sentence at a time and knows nothing of the ones before.

## Known failures

{failures}
{_mistakes(metrics)}"""


def _data(corpus: dict[str, Any]) -> str:
    counts = ", ".join(f"{label} {count}" for label, count in corpus["labels"].items())
    text = f"{corpus['sentences']} sentences ({counts}), fingerprint `{corpus['fingerprint'][:16]}`"
    if corpus.get("held_out"):
        text += f", of which {corpus['held_out']} were held out to calibrate and judge"
    if corpus.get("taught"):
        text += f"; and {corpus['taught']} sentences that a teacher labelled"
    return text


def _cost(training: dict[str, Any]) -> str:
    if not training:
        return ""
    memory = f", {training['peak_memory_mb']:,} MB at most" if "peak_memory_mb" in training else ""
    took = f"- **Training took**: {training['seconds'] / 60:.0f} minutes on {training['cores']} cores{memory}.\n"
    if "sentences_per_second" not in training:
        return took
    size = f" Its network has {training['size_mb']:.0f} MB." if "size_mb" in training else ""
    rate = f"{training['sentences_per_second']:,} sentences a second on the same cores, scoring alone"
    return f"{took}- **Speed**: {rate}.{size} The energy it takes was not measured.\n"


def _how_judged(manifest: Manifest) -> str:
    if "tuning" in manifest.recipe:
        return "Sentences held out from fine-tuning (calibration and thresholds for each fifth are from the others):"
    return "Cross-validation on its own corpus:"


def _table(metrics: dict[str, Any]) -> str:
    rows = [
        f"| {label} | {_cell(s['precision'])} | {_cell(s['recall'])} | {_cell(s['f1'])} | {metrics['support'][label]} |"
        for label, s in metrics["labels"].items()
    ]
    for name in ("macro", "micro"):
        s = metrics[name]
        rows.append(f"| *{name} average* | {_cell(s['precision'])} | {_cell(s['recall'])} | {_cell(s['f1'])} | |")
    return "\n".join(
        [
            "| label | precision | recall | F1 | support |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"Exact match: {_cell(metrics['exact_match'])}. Sentences with no stance: {_cell(metrics['none_gold'])} in truth, "
            f"{_cell(metrics['none_predicted'])} as predicted.",
        ]
    )


def _calibration(metrics: dict[str, Any]) -> str:
    if "calibration" not in metrics:
        return ""
    errors = ", ".join(f"{label} {facts['ece']:.3f}" for label, facts in metrics["calibration"].items())
    return f"\nExpected calibration error (ten bins): {errors}.\n"


def _trial(name: str, trial: dict[str, Any]) -> str:
    return f"\n### On {name}\n\n{trial['sentences']} sentences.\n\n{_table(trial)}\n{_calibration(trial)}"


def _mistakes(metrics: dict[str, Any]) -> str:
    if not metrics.get("mistakes"):
        return ""
    cells = [
        [mistake["text"], *(", ".join(mistake[key]) or "none" for key in ("gold", "predicted"))]
        for mistake in metrics["mistakes"]
    ]
    rows = ["| " + " | ".join(map(_in_a_cell, row)) + " |" for row in cells]
    head = ["", "Of the sentences it had not seen, the surest mistakes:", "", "| sentence | truth | predicted |"]
    return "\n".join([*head, "|---|---|---|", *rows, ""])


def _in_a_cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _plot(metrics: dict[str, Any]) -> str:
    if "calibration" not in metrics:
        return ""
    return f"![How often sentences carry a label, against how probable it was said to be]({PLOT_FILE})\n\n"


def _cell(estimate: dict[str, Any]) -> str:
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"
