"""A run of unusual calls in words: what it is, on what, when, and what it cost."""

from tidegauge import formats
from tidegauge.formats.times import local
from tidegauge.reports._cost.records import Anomaly

_NOUNS = {"api_key": "key", "user_id": "user", "session_id": "session", "tenant": "tenant"}
_WHAT = {
    "retry loop": "a retry loop",
    "repeated calls": "one request asked again and again",
    "burst": "a burst of calls",
}
_EVENING, _MORNING = 18, 12
GROWN = 1.5
"""Times that contexts must have grown to be called growing."""


def noun(dimension: str) -> str:
    """Return what the values of a dimension are called.

    >>> noun("api_key"), noun("feature")
    ('key', 'feature')
    """
    return _NOUNS.get(dimension, dimension)


def run_what(one: Anomaly, zone: str) -> str:
    """Return what it is, on what and when, to follow an amount of money: `a retry loop on key k in the night of ...`."""
    return f"{_WHAT[one.kind]} on {noun(one.dimension)} {one.value} {_when(one, zone)}"


def _when(one: Anomaly, zone: str) -> str:
    start, end = local(one.onset, zone), local(one.until, zone)
    day = f"{start:%a} {start.day} {start:%b}"
    if start.date() != end.date() and start.hour >= _EVENING and end.hour < _MORNING:
        return f"in the night of {day}"
    return f"since {day} {start:%H:%M}" if start.date() != end.date() else f"on {day}"


def run_sentence(one: Anomaly, currency: str, zone: str) -> str:
    """Return the run in a sentence that is complete in itself."""
    what = run_what(one, zone)
    more = "" if one.kind != "burst" else " beyond the usual"
    return f"{what[0].upper()}{what[1:]} cost {formats.money(one.money, currency)}{more}."


def run_details(one: Anomaly, currency: str, zone: str) -> tuple[str, ...]:
    """Return what it stands on: calls, hours, contexts."""
    del currency
    hours = f"{local(one.onset, zone):%H:%M} to {local(one.until, zone):%H:%M}"
    if one.kind == "burst":
        return (f"{formats.count(one.calls)} more calls than usual, {hours}",)
    kind = "near-identical calls" if one.kind == "retry loop" else "calls of repeated requests"
    return (
        f"{formats.count(one.calls)} {kind} in {formats.count(one.traces)} traces",
        hours,
        *_contexts(one),
    )


def _contexts(one: Anomaly) -> tuple[str, ...]:
    if one.first_tokens is None or one.last_tokens is None or one.last_tokens < GROWN * one.first_tokens:
        return ()
    return (f"contexts growing from {_thousands(one.first_tokens)} to {_thousands(one.last_tokens)} tokens",)


def _thousands(tokens: float) -> str:
    return f"{tokens / 1000:.0f}k" if tokens >= 1000 else formats.count(tokens)
