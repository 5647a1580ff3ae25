"""Learn ``structure.json`` of `stance.acts` from a labelled corpus: classes of words, cues of stances, weights of features.

``python -m stance.structures training/corpus src/stance/acts/structure.json`` (or ``make structure``) learns on four fifths of
the families and articles, says how good that is on the last fifth, and then learns on all of them what it writes.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stance.acts.candidates import AROUND, SMALL_VERBS, Phrase, Reader, small_classes, words_of
from stance.acts.cues import Key, features, find_cues, strengths
from stance.acts.gazetteer import find_mentions
from stance.acts.spans import Span
from stance.acts.structure import Structure, Tables
from stance.articles.words import common_words
from stance.codebook import default_codebook
from stance.corpus import load_corpus
from stance.errors import CorpusError
from stance.evaluation.acts import Act, End, judge_acts
from stance.evaluation.metrics import Scores
from stance.sentences import sentence_doc
from stance.store.files import whole_file

if TYPE_CHECKING:
    import datasets

_ENDS = ("source", "target")
_SEED, _HELD_OUT = 7, 5  # a fifth of the families and articles

# Chosen on folds of the four fifths: how rare a feature may be, how strongly weights are held down, and the least that stays.
_LEAST, _HELD, _SMALLEST = 8, 0.12, 0.1
_CUE_LEAST, _CUE_HELD, _CUE_SMALLEST, _CUE_UNSEEN = 3, 0.5, 0.5, 0.8
_COMMON, _LESS_COMMON = 20_000, 40_000
_OF_LEXICON = 1.0

# Verbs that show a stance whatever the corpus holds.
_LEXICON: Mapping[str, str] = {
    "cooperate": """
        agree praise commend applaud appreciate laud hail thank welcome support back endorse approve pledge promise offer
        donate assist help aid deliver supply provide fund finance train exercise cooperate collaborate partner join sign
        ratify conclude meet confer consult discuss negotiate mediate visit host receive accept concede yield ease lift
        release free withdraw reconcile apologise apologize restore resume reopen reaffirm congratulate condole sympathise
        honour share coordinate
    """,
    "monitor": """
        watch monitor follow track observe examine study review assess evaluate verify inspect consider note await look
        investigate inquire probe scrutinise survey ascertain
    """,
    "oppose": """
        condemn criticise criticize denounce deplore accuse blame charge allege sue indict convict deny rebut refute reject
        refuse dismiss decline object protest warn threaten sanction expel suspend sever cut ban bar blockade mobilise deploy
        attack bomb shell strike raid seize kill detain arrest abduct assault fire shoot invade occupy retaliate oppose resist
        boycott veto block recall summon fine punish rebuke chide slam lambast decry censure defy violate regret
    """,
    "urge": """
        urge ask request appeal call demand press insist exhort implore entreat beseech plead petition propose suggest
        recommend advise order instruct invite encourage require summon counsel lobby
    """,
}
# Small words that may show a stance all the same, as common verbs may.
_SHOWING = frozenset((*SMALL_VERBS, "against", "between", "not", "must", "should", "never"))
_STEM_ENDINGS = tuple("ations ation ments ment ions ion ing ies ied als al es ed s e".split())
_STEM = 4
_OWNER = re.compile("['’]s$")
_SHORT_CLOSED = re.compile("[^aeiou][aeiou][bdgmnpt]$")
_CONSONANT_Y = re.compile("[^aeiou]y$")


@dataclass(frozen=True)
class _Example:
    """A sentence with its stances and acts, and where the gazetteer finds actors in it."""

    text: str
    labels: Sequence[str]
    acts: Sequence[Mapping[str, str | None]]
    mentions: Sequence[tuple[int, int]]


def learn_structure(corpus: datasets.Dataset) -> Tables:
    """Learn by which words and places a sentence tells who takes a stance towards whom.

    Parameters
    ----------
    corpus : datasets.Dataset
        As `stance.corpus.load_corpus` gives it; its sentences without a label are passed over.

    Returns
    -------
    Tables
        The same from the same corpus.

    Raises
    ------
    CorpusError
        Where no act names its source, or none its target.
    """
    examples = _examples(corpus)
    classes = _learn_classes(examples)
    cues = _learn_cues(examples, classes)
    weights, bias = _learn_weights(examples, classes, cues)
    return Tables(classes, cues, weights, bias)


def _examples(corpus: datasets.Dataset) -> list[_Example]:
    rows = corpus.select_columns(["text", "labels", "acts"])
    return [_Example(**row, mentions=_mentions(row["text"])) for row in rows if row["labels"]]


def _mentions(text: str) -> list[tuple[int, int]]:
    return [(mention.start, mention.end) for mention in find_mentions(sentence_doc(text)) if not mention.place]


# Classes of words --------------------------------------------------------------------------------------------------------


def _learn_classes(examples: Sequence[_Example]) -> dict[str, str]:
    """Find the words that name actors, h, and those that stand before them, n, by the ends of the acts."""
    actors, modifiers, elsewhere = Counter[str](), Counter[str](), Counter[str]()
    for example in examples:
        inside: set[str] = set()
        for named in _named(example):
            words = _actor_words(named)
            lower = [_lower(word) for word in words]
            inside.update(lower)
            modifiers.update(low for word, low in zip(words[:-1], lower, strict=False) if word[0].islower())
            if words and (words[-1][0].islower() or len(words) > 1):
                actors[lower[-1]] += 1
        elsewhere.update(word for word in words_of(example.text) if word not in inside)
    small = small_classes()
    heads = {
        word for word, n in actors.items() if word not in small and n >= 2 and 4 * n >= elsewhere[word] and _is_plain(word)
    }
    heads |= {f"{word}s" for word in heads if not word.endswith("s")} | {word[:-1] for word in heads if _is_plural(word)}
    before = {
        word
        for word, n in modifiers.items()
        if word not in small and word not in heads and n >= 2 and 2 * n >= elsewhere[word] and not word.isdigit()
    }
    return {**dict.fromkeys(sorted(heads), "h"), **dict.fromkeys(sorted(before), "n")}


def _named(example: _Example) -> Iterator[str]:
    return (named for act in example.acts for end in _ENDS if (named := act[end]))


def _actor_words(named: str) -> list[str]:
    """Give the words of an end up to what says more of the actor: "the envoy" of "the envoy to Oslo"."""
    words, small = _cased_words(named), small_classes()
    further = (at for at, word in enumerate(words) if at and small.get(_lower(word)) in ("f", "s"))
    return words[: next(further, len(words))]


def _cased_words(text: str) -> list[str]:
    return [word for token in text.replace("—", " ").split() if (word := token.strip(AROUND))]


def _lower(word: str) -> str:
    return _OWNER.sub("", word.lower())


def _is_plain(word: str) -> bool:
    return word.isascii() and not word.isdigit()


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss") and len(word) > _STEM


# Cues of stances ---------------------------------------------------------------------------------------------------------


def _learn_cues(examples: Sequence[_Example], classes: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Find how well words show each stance, by a linear model of the stances on words and stems, and the lexicon."""
    listed = [words_of(example.text) for example in examples]
    seen = Counter(word for words in listed for word in set(words))
    rows = [sorted({key for word in words for key in _word_and_stem(word)}) for words in listed]
    columns, barred = _columns(rows, _CUE_LEAST), _no_cues(examples, classes)
    matrix = _matrix(rows, columns)
    known = [word for word in sorted({*seen, *common_words(_COMMON)}) if word not in barred and len(word) > 2]
    cues: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for label in default_codebook().names:
        truth = np.array([label in example.labels for example in examples])
        if truth.all() or not truth.any():
            continue
        weights, _ = _fit(matrix, truth, _CUE_HELD, 300)
        for word in known:
            strength = sum(float(weights[columns[key]]) for key in _word_and_stem(word) if key in columns)
            if strength >= (_CUE_SMALLEST if seen[word] else _CUE_UNSEEN):
                cues[word][label] = round(strength, 2)
    usual = {*seen, *common_words(_LESS_COMMON)}
    for label, form in _lexicon_forms():
        if form in usual and cues[form].get(label, 0.0) < _OF_LEXICON:
            cues[form][label] = _OF_LEXICON
    return {word: cues[word] for word in sorted(cues)}


