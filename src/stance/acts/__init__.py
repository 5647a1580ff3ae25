"""Who acts towards whom: the actors that a text names, and the acts of a sentence."""
