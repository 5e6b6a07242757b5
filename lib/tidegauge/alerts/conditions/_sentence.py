"""What a firing reading means, in plain words."""

from datetime import datetime

from tidegauge import formats
from tidegauge.alerts.conditions._words import length_words, metric_of, metric_words, place_words, value_words
from tidegauge.alerts.records import Reading, Rule
from tidegauge.settings import Settings


def moved(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return how a metric moved, from what is usual, where, on how many calls, and since when."""
    verb = "rose" if (reading.value or 0) > (reading.reference or 0) else "fell"
    value, usual = (value_words(one, rule, settings) for one in (reading.value, reading.reference))
    return (
        f"{metric_words(rule, settings)} {verb} to {value} (usual {usual}){place_words(rule, reading.segment)}: "
        f"{standing(rule, settings, reading)}, {since(rule, settings, reading, onset)}."
    )


def standing(rule: Rule, settings: Settings, reading: Reading) -> str:
    """Return the calls that a value stands on: `603 of 848 calls`."""
    metric = metric_of(rule.table.metric or "calls", settings)
    unit = "sessions" if metric.per == "session_id" else f"values of {metric.per}" if metric.per else "calls"
    if metric.kind == "rate" and reading.value is not None:
        return f"{formats.count(round(reading.value * reading.n))} of {formats.count(reading.n)} {unit}"
    return f"{formats.count(reading.n)} {unit}"


def since(rule: Rule, settings: Settings, reading: Reading, onset: datetime | None) -> str:
    """Return when it began, or which window it was seen in."""
    zone = settings.time_zone or "UTC"
    if onset is not None:
        return f"since {formats.moment(onset, zone, reading.at)}"
    return f"in the {length_words(rule.table.window)} to {formats.moment(reading.at, zone, reading.at)}"