def _no_cues(examples: Sequence[_Example], classes: Mapping[str, str]) -> set[str]:
    """List the words that show no stance: those of actors, small ones, and those with a capital always."""
    cased = Counter(word for example in examples for word in _cased_words(example.text))
    names = {word.lower() for word in cased if word[0].isupper() and not cased[word.lower()]}
    return (({*classes, *small_classes()} - _SHOWING) | names) - {form for _, form in _lexicon_forms()}


def _lexicon_forms() -> Iterator[tuple[str, str]]:
    return ((label, form) for label, verbs in _LEXICON.items() for verb in verbs.split() for form in sorted(_forms(verb)))


def _forms(verb: str) -> set[str]:
    base = verb.removesuffix("e")
    doubled = base + base[-1] if _SHORT_CLOSED.search(verb) else base
    third = f"{verb[:-1]}i" if _CONSONANT_Y.search(verb) else base
    return {verb, f"{verb}s", f"{verb}es", f"{third}es", f"{third}ed"} | {
        stem + ending for stem in (base, doubled) for ending in ("ed", "ing")
    }


def _word_and_stem(word: str) -> tuple[Key, Key]:
    endings = (len(ending) for ending in _STEM_ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _STEM)
    return ("word", word), ("stem", word[: len(word) - next(endings, 0)])


