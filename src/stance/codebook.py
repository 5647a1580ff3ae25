"""The four stances, their definitions, the rules of coding, and the crosswalk to PLOVER and CAMEO."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Stance:
    """One label of the codebook.

    Attributes
    ----------
    name : str
        The label as it stands in records and corpora.
    definition : str
        What an actor does who takes this stance; a verb phrase in Markdown.
    plover, cameo : tuple of str
        The root codes of the two event ontologies that map to it.
    example : str
        A sentence that carries this stance and no other.
    colour : str
        The colour in which terminals show it.
    """

    name: str
    definition: str
    plover: tuple[str, ...]
    cameo: tuple[str, ...]
    example: str
    colour: str


@dataclass(frozen=True)
class Rule:
    """One numbered rule of coding: its first words, and the rest."""

    title: str
    text: str


@dataclass(frozen=True)
class Codebook:
    """A labelling scheme: stances in alphabetical order, and how to code them."""

    title: str
    unit: str
    actors: str
    stances: tuple[Stance, ...]
    rules: tuple[Rule, ...]
    acts: str

    @property
    def names(self) -> tuple[str, ...]:
        """The labels, in the order of every probability matrix of the project."""
        return tuple(stance.name for stance in self.stances)

    def __getitem__(self, name: str) -> Stance:
        for stance in self.stances:
            if stance.name == name:
                return stance
        raise KeyError(name)

    def to_markdown(self) -> str:
        """Write the whole codebook as one Markdown page."""
        rows = [
            f"| `{s.name}` | {s.definition} | {' '.join(s.plover)} | {' '.join(s.cameo)} | {s.example} |" for s in self.stances
        ]
        rules = [f"{number}. **{rule.title}** {rule.text}" for number, rule in enumerate(self.rules, 1)]
        table = [
            "| stance | the actor ... | PLOVER root codes | CAMEO root codes | example |",
            "|---|---|---|---|---|",
            *rows,
        ]
        parts = [
            f"# {self.title}",
            self.unit,
            self.actors,
            "\n".join(table),
            "## Rules",
            "\n".join(rules),
            "## Acts",
            self.acts,
        ]
        return "\n\n".join(parts) + "\n"


@cache
def default_codebook() -> Codebook:
    """Read the codebook that the package carries."""
    raw = tomllib.loads(files("stance").joinpath("codebook.toml").read_text(encoding="utf-8"))
    stances = [Stance(**{**entry, "plover": tuple(entry["plover"]), "cameo": tuple(entry["cameo"])}) for entry in raw["stance"]]
    return Codebook(
        title=raw["title"],
        unit=raw["unit"].strip(),
        actors=raw["actors"].strip(),
        stances=tuple(sorted(stances, key=lambda stance: stance.name)),
        rules=tuple(Rule(**entry) for entry in raw["rule"]),
        acts=raw["acts"]["text"].strip(),
    )
