"""How many values attributes have: which of them can divide the rows at all."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import CURRENT, DAY, EPOCH, selected
from tidegauge.schema.functions import time_bucket


def distinct_values(
    rows: Rows, asked: TraceFilter, names: Sequence[str], *, daily: bool = False
) -> sa.Select[Any]:
    """Return one row: for each name the number of its distinct values among the filter's rows.

    With `daily` a row for each day, in the column `day`, all of them of the side `CURRENT`, with the least and the greatest
    value of each name as text: low0, high0, ...
    """
    counts: list[sa.ColumnElement[Any]] = [
        sa.func.count(sa.distinct(rows.column(name))).label(f"d{place}") for place, name in enumerate(names)
    ]
    if not daily:
        return rows.select(*counts, where=selected(rows, asked))
    day = time_bucket(rows.spans.c.start_time, EPOCH, DAY)
    side = sa.literal_column(str(CURRENT), sa.Integer()).label("side")
    ends = [
        function(sa.cast(rows.column(name), sa.Text())).label(f"{end}{place}")
        for place, name in enumerate(names)
        for end, function in (("low", sa.func.min), ("high", sa.func.max))
    ]
    return rows.select(side, day.label("day"), *counts, *ends, where=selected(rows, asked)).group_by(day)
