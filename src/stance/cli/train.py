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
    stance train training/encoder.toml --also my-sentences.jsonl
    stance train training/encoder.toml --unlabelled articles.jsonl --teacher my-larger-model
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
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also", metavar="CORPUS", help="A labelled corpus beside the recipe's own. Repeatable.", show_default=False
        ),
    ] = None,
    unlabelled: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ARTICLES", help="Articles that a teacher labels, for an encoder. Repeatable.", show_default=False
        ),
    ] = None,
    teacher: Annotated[
        str | None,
        typer.Option(metavar="NAME|FOLDER", help="The model that labels them, such as a larger encoder.", show_default=False),
    ] = None,
    test: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CORPUS", help="Judge the model on these sentences too, for its card. Repeatable.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a model that is there.")] = False,
) -> None:
    """Train a model by a recipe, judge it on sentences that it has not seen, and save it.

    A recipe of a linear model is judged by cross-validation; one of an encoder (it needs the extra train) on a part of the
    corpus that is held out. The same recipe, corpus and library versions give the same model. An encoder's training that was
    interrupted goes on where it was: give the same command again.
    """
    with steps("train") as begin:
        from stance.training import train as train_model

        trained = train_model(
            recipe,
            output,
            also=also or (),
            unlabelled=unlabelled or (),
            teacher=teacher,
            tests=test or (),
            force=force,
            on_step=begin,
        )
    from stance.cli.views import rates_table, score_table

    judged = trained.evaluation
    console = tables()
    console.print(f"judged on {judged.sentences} unseen sentences in {judged.groups} groups, 95% intervals by bootstrap")
    console.print(score_table(judged))
    console.print(rates_table(judged))
    say(f"saved to {trained.folder} (its card: {trained.folder / 'README.md'})")
