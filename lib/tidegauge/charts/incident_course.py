"""A frozen course as SVG: for files that must show it without a browser's script, and tomorrow as today."""

import math
from collections.abc import Sequence
from datetime import datetime
from html import escape

from tidegauge.charts.axis import Axis, axis
from tidegauge.formats.times import local

WIDTH, HEIGHT = 720, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 14, 24
_LINE, _TEXT, _GRID, _MARK = "#B3261E", "#5F6B78", "#DDE3E9", "#5F6B78"
_TICKS = 5

Points = Sequence[tuple[datetime, float | None]]


def incident_course_svg(points: Points, unit: str, zone: str, alt: str, onset: datetime | None = None) -> str:
    """Return a drawing of values at times (UTC), in the wall clock of `zone`; `onset` is a dashed line. No line crosses a time without a value.

    Without script, style sheet or reference, so that it can stand in any file. Fewer than two moments give an empty text.

    >>> incident_course_svg([], "share", "UTC", "nothing")
    ''
    """
    known = [(at, value) for at, value in points if value is not None and math.isfinite(value)]
    if len(known) < 2 or known[0][0] >= known[-1][0]:
        return ""
    scale = axis([value for _, value in known], unit)
    first, last = known[0][0], known[-1][0]

    def x(at: datetime) -> float:
        return _LEFT + (at - first) / (last - first) * (WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        whole = scale.high - scale.low
        return _TOP + (scale.high - value / scale.divisor) / whole * (HEIGHT - _TOP - _BOTTOM)

    lines = "".join(_line([(x(at), y(value)) for at, value in run]) for run in _runs(points))
    begun = _onset(x(onset)) if onset and first <= onset <= last else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{_label(alt)}" font-family="sans-serif" font-size="11" fill="{_TEXT}">'
        f"{_values(scale)}{_times(first, last, zone)}{begun}{lines}</svg>"
    )


def _label(alt: str) -> str:
    # XML holds no control characters, not even escaped: one of them, and the image would not be drawn.
    return escape("".join(sign if sign.isprintable() else " " for sign in alt))


def _runs(points: Points) -> list[list[tuple[datetime, float]]]:
    """Return the values that follow each other without one that is not known between them."""
    runs: list[list[tuple[datetime, float]]] = [[]]
    for at, value in points:
        if value is not None and math.isfinite(value):
            runs[-1].append((at, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _line(places: Sequence[tuple[float, float]]) -> str:
    if len(places) == 1:
        ((x, y),) = places
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{_LINE}"/>'
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{told}" fill="none" stroke="{_LINE}" stroke-width="2"/>'


def _values(scale: Axis) -> str:
    steps = round((scale.high - scale.low) / scale.step)
    drawn = []
    for number in range(steps + 1):
        value = scale.low + number * scale.step
        height = _TOP + (scale.high - value) / (scale.high - scale.low) * (HEIGHT - _TOP - _BOTTOM)
        text = escape(scale.template.replace("{value}", f"{value:g}".replace("-", "−")))
        drawn.append(
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{height:.1f}" y2="{height:.1f}" stroke="{_GRID}"/>'
            f'<text x="{_LEFT - 6}" y="{height + 4:.1f}" text-anchor="end">{text}</text>'
        )
    return "".join(drawn)


def _times(first: datetime, last: datetime, zone: str) -> str:
    drawn = []
    for number in range(_TICKS):
        share = number / (_TICKS - 1)
        at = local(first + (last - first) * share, zone)
        place = _LEFT + share * (WIDTH - _LEFT - _RIGHT)
        anchor = "start" if number == 0 else "end" if number == _TICKS - 1 else "middle"
        text = f"{at:%a} {at.day} {at:%b} {at:%H:%M}"
        drawn.append(f'<text x="{place:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">{text}</text>')
    return "".join(drawn)


def _onset(place: float) -> str:
    return (
        f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}" stroke="{_MARK}" '
        f'stroke-dasharray="4 3"/><text x="{place - 4:.1f}" y="{_TOP + 8}" text-anchor="end">onset</text>'
    )
