"""The values of many metrics on the cases that both sides answered, one row a case."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, REFERENCE, sides

SQL = sa.ColumnElement[Any]

MOST_CASES = 20_000
"""Cases that are read; of more, those whose keys come first."""


def case_values(
    rows: Rows, asked: TraceFilter, by: Sequence[str], values: Mapping[str, SQL], most: int = MOST_CASES
) -> sa.Select[Any]:
    """Return rows (before_NAME, after_NAME, ...): the cases whose key occurs once on either side, NULL where unrecorded."""
    given = {name: sa.cast(value, sa.Double) for name, value in values.items()}
    calls = sides(rows, asked, by, given).subquery("calls")
    keys = [calls.c[f"d{place}"] for place in range(len(by))]

    def on(side: int, value: SQL) -> SQL:
        return sa.case((calls.c.side == side, value))

    one = sa.literal_column("1", sa.Integer())
    columns = [
        sa.func.max(on(side, calls.c[name])).label(f"{label}_{name}")
        for side, label in ((REFERENCE, "before"), (CURRENT, "after"))
        for name in given
    ]
    once = [sa.func.count(on(side, one)) == 1 for side in (REFERENCE, CURRENT)]
    known = [key.is_not(None) for key in keys]
    query = sa.select(*columns).where(*known).group_by(*keys).having(*once)
    return query.order_by(*keys).limit(most)
