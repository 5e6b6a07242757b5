"""What a gate checks. FILE = CHECK: each offers CHECK, and is found by its file's name."""

from functools import cache

from tidegauge.discovery import members
from tidegauge.gate.checks._check import Check


@cache
def checks() -> dict[str, Check]:
    """Return every check by its name, in the order in which a gate lists them."""
    found = members(__name__, "CHECK", Check)
    return dict(sorted(found.items(), key=lambda one: (one[1].place, one[0])))
