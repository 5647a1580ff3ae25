"""Political actors by their names: states, bodies of states, and groups; who is named in a text, and what is only a place."""

from stance.acts.gazetteer.matching import Actor, Alias, Gazetteer, Reading, default_gazetteer, find_mentions
from stance.acts.mention import Mention

__all__ = ["Actor", "Alias", "Gazetteer", "Mention", "Reading", "default_gazetteer", "find_mentions"]
