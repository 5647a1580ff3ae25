"""What ``stance predict --profile`` shows and writes."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from stance.cli.console import ProblemLog, counter, say, tables
from stance.cli.views import profile_table, profile_text
from stance.errors import InputError, OutputError
from stance.profile import Profile, profile
from stance.scoring.records import Record
from stance.scoring.runs import NOTHING, Run, Tally, refuse_output, scoring
from stance.scoring.sinks import format_of
from stance.store.files import whole_file


def profile_to_stdout(run: Run, format_: str | None, problems: ProblemLog) -> None:
    """Show a profile as a table on a terminal, or write it as JSON lines or CSV."""
    if sys.stdout is None:
        raise OutputError("standard output is closed; give --output FILE")
    kind = _kind_of_profile(format_ or ("table" if sys.stdout.isatty() else "jsonl"))
    found = _take_profile(run, problems)
    if kind == "table":
        console = tables()
        console.print(profile_table(found))
        console.print(_totals(found))
        return
    sys.stdout.write(profile_text(found, kind))
    sys.stdout.flush()
    say(_totals(found))


def profile_to_file(run: Run, output: Path, format_: str | None, problems: ProblemLog, *, force: bool) -> None:
    """Write a profile into a file, whole or not at all."""
    kind = _kind_of_profile(format_ or format_of(output))
    if kind == "table":
        raise typer.BadParameter("a table goes to the terminal; a file takes jsonl or csv", param_hint="--format")
    refuse_output(output, force=force)
    # Opened before anything is scored: a folder that takes no file is told at once.
    with whole_file(output) as temporary:
        found = _take_profile(run, problems)
        data = profile_text(found, kind).encode()
        # No name and no time in the header: the same profile gives the same bytes.
        temporary.write_bytes(gzip.compress(data, mtime=0) if output.suffix == ".gz" else data)
    say(f"{output}: {_totals(found)}")


def _kind_of_profile(kind: str) -> str:
    if kind == "parquet":
        raise OutputError("a profile is written as JSON lines or CSV, not as Parquet; name FILE.jsonl or FILE.csv")
    return kind


def _take_profile(run: Run, problems: ProblemLog) -> Profile:
    tally = Tally()
    with scoring(run, problems) as scored, counter("scoring", shown=True) as count:

        def records() -> Iterator[Record]:
            for found in scored.records:
                yield from found
                tally.add([record.labels for record in found])
                count(tally.articles, tally.sentences)

        found = profile(records())
    if not tally.articles:
        raise InputError(NOTHING)
    return found


def _totals(profile: Profile) -> str:
    stances = ", ".join(f"{stance} {number}" for stance, number in profile.stances.items())
    acts = f"{profile.acts} acts of {len(profile.dyads)} dyads"
    return f"{acts} in {profile.sentences} sentences of {profile.articles} articles ({stances})"
