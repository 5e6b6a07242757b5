"""What a rule can watch. FILE = CONDITION: each offers CONDITION, and is found by its file's name."""

from tidegauge.alerts.conditions._condition import Condition
from tidegauge.discovery import members


def conditions() -> dict[str, Condition]:
    """Return every condition by its name."""
    return members(__name__, "CONDITION", Condition)
