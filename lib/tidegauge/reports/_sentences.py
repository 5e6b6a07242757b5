"""Sentences and grey lines of findings: what moved, from and to, how sure, on how many rows."""

from collections.abc import Mapping

from tidegauge import formats
from tidegauge.filters import EMPTY, NOT_RECORDED
from tidegauge.findings import Verdict
from tidegauge.reports._records import Comparison, Measure
from tidegauge.reports._traces.text import first_line

LONGEST_VALUE = 80
"""Characters of a dimension's value in a sentence: an attribute may hold a megabyte, or several lines."""


def named(segment: Mapping[str, str]) -> str:
    """Return a segment as a condition in words.

    >>> named({"geo": "BR", "device": "ios"})
    'geo = BR and device = ios'
    """
    parts = [f"{name} = {brief(value)}" for name, value in segment.items()]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def brief(value: str) -> str:
    """Return the first line of a value, cut where it is long.

    >>> brief("a" * 500)[-3:], brief("one\\ntwo")
    ('aa…', 'one')
    """
    return first_line(value[: 4 * LONGEST_VALUE], LONGEST_VALUE) or "…"


def shown(value: str | None) -> str:
    """Return a dimension's value as people read it.

    >>> shown(None), shown(""), shown("BR")
    ('(not recorded)', '(empty)', 'BR')
    """
    if value is None:
        return NOT_RECORDED
    return value or EMPTY


def moved(one: Comparison, currency: str) -> str:
    """Return what happened to a metric: `Error rate rose from 4.0% to 4.5%`."""
    verb = "rose" if one.rising else "fell"
    before = formats.value(one.reference.value if one.reference else None, one.unit, currency)
    after = formats.value(one.current.value, one.unit, currency)
    if before == after:
        return f"{one.label} {verb} slightly, within the rounding of {after}"
    return f"{one.label} {verb} from {before} to {after}"


def change(one: Comparison, currency: str) -> str:
    """Return the difference with its interval: `+0.5 pt [0.3, 0.7]`."""
    if one.difference is None:
        return ""
    return formats.difference(one.difference, one.unit, is_relative=one.relative, currency=currency)


def standing(one: Comparison) -> str:
    """Return the rows a comparison stands on, and their share where it is not all of them."""
    rows = f"n {formats.count(one.current.n)}"
    if one.reference is not None:
        rows += f" against {formats.count(one.reference.n)}"
    return rows if one.coverage >= 0.995 else f"{rows} · recorded on {formats.share(one.coverage)} of calls"


def measured(one: Measure, unit: str, currency: str) -> str:
    """Return a value with its interval: `4.5% [4.3, 4.7]`."""
    return f"{formats.value(one.value, unit, currency)} {formats.interval(one.low, one.high, unit, currency, of=one.value)}"


def smallest(one: Comparison, currency: str) -> str:
    """Return the smallest change that a comparison could have shown, `0.3 pt`, or an empty text."""
    if one.sees is None:
        return ""
    if one.relative:
        return formats.share(one.sees)
    return (
        formats.points(one.sees).lstrip("+")
        if one.unit == "share"
        else formats.value(one.sees, one.unit, currency)
    )


def doubt(one: Comparison, currency: str) -> str:
    """Return why a comparison says nothing, or what it would have shown."""
    least = smallest(one, currency)
    if one.verdict is Verdict.CANNOT_TELL:
        return f"too little data: it sees {least} or more" if least else "too little data"
    return f"it could have seen {least}" if least else ""
