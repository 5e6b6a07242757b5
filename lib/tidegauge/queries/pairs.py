"""The same cases on both sides: rows whose key occurs once on either side, with a value of each."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE, sides

SQL = sa.ColumnElement[Any]


def matched(rows: Rows, asked: TraceFilter, by: Sequence[str]) -> sa.Select[Any]:
    """Return one row (pairs, reference, current): keys that occur once on both sides, and the keyed rows of either."""
    keyed = _keyed(rows, asked, by, {}).subquery("keyed")
    once = sa.and_(keyed.c.reference == 1, keyed.c.current == 1)
    return sa.select(
        sa.func.coalesce(sa.func.sum(sa.case((once, 1), else_=0)), 0).label("pairs"),
        sa.func.coalesce(sa.func.sum(keyed.c.reference), 0).label("reference"),
        sa.func.coalesce(sa.func.sum(keyed.c.current), 0).label("current"),
    )


def pair_values(rows: Rows, asked: TraceFilter, by: Sequence[str], value: SQL) -> sa.Select[Any]:
    """Return rows (before, after, n): the pairs with each two values. Rows without a value are not looked at."""
    keyed = _keyed(rows, asked, by, {"value": sa.cast(value, sa.Double)}).subquery("keyed")
    once = sa.and_(keyed.c.reference == 1, keyed.c.current == 1)
    both = sa.select(keyed.c.before, keyed.c.after).where(once).subquery("pairs")
    columns = (both.c.before, both.c.after)
    return sa.select(*columns, sa.func.count().label("n")).group_by(*columns).order_by(*columns)


def _keyed(rows: Rows, asked: TraceFilter, by: Sequence[str], values: dict[str, SQL]) -> sa.Select[Any]:
    """Return a row for each key: how often either side has it, and with a `value` those of both sides."""
    calls = sides(rows, asked, by, values).subquery("calls")
    keys = [calls.c[f"d{place}"] for place in range(len(by))]
    on = {side: calls.c.side == number for side, number in (("reference", REFERENCE), ("current", CURRENT))}
    counts = [sa.func.sum(sa.case((own, 1), else_=0)).label(side) for side, own in on.items()]
    known = [key.is_not(None) for key in keys] + [calls.c[name].is_not(None) for name in values]
    sums = [
        sa.func.sum(sa.case((on[side], calls.c.value))).label(name)
        for side, name in (("reference", "before"), ("current", "after"))
        if values
    ]
    return sa.select(*keys, *counts, *sums).where(*known).group_by(*keys)
