"""How bad an incident is that no alert rated: by the rules for alerts."""

from dataclasses import replace
from datetime import datetime

from tidegauge.alerts.records import Reading
from tidegauge.alerts.severity import Graded, severity_of
from tidegauge.incidents.records import Impact, Opening
from tidegauge.settings_alerts import RuleTable, SeverityTable


def rated(opening: Opening, table: SeverityTable, at: datetime) -> Graded:
    """Return the severity of what a page said at a moment (UTC), with the sentence of the rule that gave it."""
    impact = opening.impact
    reading = Reading(opening.segment, at, breach=True)
    if impact is not None:
        reading = replace(reading, share=impact.traffic, wrong=wrong_of(impact), fell=fell_of(impact))
    return severity_of(reading, RuleTable(), table)


def wrong_of(impact: Impact) -> float | None:
    """Return the share of all calls that is wrong beyond what was usual; None where the metric is no such thing.

    >>> round(wrong_of(Impact("Errors", "share", "rate", 0.71, reference=0.01, traffic=0.02, direction="lower")), 3)
    0.014
    """
    if impact.kind != "rate" or impact.value is None or impact.reference is None or impact.traffic is None:
        return None
    rise = impact.value - impact.reference
    worse = {"lower": rise, "higher": -rise}.get(impact.direction)
    return None if worse is None else max(worse, 0.0) * impact.traffic


def fell_of(impact: Impact) -> float | None:
    """Return how far quality fell among the calls, as a share; of a rate of failures quality is what did not fail."""
    if impact.value is None or impact.reference is None:
        return None
    before, now = impact.reference, impact.value
    if impact.direction == "lower":
        if impact.kind != "rate":
            return None
        before, now = 1 - before, 1 - now
    elif impact.direction != "higher":
        return None
    return (before - now) / before if before > 0 else None
