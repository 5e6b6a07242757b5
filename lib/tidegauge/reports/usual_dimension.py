"""The dimension that rows are divided by when nobody chose one."""

from collections.abc import Sequence

from tidegauge.errors import FilterError
from tidegauge.filters import TraceFilter
from tidegauge.queries.relation import Rows
from tidegauge.reports.source import Source

_MODEL = {"model", "model_version", "model_requested"}


def usual_dimension(source: Source, asked: TraceFilter, dimensions: Sequence[str]) -> tuple[str, ...]:
    """Return the first of `dimensions` that is not what the two sides differ in, or nothing.

    By the compared attribute every segment would stand on one side only.
    """
    rows = source.rows(asked)
    compared = {_stands_for(rows, name) for name in _compared(asked)}
    return tuple(name for name in dimensions if _stands_for(rows, name) not in compared)[:1]


def _compared(asked: TraceFilter) -> list[str]:
    if asked.reference is None:
        return []
    return [one.attribute for one in asked.current.where if one not in asked.reference.where]


def _stands_for(rows: Rows, name: str) -> str:
    try:
        resolved = rows.resolve(name)
    except FilterError:
        return name
    return "model" if resolved in _MODEL else resolved