# Weights of features -----------------------------------------------------------------------------------------------------


def _learn_weights(
    examples: Sequence[_Example], classes: Mapping[str, str], cues: Mapping[str, Mapping[str, float]]
) -> tuple[dict[Key, tuple[int, int]], tuple[int, int]]:
    """Weigh the features of phrases: one logistic regression tells whether they name a source, and one whether a target."""
    reader, by_label = Reader(classes), strengths(cues)
    rows: list[list[Key]] = []
    named: list[list[bool]] = []
    for example in examples:
        layout = reader.lay_out(example.text, example.mentions)
        found = find_cues(layout, example.labels, by_label)
        for label, cue in zip(example.labels, found, strict=True):
            for phrase, keys in zip(layout.phrases, features(layout, label, cue, found), strict=True):
                rows.append(keys)
                named.append([_is_named(phrase, example, label, end) for end in _ENDS])
    truth = np.array(named, dtype=bool).reshape(-1, len(_ENDS))
    if not truth.any(axis=0).all():
        raise CorpusError("an act of the corpus must name its source, and one its target, for a structure to be learned")
    columns = _columns(rows, _LEAST)
    matrix = _matrix(rows, columns)
    (source, source_bias), (target, target_bias) = (_fit(matrix, truth[:, end], _HELD, 400) for end in range(len(_ENDS)))
    weights = {
        key: (_hundredths(source[at]), _hundredths(target[at]))
        for key, at in columns.items()
        if max(abs(source[at]), abs(target[at])) >= _SMALLEST and not any("|" in part for part in key)
    }
    return weights, (_hundredths(source_bias), _hundredths(target_bias))


def _hundredths(weight: float) -> int:
    return round(100 * float(weight))


def _is_named(phrase: Phrase, example: _Example, label: str, end: str) -> bool:
    """Tell whether a phrase is the end of an act of a stance: it stands there, and one says all that the other does."""
    said = example.text[phrase.start : phrase.stop].lower()
    for act in example.acts:
        named = act[end]
        if act["stance"] == label and named and (named.lower() in said or said in named.lower()):
            starts = (match.start() for match in re.finditer(re.escape(named), example.text))
            if any(phrase.start < start + len(named) and start < phrase.stop for start in starts):
                return True
    return False


