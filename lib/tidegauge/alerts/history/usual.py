"""The days that windows are held against: none of them is judged itself, and none lies after what is judged."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tidegauge.filters import Condition as Chip
from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.formats.times import local
from tidegauge.metrics.metric import Metric
from tidegauge.reports._control.frozen import first_days, stages
from tidegauge.reports._control.records import Frozen, Origin
from tidegauge.reports._control.span import floor, utc
from tidegauge.workbench.baselines import RecordedBaseline

DAY = timedelta(days=1)


def usual_days(
    records: Sequence[RecordedBaseline],
    where: Sequence[Chip],
    metric: str,
    recorded: Window,
    zone: str,
    until: datetime,
) -> Window:
    """Return the baseline in force at a moment, `until` (UTC): the days on record, else the first ones; nothing of it lies later.

    `recorded` is what the store holds. Where no whole day comes before, it is a day that the store has nothing of.
    """
    first = first_days(recorded, zone).window
    end = min(first.end, floor(until, zone))
    usual = Window(first.start, end) if end > first.start else nothing(recorded)
    before = [one for one in records if one.start < until]
    found = _in_force(before, where, metric, recorded, zone, usual).window
    return Window(found.start, min(found.end, until)) if found.start < until else nothing(recorded)


def nothing(recorded: Window) -> Window:
    """Return the day before a store begins."""
    return Window(recorded.start - DAY, recorded.start)


def learnt_by(
    records: Sequence[RecordedBaseline],
    where: Sequence[Chip],
    metric: str,
    recorded: Window,
    zone: str,
    last: datetime,
) -> datetime:
    """Return when the days end from which a replay up to `last` may learn (UTC): what comes after them can be judged.

    They are those on record where any come after them, else the first days of the store, and no more than half of what it has.
    """
    first = first_days(recorded, zone).window
    half = int((local(last, zone) - local(first.start, zone)) / DAY / 2)
    end = min(first.end, utc(local(first.start, zone) + max(half, 0) * DAY, zone))
    found = _in_force(records, where, metric, recorded, zone, first)
    if found.origin is Origin.RECORDED and found.window.end <= floor(last - DAY, zone):
        return found.window.end
    return end


def _in_force(
    records: Sequence[RecordedBaseline],
    where: Sequence[Chip],
    metric: str,
    recorded: Window,
    zone: str,
    usual: Window,
) -> Frozen:
    asked = TraceFilter(Population(recorded, tuple(where)), time_zone=zone)
    return stages(records, asked, Metric(metric, metric, metric), Frozen(usual, Origin.FIRST))[-1]
