"""``stance train``: make a model by a recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stance.cli.app import app
from stance.cli.console import say, steps, tables

_EXAMPLES = """
**Examples**

    stance train training/fast.toml                       into models/fast
    stance train training/fast.toml --output my-model
    stance predict seeds/articles --model my-model
"""


@app.command(epilog=_EXAMPLES)
def train(
    recipe: Annotated[Path, typer.Argument(help="A TOML file that states everything.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="default: models/NAME, by the recipe's name",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a model that is there.")] = False,
) -> None:
    """Train a model by a recipe, judge it by cross-validation, and save it.

    The same recipe, corpus and library versions give the same model, to the byte.
    """
    with steps("train") as begin:
        from stance.training import train as train_model

        trained = train_model(recipe, output, force=force, on_step=begin)
    from stance.cli.views import rates_table, score_table

    judged = trained.evaluation
    console = tables()
    console.print(f"cross-validation: {judged.sentences} sentences in {judged.groups} groups, 95% intervals by bootstrap")
    console.print(score_table(judged))
    console.print(rates_table(judged))
    say(f"saved to {trained.folder} (its card: {trained.folder / 'README.md'})")
