"""Which values of which attributes are frequent: what the filter bar offers while one types."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Condition, Window
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows

LONGEST = 200
"""Characters of a value that is offered: nobody picks a megabyte from a list, and every browser would load it."""


def frequent_values(
    rows: Rows, names: Sequence[str], window: Window, per_name: int = 40, where: Sequence[Condition] = ()
) -> sa.CompoundSelect[Any]:
    """Return a query of columns `name`, `value` (text) and `n`: the most frequent values of each attribute.

    Counted are the rows of the window that meet every condition of `where`.
    """
    return sa.union_all(*(_of(rows, name, window, per_name, where) for name in names))


def _of(rows: Rows, name: str, window: Window, limit: int, where: Sequence[Condition]) -> sa.Select[Any]:
    start, column = rows.spans.c.start_time, sa.cast(rows.column(name), sa.Text)
    # A subquery: an expression with bound values in it is not the same one twice to a database.
    within = (
        start >= window.start,
        start < window.end,
        rows.grain_condition(),
        *(condition(rows, chip) for chip in where),
    )
    values = rows.select(column.label("value"), where=within).subquery()
    counted = (
        sa.select(values.c.value, sa.func.count().label("n"))
        .where(values.c.value.is_not(None), sa.func.length(values.c.value) <= LONGEST)
        .group_by(values.c.value)
        .order_by(sa.desc("n"), values.c.value)
        .limit(limit)
        .subquery()
    )
    return sa.select(sa.literal(name, sa.Text).label("name"), counted.c.value, counted.c.n)
