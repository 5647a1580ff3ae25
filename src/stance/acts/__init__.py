"""Who acts: the actors that a text names, and what its names mean."""

from stance.acts.gazetteer import Actor, Gazetteer, Mention, default_gazetteer, find_mentions

__all__ = ["Actor", "Gazetteer", "Mention", "default_gazetteer", "find_mentions"]
