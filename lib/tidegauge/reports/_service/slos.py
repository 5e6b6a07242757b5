"""Objectives up to a moment: the share of good calls, how fast the error budget goes, what is left, and when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from tidegauge.filters import Grain, Population, TraceFilter, Window
from tidegauge.findings import Direction, Verdict
from tidegauge.queries.sides import CURRENT, EPOCH
from tidegauge.reports._gather import gather
from tidegauge.reports._records import Measure
from tidegauge.reports._service.load import MINUTE, MINUTES
from tidegauge.reports._service.objectives import Objective
from tidegauge.reports._service.records import BurnPair, SloState
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.reports.source import Source
from tidegauge.stats import proportion
from tidegauge.stats.burn import PACES, Pace, burn_rate, dispersion, runs_out, spent
from tidegauge.stats.estimate import Estimate, Floats

DAY, HOUR = 24 * 60, 60
"""Minutes."""


@dataclass(frozen=True, eq=False)
class _Counted:
    """Bad calls and calls of each minute of a period, oldest first, and how much failures vary."""

    bad: Floats
    n: Floats
    factor: float

    def last(self, minutes: int, objective: float) -> Estimate:
        return burn_rate(self.bad[-minutes:].sum(), self.n[-minutes:].sum(), objective, self.factor)


def slo_state(source: Source, one: Objective, at: datetime) -> SloState:
    """Return the state of an objective at a moment (UTC).

    Raises:
        FilterError, MetricError: the store lacks what the objective asks for.
    """
    counted = _read(source, one, at)
    table, objective = one.table, one.table.objective
    n, bad = float(counted.n.sum()), float(counted.bad.sum())
    used = burn_rate(bad, n, objective, counted.factor)
    good = proportion.estimate((n - bad) / counted.factor, n / counted.factor)
    pace = counted.last(DAY, objective)
    ends = [_ends(counted, objective, burn, at) for burn in (pace.value, pace.high, pace.low)]
    pairs = tuple(_pair(one, counted, objective, table.days * DAY) for one in PACES)
    verdict, way = _verdict(used, pairs)
    return SloState(
        name=one.name,
        what=one.what,
        objective=objective,
        days=table.days,
        where=table.where,
        at=at,
        n=int(n),
        bad=round(bad),
        good=_measure(replace(good, n=np.asarray(n))),
        left=_left(used),
        pace=_measure(pace),
        pairs=pairs,
        ends=ends[0],
        ends_earliest=ends[1],
        ends_latest=ends[2],
        dispersion=counted.factor,
        verdict=verdict,
        direction=way,
    )


def _read(source: Source, one: Objective, at: datetime) -> _Counted:
    """Return the period's minutes; the last one is that of `at`, cut short there."""
    window = Window(at - timedelta(days=one.table.days), at)
    asked = TraceFilter(Population(window, one.where), grain=Grain.CALL)
    found = summarise(gather(source, asked, [one.metric], ()).bucketed(MINUTES), [one.metric], ("bucket",))
    sides = Sides(found)
    n, hits, _ = sides.moments(one.metric.name, CURRENT)
    size = one.table.days * DAY
    places = sides.places["bucket"].to_numpy() - (_minute(at) - size)
    inside = (places >= 0) & (places < size)
    whole, so = np.zeros(size), np.zeros(size)
    np.add.at(whole, places[inside], n[inside])
    np.add.at(so, places[inside], hits[inside])
    bad = whole - so if one.counts_good else so
    return _Counted(bad, whole, dispersion(*(_hours(array) for array in (bad, whole))))


def _minute(at: datetime) -> int:
    """Return the number of the first minute after a moment's own, from 1970."""
    return -((EPOCH - at) // MINUTE)


def _hours(minutes: Floats) -> Floats:
    return np.asarray(minutes.reshape(-1, HOUR).sum(1))


def _pair(pace: Pace, counted: _Counted, objective: float, period: int) -> BurnPair:
    long, short = (counted.last(minutes, objective) for minutes in (pace.long, pace.short))
    speaks = bool(long.value >= pace.factor and short.value >= pace.factor)
    return BurnPair(
        pace.long,
        pace.short,
        pace.factor,
        pace.page,
        _measure(long),
        _measure(short),
        float(spent(pace.factor, pace.long, period)),
        speaks,
        _told(long, short, pace.factor, speaks=speaks),
    )


def _told(long: Estimate, short: Estimate, factor: float, *, speaks: bool) -> Verdict:
    """One failure of three calls burns any budget: an alert is evidence where the long window's interval reaches it."""
    if speaks and long.low >= factor:
        return Verdict.CHANGED
    slow = long.high < factor or short.high < factor
    return Verdict.NOT_MATERIAL if slow else Verdict.CANNOT_TELL


def _verdict(used: Estimate, pairs: Sequence[BurnPair]) -> tuple[Verdict, Direction]:
    if used.low >= 1 or any(one.verdict is Verdict.CHANGED for one in pairs):
        return Verdict.CHANGED, Direction.WORSE
    is_calm = used.high < 1 and not any(one.speaks for one in pairs)
    return (Verdict.NOT_MATERIAL if is_calm else Verdict.CANNOT_TELL), Direction.NEUTRAL


def _ends(counted: _Counted, objective: float, burn: Floats, at: datetime) -> datetime | None:
    hours = runs_out(_hours(counted.bad), _hours(counted.n), objective, float(burn))
    return None if hours is None else at + timedelta(hours=hours)


def _measure(found: Estimate) -> Measure:
    value, low, high = (float(one) for one in (found.value, found.low, found.high))
    return Measure(value, low, high, int(np.nan_to_num(float(found.n))))


def _left(used: Estimate) -> Measure:
    return Measure(
        1 - float(used.value), 1 - float(used.high), 1 - float(used.low), int(np.nan_to_num(float(used.n)))
    )
