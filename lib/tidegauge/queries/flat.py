"""The rows of a filter with all that is asked of each row: what a store can hold.

What people change most, the windows and the conditions on dimensions, can be left out: one copy answers all of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Condition, TraceFilter
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows
from tidegauge.schema.tables import Kind

SQL = sa.ColumnElement[Any]


def flat(rows: Rows, asked: TraceFilter, by: Sequence[str], values: Mapping[str, SQL]) -> sa.Select[Any]:
    """Return rows (started, d0.., values.., met0..) of the filter's windows.

    met0, met1, ... say whether a row meets the `conditions_apart`. Conditions on the dimensions `by` are not looked at.
    """
    apart = conditions_apart(rows, asked, by)
    columns = _columns(rows, by, values)
    columns += [condition(rows, chip).label(f"met{place}") for place, chip in enumerate(apart)]
    where = [rows.grain_condition(), *(condition(rows, chip) for chip in apart if chip in asked.shared)]
    where += reach(rows.spans.c.start_time, asked)
    return rows.select(*columns, where=where)


def flat_whole(rows: Rows, by: Sequence[str], values: Mapping[str, SQL]) -> sa.Select[Any]:
    """Return the same of all time: what answers any filter that has nothing but windows and texts among `by`."""
    columns = _columns(rows, by, values)
    return rows.select(*columns, where=(rows.grain_condition(),))


def _columns(rows: Rows, by: Sequence[str], values: Mapping[str, SQL]) -> list[SQL]:
    columns: list[SQL] = [rows.spans.c.start_time.label("started")]
    columns += [_dimension(rows, name).label(f"d{place}") for place, name in enumerate(by)]
    return columns + [value.label(name) for name, value in values.items()]


def conditions_apart(rows: Rows, asked: TraceFilter, by: Sequence[str]) -> list[Condition]:
    """Return the conditions on anything but the texts among `by`: they have to be asked of the store."""
    every = dict.fromkeys(chip for side in asked.sides for chip in side.where)
    return [chip for chip in every if chip.attribute not in by or rows.kind(chip.attribute) is not Kind.TEXT]


def reach(start: SQL, asked: TraceFilter) -> list[SQL]:
    """Return the range of time that both windows lie in: a plain range is what prunes files and row groups."""
    windows = [side.window for side in asked.sides]
    return [start >= min(one.start for one in windows), start < max(one.end for one in windows)]


def _dimension(rows: Rows, name: str) -> SQL:
    column = rows.column(name)
    return column if rows.kind(name) is Kind.TEXT else sa.cast(column, sa.Text)
