"""Outcomes of calls, added up in the database: by session within segments and hours, so that intervals can be honest."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries.relation import Rows, table
from tidegauge.queries.sides import EPOCH, Buckets, sides
from tidegauge.schema.functions import quantile, time_bucket

SQL = sa.ColumnElement[Any]
CALLS, TOLD, DECIDED, REFUSED = "calls", "told", "decided", "refused"
"""Counts beside the outcomes: calls, those with any outcome, those with a decision, those refused."""
UNITS = ("session_id", "trace_id", "span_id")


def totals(
    rows: Rows,
    asked: TraceFilter,
    outcomes: Mapping[str, str],
    refused: Sequence[str],
    products: Sequence[tuple[str, str]],
    by: Sequence[str] = (),
    width: timedelta | None = None,
    *,
    daily: bool = False,
) -> sa.Select[Any]:
    """Return rows (side, bucket, d0.., n, s_CALLS.., and p_A_B.. for each of `products`) of calls, clustered by session.

    `outcomes` is {role: the store's name}. Of each session within a segment, bucket and day the totals are taken; `n` counts
    them, `s_A` sums a total, `p_A_B` the products of two. With `width` there are buckets of that length since 1970.
    """
    values = _values(rows, outcomes, refused)
    unit = sa.func.coalesce(*(sa.func.nullif(rows.spans.c[name], "") for name in UNITS))
    buckets = None if width is None else Buckets(width, EPOCH)
    calls = sides(rows, asked, by, {**values, "unit": unit}, buckets, daily=daily).subquery("calls")
    names = _keys(by, buckets, daily=daily)
    keys = [calls.c[name] for name in names]
    sums = [_total(calls.c[name]).label(name) for name in values]
    each = sa.select(*keys, *sums).group_by(*keys, calls.c.unit).subquery("each")
    outer = [each.c[name] for name in names]
    found = [_total(each.c[name]).label(f"s_{name}") for name in values]
    found += [_total(each.c[a] * each.c[b]).label(f"p_{a}_{b}") for a, b in products]
    return sa.select(*outer, sa.func.count().label("n"), *found).group_by(*outer)


def _keys(by: Sequence[str], buckets: Buckets | None, *, daily: bool) -> list[str]:
    dimensions = [f"d{place}" for place in range(len(by))]
    return ["side", *(["bucket"] if buckets else []), *dimensions, *(["day"] if daily else [])]


def _values(rows: Rows, outcomes: Mapping[str, str], refused: Sequence[str]) -> dict[str, SQL]:
    found: dict[str, SQL] = {role: rows.column(f"outcome.{name}") for role, name in outcomes.items()}
    one: SQL = sa.literal_column("1.0", sa.Double())
    nothing: SQL = sa.literal_column("0.0", sa.Double())
    told = sa.or_(*(value.is_not(None) for value in found.values())) if found else sa.false()
    counts: dict[str, SQL] = {CALLS: one, TOLD: sa.case((told, one), else_=nothing)}
    decision = rows.spans.c.decision
    counts[DECIDED] = sa.case((decision.is_not(None), one), else_=nothing)
    counts[REFUSED] = sa.case(
        (sa.func.lower(decision).in_([one.lower() for one in refused]), one), else_=nothing
    )
    return {**counts, **found}


def _total(value: SQL) -> SQL:
    # As numbers: a sum of whole ones is a decimal of 38 digits to DuckDB.
    return sa.func.coalesce(sa.cast(sa.func.sum(value), sa.Double), 0.0)


def earning(rows: Rows, asked: TraceFilter, outcomes: Sequence[str], by: str) -> sa.Select[Any]:
    """Return rows (value, n): the values of `by` whose calls ever had one of the outcomes in the filter's time."""
    named = table(rows.catalog, "outcomes")
    first = min(side.window.start for side in asked.sides)
    with_one = sa.select(named.c.span_id).where(named.c.name.in_(list(outcomes)), named.c.created_at >= first)
    spans = rows.spans.c
    last = max(side.window.end for side in asked.sides)
    within = [spans.start_time >= first, spans.start_time < last, spans.span_id.in_(with_one)]
    value = rows.column(by)
    query = rows.select(value.label("value"), sa.func.count().label("n"), where=within)
    return query.group_by(value)


def delays(rows: Rows, window: Window, outcomes: Sequence[str], level: float) -> sa.Select[Any]:
    """Return rows (name, n, seconds): by what time after their calls a share `level` of the outcomes of a window's calls were there."""
    named, spans = table(rows.catalog, "outcomes"), rows.spans
    late = time_bucket(named.c.created_at, EPOCH, 1) - time_bucket(spans.c.start_time, EPOCH, 1)
    joined = named.join(spans, spans.c.span_id == named.c.span_id)
    where = [spans.c.start_time >= window.start, spans.c.start_time < window.end]
    where += [named.c.created_at >= window.start, named.c.name.in_(list(outcomes))]
    each = sa.select(named.c.name, late.label("late")).select_from(joined).where(*where).subquery("late")
    seconds = quantile(sa.cast(each.c.late, sa.Double), level)
    return sa.select(each.c.name, sa.func.count().label("n"), seconds.label("seconds")).group_by(each.c.name)
