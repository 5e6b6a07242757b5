"""A bounded sample of what went in and came out on both sides, spread evenly over time, with the output before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.queries.flat import reach
from tidegauge.queries.relation import Rows, table
from tidegauge.queries.sides import EPOCH, sides
from tidegauge.schema.functions import time_bucket

CAP = 2_000
"""Rows of a side: enough to see what 1% of the texts do, and read in half a second."""

SHOWN = 300
"""Characters kept of the beginning and of the end of a longer text: instructions stand first, the question last."""

SLICES = 1_000
"""Equal slices of a window; of many rows only those of every k-th slice are put in order."""
ENOUGH = 10
"""Rows for each that is sampled, from which on slices are left out."""
MOST_APART = 50

SQL = sa.ColumnElement[Any]
_KEY = ("start_time", "span_id", "trace_id")


@dataclass(frozen=True)
class Thinned:
    """Which of many rows are looked at: those of one slice of time in `apart`, each `width` seconds long, and of these every
    `every`-th of an hour. Slices are counted from 1970, so that an hour has the same rows in every window.
    """

    apart: int
    width: int
    every: int


def recorded(rows: Rows, asked: TraceFilter, names: Sequence[str]) -> sa.Select[Any]:
    """Return one row with a column for each of `names`: 1 where any row within reach of the filter has it, else 0."""
    start = rows.spans.c.start_time
    where = [rows.grain_condition(), *reach(start, asked)]
    # The first row ends the search: nothing is counted that a store of texts has millions of.
    first = {
        name: sa.select(start).where(rows.column(name).is_not(None), *where).limit(1).subquery()
        for name in names
    }
    counts = (
        sa.select(sa.func.count()).select_from(one).scalar_subquery().label(name)
        for name, one in first.items()
    )
    return sa.select(*counts)


def row_counts(rows: Rows, asked: TraceFilter, *, daily: bool = False) -> sa.Select[Any]:
    """Return rows (side, n), with `daily` rows (side, day, n)."""
    calls = sides(rows, asked, (), {}, daily=daily).subquery("calls")
    keys = [calls.c.side, *([calls.c.day] if daily else [])]
    return sa.select(*keys, sa.func.count().label("n")).group_by(*keys)


def texts(
    rows: Rows,
    asked: TraceFilter,
    cap: int = CAP,
    embeddings: Sequence[str] = (),
    only: str | None = None,
    thinned: Thinned | None = None,
    *,
    daily: bool = False,
) -> sa.Select[Any]:
    """Return at most about `cap` rows of each side, every n-th in order of time; where `thinned` is given, what it says.

    Columns: side, span_id, trace_id, session_id, start_time, input_text, output_text, previous_text (the output of the
    call before: of the same session where `in_session`, else of the same feature), and e0, e1, ... for `embeddings`.
    With `only` rows without that text are left out before the sample is drawn. `daily` adds the column `day`, for
    which the rows have to be thinned.
    """
    chosen = _all(rows, asked, cap, only) if thinned is None else _thin(rows, asked, thinned, only)
    picked = chosen.cte("picked")
    said = _said(rows, asked, picked, embeddings).cte("said")
    own, before = said.alias("own"), said.alias("before_it")
    joined = picked.join(own, _same(own, picked, "")).outerjoin(before, _same(before, picked, "previous_"))
    names = ("side", "span_id", "trace_id", "session_id", "start_time", "in_session")
    columns = [
        *(picked.c[name] for name in (*names, *(["day"] if daily else []))),
        own.c.input_text,
        own.c.output_text,
        before.c.output_text.label("previous_text"),
        *(own.c[f"e{place}"] for place in range(len(embeddings))),
    ]
    query = sa.select(*columns).select_from(joined)
    return query.order_by(picked.c.side, picked.c.start_time, picked.c.span_id, picked.c.trace_id)


def slices_apart(rows: int, cap: int = CAP) -> int:
    """Return which slices of time are looked at, of so many rows of the smaller side: 1 is all of them.

    >>> slices_apart(15_000), slices_apart(100_000), slices_apart(100_000_000)
    (1, 5, 50)
    """
    return min(max(1, rows // (ENOUGH * cap)), MOST_APART)


def _said(rows: Rows, asked: TraceFilter, picked: sa.CTE, embeddings: Sequence[str]) -> sa.Select[Any]:
    """Return the texts of the rows that were picked and of those before them: read once, as texts are long."""
    spans = table(rows.catalog, "spans")
    own = sa.select(*(picked.c[name] for name in _KEY))
    before = sa.select(*(picked.c[f"previous_{name}"].label(name) for name in _KEY))
    needed = sa.union(own, before.where(picked.c.previous_span_id.is_not(None))).subquery("needed")
    columns = [
        *(spans.c[name] for name in _KEY),
        excerpt(spans.c.input_text).label("input_text"),
        excerpt(spans.c.output_text).label("output_text"),
        *(spans.c[rows.resolve(name)].label(f"e{place}") for place, name in enumerate(embeddings)),
    ]
    joined = spans.join(needed, _same(spans, needed, ""))
    return sa.select(*columns).select_from(joined).where(*reach(spans.c.start_time, asked))


def excerpt(text: SQL) -> SQL:
    """Return a text, or the beginning and the end of a long one."""
    size = sa.func.length(text)
    ends = sa.func.substr(text, 1, SHOWN).concat(" … ").concat(sa.func.substr(text, size - SHOWN + 1))
    return sa.case((size <= 2 * SHOWN, text), else_=ends)


def _all(rows: Rows, asked: TraceFilter, cap: int, only: str | None) -> sa.Select[Any]:
    numbered = _numbered(_every(rows, asked, only, {}), ("side",))
    # One row whenever place * cap / n passes a whole number: evenly through time, and all rows where n <= cap.
    return sa.select(numbered).where(sa.func.mod(numbered.c.place * cap, numbered.c.n) < cap)


def _thin(rows: Rows, asked: TraceFilter, thinned: Thinned, only: str | None) -> sa.Select[Any]:
    start = rows.spans.c.start_time
    slices = {"slice": time_bucket(start, EPOCH, thinned.width), "hour": time_bucket(start, EPOCH, 3_600)}
    every = _every(rows, asked, only, slices, thinned.apart)
    numbered = _numbered(every, ("side", "hour"))
    return sa.select(numbered).where(sa.func.mod(numbered.c.place, thinned.every) == 1 % thinned.every)


def _every(
    rows: Rows, asked: TraceFilter, only: str | None, slices: Mapping[str, SQL], apart: int = 1
) -> sa.Subquery:
    values: dict[str, SQL] = {name: rows.spans.c[name] for name in (*_KEY, "session_id", "feature")}
    known = {} if only is None else {"known": rows.column(only).is_not(None)}
    calls = sides(rows, asked, (), {**values, **known, **slices}, daily=bool(slices)).subquery("calls")
    times = [calls.c.day, calls.c.hour] if slices else []
    columns = [calls.c.side, *times, *(calls.c[name] for name in values)]
    kept: list[SQL] = [calls.c[name] for name in known]
    kept += [sa.func.mod(calls.c.slice, apart) == 0] if slices else []
    return sa.select(*columns).where(*kept).subquery("every_call")


def _numbered(every: sa.FromClause, within: Sequence[str]) -> sa.Subquery:
    placed = sa.select(*every.c, *_place(every, within)).subquery("placed")
    return sa.select(*placed.c, *_before(placed, within)).subquery("numbered")


def slice_width(asked: TraceFilter) -> int:
    """Return the length of a slice of time in seconds: a thousandth of the shorter window."""
    shortest = min(side.window.length for side in asked.sides)
    return max(int(shortest.total_seconds()) // SLICES, 1)


def _place(every: sa.FromClause, within: Sequence[str]) -> list[SQL]:
    order, own = tuple(every.c[name] for name in _KEY), tuple(every.c[name] for name in within)
    row = sa.func.row_number().over(partition_by=own, order_by=order)
    return [row.label("place"), sa.func.count().over(partition_by=own).label("n")]


def _before(placed: sa.FromClause, within: Sequence[str]) -> list[SQL]:
    """Return the key of the call before, and whether it is one of the same session."""
    own = tuple(placed.c[name] for name in within)
    session, feature = (
        {
            name: sa.func.lag(placed.c[name]).over(partition_by=(*own, placed.c[by]), order_by=placed.c.place)
            for name in _KEY
        }
        for by in ("session_id", "feature")
    )
    known = sa.and_(placed.c.session_id.is_not(None), session["span_id"].is_not(None))
    found = [sa.case((known, session[name]), else_=feature[name]).label(f"previous_{name}") for name in _KEY]
    return [*found, known.label("in_session")]


def _same(span: sa.FromClause, picked: sa.FromClause, prefix: str) -> SQL:
    return sa.and_(*(span.c[name] == picked.c[f"{prefix}{name}"] for name in _KEY))
