"""What leads what: technical signals by day against the figures of the business some days later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import Population, TraceFilter, Window
from tidegauge.findings import Effect, Verdict
from tidegauge.hours import HOUR
from tidegauge.metrics.metric import Metric
from tidegauge.queries.sides import CURRENT, EPOCH, Buckets
from tidegauge.reports._business.measures import RatioOf
from tidegauge.reports._business.read import Ledger, sums_of
from tidegauge.reports._business.records import LagPoint, Lead
from tidegauge.reports._families import family
from tidegauge.reports._gather import gather
from tidegauge.reports._sides import Sides
from tidegauge.reports._summary import summarise
from tidegauge.stats.estimate import Floats
from tidegauge.stats.lead_lag import FEWEST, CrossCorrelation, lead, prewhitened, without_week
from tidegauge.stats.multiplicity import benjamini_hochberg
from tidegauge.stats.verdict import ALPHA

DAY = timedelta(days=1)
HISTORY = timedelta(days=60)
"""Leads are looked for in this long before the window's end, whatever the window: a week of days says nothing."""
REACH = {DAY: 7, HOUR: 12}
"""The largest lag either way, in points."""
FLOOR = 0.3
"""The smallest correlation that matters."""
COVERED = 0.9
"""The share of points at which a series must have a value; the others are drawn between their neighbours."""
ROUNDING = 1e-9
SEED = 20_263
OUTCOMES = 4
"""More figures than this are not looked at: each is held against every signal at every lag."""


@dataclass(frozen=True, eq=False)
class _Series:
    name: str
    label: str
    values: Floats


def leads(
    ledger: Ledger, asked: TraceFilter, signals: Sequence[Metric], until: datetime | None
) -> tuple[tuple[Lead, ...], str]:
    """Return every signal against every figure, the proven leads first, and why there is none."""
    found = _history(ledger, asked, until)
    if found is None:
        return (
            (),
            f"Leads need {FEWEST} days of complete outcomes, or four days by the hour; the store has fewer.",
        )
    window, width = found
    alone = TraceFilter(Population(window, asked.current.where), grain=asked.grain, time_zone=asked.time_zone)
    ours, theirs = _outcomes(ledger, alone, width), _signals(ledger, alone, signals, width)
    theirs += [one for one in ours if one.name == "rejected"]
    outcomes = [one for one in ours if one.name != "rejected"][:OUTCOMES]
    pairs = [(one, other) for one in theirs for other in outcomes]
    if not pairs:
        return (), "No technical signal and no outcome that moves is recorded on nine days of ten."
    return _decided(pairs, width), ""


def _history(ledger: Ledger, asked: TraceFilter, until: datetime | None) -> tuple[Window, timedelta] | None:
    first = ledger.source.store.catalog().first
    end = min(asked.current.window.end, until or asked.current.window.end)
    if first is None:
        return None
    for width, fewest in ((DAY, FEWEST), (HOUR, 4 * 24)):
        last = EPOCH + (end - EPOCH) // width * width
        start = EPOCH + -((EPOCH - max(first, last - HISTORY)) // width) * width
        if last - start >= fewest * width:
            return Window(start, last), width
    return None


def _outcomes(ledger: Ledger, alone: TraceFilter, width: timedelta) -> list[_Series]:
    frame = ledger.totals(alone, (), width).filter(pl.col("side") == CURRENT)
    found = []
    for measure in ledger.measures:
        _, a, b, *_ = sums_of(frame, measure)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(np.asarray(b) > 0, np.asarray(a) / np.asarray(b), np.nan)
        found += _series(measure, frame["bucket"].to_numpy(), values, alone.current.window, width)
    return found


def _signals(
    ledger: Ledger, alone: TraceFilter, signals: Sequence[Metric], width: timedelta
) -> list[_Series]:
    if not signals:
        return []
    calls = gather(ledger.source, alone, signals, ())
    sides = Sides(summarise(calls.bucketed(Buckets(width, EPOCH)), signals, ("bucket",)))
    buckets, found = sides.places["bucket"].to_numpy(), []
    for metric in signals:
        part = sides.summary.parts[metric.name]
        values = family(metric, part).estimate(part, sides.sums(metric.name, CURRENT), sides.size).value
        found += _series(metric, buckets, values, alone.current.window, width)
    return found


def _series(
    one: Metric | RatioOf, buckets: Floats, values: Floats, window: Window, width: timedelta
) -> list[_Series]:
    """Return the values in each bucket of the window without their week; nothing where too many lack one, or none differs."""
    first, size = (window.start - EPOCH) // width, window.length // width
    whole = np.full(size, np.nan)
    places = np.asarray(buckets, dtype=np.int64) - first
    inside = (places >= 0) & (places < size)
    whole[places[inside]] = np.asarray(values, dtype=np.float64)[inside]
    known = np.isfinite(whole)
    if known.mean() < COVERED or np.ptp(whole[known]) == 0:
        return []
    filled = np.interp(np.arange(size), np.flatnonzero(known), whole[known])
    left = without_week(filled, 7 if width == DAY else 24)
    # What repeats itself exactly leaves nothing, or what rounding leaves: that leads nothing.
    if np.ptp(left) <= ROUNDING * np.abs(filled).max():
        return []
    return [_Series(one.name, one.label, left)]


def _decided(pairs: Sequence[tuple[_Series, _Series]], width: timedelta) -> tuple[Lead, ...]:
    most = REACH[width]
    courses = [prewhitened(one.values, other.values, most) for one, other in pairs]
    adjusted = benjamini_hochberg(np.concatenate([one.p_value for one in courses]))
    each = adjusted.reshape(len(pairs), 2 * most + 1)
    found = [_lead(*pair, course, p, width) for pair, course, p in zip(pairs, courses, each, strict=True)]
    return tuple(
        sorted(
            found,
            key=lambda one: (one.verdict is not Verdict.CHANGED, one.lag <= 0, -abs(one.correlation.value)),
        )
    )


def _lead(
    signal: _Series, outcome: _Series, course: CrossCorrelation, adjusted: Floats, width: timedelta
) -> Lead:
    place = int(np.nanargmax(np.abs(course.value)))
    value, low, high = (float(one[place]) for one in (course.value, course.low, course.high))
    p = float(adjusted[place])
    found = Lead(
        signal.name,
        signal.label,
        outcome.name,
        outcome.label,
        "days" if width == DAY else "hours",
        int(course.lags[place]),
        None,
        None,
        Effect(value, low, high, ""),
        None if np.isnan(p) else p,
        _verdict(course, value, p),
        len(signal.values),
        tuple(
            LagPoint(int(lag), float(r), float(under), float(over))
            for lag, r, under, over in zip(course.lags, course.value, course.low, course.high, strict=True)
        ),
    )
    if found.verdict is not Verdict.CHANGED:
        return found
    bounds = lead(signal.values, outcome.values, REACH[width], np.random.default_rng(SEED))
    return replace(found, low=bounds.low, high=bounds.high)


def _verdict(course: CrossCorrelation, value: float, p: float) -> Verdict:
    if p < ALPHA and abs(value) >= FLOOR:
        return Verdict.CHANGED
    inside = bool(np.all((course.low > -FLOOR) & (course.high < FLOOR)))
    return Verdict.NOT_MATERIAL if inside else Verdict.CANNOT_TELL
