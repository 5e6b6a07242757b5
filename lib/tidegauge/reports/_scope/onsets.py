"""Since when: the step in each cause's own course, first by the hour, then closer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from tidegauge.filters import Window
from tidegauge.metrics.metric import Metric
from tidegauge.queries.scope_marks import Marked
from tidegauge.queries.sides import CURRENT, REFERENCE
from tidegauge.reports._gather import Gathered
from tidegauge.reports._onset import Course as Series
from tidegauge.reports._onset import Onset, onset_in
from tidegauge.reports._scope.courses import TOTAL, Course, Courses, read_courses
from tidegauge.reports._scope.records import RowKind
from tidegauge.reports._scope.spacing import spaced
from tidegauge.stats.changepoint.kernel_cpd import change_points
from tidegauge.stats.scoping.leaves import Kind

SHORTEST = 3
"""Buckets of the shortest stretch where a level goes up and comes down again within the window."""
FEW = 0.01
"""A value with more than this share of its calls before the window is not new in it."""
AROUND = 6
"""Buckets on either side of a step that are looked at more closely."""


def onset_of(courses: Courses, cause: int, calls: Gathered, kind: RowKind, *, rising: bool) -> Onset | None:
    """Return when a cause began within the current window; None where it had begun before, or its moment is not to be seen.

    Its `high` is the end of the last bucket in which it may have begun.
    """
    found = _step(courses, cause, calls, kind, rising=rising)
    return None if found is None else replace(found, high=found.high + courses.width)


def _step(courses: Courses, cause: int, calls: Gathered, kind: RowKind, *, rising: bool) -> Onset | None:
    now, before = courses.by_cause[cause][CURRENT], courses.by_cause[cause][REFERENCE]
    window, width = calls.asked.current.window, courses.width
    if kind is RowKind.NEW:
        return _first(now, before, calls, width, rising=rising)
    if courses.kind is Kind.TOTAL:
        return _of_total(now, before, calls, width, rising=rising)
    found = onset_in(
        _series(now), _series(before), window, width, _earlier(calls, width), is_rate=_is_share(courses.kind)
    )
    if found is None or found.rising != rising:
        return _again(now, window, width, rising=rising)
    return found


def _is_share(kind: Kind) -> bool:
    return kind in {Kind.RATE, Kind.RATIO}


def _earlier(calls: Gathered, width: timedelta) -> int | None:
    """Return how many buckets the reference has where it is the time just before; None where it is not."""
    reference, window = calls.asked.reference, calls.asked.current.window
    if reference is None or reference.window.end != window.start:
        return None
    return round(reference.window.length / width)


def _series(course: Course) -> Series:
    kept = (course.n > 0) & np.isfinite(course.s) & np.isfinite(course.ss)
    return Series(
        course.bucket[kept].astype(np.float64), [one[kept] for one in (course.n, course.s, course.ss)]
    )


def _first(now: Course, before: Course, calls: Gathered, width: timedelta, *, rising: bool) -> Onset | None:
    """The first call of a new value, if the window holds it: one in its first bucket only where nobody called just before."""
    there = now.bucket[now.n > 0]
    earlier = _earlier(calls, width)
    known = before.n.sum() > FEW * now.n.sum() if earlier is None else bool((before.n > 0).any())
    if not there.size or known or (there[0] <= 0 and earlier is None):
        return None
    at = calls.asked.current.window.start + width * int(there[0])
    return Onset(at, at, at, rising=rising)


def _of_total(
    now: Course, before: Course, calls: Gathered, width: timedelta, *, rising: bool
) -> Onset | None:
    """The step of what comes on top of the same hour before: a total has its tide in it."""
    window, reference = calls.asked.current.window, calls.asked.reference
    # The last bucket is mostly cut short by the window's end.
    size = max(int(window.length / width), 1)
    aligned = reference is not None and reference.window.length == window.length
    levels = _filled(now, size) - (_filled(before, size) if aligned else 0.0)
    course = Course(np.arange(size), np.ones(size), levels, levels**2)
    nothing = Course(course.bucket[:0], course.n[:0], course.s[:0], course.ss[:0])
    found = onset_in(_series(course), _series(nothing), window, width, None, is_rate=False)
    if found is not None and found.rising == rising:
        return found
    return _again(course, window, width, rising=rising)


def _filled(course: Course, size: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    found, own = np.zeros(size), (course.bucket >= 0) & (course.bucket < size)
    found[course.bucket[own]] = course.s[own]
    return found


def _again(now: Course, window: Window, width: timedelta, *, rising: bool) -> Onset | None:
    """Return the first of several steps that goes the way the cause did: what came and went has two."""
    kept = now.n > 0
    bucket, levels = now.bucket[kept], now.s[kept] / now.n[kept]
    steps = [one for one in change_points(levels, SHORTEST) if (one.after > one.before) == rising]
    if not steps:
        return None
    at, low, high = (
        window.start + width * int(bucket[place]) for place in (steps[0].index, steps[0].low, steps[0].high)
    )
    return Onset(at, low, high, rising=rising)


@dataclass(frozen=True)
class Rough:
    """What the first look at a cause's course says: how wide its buckets are, and the share of affected calls since the onset."""

    width: timedelta
    level: float | None = None


def closer(
    calls: Gathered, metric: Metric, cause: Marked | None, found: Onset, kind: RowKind, rough: Rough
) -> Onset:
    """Return the onset of a cause, or of all calls, read from buckets a twelfth as wide around it; as it was where those say nothing.

    The first call of what is new is looked for to the minute.
    """
    width, is_new = rough.width, kind is RowKind.NEW
    current = calls.asked.current
    fine = timedelta(seconds=60 if is_new else max(60, round(width.total_seconds() / 12)))
    start = max(current.window.start, found.low - AROUND * width)
    end = min(current.window.end, found.high + AROUND * width)
    if start >= end or fine >= width:
        return found
    near = replace(
        calls, asked=replace(calls.asked, current=replace(current, window=Window(start, end)), reference=None)
    )
    marks = [] if cause is None else [cause, *(_values(cause) if is_new else ())]
    courses, number = read_courses(near, metric, marks, fine), 1 if marks else TOTAL
    again = onset_of(courses, number, near, kind, rising=found.rising)
    if again is None or again.rising != found.rising:
        return found
    again = spaced(again, courses, number, start, rough.level, is_new=is_new)
    first = _seen(courses, again, start) if is_new else again.low
    # A segment within a new version began with it, even if its own first call came later.
    return replace(again, at=first if is_new else again.at, low=first, high=min(again.high, end))


def _values(cause: Marked) -> list[Marked]:
    return [
        Marked({name: values}, cause.kept) for name, values in cause.values.items() if len(cause.values) > 1
    ]


def _seen(courses: Courses, found: Onset, start: datetime) -> datetime:
    """Return when the youngest of a segment's values was first seen at all: from then on the segment may have begun."""
    others = [one[CURRENT] for number, one in courses.by_cause.items() if number > 1]
    first = [int(one.bucket[one.n > 0][0]) for one in others if (one.n > 0).any()]
    return min(found.low, start + courses.width * max(first)) if first else found.low
