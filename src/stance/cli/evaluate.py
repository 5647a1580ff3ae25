"""``stance evaluate``: judge a model on labelled sentences."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from stance.cli.app import app
from stance.cli.console import tables
from stance.cli.options import parse_thresholds
from stance.store.shipped import DEFAULT_MODEL

_EXAMPLES = """
**Examples**

    stance evaluate seeds/sentences.jsonl
    stance evaluate my-corpus.jsonl --model my-model --format json > figures.json
"""


@app.command(epilog=_EXAMPLES)
def evaluate(
    corpus: Annotated[
        list[str],
        typer.Argument(metavar="CORPUS...", help="Labelled sentences that the model has not seen.", show_default=False),
    ],
    model: Annotated[
        str, typer.Option("--model", "-m", metavar="NAME|FOLDER", help="A model that ships, or a model's folder.")
    ] = DEFAULT_MODEL,
    format_: Annotated[Literal["table", "json"], typer.Option("--format", "-f", help="How to write the figures.")] = "table",
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[LABEL=]T",
            help="In place of the model's own; for all labels or one. Repeatable.",
            show_default=False,
        ),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Of the bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.")] = 0,
) -> None:
    """Judge a model on a labelled corpus, with a 95% interval for every figure.

    Whole articles and contrast families are drawn in the bootstrap, where the corpus has any.
    """
    overall, own = parse_thresholds(threshold or [])
    from stance.judging import judge

    judged = judge(corpus, model, threshold=overall, label_thresholds=own, draws=draws, seed=seed)
    if format_ == "json":
        typer.echo(json.dumps(judged.to_dict(), ensure_ascii=False, indent=1))
        return
    from stance.cli.views import confusion_table, rates_table, score_table

    console = tables()
    figures = judged.evaluation
    console.print(
        f"{judged.model}: {figures.sentences} sentences in {figures.groups} groups; figures with 95% intervals, clustered "
        f"bootstrap, {figures.draws} draws",
        markup=False,
    )
    console.print(score_table(figures))
    console.print(rates_table(figures))
    console.print()
    console.print(confusion_table(figures.confusion))
