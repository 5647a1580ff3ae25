"""Everything that can be wrong with a labelled corpus, each by file, line and reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stance.articles import Problem
from stance.codebook import Codebook
from stance.corpus.duplicates import exact_duplicates, near_duplicates, templates
from stance.corpus.loading import Located, Paths, read_corpus


@dataclass(frozen=True)
class CorpusReport:
    """What a check found.

    Attributes
    ----------
    sentences : int
        Records without faults of their own.
    labels : dict of str to int
        How many carry each label; ``"none"`` for those with none, ``"several"`` for those with two or more.
    problems : tuple of Problem
        In the order of the checks: records, identifiers, duplicates, groups.
    """

    sentences: int
    labels: dict[str, int]
    problems: tuple[Problem, ...]


def check_corpus(paths: Paths, codebook: Codebook | None = None) -> CorpusReport:
    """Check a labelled corpus: its records, and what they are to each other.

    Parameters
    ----------
    paths : path or iterable of paths
        The corpus's files, folders or globs, all of which are one corpus.
    codebook : Codebook, optional
        The labelling scheme; the package's own by default.

    Returns
    -------
    CorpusReport
        With a problem for every faulty record, repeated identifier, exact or near duplicate outside a contrast family, three or
        more sentences that differ in names and numbers alone, and family or article that straddles splits or whose sentences
        are not numbered 0, 1, 2.
    """
    problems: list[Problem] = []
    located: list[Located] = []
    for item in read_corpus(paths, codebook):
        (problems if isinstance(item, Problem) else located).append(item)  # type: ignore[arg-type]
    for check in (_repeated_ids, _duplicates, _templates, _straddling, _misnumbered):
        problems.extend(check(located))
    counts = Counter(label for _, sentence in located for label in sentence.labels)
    counts["none"] = sum(not sentence.labels for _, sentence in located)
    counts["several"] = sum(len(sentence.labels) > 1 for _, sentence in located)
    return CorpusReport(len(located), dict(sorted(counts.items())), tuple(problems))


def _repeated_ids(located: Sequence[Located]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for where, sentence in located:
        if sentence.id in first:
            yield Problem(where, f"id {sentence.id!r} stands at {first[sentence.id]} already")
        else:
            first[sentence.id] = where


def _duplicates(located: Sequence[Located]) -> Iterator[Problem]:
    texts = [sentence.text for _, sentence in located]
    for earlier, later in exact_duplicates(texts):
        differ = "" if located[earlier][1].labels == located[later][1].labels else ", with other labels"
        yield Problem(located[later][0], f"repeats the text of {located[earlier][0]}{differ}")
    for earlier, later, likeness in near_duplicates(texts):
        family = located[later][1].family
        if family is None or family != located[earlier][1].family:
            yield Problem(located[later][0], f"is nearly the text of {located[earlier][0]} ({likeness:.0%} alike)")


def _templates(located: Sequence[Located]) -> Iterator[Problem]:
    for positions in templates([sentence.text for _, sentence in located]):
        first, *rest = (located[position][0] for position in positions)
        yield Problem(first, f"differs in names and numbers alone from {', '.join(rest[:3])}{' ...' if rest[3:] else ''}")


def _straddling(located: Sequence[Located]) -> Iterator[Problem]:
    for kind in ("family", "article"):
        first: dict[str, tuple[str, str | None]] = {}
        for where, sentence in located:
            key = getattr(sentence, kind)
            if key is None:
                continue
            place, split = first.setdefault(key, (where, sentence.split))
            if split != sentence.split:
                yield Problem(
                    where,
                    f"{kind} {key!r} straddles splits: {sentence.split or 'none'} here, {split or 'none'} at {place}",
                )


def _misnumbered(located: Sequence[Located]) -> Iterator[Problem]:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    place: dict[str, str] = {}
    for where, sentence in located:
        if sentence.article is not None and sentence.index is not None:
            numbers[sentence.article].append(sentence.index)
            place.setdefault(sentence.article, where)
    for article, found in numbers.items():
        if sorted(found) != list(range(len(found))):
            yield Problem(place[article], f"the sentences of article {article!r} are not numbered 0 to {len(found) - 1}")
