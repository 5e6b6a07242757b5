"""What is different in some calls: how often each value of each attribute occurs in them and in all others."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows
from tidegauge.queries.summaries import sums_each

SQL = sa.ColumnElement[Any]


def contrasted(calls: sa.FromClause, bad: sa.ColumnElement[bool], columns: Sequence[str]) -> sa.Subquery:
    """Return the current rows with `side` 1 where `bad` holds and 0 elsewhere."""
    side = sa.case((bad, 1), else_=0).label("side")
    return sa.select(side, *(calls.c[name] for name in columns)).subquery("contrasted")


def value_counts(rows: sa.FromClause, columns: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, level, value, rows): level 0 is all rows, i + 1 the column `columns[i]`."""
    return sums_each(rows, {}, columns)


def samples(rows: Rows, asked: TraceFilter, hit: SQL | None, most: int) -> sa.Select[Any]:
    """Return the newest current calls of a filter (trace_id, start_time, error_type, output_text, input_text).

    `hit` is 1 where a call counts; None takes all of them.
    """
    spans, window = rows.spans.c, asked.current.window
    where = [spans.start_time >= window.start, spans.start_time < window.end, rows.grain_condition()]
    where += [condition(rows, chip) for chip in asked.where]
    where += [] if hit is None else [hit == 1]
    columns = [spans[name] for name in ("trace_id", "start_time", "error_type", "output_text", "input_text")]
    query = rows.select(*columns, where=where)
    return query.order_by(spans.start_time.desc(), spans.span_id).limit(most)
