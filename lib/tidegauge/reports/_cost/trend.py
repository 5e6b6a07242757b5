"""Spend over time by the values of a dimension: the largest ones apart, the rest together, calls without a cost counted."""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from tidegauge.filters import NOT_RECORDED, TraceFilter
from tidegauge.queries.cost import REST, spend_over_time
from tidegauge.queries.cost_price import Priced
from tidegauge.queries.sides import EPOCH
from tidegauge.reports._cost.money import STEP, in_order, money_over_time, place_of
from tidegauge.reports._cost.records import SpendSeries, SpendTrend
from tidegauge.reports._daily_rows import read_kept
from tidegauge.reports._series import buckets_for, grain
from tidegauge.reports.source import Source

SHOWN = 4
"""Values that have a colour of their own."""
OTHER = "other"
_STEPS = (STEP, timedelta(minutes=1))
"""Minutes are for windows that begin at no quarter of an hour, as those that end now."""


def spend_trend(
    source: Source, asked: TraceFilter, priced: Priced, by: str | None, kept: Sequence[str | None]
) -> SpendTrend | None:
    """Return the current window's spend in time buckets, `kept` values apart; None where nothing was spent."""
    buckets = buckets_for(asked.current.window)
    alone = TraceFilter(asked.current, grain=asked.grain, time_zone=asked.time_zone)
    start = asked.current.window.start
    now = _in_buckets(source, alone, priced, by, in_order(kept))
    if not now.height:
        return None
    places = range(max(now["bucket"].to_list()) + 1)
    return SpendTrend(
        grain(buckets.width),
        tuple(start + place * buckets.width for place in places),
        tuple(_series(now, len(places), value) for value in _names(kept, now)),
    )


def _in_buckets(
    source: Source, alone: TraceFilter, priced: Priced, by: str | None, kept: Sequence[str | None]
) -> pl.DataFrame:
    """Return rows (bucket, segment, n, money, unknown, ..), the buckets counted from the window's start."""
    start, buckets = alone.current.window.start, buckets_for(alone.current.window)
    step = next((one for one in _STEPS if not ((start - EPOCH) % one or buckets.width % one)), None)
    if step is None:
        # A window that begins between two minutes was typed by hand: nobody keeps days for it.
        return read_kept(source, alone, spend_over_time(source.rows(alone), alone, priced, by, kept, buckets))
    frame = money_over_time(source, alone, priced, by, kept, step)
    return frame.with_columns((pl.col("bucket") - place_of(start, step)) // (buckets.width // step))


def _names(kept: Sequence[str | None], now: pl.DataFrame) -> list[str | None]:
    present = set(now["segment"].to_list())
    return [one for one in (*kept, *([] if REST in kept else [REST])) if one in present] or [*present]


def _series(now: pl.DataFrame, size: int, value: str | None) -> SpendSeries:
    rows = now.filter(pl.col("segment").eq_missing(pl.lit(value, pl.String)))
    spend, unknown = [0.0] * size, [0] * size
    for place, money, missing in rows.select("bucket", "money", "unknown").iter_rows():
        spend[place] += money
        unknown[place] += missing
    is_rest = value == REST
    name = OTHER if is_rest else NOT_RECORDED if value is None else value or "all calls"
    return SpendSeries(name, tuple(spend), tuple(unknown), is_rest=is_rest)
