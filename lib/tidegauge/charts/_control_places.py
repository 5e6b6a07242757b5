"""Where on a control chart its baselines, its window and the names of recorded changes lie."""

from datetime import datetime

from tidegauge.charts._control_layers import Drawn
from tidegauge.charts.trend import shortened
from tidegauge.formats.times import local
from tidegauge.reports._control.records import Stage
from tidegauge.reports._records import ChangeMark

MOST_MARKS = 12
"""More lines than this are a fence; the newest are kept."""

SIGN = 0.009
"""The share of a chart's width that one sign of a name takes, on a narrow screen."""

ROWS = 3
"""Names of changes that lie close together stand in rows above the chart; what fits in none is a line alone."""


def baseline_ends(drawn: Drawn, stage: Stage) -> tuple[datetime, datetime] | None:
    """Return the part of a baseline that is drawn, half a point wider than its points."""
    number = drawn.chart.stages.index(stage)
    own = [point.at for point in drawn.chart.points if point.is_baseline and point.stage == number]
    if len(own) < 2:
        return None
    half = (own[-1] - own[0]) / (len(own) - 1) / 2
    return own[0] - half, own[-1] + half


def window_start(drawn: Drawn) -> datetime | None:
    """Return where the window begins, half a point before its first one; None when nothing earlier is drawn."""
    points = drawn.chart.points
    first = next((point.at for point in points if point.in_window), None)
    return None if first is None or first == points[0].at else first - (points[1].at - points[0].at) / 2


def kept_changes(drawn: Drawn) -> tuple[ChangeMark, ...]:
    """Return the recorded changes between the first and the last point, the newest of them."""
    points = drawn.chart.points
    shown = [change for change in drawn.chart.changes if points[0].at <= change.at <= points[-1].at]
    return tuple(shown[-MOST_MARKS:])


def named_changes(drawn: Drawn) -> list[tuple[ChangeMark, int | None]]:
    """Return the changes to draw, each with the row of its name: 0 is next to the chart, None has no room.

    The newest is placed first: it is what one looks for.
    """
    taken = [2.0] * ROWS
    found: list[tuple[ChangeMark, int | None]] = []
    for change in reversed(kept_changes(drawn)):
        end = share_of(drawn, change.at)
        start = end - SIGN * (len(shortened(change.text)) + 1)
        row = next((row for row in range(ROWS) if end <= taken[row]), None) if start >= -0.03 else None
        if row is not None:
            taken[row] = start
        found.append((change, row))
    return found


def rows(drawn: Drawn) -> int:
    """Return how many rows of names stand above the chart."""
    return max((row + 1 for _, row in named_changes(drawn) if row is not None), default=0)


def x_of(drawn: Drawn, at: datetime) -> str:
    """Return a moment (UTC) as the chart's time axis spells it: the viewer's clock."""
    return local(at, drawn.zone).isoformat()


def share_of(drawn: Drawn, at: datetime) -> float:
    """Return how far along the chart a moment lies, 0 at the first point and 1 at the last."""
    first, last = drawn.chart.points[0].at, drawn.chart.points[-1].at
    return (at - first) / (last - first) if last > first else 0.0
