"""What goes wrong, told in one line: what, where, and what to do."""

from __future__ import annotations


class StanceError(Exception):
    """An error that is the user's to mend; its message is one complete line.

    Attributes
    ----------
    exit_code : int
        The status with which the command line ends (see ``stance --help``).
    """

    exit_code = 4


class InputError(StanceError):
    """Input that cannot be read, or that holds nothing to work on."""

    exit_code = 4


class CorpusError(InputError):
    """A labelled corpus that cannot be used."""


class ModelError(StanceError):
    """A model or recipe that is missing, broken, not to be trusted, or from another version."""

    exit_code = 5


class OutputError(StanceError):
    """Output that cannot be written."""

    exit_code = 6


class StanceWarning(UserWarning):
    """Something was passed over; the rest was done."""


def encodable(text: str) -> str:
    """Write half characters (lone surrogates), which no file can hold, as question marks."""
    return text.encode("utf-8", "replace").decode()


def printable(text: str) -> str:
    r"""Write control characters, line ends and half characters as escapes, so that a text stays in its line.

    >>> printable("a\nb")
    'a\\nb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
