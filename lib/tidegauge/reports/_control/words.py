"""Values, days and hours of control charts in words."""

from datetime import datetime, timedelta

from tidegauge import formats
from tidegauge.formats.times import local
from tidegauge.reports._control.judged import Judged
from tidegauge.reports._control.points import Points
from tidegauge.reports._control.records import ControlChart, Origin, Step


def noun(points: Points, count: int) -> str:
    """Return what one point, or many, are called: day, days, hour, hours."""
    return ("hour" if points.grid.hourly else "day") + ("" if count == 1 else "s")


def moment(at: datetime, points: Points) -> str:
    """Return when a point is: `Fri 20 Nov`, and its hour where there are hours."""
    return at_place(at, points.grid.zone, hourly=points.grid.hourly)


def at_place(at: datetime, zone: str, *, hourly: bool) -> str:
    """Return the same of any point.

    >>> at_place(datetime(2026, 11, 20, 14), "UTC", hourly=False)
    'Fri 20 Nov'
    """
    here = local(at, zone)
    return f"{here:%a} {here.day} {here:%b}" + (f" {here:%H:%M}" if hourly else "")


def value(number: float, judged: Judged, currency: str) -> str:
    """Return a number in the metric's unit."""
    return formats.value(number, judged.metric.unit, currency)


def between(step: Step, judged: Judged, currency: str) -> str:
    """Return the level at the start and at the end of a baseline."""
    return f"{value(step.before, judged, currency)} in its first third, {value(step.after, judged, currency)} in its last"


def counted(judged: Judged, what: str) -> str:
    """Return on how many of the window's points something holds: `signals on 3 of 37 days`."""
    total = len(judged.drawn)
    return f"{what} on {len(judged.out)} of {total} {noun(judged.points, total)}"


def began(judged: Judged) -> str:
    """Return since when a run of signals lasts; one that is there where the drawing begins began before it."""
    assert judged.since is not None  # noqa: S101  asked of charts that signal
    if judged.is_cut:
        return f"since {moment(judged.history[0].at, judged.points)} or earlier"
    return f"since {moment(judged.since.at, judged.points)}"


def facts(chart: ControlChart, zone: str) -> tuple[str, ...]:
    """Return what the words line adds: the grain, and the dates of the baseline in force."""
    frozen = chart.stages[-1].frozen
    last = frozen.window.end - timedelta(microseconds=1)
    dates = f"baseline {_day(frozen.window.start, zone)} to {_day(last, zone)} {local(last, zone).year}"
    length = f"{round(frozen.window.length / timedelta(days=1))} days"
    match frozen.origin:
        case Origin.FIRST:
            who = "the first recorded"
        case Origin.NAMED:
            who = "as asked"
        case _:
            who = f"frozen by {frozen.by}" + (f" on {_day(frozen.at, zone)}" if frozen.at else "")
    return ("hourly points" if chart.hourly else "daily points"), f"{dates} ({length}, {who})"


def _day(at: datetime, zone: str) -> str:
    here = local(at, zone)
    return f"{here.day} {here:%b}"


def is_plural(label: str) -> bool:
    """Return whether a metric's name is a plural.

    >>> [is_plural(label) for label in ("Calls", "Output tokens per call", "Correctness", "Error rate")]
    [True, True, False, False]
    """
    noun = label.partition(" per ")[0]
    return noun.endswith("s") and not noun.endswith("ss")
