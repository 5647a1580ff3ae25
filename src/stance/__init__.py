"""Who takes which diplomatic stance towards whom: sentence by sentence, from news and government text.

>>> import stance
>>> stance.load().predict(["Norway condemned the arrest of the fishermen."])
[('oppose',)]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# At once, and it is light: the import of a module sets its name here, and the function of the same name must be set after it.
from stance.profile import Profile, profile

if TYPE_CHECKING:
    from stance.articles import Article, read_articles
    from stance.classifier.classifier import Classifier
    from stance.scoring.records import Record
    from stance.scoring.stream import score_articles
    from stance.store.loading import load

    __version__: str

_HOMES = {
    "Article": "stance.articles",
    "Classifier": "stance.classifier.classifier",
    "Record": "stance.scoring.records",
    "load": "stance.store.loading",
    "read_articles": "stance.articles",
    "score_articles": "stance.scoring.stream",
}

__all__ = ["Article", "Classifier", "Profile", "Record", "__version__", "load", "profile", "read_articles", "score_articles"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used: scikit-learn and spaCy are slow to import."""
    if name == "__version__":
        from importlib.metadata import version

        return version("stance")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
