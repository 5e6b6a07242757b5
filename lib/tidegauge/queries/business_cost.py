"""What an outcome cost: the money of sessions, and what came of them."""

from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.business import UNITS
from tidegauge.queries.cost_price import Priced, values
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import sides

SQL = sa.ColumnElement[Any]


def per_outcome(rows: Rows, asked: TraceFilter, priced: Priced, outcome: str) -> sa.Select[Any]:
    """Return rows (side, n, unknown, a, b, aa, ab, bb): a is the money of a session, b its outcomes of that name.

    A session with a call of unknown cost is `unknown`, and in no sum: a part would pass for the whole.
    """
    unit: SQL = sa.func.coalesce(*(sa.func.nullif(rows.spans.c[name], "") for name in UNITS))
    came: SQL = rows.column(f"outcome.{outcome}")
    calls = sides(rows, asked, (), {**values(rows, priced), "unit": unit, "came": came}).subquery("calls")
    money = sa.case((sa.func.count(calls.c.cost) == sa.func.count(), sa.func.sum(calls.c.cost)))
    each = (
        sa.select(
            calls.c.side,
            sa.cast(money, sa.Double).label("a"),
            sa.func.coalesce(sa.cast(sa.func.sum(calls.c.came), sa.Double), 0.0).label("b"),
        )
        .where(calls.c.side.is_not(None))
        .group_by(calls.c.side, calls.c.unit)
        .subquery("each")
    )
    a = each.c.a
    b = sa.case((a.is_not(None), each.c.b))
    sums = {"a": a, "b": b, "aa": a * a, "ab": a * b, "bb": b * b}
    return sa.select(
        each.c.side,
        sa.func.count(a).label("n"),
        (sa.func.count() - sa.func.count(a)).label("unknown"),
        *(sa.func.coalesce(sa.func.sum(value), 0.0).label(name) for name, value in sums.items()),
    ).group_by(each.c.side)