def _columns(rows: Iterable[Iterable[Key]], least: int) -> dict[Key, int]:
    """Number the features that are not too rare."""
    count = Counter(key for keys in rows for key in keys)
    return {key: at for at, key in enumerate(sorted(key for key, n in count.items() if n >= least))}


def _matrix(rows: Sequence[Sequence[Key]], columns: Mapping[Key, int]) -> Any:
    """Make a sparse matrix of shape (n_rows, n_columns): how often each row has each feature."""
    from scipy.sparse import csr_matrix

    cells = [[columns[key] for key in keys if key in columns] for keys in rows]
    indices = [at for row in cells for at in row]
    starts = np.cumsum([0, *map(len, cells)])
    return csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(rows), len(columns)))


def _fit(matrix: Any, truth: NDArray[np.bool_], held: float, steps: int) -> tuple[NDArray[np.float64], float]:
    """Fit a logistic regression, and give its weights and where it begins."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=held, max_iter=steps).fit(matrix, truth)
    return model.coef_[0], float(model.intercept_[0])


# The file ----------------------------------------------------------------------------------------------------------------


def _as_json(tables: Tables) -> str:
    """Write tables down as `stance.acts.structure.read_tables` reads them, a word or a weight a line."""
    blocks = {
        "classes": {letter: " ".join(sorted(w for w, c in tables.classes.items() if c == letter)) for letter in "hn"},
        "cues": tables.cues,
        "weights": {"|".join(key): weight for key, weight in tables.weights.items()},
    }
    lines = [f'"bias":{_dumps(tables.bias)}']
    for name, block in blocks.items():
        inner = ",\n".join(f"{_dumps(key)}:{_dumps(block[key])}" for key in sorted(block))
        lines.append(f'"{name}":{{\n{inner}\n}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _held_out(corpus: datasets.Dataset) -> Scores:
    """Learn without a fifth of the families and articles, and find the acts in it; ends agree where one contains the other."""
    groups = [
        family or article or own for family, article, own in zip(corpus["family"], corpus["article"], corpus["id"], strict=True)
    ]
    drawn = sorted(set(groups))
    random.Random(_SEED).shuffle(drawn)
    held = set(drawn[: len(drawn) // _HELD_OUT])
    structure = Structure(learn_structure(corpus.select([at for at, group in enumerate(groups) if group not in held])))
    rows = [at for at, group in enumerate(groups) if group in held and corpus[at]["labels"]]
    tested = _examples(corpus.select(rows))
    gold = [[Act(str(act["stance"]), _end(act["source"]), _end(act["target"])) for act in one.acts] for one in tested]
    numbers = np.unique([groups[at] for at in rows], return_inverse=True)[1]
    return judge_acts(gold, [list(_found(structure, one)) for one in tested], numbers)["head"]


def _found(structure: Structure, example: _Example) -> Iterator[Act]:
    for act in structure.find_acts(example.text, example.mentions, example.labels):
        yield Act(act.stance, *(_end(_words(example.text, span)) for span in (act.source, act.target)))


def _words(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


def _end(text: str | None) -> End | None:
    return End(text) if text else None


def main(corpus: str, path: str) -> None:
    """Learn a structure from a corpus and write it to a file.

    Parameters
    ----------
    corpus : str
        A file, folder or glob.
    path : str
    """
    loaded = load_corpus(corpus)
    scores = _held_out(loaded)
    figures = (f"{name} {score.value:.3f} ({score.low:.3f} to {score.high:.3f})" for name, score in vars(scores).items())
    print("Acts of a fifth that was held out: " + ", ".join(figures))
    with whole_file(Path(path)) as temporary:
        temporary.write_text(_as_json(learn_structure(loaded)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
