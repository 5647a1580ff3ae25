"""``stance evaluate``: judge a model on labelled sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from stance.cli.app import app
from stance.cli.console import steps, tables
from stance.cli.options import parse_thresholds
from stance.store.shipped import DEFAULT_MODEL

_EXAMPLES = """
**Examples**

    stance evaluate seeds/sentences.jsonl
    stance evaluate my-corpus.jsonl --model my-model --format json > figures.json
    stance evaluate seeds/sentences.jsonl --learning-curve training/fast.toml --plot curve.svg
"""


@app.command(epilog=_EXAMPLES)
def evaluate(
    corpus: Annotated[
        list[str],
        typer.Argument(metavar="CORPUS...", help="Labelled sentences that the model has not seen.", show_default=False),
    ],
    learning_curve: Annotated[
        Path | None,
        typer.Option(
            metavar="RECIPE",
            help="Train it on growing shares of its corpus, in place of judging a model.",
            show_default=False,
        ),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(metavar="CORPUS", help="For the curve: beside the recipe's own. Repeatable.", show_default=False),
    ] = None,
    shares: Annotated[
        str, typer.Option(metavar="S,S,...", help="For the curve: of the corpus, over 0 and up to 1.")
    ] = "0.125,0.25,0.5,1",
    plot: Annotated[Path | None, typer.Option(metavar="SVG", help="For the curve: draw it, too.", show_default=False)] = None,
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
    if learning_curve is not None:
        _curve(learning_curve, corpus, also or [], shares, format_, plot)
        return
    overall, own = parse_thresholds(threshold or [])
    from stance.judging import judge

    judged = judge(corpus, model, threshold=overall, label_thresholds=own, draws=draws, seed=seed)
    if format_ == "json":
        typer.echo(json.dumps(judged.to_dict(), ensure_ascii=False, indent=1))
        return
    from stance.cli.views import acts_table, confusion_table, rates_table, score_table

    console = tables()
    figures = judged.evaluation
    console.print(
        f"{judged.model}: {figures.sentences} sentences in {figures.groups} groups; figures with 95% intervals, clustered "
        f"bootstrap, {figures.draws} draws",
        markup=False,
    )
    console.print(score_table(figures))
    console.print(rates_table(figures))
    if judged.acts:
        console.print()
        console.print(acts_table(judged.acts))
    console.print()
    console.print(confusion_table(figures.confusion))


def _curve(recipe: Path, corpora: list[str], also: list[str], shares: str, format_: str, plot: Path | None) -> None:
    from stance.curves import learning_curve

    try:
        parts = [float(share) for share in shares.split(",")]
    except ValueError:
        raise typer.BadParameter(f"{shares!r} is no list of numbers, such as 0.25,0.5,1", param_hint="--shares") from None
    with steps("curve") as begin:
        points = learning_curve(recipe, corpora, also=also, shares=parts, on_step=begin)
    if format_ == "json":
        figures = [{"sentences": p.sentences, **{name: e.to_dict() for name, e in p.judged.items()}} for p in points]
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        from stance.cli.views import curve_table

        tables().print(curve_table(points))
    if plot is not None:
        from stance.evaluation import curve_plot
        from stance.store.files import whole_file

        curves = {name: [(p.sentences, p.judged[name].macro.f1) for p in points] for name in points[0].judged}
        with whole_file(plot) as temporary:
            temporary.write_text(curve_plot(curves, f"Learning curve of {recipe.name}"), encoding="utf-8")
