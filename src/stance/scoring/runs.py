"""A whole run of scoring: inputs to records, or to a file of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from stance.articles import Article, Problem, Unit, read_articles
from stance.errors import InputError, OutputError
from stance.scoring.background import Background, in_background
from stance.scoring.journal import Journal
from stance.scoring.records import Record
from stance.scoring.segments import segment
from stance.scoring.sinks import format_of, write_rows
from stance.store.files import whole_file, writing
from stance.store.manifest import read_manifest
from stance.store.shipped import DEFAULT_MODEL, find_model

NOTHING = "nothing was scored; no input could be read"


@dataclass(frozen=True)
class Run:
    """What is to be scored, and how.

    Attributes
    ----------
    inputs : tuple of str
    model : str
    threshold : float or None
        For every label, in place of the model's own.
    label_thresholds : dict of str to float
        For single labels, in place of either.
    acts : bool
        Find who takes each stance towards whom.
    unit, input_format, id_key, text_key, encoding
        As in `stance.articles.read_articles`.
    """

    inputs: tuple[str, ...]
    model: str = DEFAULT_MODEL
    threshold: float | None = None
    label_thresholds: Mapping[str, float] = field(default_factory=dict)
    acts: bool = True
    unit: Unit = "article"
    input_format: str | None = None
    id_key: str | None = None
    text_key: str = "text"
    encoding: str | None = None


@dataclass
class Tally:
    """What came of a run."""

    articles: int = 0
    sentences: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def add(self, labels: Sequence[Sequence[str]]) -> None:
        """Count one article, by the labels of each of its sentences."""
        self.articles += 1
        self.sentences += len(labels)
        for given in labels:
            self.labels.update(given or ("none",))


@dataclass(frozen=True)
class Scoring:
    """A run under way: the model's labels, and the records of one article at a time."""

    labels: tuple[str, ...]
    records: Iterator[list[Record]]


def _rest(articles: Iterator[Article], done: Iterable[str | None]) -> Iterator[Article]:
    """Pass over the articles that are done, and make sure that they are the same ones."""
    for expected in done:
        article = next(articles, None)
        if article is None or expected not in (None, article.id):
            raise OutputError("the input has changed since the interrupted run; begin anew by --force")
    yield from articles


@contextmanager
def scoring(run: Run, on_problem: Callable[[Problem], None], *, done: Iterable[str | None] = ()) -> Iterator[Scoring]:
    """Score what a run names.

    Reading and segmenting start before the model is loaded, and go on beside it.

    Parameters
    ----------
    run : Run
    on_problem : callable
        Called with each `Problem`, possibly from another thread.
    done : iterable of str or None
        The articles to pass over, because they are done; None for one without sentences.

    Yields
    ------
    Scoring
    """
    articles = read_articles(
        run.inputs,
        unit=run.unit,
        input_format=run.input_format,
        id_key=run.id_key,
        text_key=run.text_key,
        encoding=run.encoding,
        on_problem=on_problem,
    )
    rest = _rest(articles, done)
    with _beside(rest, run) as background:
        # Imported here, beside what the other process imports.
        from stance.scoring.stream import score_segments
        from stance.store.loading import load

        classifier = load(run.model)
        if run.threshold is not None:
            classifier = classifier.with_thresholds(run.threshold)
        classifier = classifier.with_thresholds(run.label_thresholds)
        segmented = background or segment(rest, run.unit, acts=False)
        finder = background if run.acts else None
        yield Scoring(classifier.labels, score_segments(segmented, classifier, unit=run.unit, finder=finder))


def _beside(articles: Iterator[Article], run: Run) -> AbstractContextManager[Background | None]:
    """Start the other process, unless it has nothing to find: each article is a sentence, and no acts are asked for."""
    if run.unit == "sentence" and not run.acts:
        return nullcontext()
    return in_background(articles, run.unit, acts=run.acts)


def refuse_output(output: Path, *, force: bool) -> None:
    """Raise an `OutputError` where a file cannot be written, or is there and shall not be overwritten."""
    with writing(output):
        if output.is_dir():
            raise OutputError(f"{output}: is a folder; name a file")
        if output.exists() and not force:
            raise OutputError(f"{output}: exists already; --force overwrites it")


def score_to_file(
    run: Run,
    output: Path,
    format_: str | None = None,
    *,
    on_problem: Callable[[Problem], None],
    on_article: Callable[[Tally], None] = lambda _: None,
    resume: bool = False,
    force: bool = False,
) -> Tally:
    """Score what a run names into a file, which appears when it is whole.

    Until then the records are in a journal beside it (see `Journal`), and a run that was killed can go on from there.

    Parameters
    ----------
    run : Run
    output : Path
        Gzipped where it ends in ``.gz``.
    format_ : {"jsonl", "csv", "parquet"}, optional
        By default the ending tells.
    on_problem, on_article : callable, optional
        Called with each `Problem`, and with the tally after each article.
    resume, force : bool, default=False
        Go on with an interrupted run; overwrite what is there.

    Returns
    -------
    Tally
        Of the whole output, what was done before included.

    Raises
    ------
    InputError
        Where no article could be read; then nothing is written.
    OutputError
        Where the output exists or cannot be written.
    """
    from importlib.metadata import version

    kind = format_ or format_of(output)
    refuse_output(output, force=force)
    tally = Tally()
    manifest = read_manifest(find_model(run.model))
    model = {"files": manifest.files, "thresholds": manifest.thresholds}
    settings = {"stance": version("stance"), **asdict(run), "model": model}
    with Journal(output, settings, resume=resume, force=force) as journal:
        for records in journal.articles():
            tally.add([row["labels"] for row in records])
        before = (rows[0]["article"] if rows else None for rows in islice(journal.articles(), journal.done))
        with scoring(run, on_problem, done=before) as scored:
            for found in scored.records:
                journal.add(found)
                tally.add([record.labels for record in found])
                on_article(tally)
        if not tally.articles:
            raise InputError(NOTHING)
        with whole_file(output) as temporary:
            write_rows(journal.rows(), temporary, kind, scored.labels, compress=output.suffix == ".gz")
        journal.remove()
    return tally
