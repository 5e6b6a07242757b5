"""Which days are normal: those on record or asked for, else the first that the store has. Nothing is learnt anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tidegauge.errors import FilterError, unknown
from tidegauge.filters import TraceFilter, Window
from tidegauge.formats.times import local
from tidegauge.metrics.metric import Metric
from tidegauge.reports._control.records import Frozen, Origin
from tidegauge.reports._control.span import ceiling, floor, utc
from tidegauge.time_zones import parse_time
from tidegauge.workbench.baselines import BaselineOf, RecordedBaseline, baselines_of

NEAR = timedelta(days=130)
"""Stages that ended longer than this before the one in force are neither read nor drawn."""

DAYS = 21
"""Days of the baseline that nobody chose: three of each day of the week, and no fewer than limits need (20)."""


def first_days(recorded: Window, zone: str) -> Frozen:
    """Return the first complete days of a store: they stay the same however long it grows.

    >>> first_days(Window(datetime(2026, 9, 22, 10), datetime(2026, 11, 21)), "UTC").window
    Window(start=datetime.datetime(2026, 9, 23, 0, 0), end=datetime.datetime(2026, 10, 14, 0, 0))
    """
    start = ceiling(recorded.start, zone)
    end = utc(local(start, zone) + timedelta(days=DAYS), zone)
    # Of a store that is younger the baseline is what there is; no day lies ahead.
    newest = max(floor(recorded.end, zone), start + timedelta(hours=1))
    return Frozen(Window(start, min(end, newest)), Origin.FIRST)


def chosen_baseline(text: str | None, named: Mapping[str, str], zone: str) -> Window | None:
    """Return the window that a baseline's name or two dates `2026-10-01..2026-10-21` mean; None for no text.

    Raises:
        FilterError: no baseline has that name and it is not two dates.
    """
    if not text:
        return None
    first, dots, last = named.get(text, text).partition("..")
    if not dots:
        raise FilterError(f"{unknown('baseline', text, named)} Or write two dates: 2026-10-01..2026-10-21.")
    return Window(parse_time(first, zone), parse_time(last, zone, end=True))


def stages(
    records: Sequence[RecordedBaseline], asked: TraceFilter, metric: Metric, usual: Frozen
) -> tuple[Frozen, ...]:
    """Return the baselines in force, oldest days first: from its days on, each holds until the next, beginning with the `usual`.

    A record that begins after the days of the one before opens a new stage; any other replaces what it overlaps.
    """
    found = [usual]
    for one in baselines_of(records, of(asked, metric)):
        found = [earlier for earlier in found if earlier.window.end <= one.start]
        found.append(Frozen(Window(one.start, one.end), Origin.RECORDED, one.by, one.at, one.reason))
    # The first days of a store that is years old are no stage of a chart of this month.
    return tuple(one for one in found if one is found[-1] or found[-1].window.start - one.window.end <= NEAR)


def of(asked: TraceFilter, metric: Metric) -> BaselineOf:
    """Return what a baseline on record must be for to hold here: the metric, and exactly these filters."""
    return BaselineOf(metric.name, "", tuple(map(str, asked.where)), asked.grain.value)


def reach(frozen: Sequence[Frozen]) -> Window:
    """Return the window from the first to the last day of several baselines."""
    return Window(min(one.window.start for one in frozen), max(one.window.end for one in frozen))


def days(window: Window) -> int:
    """Return how many days a window has, to the nearest."""
    return round(window.length / timedelta(days=1))


def day(at: datetime, zone: str) -> str:
    """Return a day in words.

    >>> day(datetime(2026, 9, 22), "UTC")
    '22 Sep 2026'
    """
    here = local(at, zone)
    return f"{here.day} {here:%b %Y}"
