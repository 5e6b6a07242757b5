"""Money over time in steps that every window shares, so that what is counted of a day is kept for all of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.cost import spend_over_time
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import EPOCH, Buckets
from tidegauge.reports._daily_rows import summed_rows
from tidegauge.reports.source import Source

STEP = timedelta(minutes=15)
"""What budgets are counted in: midnight is at a quarter of an hour everywhere."""


def money_over_time(
    source: Source,
    asked: TraceFilter,
    priced: Priced,
    by: str | None = None,
    kept: Sequence[str | None] = (),
    step: timedelta = STEP,
) -> pl.DataFrame:
    """Return rows (side, bucket, segment, n, money, squares, unknown) of the filter's calls; buckets are `step` long, from 1970."""

    def ask(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
        return spend_over_time(rows, asked, priced, by, kept, Buckets(step, EPOCH), daily=daily)

    return summed_rows(source, asked, ask, ("bucket", "segment"))


def place_of(at: datetime, step: timedelta = STEP) -> int:
    """Return the number of the step that a moment (UTC) is in.

    >>> place_of(datetime(1970, 1, 1, 1, 20))
    5
    """
    return (at - EPOCH) // step


def in_order(kept: Sequence[str | None]) -> list[str | None]:
    """Return values in an order of their own: who spends most may be another one every minute, and the question stays."""
    return sorted(kept, key=lambda one: (one is not None, one or ""))
