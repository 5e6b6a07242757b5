"""Which values of which attributes are frequent: what the filter bar offers while one types."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Window
from tidegauge.queries.relation import Rows


def frequent_values(
    rows: Rows, names: Sequence[str], window: Window, per_name: int = 40
) -> sa.CompoundSelect[Any]:
    """Return a query of columns `name`, `value` (text) and `n`: the most frequent values of each attribute."""
    return sa.union_all(*(_of(rows, name, window, per_name) for name in names))


def _of(rows: Rows, name: str, window: Window, limit: int) -> sa.Select[Any]:
    value = sa.cast(rows.column(name), sa.Text)
    start = rows.spans.c.start_time
    counted = (
        sa.select(sa.literal(name, sa.Text).label("name"), value.label("value"), sa.func.count().label("n"))
        .select_from(rows.source())
        .where(start >= window.start, start < window.end, rows.grain_condition(), value.is_not(None))
        .group_by(value)
        .order_by(sa.desc("n"), value)
        .limit(limit)
        .subquery()
    )
    return sa.select(counted.c.name, counted.c.value, counted.c.n)
