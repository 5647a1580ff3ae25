"""Records and figures as people see them: Rich tables; and as programs do: lines."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from stance.cli.console import tables
from stance.codebook import default_codebook
from stance.errors import printable
from stance.evaluation import Estimate, Evaluation, Scores
from stance.profile import NOT_NAMED, Dyad, Profile
from stance.scoring.records import Record
from stance.scoring.sinks import csv_writer, flat_row, json_line

if TYPE_CHECKING:
    from stance.corpus import Coverage
    from stance.curves import Point

_BAR = 6
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def colour_of(label: str) -> str:
    """Give the colour of a label; one that the codebook lacks is white."""
    return next((stance.colour for stance in default_codebook().stances if stance.name == label), "white")


def record_writer(kind: str, labels: Sequence[str]) -> Callable[[list[Record]], None]:
    """Make a function that writes the records of one article to stdout, as ``table``, ``jsonl`` or ``csv``."""
    if kind == "table":
        console = tables()
        return lambda records: console.print(article_table(records))
    if kind == "csv":
        writer = csv_writer(sys.stdout, labels)
        return lambda records: writer.writerows(flat_row(record.to_dict()) for record in records)
    return lambda records: sys.stdout.writelines(json_line(record.to_dict()) for record in records)


def article_table(records: Sequence[Record]) -> Table:
    """Draw one article: its sentences, and the labels of each with their probabilities."""
    title = Text(printable(records[0].article) if records else "")
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("sentence", ratio=1, overflow="fold")
    table.add_column("stances", no_wrap=True, width=_longest_label() + _BAR + 6)
    for record in records:
        table.add_row(str(record.index), Text("\n").join([Text(record.text), *_acts(record)]), _stances(record))
    return table


def _longest_label() -> int:
    return max(map(len, default_codebook().names))


def _acts(record: Record) -> Iterator[Text]:
    """Say of each act who acts towards whom, where the sentence names either."""
    for act in record.acts:
        if act["source"] or act["target"]:
            yield Text(f"  {_end(act['source'])} → {_end(act['target'])}", style=colour_of(act["stance"]))


def _end(end: Mapping[str, Any] | None) -> str:
    """Write who acts, or towards whom: as the sentence has it, and the code."""
    if end is None:
        return NOT_NAMED
    return f"{end['text']} ({end['code']})" if end["code"] else str(end["text"])


def _stances(record: Record) -> Text:
    if not record.labels:
        return Text("none", style="dim")
    lines = []
    for label in sorted(record.labels, key=lambda label: -record.stances[label]):
        share = record.stances[label]
        lines.append(Text.assemble((f"{label:<{_longest_label()}} {bar(share)} {share:.2f}", colour_of(label))))
    return Text("\n").join(lines)


def bar(share: float, width: int = _BAR) -> str:
    """Draw a share between 0 and 1 as a bar of whole and partial blocks."""
    eighths = round(share * width * 8)
    whole, part = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[part] if part else "")).ljust(width)


def profile_table(profile: Profile) -> Table:
    """Draw who did what towards whom: a row a dyad, those with most acts first.

    Its first and its last sentence are one below the other, for actors need the room; one that is both stands once.
    """
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    for name in ("source", "target"):
        table.add_column(name, overflow="fold")
    for stance in profile.stances:
        table.add_column(Text(stance, style=colour_of(stance)), justify="right", no_wrap=True)
    table.add_column("net", justify="right", no_wrap=True, min_width=5)
    table.add_column("first, last", overflow="fold", style="dim")
    for dyad in profile.dyads:
        counts = [dyad.stances[stance].count if stance in dyad.stances else 0 for stance in profile.stances]
        table.add_row(
            *(Text(printable(actor), style="dim" if actor == NOT_NAMED else "") for actor in (dyad.source, dyad.target)),
            *(Text(str(count), style="" if count else "dim") for count in counts),
            _net(dyad),
            Text("\n".join(map(printable, dict.fromkeys((dyad.acts.first, dyad.acts.last))))),
        )
    return table


def _net(dyad: Dyad) -> Text:
    if dyad.net is None:
        return Text("")
    return Text(f"{dyad.net:+z.2f}", style=colour_of("cooperate" if dyad.net > 0 else "oppose" if dyad.net < 0 else ""))


def profile_text(profile: Profile, kind: str) -> str:
    """Write who did what towards whom as ``jsonl``, one object a dyad, or as ``csv``, one row a dyad."""
    if kind == "jsonl":
        return "".join(map(json_line, profile.to_dicts()))
    stream = io.StringIO()
    columns = [
        "source",
        "target",
        "acts",
        "net",
        "first",
        "last",
        *(name for stance in profile.stances for name in _flat(stance)),
    ]
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    for row in profile.to_dicts():
        told = row.pop("stances")
        writer.writerow(row | {name: acts[key] for stance, acts in told.items() for name, key in _flat(stance).items()})
    return stream.getvalue()


def _flat(stance: str) -> dict[str, str]:
    """Give the columns of a stance in a table, and what of its acts each holds."""
    return {stance: "count", **{f"{stance}_{key}": key for key in ("probability", "first", "last")}}


def score_table(evaluation: Evaluation) -> Table:
    """Draw precision, recall and F1 of each label and on average, with intervals."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("label")
    for name in ("precision", "recall", "F1"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("support", justify="right")
    table.add_column("predicted", justify="right")
    for label, scores in evaluation.labels.items():
        table.add_row(
            Text(label, style=colour_of(label)),
            *_cells(scores),
            str(evaluation.support[label]),
            str(evaluation.predicted[label]),
        )
    table.add_section()
    table.add_row("macro average", *_cells(evaluation.macro), "", "")
    table.add_row("micro average", *_cells(evaluation.micro), "", "")
    return table


def _cells(scores: Scores) -> list[Text]:
    return [interval(estimate) for estimate in (scores.precision, scores.recall, scores.f1)]


def interval(estimate: Estimate) -> Text:
    """Write an estimate and its interval."""
    return Text.assemble(f"{estimate.value:.3f} ", (f"[{estimate.low:.2f}, {estimate.high:.2f}]", "dim"))


_WAYS = {"exact": "word for word", "head": "one span in the other", "code": "the same codes"}


def acts_table(acts: Mapping[str, Scores]) -> Table:
    """Draw precision, recall and F1 of acts, by how their ends have to agree with gold."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("acts: ends agree")
    for name in ("precision", "recall", "F1"):
        table.add_column(name, justify="right", no_wrap=True)
    for way, scores in acts.items():
        table.add_row(_WAYS[way], *_cells(scores))
    return table


def rates_table(evaluation: Evaluation) -> Table:
    """Draw the figures that are one number each."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("exact match", interval(evaluation.exact_match))
    table.add_row("no stance, gold", interval(evaluation.none_gold))
    table.add_row("no stance, predicted", interval(evaluation.none_predicted))
    return table


def confusion_table(confusion: Mapping[str, Mapping[str, int]]) -> Table:
    """Draw which labels were given (columns) to the sentences that carry each label (rows)."""
    table = Table(
        title="gold down, predicted across",
        title_style="dim",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("")
    for label in confusion:
        table.add_column(label, justify="right")
    for row, cells in confusion.items():
        table.add_row(
            row, *(Text(str(n), style="bold" if row == column else "" if n else "dim") for column, n in cells.items())
        )
    return table


def coverage_tables(coverage: Coverage) -> Iterator[Table]:
    """Draw what a corpus covers, a table for each facet that its records name."""
    labels = (*default_codebook().names, "none")
    for facet, counts in coverage.facets.items():
        if not any(counts.values()):
            continue
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column(facet)
        for name in ("sentences", *labels):
            table.add_column(name, justify="right")
        for value, of in counts.items():
            cells = [Text(str(of.get(key, 0)), style="" if of.get(key) else "dim") for key in ("all", *labels)]
            table.add_row(Text(printable(value)), *cells)
        yield table


def holes_table(coverage: Coverage, most: int) -> Table:
    """Draw the combinations of values that have fewer sentences than planned, the emptiest first."""
    rows = sorted(coverage.holes, key=lambda hole: (hole.sentences / hole.wanted, -hole.wanted))
    return plain_table(("hole", "sentences", "planned"), ((" · ".join(h.values), h.sentences, h.wanted) for h in rows[:most]))


def curve_table(points: Sequence[Point]) -> Table:
    """Draw the macro-F1 of each point of a learning curve on each corpus, with intervals."""
    table = Table(title="macro-F1", title_style="dim", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("sentences", justify="right")
    for name in points[0].judged:
        table.add_column(printable(name), justify="right", overflow="fold")
    for point in points:
        table.add_row(str(point.sentences), *(interval(judged.macro.f1) for judged in point.judged.values()))
    return table


def plain_table(columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> Table:
    """Draw rows of text."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(printable(str(cell))) for cell in row))
    return table
