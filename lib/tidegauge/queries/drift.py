"""What the comparison of distributions asks of a store: a small sample first, then counts of every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from sys import float_info
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows
from tidegauge.queries.summaries import sums_each

ZERO = -3
"""The bucket of exactly 0, where a scale has one apart."""
BELOW = -2
"""The bucket of all numbers that lie below the scale."""


@dataclass(frozen=True)
class Scale:
    """Equal buckets of a number, `bins` of them from `low` on, each `width` wide; numbers beyond share one on each side.

    With `logarithmic` both are of the natural logarithm, and only positive numbers are on the scale.
    """

    low: float
    width: float
    bins: int
    logarithmic: bool = False

    @property
    def begins(self) -> float:
        """The smallest number that is on the scale."""
        return exp(self.low) if self.logarithmic else self.low


def row_counts(calls: sa.FromClause, within: Sequence[str] = ()) -> sa.Select[Any]:
    """Return rows (side, within.., n) of calls with a column `side`."""
    keys = [calls.c.side, *(calls.c[name] for name in within)]
    return sa.select(*keys, sa.func.count().label("n")).group_by(*keys)


def recorded(calls: sa.FromClause, columns: Sequence[str], within: Sequence[str] = ()) -> sa.Select[Any]:
    """Return rows (side, within.., columns..): how many rows record each column."""
    counts: list[sa.ColumnElement[Any]] = [sa.func.count(calls.c[name]).label(name) for name in columns]
    keys = [calls.c.side, *(calls.c[name] for name in within)]
    return sa.select(*keys, *counts).group_by(*keys)


def sample(calls: sa.FromClause, side: int, every: int) -> sa.Select[Any]:
    """Return the rows of one side that lie in one `bucket` of `every`, the same each time."""
    columns = [column for column in calls.c if column.name != "bucket"]
    picked = sa.func.mod(calls.c.bucket, every) == 0
    return sa.select(*columns).where(calls.c.side == side, picked)


def number_buckets(
    calls: sa.FromClause, scales: Mapping[str, Scale], within: Sequence[str] = ()
) -> sa.Select[Any]:
    """Return rows (place, side, within.., bucket, n, total, squares, low, high) of several numbers.

    Of nulls `bucket` is NULL. `place` is the column's place in `scales`, from 0.
    """
    columns = [calls.c[name].label(f"x{place}") for place, name in enumerate(scales)]
    fixed = [calls.c.side, *(calls.c[name] for name in within)]
    # The rows are read once, and then counted a column at a time, which is quicker than all columns of a row at once.
    read = sa.select(*fixed, *columns).cte("numbers").prefix_with("MATERIALIZED", dialect="duckdb")
    parts = (_counted(read, place, scale, ("side", *within)) for place, scale in enumerate(scales.values()))
    return sa.select(sa.union_all(*parts).subquery("buckets"))


def _counted(read: sa.FromClause, place: int, scale: Scale, fixed: Sequence[str]) -> sa.Select[Any]:
    number, own = read.c[f"x{place}"], [read.c[name] for name in fixed]
    found = sa.select(*own, _bucket(number, scale).label("bucket"), number.label("x")).subquery("found")
    totals = [sa.func.sum(found.c.x).label("total"), sa.func.sum(found.c.x * found.c.x).label("squares")]
    ends = [sa.func.min(found.c.x).label("low"), sa.func.max(found.c.x).label("high")]
    keys = [*(found.c[name] for name in fixed), found.c.bucket]
    where = sa.literal_column(str(place), sa.Integer()).label("place")
    return sa.select(where, *keys, sa.func.count().label("n"), *totals, *ends).group_by(*keys)


def _bucket(x: sa.ColumnElement[Any], scale: Scale) -> sa.ColumnElement[int]:
    on_scale = sa.func.ln(x) if scale.logarithmic else x
    place = sa.func.floor((on_scale - _number(scale.low)) / _number(scale.width))
    return sa.case(
        # NaN and infinities are no numbers to compare: one of them would spoil the sums of its bucket.
        (sa.not_(x.between(_number(-float_info.max), _number(float_info.max))), None),
        (x.is_(None), None),
        (x == 0, ZERO),
        (x < _number(scale.begins), BELOW),
        else_=sa.cast(sa.func.least(place, _number(scale.bins)), sa.Integer),
    )


def _number(value: float) -> sa.ColumnElement[float]:
    return sa.cast(sa.literal_column(repr(float(value))), sa.Double())


def newest(rows: Rows, asked: TraceFilter, column: str, most: int) -> sa.Select[Any]:
    """Return the newest current rows (start_time, trace_id, value, output_text, input_text) of a filter."""
    spans = rows.spans.c
    value = sa.cast(rows.column(column), sa.Text).label("value")
    window = asked.current.window
    where = [spans.start_time >= window.start, spans.start_time < window.end, rows.grain_condition()]
    where += [condition(rows, chip) for chip in asked.where]
    columns = [spans.start_time, spans.trace_id, value, spans.output_text, spans.input_text]
    query = rows.select(*columns, where=where)
    return query.order_by(spans.start_time.desc(), spans.span_id).limit(most)


def category_counts(
    calls: sa.FromClause, columns: Sequence[str], within: Sequence[str] = ()
) -> sa.Select[Any]:
    """Return rows (side, within.., level, value, rows) of several texts in one look; of nulls `value` is NULL.

    `level` is 0 of all rows, and else the column's place in `columns`, from 1.
    """
    return sums_each(calls, {}, columns, within)
