"""A row's course as points: no finer than its calls allow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import nan

import numpy as np

from tidegauge.filters import Window
from tidegauge.formats import duration
from tidegauge.queries.sides import CURRENT
from tidegauge.reports._records import Point
from tidegauge.reports._scope.courses import Course, Courses
from tidegauge.stats import mean, proportion, total
from tidegauge.stats.estimate import Estimate
from tidegauge.stats.scoping.leaves import Kind

FEW = 10
"""Calls that a point should stand on: with fewer, buckets are joined."""
_JOINED = (1, 2, 4, 6, 12, 24)


@dataclass(frozen=True)
class Line:
    """Points in order of time, and what one of them is called."""

    points: tuple[Point, ...]
    grain: str


def line(courses: Courses, number: int, window: Window, before: int | None = None) -> Line:
    """Return the current course of a cause, of the rest or of all calls; until it has calls, that of the cause `before`."""
    course = courses.by_cause[number][CURRENT]
    if before is not None:
        course = _after(courses.by_cause[before][CURRENT], course)
    size = int(window.length / courses.width)
    join = next((one for one in _JOINED if _enough(course, size, one)), _JOINED[-1])
    joined = _joined(course, join, max(size // join, 1))
    found = _estimate(courses.kind, joined)
    start, width = window.start, courses.width * join
    columns = (one.tolist() for one in (found.value, found.n, found.low, found.high))
    points = [
        _point(start, width, bucket, *one)
        for bucket, *one in zip(joined.bucket.tolist(), *columns, strict=True)
    ]
    return Line(tuple(points), _grain(width))


def _after(before: Course, course: Course) -> Course:
    there = course.bucket[course.n > 0]
    early = before.bucket < (there[0] if there.size else np.inf)
    pairs = ((getattr(before, name)[early], getattr(course, name)) for name in ("bucket", "n", "s", "ss"))
    return Course(*(np.concatenate(pair) for pair in pairs))


def _point(
    start: datetime, width: timedelta, bucket: int, value: float, n: float, low: float, high: float
) -> Point:
    return Point(start + width * bucket, value, int(n), low, high)


def _enough(course: Course, size: int, join: int) -> bool:
    return bool(size <= join or course.n.sum() / max(size / join, 1) >= FEW)


def _joined(course: Course, join: int, size: int) -> Course:
    """Join buckets; the last one is left out where the window's end cuts it short."""
    place = course.bucket // join
    kept = (place >= 0) & (place < size)
    n, s, ss = (
        np.bincount(place[kept], weights=one[kept], minlength=size).astype(np.float64)
        for one in (course.n, course.s, course.ss)
    )
    there = np.flatnonzero(n > 0)
    return Course(there, n[there], s[there], ss[there])


def _estimate(kind: Kind, course: Course) -> Estimate:
    if kind is Kind.TOTAL:
        return total.estimate(course.n, course.s, course.ss)
    if kind is Kind.MEAN:
        return mean.estimate(course.n, course.s, course.ss)
    if (course.s <= course.n).all() and (course.s >= 0).all():
        return proportion.estimate(course.s, course.n)
    value = course.s / course.n
    return Estimate(value, value * nan, value * nan, course.n)


def _grain(width: timedelta) -> str:
    if width == timedelta(hours=1):
        return "hourly"
    if width == timedelta(days=1):
        return "daily"
    text = duration(width.total_seconds() * 1000)
    return f"every {text}"
