"""``stance codebook``: the labels and how to code them."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from stance.cli.app import app
from stance.cli.console import tables

_EXAMPLES = """
**Examples**

    stance codebook                                       definitions and crosswalk
    stance codebook --format markdown                     all of it, with the rules
    stance codebook --format json
"""


@app.command(epilog=_EXAMPLES)
def codebook(
    format_: Annotated[Literal["table", "markdown", "json"], typer.Option("--format", "-f", help="How to write it.")] = "table",
) -> None:
    """Print the labels, their definitions, and the crosswalk to PLOVER and CAMEO."""
    from stance.codebook import default_codebook

    book = default_codebook()
    if format_ == "markdown":
        typer.echo(book.to_markdown(), nl=False)
        return
    if format_ == "json":
        from dataclasses import asdict

        typer.echo(json.dumps(asdict(book), ensure_ascii=False, indent=1))
        return
    from rich.text import Text

    from stance.cli.views import plain_table

    rows = [
        (
            Text(s.name, style=f"bold {s.colour}"),
            Text.assemble(s.definition.replace("*", ""), "\n", (s.example, "dim italic")),
            " ".join(s.plover),
            " ".join(s.cameo),
        )
        for s in book.stances
    ]
    table = plain_table(("stance", "the actor ...", "PLOVER", "CAMEO"), rows)
    table.columns[2].width, table.columns[3].width = 20, 12
    tables().print(table)
    tables().print("The rules of coding: stance codebook --format markdown", style="dim")
