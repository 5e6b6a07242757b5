"""What the product can answer of a checklist by itself: one file an answer, found by listing."""

from functools import cache

from tidegauge.discovery import members
from tidegauge.incidents.answers._answer import Answer, Answered, Asked

__all__ = ["Answer", "Answered", "Asked", "answers"]


@cache
def answers() -> dict[str, Answer]:
    """Return every answer by its name.

    >>> answers()["freshness"].title
    'how fresh the data are'
    """
    return members(__name__, "ANSWER", Answer)
