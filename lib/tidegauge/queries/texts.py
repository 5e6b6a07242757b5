"""A bounded sample of what went in and came out on both sides, spread evenly over time, with the output before it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.flat import reach
from tidegauge.queries.relation import Rows, table
from tidegauge.queries.sides import sides

CAP = 2_000
"""Rows of a side: enough to see what 1% of the texts do, and read in half a second."""

SHOWN = 300
"""Characters kept of the beginning and of the end of a longer text: instructions stand first, the question last."""

SQL = sa.ColumnElement[Any]
_KEY = ("start_time", "span_id", "trace_id")


def texts(
    rows: Rows,
    asked: TraceFilter,
    cap: int = CAP,
    embeddings: Sequence[str] = (),
    only: str | None = None,
) -> sa.Select[Any]:
    """Return at most about `cap` rows of each side, every n-th in order of time.

    Columns: side, span_id, trace_id, session_id, start_time, input_text, output_text, previous_text (the output of the
    call before: of the same session where `in_session`, else of the same feature), and e0, e1, ... for `embeddings`.
    With `only` rows without that text are left out before the sample is drawn.
    """
    picked = _picked(rows, asked, cap, only).subquery("picked")
    own, before = (table(rows.catalog, "spans").alias(name) for name in ("own", "before"))
    joined = picked.join(own, _same(own, picked, "")).outerjoin(before, _same(before, picked, "previous_"))
    names = ("side", "span_id", "trace_id", "session_id", "start_time", "in_session")
    columns = [
        *(picked.c[name] for name in names),
        excerpt(own.c.input_text).label("input_text"),
        excerpt(own.c.output_text).label("output_text"),
        excerpt(before.c.output_text).label("previous_text"),
        *(own.c[rows.resolve(name)].label(f"e{place}") for place, name in enumerate(embeddings)),
    ]
    query = sa.select(*columns).select_from(joined).where(*reach(own.c.start_time, asked))
    return query.order_by(picked.c.side, picked.c.start_time, picked.c.span_id, picked.c.trace_id)


def excerpt(text: SQL) -> SQL:
    """Return a text, or the beginning and the end of a long one."""
    size = sa.func.length(text)
    ends = sa.func.substr(text, 1, SHOWN).concat(" … ").concat(sa.func.substr(text, size - SHOWN + 1))
    return sa.case((size <= 2 * SHOWN, text), else_=ends)


def _picked(rows: Rows, asked: TraceFilter, cap: int, only: str | None) -> sa.Select[Any]:
    values = {name: rows.spans.c[name] for name in (*_KEY, "session_id", "feature")}
    known = {} if only is None else {"known": rows.column(only).is_not(None)}
    calls = sides(rows, asked, (), {**values, **known}).subquery("calls")
    columns = [calls.c.side, *(calls.c[name] for name in values)]
    every = sa.select(*columns).where(*(calls.c[name] for name in known)).subquery("every_call")
    placed = sa.select(*every.c, *_place(every)).subquery("placed")
    numbered = sa.select(*placed.c, *_before(placed)).subquery("numbered")
    # One row whenever place * cap / n passes a whole number: evenly through time, and all rows where n <= cap.
    return sa.select(numbered).where(sa.func.mod(numbered.c.place * cap, numbered.c.n) < cap)


def _place(every: sa.FromClause) -> list[SQL]:
    order = tuple(every.c[name] for name in _KEY)
    row = sa.func.row_number().over(partition_by=every.c.side, order_by=order)
    return [row.label("place"), sa.func.count().over(partition_by=every.c.side).label("n")]


def _before(placed: sa.FromClause) -> list[SQL]:
    """Return the key of the call before, and whether it is one of the same session."""
    session, feature = (
        {
            name: sa.func.lag(placed.c[name]).over(
                partition_by=(placed.c.side, placed.c[by]), order_by=placed.c.place
            )
            for name in _KEY
        }
        for by in ("session_id", "feature")
    )
    known = sa.and_(placed.c.session_id.is_not(None), session["span_id"].is_not(None))
    found = [sa.case((known, session[name]), else_=feature[name]).label(f"previous_{name}") for name in _KEY]
    return [*found, known.label("in_session")]


def _same(span: sa.FromClause, picked: sa.FromClause, prefix: str) -> SQL:
    return sa.and_(*(span.c[name] == picked.c[f"{prefix}{name}"] for name in _KEY))
