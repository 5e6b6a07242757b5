"""How many values attributes have: which of them can divide the rows at all."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import selected


def distinct_values(rows: Rows, asked: TraceFilter, names: Sequence[str]) -> sa.Select[Any]:
    """Return one row: for each name the number of its distinct values among the filter's rows."""
    counts: list[sa.ColumnElement[Any]] = [
        sa.func.count(sa.distinct(rows.column(name))).label(f"d{place}") for place, name in enumerate(names)
    ]
    return rows.select(*counts, where=selected(rows, asked))
