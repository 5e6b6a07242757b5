"""The sampling frame of a draw: one row for each session, trace or answer of a filter, by the call that is reviewed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter, parse_condition
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import Rows, table
from tidegauge.queries.review_units import ANSWER, reviewable, unit_of
from tidegauge.queries.sides import selected
from tidegauge.schema.catalog import Catalog

SQL = sa.ColumnElement[Any]


def frame(
    rows: Rows,
    asked: TraceFilter,
    unit: str,
    columns: Sequence[SQL] = (),
    chosen: Sequence[str] | None = None,
    where: Sequence[SQL] = (),
) -> sa.Select[Any]:
    """Return rows (unit, trace_id, span_id, session_id, start_time, c0, c1, ...): of each unit the call that is reviewed.

    That is the last one in the window that was answered; an answer is its own, and a failed call without one, too. `columns` are read of that call, `chosen`
    keeps some units, `where` some calls.
    """
    spans, found = rows.spans.c, unit_of(rows, unit)
    keys = [found.label("unit"), spans.trace_id, spans.span_id, spans.session_id, spans.start_time]
    named = [column.label(f"c{place}") for place, column in enumerate(columns)]
    kept = [*selected(rows, asked), found.is_not(None), *where]
    kept += [] if chosen is None else [found.in_(list(chosen))]
    if unit == ANSWER:
        return rows.select(*keys, *named, where=[*kept, reviewable(rows)])
    failed = sa.case((spans.status == "error", 1), else_=0)
    order = (failed, spans.start_time.desc(), spans.span_id)
    place = sa.func.row_number().over(partition_by=found, order_by=order).label("place")
    every = rows.select(*keys, *named, place, where=kept).subquery("calls_of_units")
    return sa.select(*(column for column in every.c if column.name != "place")).where(every.c.place == 1)


def first_rule(rows: Rows, rules: Sequence[Sequence[str]]) -> SQL:
    """Return the place of the first of `rules` of which a call meets every chip, NULL if there is none.

    Raises:
        FilterError: a chip cannot be read, or names what the store does not have.
    """
    met = [
        (sa.and_(sa.true(), *(condition(rows, parse_condition(chip)) for chip in chips)), place)
        for place, chips in enumerate(rules)
    ]
    found: SQL = sa.case(*met) if met else sa.null()
    return sa.cast(found, sa.Integer)


def counted(rows: sa.Select[Any], n: int) -> sa.Select[Any]:
    """Return rows (c0, ..., n) of a frame with `n` columns: how many units have the same ones."""
    every = rows.subquery("frame")
    columns = [every.c[f"c{place}"] for place in range(n)]
    return sa.select(*columns, sa.func.count().label("n")).group_by(*columns)


def judged_with(catalog: Catalog, name: str, spans: Sequence[str]) -> sa.Select[Any]:
    """Return rows (span_id, chance): with what chance a judge was to score each of these spans, NULL if not recorded."""
    scores = table(catalog, "scores")
    known = "inclusion_probability" in scores.c
    chance: SQL = scores.c.inclusion_probability if known else sa.cast(sa.null(), sa.Double)
    query = sa.select(scores.c.span_id, sa.func.min(chance).label("chance"))
    given = (scores.c.name == name, sa.func.coalesce(scores.c.source, "judge") == "judge")
    return query.where(*given, scores.c.span_id.in_(list(spans))).group_by(scores.c.span_id)


def traces_of(catalog: Catalog, spans: Sequence[str]) -> sa.Select[Any]:
    """Return rows (span_id, trace_id, session_id, start_time) of the spans with these ids."""
    found = table(catalog, "spans").c
    query = sa.select(found.span_id, found.trace_id, found.session_id, found.start_time)
    return query.where(found.span_id.in_(list(spans)))
