"""``stance predict``: score articles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stance.cli.app import SKIPPED, app
from stance.cli.console import ProblemLog, counter, say
from stance.cli.options import parse_thresholds
from stance.errors import InputError, OutputError
from stance.store.shipped import DEFAULT_MODEL

if TYPE_CHECKING:
    from stance.scoring.runs import Run

Unit = Literal["article", "sentence"]
InputFormat = Literal["text", "markdown", "html", "jsonl", "json", "csv", "tsv", "parquet"]

_EXAMPLES = """
**Examples**

    stance predict seeds/articles                         a folder, as a table
    stance predict article.html notes.md > out.jsonl      JSON lines into a pipe or file
    stance predict news.csv --text-key body --id-key url --output out.parquet
    cat speech.txt | stance predict -                     standard input
    stance predict sentences.jsonl --unit sentence --threshold urge=0.4
    stance predict seeds/articles --profile               who did what towards whom, in all of them
"""


@app.command(epilog=_EXAMPLES)
def predict(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT...",
            help="Files, folders, globs, or - for standard input, which is also read in a pipe without any.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", "-m", metavar="NAME|FOLDER", help="A model that ships, or a model's folder.")
    ] = DEFAULT_MODEL,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to a file; it appears when it is whole.", show_default=False
        ),
    ] = None,
    format_: Annotated[
        Literal["table", "jsonl", "csv", "parquet"] | None,
        typer.Option(
            "--format",
            "-f",
            help="By default the output's ending tells; else table on a terminal, jsonl in a pipe.",
            show_default=False,
        ),
    ] = None,
    unit: Annotated[Unit, typer.Option(help="With sentence each record or line is one, and is not split.")] = "article",
    input_format: Annotated[
        InputFormat | None, typer.Option(help="By default each file's ending tells.", show_default=False)
    ] = None,
    id_key: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="The identifier's key in records. default: id", show_default=False),
    ] = None,
    text_key: Annotated[str, typer.Option(metavar="KEY", help="The text's key in records.")] = "text",
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="By default byte-order marks, UTF-8, then Windows-1252.", show_default=False),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[LABEL=]T",
            help="In place of the model's own; for all labels or one. Repeatable.",
            show_default=False,
        ),
    ] = None,
    acts: Annotated[
        bool, typer.Option("--acts/--no-acts", help="Find who takes each stance towards whom.", show_default=False)
    ] = True,
    profile: Annotated[
        bool, typer.Option("--profile", help="In place of the sentences: who did what towards whom, in all of them.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run to the same --output.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the output.")] = False,
) -> None:
    """Score articles: which stances each sentence reports.

    Reads text, Markdown, HTML, JSON lines, JSON, CSV, TSV and Parquet, gzipped or not. Writes one record a sentence, with the
    calibrated probability of each stance and the labels that reach their thresholds.
    """
    from stance.scoring.runs import Run

    overall, own = parse_thresholds(threshold or [])
    if not inputs:
        if sys.stdin is None or sys.stdin.isatty():
            raise typer.BadParameter("name files or folders, or pipe a text in", param_hint="INPUT")
        inputs = ["-"]
    run = Run(
        inputs=tuple(inputs),
        model=model,
        threshold=overall,
        label_thresholds=own,
        acts=acts,
        unit=unit,
        input_format=input_format,
        id_key=id_key,
        text_key=text_key,
        encoding=encoding,
    )
    problems = ProblemLog()
    try:
        if profile:
            _profile(run, output, format_, problems, resume=resume, force=force)
        elif output is None:
            if resume:
                raise typer.BadParameter("goes with --output", param_hint="--resume")
            _to_stdout(run, format_, problems)
        else:
            _to_file(run, output, format_, problems, resume=resume, force=force)
    finally:
        problems.close()
    if problems.count:
        raise typer.Exit(SKIPPED)


def _to_file(run: Run, output: Path, format_: str | None, problems: ProblemLog, *, resume: bool, force: bool) -> None:
    if format_ == "table":
        raise typer.BadParameter("a table goes to the terminal; a file takes jsonl, csv or parquet", param_hint="--format")
    from stance.scoring.runs import score_to_file

    with counter("scoring", shown=True) as count:
        tally = score_to_file(
            run,
            output,
            format_,
            on_problem=problems,
            on_article=lambda tally: count(tally.articles, tally.sentences),
            resume=resume,
            force=force,
        )
    found = ", ".join(f"{label} {number}" for label, number in sorted(tally.labels.items()))
    say(f"{output}: {tally.sentences} sentences of {tally.articles} articles ({found})")


def _to_stdout(run: Run, format_: str | None, problems: ProblemLog) -> None:
    from stance.scoring.runs import NOTHING, Tally, scoring

    if sys.stdout is None:
        raise OutputError("standard output is closed; give --output FILE")
    kind = format_ or ("table" if sys.stdout.isatty() else "jsonl")
    if kind == "parquet":
        raise typer.BadParameter("Parquet needs a file; give --output FILE", param_hint="--format")
    tally = Tally()
    with scoring(run, problems) as scored:
        from stance.cli.views import record_writer

        write = record_writer(kind, scored.labels)
        for records in scored.records:
            write(records)
            tally.add([record.labels for record in records])
    sys.stdout.flush()
    if not tally.articles:
        raise InputError(NOTHING)


def _profile(run: Run, output: Path | None, format_: str | None, problems: ProblemLog, *, resume: bool, force: bool) -> None:
    if resume:
        raise typer.BadParameter("does not go with --profile, which starts anew", param_hint="--resume")
    if not run.acts:
        raise typer.BadParameter("does not go with --profile, which counts acts", param_hint="--no-acts")
    from stance.cli.profiles import profile_to_file, profile_to_stdout

    if output is None:
        profile_to_stdout(run, format_, problems)
    else:
        profile_to_file(run, output, format_, problems, force=force)
