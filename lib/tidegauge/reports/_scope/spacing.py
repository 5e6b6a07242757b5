"""How far an onset can lie from the step that is seen: no finer than the calls of the segment come."""

from dataclasses import replace
from datetime import datetime
from math import log, log1p

from tidegauge.filters import Window
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._onset import Onset
from tidegauge.reports._scope.courses import Course, Courses
from tidegauge.stats.scoping.leaves import Kind

BY_CHANCE = 0.05
"""So many spotless calls in a row that they come this seldom after the onset have been before it."""


def level_since(courses: Courses, cause: int, window: Window, onset: Onset) -> float | None:
    """Return the share of affected calls from an onset on; None of a metric that counts no calls."""
    now = courses.by_cause[cause][CURRENT]
    later = now.bucket >= round((onset.at - window.start) / courses.width)
    n, s = now.n[later].sum(), now.s[later].sum()
    if courses.kind is not Kind.RATE or n <= 0:
        return None
    return float(s / n if onset.rising else 1 - s / n)


def spaced(
    onset: Onset, courses: Courses, cause: int, start: datetime, level: float | None, *, is_new: bool
) -> Onset:
    """Return an onset, read from buckets that begin at `start`, whose interval holds what its calls leave open.

    It lasts at least until the first affected call, and begins with the last call that can hardly have been after it: with a
    share `level` of affected calls, more than log(0.05) / log(1 - level) others in a row are rare. What is new began
    with its first call.
    """
    now = courses.by_cause[cause][CURRENT]
    if level is None or not 0 < level < 1:
        return onset
    seen = round((onset.at - start) / courses.width)
    affected = now.bucket[(now.s if onset.rising else now.n - now.s) > 0]
    later = affected[affected >= seen]
    if not later.size:
        return onset
    first = int(later[0])
    high = max(onset.high, start + courses.width * (first + 1))
    if is_new:
        return replace(onset, high=high)
    low = start + courses.width * _last_before(now, first, log(BY_CHANCE) / log1p(-level), onset.rising)
    return replace(onset, low=min(onset.low, low), high=high)


def _last_before(now: Course, first: int, most: float, rising: bool) -> int:
    """Return the bucket of the last call before the run of at most so many that may belong to what began in `first`."""
    run = 0.0
    for bucket, n, s in zip(now.bucket[::-1], now.n[::-1], now.s[::-1], strict=True):
        if bucket >= first or n <= 0:
            continue
        run += n
        if run > most or (s if rising else n - s) > 0:
            return int(bucket)
    return 0
