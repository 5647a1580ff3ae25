"""From labelled sentences to a fine-tuned encoder in a folder; a teacher may label more of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stance.articles import read_articles
from stance.classifier.classifier import Classifier
from stance.classifier.finetuning import fine_tune
from stance.classifier.recipe import DistillationRecipe, EncoderRecipe
from stance.classifier.roles import RoleSpan
from stance.codebook import default_codebook
from stance.errors import InputError
from stance.sentences import split_sentences
from stance.store.files import writing

if TYPE_CHECKING:
    import datasets


@dataclass(frozen=True)
class Lesson:
    """Unlabelled text and who shall label it.

    Attributes
    ----------
    articles : tuple of str
        Files, folders, globs.
    teacher : Classifier
        A larger model, usually.
    """

    articles: tuple[str, ...]
    teacher: Classifier


def role_spans(
    text: str, labels: Sequence[str], acts: Sequence[Mapping[str, str | None]], names: Sequence[str]
) -> list[RoleSpan] | None:
    """Find where a sentence names the sources and targets of its acts.

    Parameters
    ----------
    text : str
    labels : sequence of str
    acts : sequence of mapping
        With ``stance``, ``source`` and ``target``, as a corpus has them.
    names : sequence of str
        The labels, in the order of columns: the sources of each, then the targets of each.

    Returns
    -------
    list of RoleSpan or None
        None where the sentence has labels and its acts are not told.
    """
    if labels and not acts:
        return None
    spans = []
    for act in acts:
        for offset, end in ((0, "source"), (len(names), "target")):
            if (named := act[end]) and (at := text.find(named)) >= 0:
                spans.append(RoleSpan(at, at + len(named), offset + names.index(str(act["stance"]))))
    return spans


def corpus_roles(corpus: datasets.Dataset, rows: Sequence[int]) -> list[list[RoleSpan] | None]:
    """Find the roles in some sentences of a labelled corpus (see `role_spans`)."""
    names = default_codebook().names
    part = corpus.select(rows)
    return [role_spans(row["text"], row["labels"], row["acts"], names) for row in part]


def tune_encoder(
    recipe: EncoderRecipe,
    texts: Sequence[str],
    truth: NDArray[np.int64],
    roles: Sequence[Sequence[RoleSpan] | None],
    held_out: Sequence[str],
    work: Path,
    lesson: Lesson | None,
    on_step: Callable[[str], None],
) -> tuple[int, float]:
    """Fine-tune an encoder and write it into the folder ``work``.

    Parameters
    ----------
    recipe : EncoderRecipe
    texts : sequence of str, length n_sentences
    truth : ndarray of shape (n_sentences, n_labels)
    roles : sequence of (sequence of RoleSpan or None), length n_sentences
        As `role_spans` gives them.
    held_out : sequence of str
        Sentences that must not be among those the teacher labels.
    work : Path
        Holds checkpoints, too, by which an interrupted training goes on.
    lesson : Lesson, optional
    on_step : callable
        Called with a word on each step as it begins: one for each epoch, one for the export, and one for the lesson.

    Returns
    -------
    taught : int
        How many sentences the teacher labelled.
    seconds_before : float
        How long an interrupted training had already taken.
    """
    from stance.classifier.exporting import export

    targets = truth.astype(np.float64)
    taught: list[str] = []
    if lesson is not None:
        on_step("letting the teacher label")
        taught = sample_sentences(lesson.articles, recipe.distillation, {*texts, *held_out}, recipe.seed)
        targets = np.vstack([targets, lesson.teacher.predict_proba(taught)])
    with writing(work):
        told = [*roles, *[None] * len(taught)]
        tuned = fine_tune([*texts, *taught], targets, recipe.tuning, work, seed=recipe.seed, roles=told, on_step=on_step)
        on_step("exporting")
        export(tuned, work, int8=recipe.export.int8)
    return len(taught), tuned.seconds_before


def sample_sentences(articles: Iterable[str], settings: DistillationRecipe, known: set[str], seed: int) -> list[str]:
    """Draw sentences of articles, each text once, and none that is known.

    Raises
    ------
    InputError
        Where there are none.
    """
    found: dict[str, None] = {}
    for article in read_articles(list(articles)):
        for span in split_sentences(article.text):
            sentence = article.text[span.start : span.end]
            if len(sentence) >= settings.shortest and sentence not in known:
                found[sentence] = None
    if not found:
        raise InputError("the unlabelled articles hold no sentence that the corpus lacks")
    sentences = list(found)
    random.Random(seed).shuffle(sentences)
    return sentences[: settings.sentences]
