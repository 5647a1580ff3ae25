"""``stance corpus``: what is wrong with a labelled corpus, what it covers, and rebuilding one from stand-off labels."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stance.cli.app import SKIPPED, corpus_app
from stance.cli.console import ProblemLog, say, tables
from stance.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECK_EXAMPLES = """
**Examples**

    stance corpus check training/corpus
    stance corpus check train.jsonl test.jsonl            together: does a family straddle them?
"""

_REPORT_EXAMPLES = """
**Examples**

    stance corpus report training/corpus
    stance corpus report training/corpus --plan training/plan.toml --holes 50
    stance corpus report training/corpus --plan training/plan.toml --plot coverage.svg
"""

_REBUILD_EXAMPLES = """
**Examples**

    stance corpus rebuild training/real/labels.jsonl wh-briefings --output real.jsonl
    stance corpus rebuild training/real/labels.jsonl articles.jsonl.gz --output corpus.jsonl.gz
"""

_ALWAYS = ("labels", "acts")


@corpus_app.command(epilog=_CHECK_EXAMPLES)
def check(
    paths: Annotated[list[str], typer.Argument(metavar="CORPUS...", help="Files, folders, globs.", show_default=False)],
) -> None:
    """Name everything that is wrong with a labelled corpus, by file, line and reason.

    Finds records that break the schema, labels and acts that disagree, spans that are not in the text, repeated identifiers,
    exact and near duplicates, sentences of one template, and contrast families or articles that straddle splits. Ends with
    code 3 where it finds anything.
    """
    from stance.corpus import check_corpus

    report = check_corpus(paths)
    for problem in report.problems:
        typer.echo(str(problem))
    counts = ", ".join(f"{label} {number}" for label, number in report.labels.items())
    say(f"{report.sentences} sentences ({counts}); {len(report.problems) or 'no'} problems")
    if report.problems:
        raise typer.Exit(SKIPPED)


@corpus_app.command(epilog=_REPORT_EXAMPLES)
def report(
    paths: Annotated[list[str], typer.Argument(metavar="CORPUS...", help="Files, folders, globs.", show_default=False)],
    plan: Annotated[
        Path | None,
        typer.Option(metavar="TOML", help="What the corpus shall cover; its holes are named.", show_default=False),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="SVG", help="Draw register by region, as a map of counts.", show_default=False),
    ] = None,
    holes: Annotated[int, typer.Option(metavar="N", min=0, help="How many holes are listed.")] = 20,
) -> None:
    """Count what a labelled corpus covers, by register, region, topic, PLOVER root, structure and kind of actor.

    A sentence counts for each value that its record names. With a plan, what has fewer sentences than it demands is a hole.
    """
    from stance.cli.views import coverage_tables, holes_table
    from stance.corpus import coverage, load_sentences, read_plan

    sentences, planned = load_sentences(paths), read_plan(plan) if plan else None
    found = coverage(sentences, planned)
    console = tables()
    for table in coverage_tables(found):
        console.print(table)
    if found.holes and holes:
        console.print(holes_table(found, holes))
        if (more := len(found.holes) - holes) > 0:
            console.print(f"and {more} holes more (--holes {len(found.holes)} lists them)")
    if plot is not None:
        from stance.corpus.coverage import cross
        from stance.evaluation import counts_plot
        from stance.store.files import whole_file

        counts = cross(sentences, ("register", "region"))
        rows, columns = (list(found.facets[facet]) for facet in ("register", "region"))
        drawing = counts_plot(counts, rows, columns, f"{found.sentences} sentences by register and region")
        with whole_file(plot) as temporary:
            temporary.write_text(drawing, encoding="utf-8")
    labels = ", ".join(f"{label} {number}" for label, number in found.labels.items())
    say(f"{found.sentences} sentences ({labels}) in {found.articles} articles and {found.families} contrast families")
    if planned:
        say(f"{len(found.holes) or 'no'} holes in the plan")


@corpus_app.command(epilog=_REBUILD_EXAMPLES)
def rebuild(
    labels: Annotated[str, typer.Argument(metavar="LABELS", help="Stand-off labels, as JSON lines.", show_default=False)],
    documents: Annotated[
        list[str],
        typer.Argument(
            metavar="DOCUMENTS...",
            help="A folder such as a clone of the repository that they are from, or files of records with id and text.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="JSON lines; gzipped where it ends in .gz.", show_default=False),
    ],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the output.")] = False,
) -> None:
    """Make a labelled corpus of stand-off labels and your copy of the documents that they are about.

    Stand-off labels hold no text: they name a document and the SHA-256 of a sentence in it. A sentence that the documents lack
    is named and left out, and the command ends with code 3; with code 4, and without output, where they lack them all.
    """
    from stance.corpus import LabelledSentence, NotFound
    from stance.corpus import rebuild as rebuild_corpus
    from stance.scoring.sinks import write_rows
    from stance.store.files import whole_file, writing

    with writing(output):
        if output.is_dir():
            raise OutputError(f"{output}: is a folder; name a file")
        if output.exists() and not force:
            raise OutputError(f"{output}: exists already; --force overwrites it")
    problems = ProblemLog()
    written = missing = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal written, missing
        for item in rebuild_corpus(labels, documents):
            if isinstance(item, LabelledSentence):
                written += 1
                yield {key: value for key, value in asdict(item).items() if key in _ALWAYS or value not in (None, "", ())}
            else:
                missing += isinstance(item, NotFound)
                problems(item)

    try:
        with whole_file(output) as temporary:
            write_rows(rows(), temporary, "jsonl", (), compress=output.suffix == ".gz")
            if not written:
                reason = (
                    f"none of its {missing} sentences was found" if missing else "holds no stand-off label that can be used"
                )
                raise InputError(f"{labels}: {reason}; nothing is written")
    finally:
        problems.close()
    say(f"{output}: {written} sentences; {missing or 'none'} not found")
    if problems.count:
        raise typer.Exit(SKIPPED)
