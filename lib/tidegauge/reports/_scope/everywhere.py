"""Versions that everybody is on from their first call: they tell a segment's calls from earlier ones, and from no others."""

from collections.abc import Iterable
from datetime import timedelta

from tidegauge.queries.scope_marks import since_first
from tidegauge.queries.sides import Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._scope.found import Found
from tidegauge.reports._scope.turnover import is_version

NEARLY_ALL = 0.98
"""The share of all calls since a version's first one that have to be on it."""
_MINUTE = timedelta(minutes=1)

Value = tuple[str, str]
"""An attribute and its value."""


def everywhere(calls: Gathered, found: Iterable[Found]) -> frozenset[Value]:
    """Return the versions in the names of segments within them that nearly all calls are on from their first call."""
    asked = {
        (name, values[0])
        for one in found
        if one.like and len(one.segment) > 1
        for name, values in one.segment
        if is_version(name) and values[0] is not None
    }
    return frozenset(one for one in asked if _is_everywhere(calls, *one))


def _is_everywhere(calls: Gathered, name: str, value: str) -> bool:
    column = calls.column(name)
    rows = calls.bucketed(Buckets(_MINUTE)).calls([], [column])
    ((n, own),) = calls.read(since_first(rows, column, value)).iter_rows()
    return bool(n) and own >= NEARLY_ALL * n
