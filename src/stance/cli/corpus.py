"""``stance corpus check``: find what is wrong with a labelled corpus."""

from __future__ import annotations

from typing import Annotated

import typer

from stance.cli.app import SKIPPED, corpus_app
from stance.cli.console import say

_EXAMPLES = """
**Examples**

    stance corpus check training/corpus
    stance corpus check train.jsonl test.jsonl            together: does a family straddle them?
"""


@corpus_app.command(epilog=_EXAMPLES)
def check(
    paths: Annotated[list[str], typer.Argument(metavar="CORPUS...", help="Files, folders, globs.", show_default=False)],
) -> None:
    """Name everything that is wrong with a labelled corpus, by file, line and reason.

    Finds records that break the schema, labels and acts that disagree, spans that are not in the text, repeated identifiers,
    exact and near duplicates, and contrast families or articles that straddle splits. Ends with code 3 where it finds anything.
    """
    from stance.corpus import check_corpus

    report = check_corpus(paths)
    for problem in report.problems:
        typer.echo(str(problem))
    counts = ", ".join(f"{label} {number}" for label, number in report.labels.items())
    say(f"{report.sentences} sentences ({counts}); {len(report.problems) or 'no'} problems")
    if report.problems:
        raise typer.Exit(SKIPPED)
