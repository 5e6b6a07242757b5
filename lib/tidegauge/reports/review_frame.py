"""The units that a review batch is drawn from, each with its stratum: for the draw, and for the chances of labels later."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from math import floor
from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.filters import NOT_RECORDED, Population, TraceFilter, Window
from tidegauge.parts import in_parts
from tidegauge.queries.relation import Rows
from tidegauge.queries.review_frame import counted, first_rule, frame, judged_with
from tidegauge.queries.review_units import ANSWER, any_session
from tidegauge.reports.source import Source
from tidegauge.workbench.review_designs import Design

REST = "the rest"
"""The stratum of values that are too rare for one of their own."""
_AT_ONCE = 1_000
_PIECES = 64
_DAY = timedelta(days=1)
_COLUMNS = ("unit", "trace_id", "span_id", "session_id", "start_time")


def read_frame(
    source: Source, asked: TraceFilter, unit: str, design: Design, chosen: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield rows (unit, trace_id, span_id, session_id, start_time, stratum), each unit once: all, or those of `chosen`.

    What the design leaves out, such as answers that no judge scored, is left out. Answers come in pieces of the window,
    so that few are held at once.

    Raises:
        FilterError: the store does not have what the design divides by.
        StoreError: the store does not answer.
    """
    for piece in pieces(asked) if unit == ANSWER and chosen is None else (asked,):
        rows = source.rows(piece)
        columns = _divided(rows, design)
        found = source.store.read(frame(rows, piece, unit, columns, chosen))
        yield _with_stratum(found, design, len(columns)).select(*_COLUMNS, "stratum")


def stratum_sizes(source: Source, asked: TraceFilter, unit: str, design: Design) -> dict[str, int]:
    """Return {stratum: its units}, largest first, as the store counts them."""
    rows = source.rows(asked)
    columns = _divided(rows, design)
    found = source.store.read(counted(frame(rows, asked, unit, columns), len(columns)))
    sizes = _with_stratum(found, replace(design, sizes={}), len(columns)).group_by("stratum")
    every = sizes.agg(pl.col("n").sum()).sort(["n", "stratum"], descending=[True, False])
    return {str(stratum): int(n) for stratum, n in every.iter_rows()}


def judged_chances(source: Source, name: str, spans: Sequence[str]) -> dict[str, float | None]:
    """Return with what chance a judge was to score each of these spans; None where that is not recorded."""
    found: dict[str, float | None] = {}
    for some in in_parts(spans, _AT_ONCE):
        query = judged_with(source.store.catalog(), name, some)
        found |= dict(source.store.read(query).select("span_id", "chance").iter_rows())
    return found


def unit_of_store(source: Source) -> str:
    """Return what people are asked about as a whole: a session, or a trace in a store that knows no sessions."""
    return "session" if source.store.read(any_session(Rows(source.store.catalog()))).height else "trace"


def mark_of(value: float, design: Design) -> str:
    """Return the stratum of a judge's value: the mark at or below it.

    >>> mark_of(3.5, Design(judged="tone")), mark_of(0.79, Design(judged="tone", step=0.2))
    ('3', '0.6')
    """
    # The mean of two judges lies between marks; 3.9999999 is 4.
    return f"{floor(float(value) / design.step + 1e-6) * design.step:g}"


def pieces(asked: TraceFilter) -> Iterator[TraceFilter]:
    """Yield the same question of one part of its window after the other."""
    whole = asked.current.window
    width = max(_DAY, whole.length / _PIECES)
    start = whole.start
    while start < whole.end:
        end = min(start + width, whole.end)
        yield replace(asked, current=Population(Window(start, end), asked.where))
        start = end


def _divided(rows: Rows, design: Design) -> list[sa.ColumnElement[Any]]:
    if design.rules:
        return [first_rule(rows, [rule.where for rule in design.rules])]
    if design.judged:
        return [rows.column(f"score.{design.judged}")]
    return [sa.cast(rows.column(name), sa.Text) for name in design.by]


def _with_stratum(found: pl.DataFrame, design: Design, n: int) -> pl.DataFrame:
    if design.simple:
        return found.with_columns(stratum=pl.lit(""))
    columns = [f"c{place}" for place in range(n)]
    kept = found.drop_nulls("c0") if design.rules or design.judged else found
    strata = [_stratum(row, design) for row in kept.select(columns).iter_rows()]
    return kept.with_columns(stratum=pl.Series(strata, dtype=pl.String))


def _stratum(values: tuple[Any, ...], design: Design) -> str:
    if design.rules:
        return design.rules[int(values[0])].words
    if design.judged:
        return mark_of(values[0], design)
    name = " · ".join(NOT_RECORDED if value is None else str(value) for value in values)
    return name if not design.sizes or name in design.sizes else REST
