"""Which attributes hold two given values: what somebody means who only says “v6 and v7”."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.queries.relation import Rows


def value_holders(rows: Rows, names: Sequence[str], values: Sequence[str]) -> sa.Select[Any]:
    """Return one row with the calls that have each of `values` in each attribute: columns n0_0, n0_1, n1_0, ..."""
    columns = [
        sa.func.count(sa.case((sa.cast(rows.column(name), sa.Text) == value, 1))).label(f"n{at}_{place}")
        for at, name in enumerate(names)
        for place, value in enumerate(values)
    ]
    return rows.select(*columns, where=[rows.grain_condition()])
