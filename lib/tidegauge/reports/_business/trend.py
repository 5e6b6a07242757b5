"""The chosen figure over time, what is not final marked."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries.changes import changes_in
from tidegauge.queries.sides import CURRENT, EPOCH, REFERENCE
from tidegauge.reports._business.changes import KINDS
from tidegauge.reports._business.measures import RatioOf
from tidegauge.reports._business.read import Ledger, sums_of
from tidegauge.reports._business.records import OutcomePoint, OutcomeTrend
from tidegauge.reports._series import grain, marks
from tidegauge.stats import ratio

DAY = timedelta(days=1)
_SHORT = timedelta(days=3)


def width_for(window: Window) -> timedelta:
    """Return the length of a point: of fewer than three days an hour, else a day.

    >>> width_for(Window(datetime(2026, 11, 14), datetime(2026, 11, 21)))
    datetime.timedelta(days=1)
    """
    return timedelta(hours=1) if window.length < _SHORT else DAY


def outcome_trend(
    ledger: Ledger, asked: TraceFilter, measure: RatioOf, until: datetime | None
) -> OutcomeTrend:
    """Return the figure in each whole bucket of both windows; buckets begin at midnight or the full hour, UTC."""
    width = width_for(asked.current.window)
    frame = ledger.totals(asked, (), width)
    changes = ledger.source.store.read(changes_in(ledger.source.store.catalog(), asked.current.window))
    touching = changes.filter(pl.col("kind").is_in(KINDS))
    reference: tuple[OutcomePoint, ...] = ()
    if asked.reference is not None:
        shift = asked.current.window.start - asked.reference.window.start
        reference = _points(frame, REFERENCE, measure, width, shift, asked.reference.window, None)
    current = _points(frame, CURRENT, measure, width, timedelta(), asked.current.window, until)
    return OutcomeTrend(
        measure.name, measure.label, measure.unit, grain(width), current, reference, marks(touching)
    )


def _points(
    frame: pl.DataFrame,
    side: int,
    measure: RatioOf,
    width: timedelta,
    shift: timedelta,
    window: Window,
    until: datetime | None,
) -> tuple[OutcomePoint, ...]:
    rows = frame.filter(pl.col("side") == side).sort("bucket")
    found = ratio.estimate(*sums_of(rows, measure))
    points = []
    for place, bucket in enumerate(rows["bucket"].to_list()):
        at = EPOCH + bucket * width
        # A bucket that the window cuts would stand on a part of its day.
        if at < window.start or at + width > window.end:
            continue
        value, low, high, n = (
            float(np.ravel(one)[place]) for one in (found.value, found.low, found.high, found.n)
        )
        final = until is None or at + width <= until
        points.append(OutcomePoint(at + shift, value, max(low, 0.0), high, int(n), final))
    return tuple(points)
