"""Who did what towards whom in many articles: the acts of scored sentences, counted by dyad."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stance.acts.candidates import PRONOUNS

if TYPE_CHECKING:
    from stance.scoring.records import Record

NOT_NAMED = "(not named)"
NOT_CLEAR = "(not clear)"

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Acts:
    """A number of acts.

    Attributes
    ----------
    count : int
    weight : Fraction
        The sum of their probabilities: how many acts are to be expected among them. It is exact, so that neither the order
        of the records nor how they are divided changes a figure.
    first, last : str
        The records (sentences) of the first and the last of them, by `Record.id`.
    """

    count: int
    weight: Fraction
    first: str
    last: str

    @property
    def probability(self) -> float:
        """Their mean probability."""
        return float(self.weight / self.count)

    def merge(self, later: Acts) -> Acts:
        """Give these and later ones together."""
        return Acts(self.count + later.count, self.weight + later.weight, self.first, later.last)

    def to_dict(self) -> dict[str, Any]:
        """Give what is told of them in files, ready for JSON."""
        return {"count": self.count, "probability": round(self.probability, _DIGITS), "first": self.first, "last": self.last}


_NO_ACTS: dict[str, Any] = {"count": 0, "probability": None, "first": None, "last": None}


@dataclass(frozen=True, slots=True)
class Dyad:
    """A source and a target, and the acts of the one towards the other.

    Attributes
    ----------
    source, target : str
        The code of the actor; where none is known, the words that name it; ``(not clear)`` where those are a pronoun, and
        ``(not named)`` where nobody is named.
    acts : Acts
        All of them.
    stances : dict of str to Acts
        Those of each stance that occurs.
    """

    source: str
    target: str
    acts: Acts
    stances: dict[str, Acts]

    @property
    def net(self) -> float | None:
        """The net cooperation of the source towards the target, from -1 (all conflict) to 1 (all cooperation).

        It is (C - O) / (C + O), where C and O are the sums of the probabilities of the acts ``cooperate`` and ``oppose``;
        ``monitor`` and ``urge`` take no side on this axis and do not count. None where the source neither cooperates nor
        opposes.

        Notes
        -----
        Event data research sums cooperation minus conflict of a directed dyad as its net cooperation (Goldstein and Freeman
        1990). Divided by the sum of both it is the relative balance that Laver and Garry (2000) take for positions in
        texts: it does not grow with how much is written about a dyad. A net of few acts is therefore as far from 0 as one
        of many; read it with the counts.

        Goldstein (1992) gives each type of event of WEIS a weight, from -10 for a military attack to 8.3 for military
        assistance. Those scores are not used: they belong to types of event, which a stance does not tell. Here each act has
        the sign of its stance and the size of its probability, and criticism weighs as much as an attack; the net tells how
        one-sided a relation is, not how intense, and cannot be compared with a mean of Goldstein scores.

        References
        ----------
        Goldstein, J. S. (1992). A conflict-cooperation scale for WEIS events data. Journal of Conflict Resolution 36(2).

        Goldstein, J. S., and Freeman, J. R. (1990). Three-Way Street: Strategic Reciprocity in World Politics. University of
        Chicago Press.

        Laver, M., and Garry, J. (2000). Estimating policy positions from political texts. American Journal of Political
        Science 44(3).
        """
        cooperate, oppose = (self._weight(stance) for stance in ("cooperate", "oppose"))
        if not cooperate + oppose:
            return None
        return float((cooperate - oppose) / (cooperate + oppose))

    def _weight(self, stance: str) -> Fraction:
        acts = self.stances.get(stance)
        return acts.weight if acts else Fraction(0)

    def merge(self, later: Dyad) -> Dyad:
        """Give the acts of this dyad and later ones of the same source and target together."""
        stances = dict(self.stances)
        for stance, acts in later.stances.items():
            stances[stance] = stances[stance].merge(acts) if stance in stances else acts
        return Dyad(self.source, self.target, self.acts.merge(later.acts), stances)

    def to_dict(self, stances: Iterable[str]) -> dict[str, Any]:
        """Give what is told of the dyad in files, ready for JSON, with each of some stances whether it occurs or not."""
        return {
            "source": self.source,
            "target": self.target,
            "acts": self.acts.count,
            "net": None if self.net is None else round(self.net, _DIGITS),
            "first": self.acts.first,
            "last": self.acts.last,
            "stances": {name: self.stances[name].to_dict() if name in self.stances else dict(_NO_ACTS) for name in stances},
        }


@dataclass(frozen=True, slots=True)
class Profile:
    """Who did what towards whom.

    Attributes
    ----------
    articles : int
        Those with a sentence.
    sentences : int
    stances : dict of str to int
        How many sentences carry each stance, in alphabetical order.
    dyads : tuple of Dyad
        Those with most acts first.
    """

    articles: int
    sentences: int
    stances: dict[str, int]
    dyads: tuple[Dyad, ...]

    @property
    def acts(self) -> int:
        """How many acts there are in all."""
        return sum(dyad.acts.count for dyad in self.dyads)

    def merge(self, later: Profile) -> Profile:
        """Give the profile of the records of this one and of later ones together.

        Parameters
        ----------
        later : Profile
            Of other records, which come after those of this one: its last sentences become the last of all.

        Returns
        -------
        Profile
            Equal to the profile of all the records.
        """
        return Profile(
            self.articles + later.articles,
            self.sentences + later.sentences,
            _in_order(Counter(self.stances) + Counter(later.stances), {*self.stances, *later.stances}),
            _by_acts(_join((*self.dyads, *later.dyads))),
        )

    def to_dicts(self) -> Iterator[dict[str, Any]]:
        """Give the dyads as files have them, one object a dyad, every stance in each."""
        return (dyad.to_dict(self.stances) for dyad in self.dyads)


def profile(records: Iterable[Record]) -> Profile:
    """Count who did what towards whom.

    An actor is known by its code, and where none is known by the words of the text, letter by letter: "the ministry" is then
    one actor in all articles, whichever ministry each of them means.

    Parameters
    ----------
    records : iterable of Record
        For example of `stance.score_articles`, read once and not kept: memory grows with the dyads alone. Articles are
        counted by their first sentences, those of index 0.

    Returns
    -------
    Profile
        Without dyads where the records have no acts. Another order of the records changes only which sentences are the
        first and the last.

    Examples
    --------
    >>> import stance
    >>> article = stance.Article("a1", "Oslo condemned Lima. Lima rejected the charge. Oslo urged Lima to answer.")
    >>> profile = stance.profile(stance.score_articles([article]))
    >>> profile.articles, profile.sentences, profile.stances["oppose"]
    (1, 3, 2)
    """
    articles = sentences = 0
    carry: Counter[str] = Counter()
    known: set[str] = set()

    def acts() -> Iterator[Dyad]:
        nonlocal articles, sentences
        for record in records:
            articles += record.index == 0
            sentences += 1
            carry.update(record.labels)
            known.update(record.stances)
            for act in record.acts:
                known.add(act["stance"])
                yield _one_act(act, record.id)

    dyads = _join(acts())
    return Profile(articles, sentences, _in_order(carry, {*known, *carry}), _by_acts(dyads))


def _one_act(act: Mapping[str, Any], sentence: str) -> Dyad:
    acts = Acts(1, Fraction(act["probability"]), sentence, sentence)
    return Dyad(_actor(act["source"]), _actor(act["target"]), acts, {act["stance"]: acts})


def _actor(end: Mapping[str, Any] | None) -> str:
    if end is None:
        return NOT_NAMED
    return str(end["code"] or (NOT_CLEAR if end["text"].lower() in PRONOUNS else end["text"]))


def _join(parts: Iterable[Dyad]) -> Iterable[Dyad]:
    """Put together what belongs to the same source and target."""
    dyads: dict[tuple[str, str], Dyad] = {}
    for part in parts:
        pair = part.source, part.target
        dyads[pair] = dyads[pair].merge(part) if pair in dyads else part
    return dyads.values()


def _by_acts(dyads: Iterable[Dyad]) -> tuple[Dyad, ...]:
    return tuple(sorted(dyads, key=lambda dyad: (-dyad.acts.count, dyad.source, dyad.target)))


def _in_order(counts: Mapping[str, int], stances: Iterable[str]) -> dict[str, int]:
    return {stance: counts.get(stance, 0) for stance in sorted(stances)}
