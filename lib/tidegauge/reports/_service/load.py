"""How many calls come: a minute on the mean, and in the busiest one."""

from datetime import timedelta

import polars as pl

from tidegauge.filters import TraceFilter
from tidegauge.queries.sides import CURRENT, EPOCH, REFERENCE, Buckets
from tidegauge.reports._gather import Gathered
from tidegauge.reports._records import Measure
from tidegauge.reports._service.records import Load
from tidegauge.reports._summary import summarise
from tidegauge.stats import total

MINUTE = timedelta(minutes=1)
MINUTES = Buckets(MINUTE, EPOCH)
"""Minutes counted from 1970, so that what is kept of a day serves every window."""


def load(calls: Gathered, asked: TraceFilter) -> Load | None:
    """Return the load of both windows; None without calls."""
    rows = summarise(calls.bucketed(MINUTES), (), ("bucket",)).totals
    now, before = (rows.filter(pl.col("side") == side) for side in (CURRENT, REFERENCE))
    if not now.height:
        return None
    n, minutes = float(now["rows"].sum()), asked.current.window.length / MINUTE
    found = total.count(n)
    busiest = now.sort("rows", "bucket", descending=[True, False]).row(0, named=True)
    old = float(before["rows"].sum()) * calls.exposure / minutes
    return Load(
        Measure(n / minutes, float(found.low) / minutes, float(found.high) / minutes, int(n)),
        old if before.height else None,
        int(busiest["rows"]),
        EPOCH + MINUTE * int(busiest["bucket"]),
        int(before["rows"].to_numpy().max()) if before.height else None,
    )
