"""Whom an end of an act means: "the Lao foreign ministry", and "the ministry", "she" and "we" that come after."""

from stance.acts.resolution.codes import find_codes
from stance.acts.resolution.home import find_host

__all__ = ["find_codes", "find_host"]
