"""One row a session: what its people did, how it was judged, and what a reviewer said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter, Window
from tidegauge.queries.relation import Rows
from tidegauge.queries.sessions_derived import derived, row_values
from tidegauge.queries.sessions_marks import Marked, judged_units, reactions, reviewed_units
from tidegauge.queries.sides import CURRENT, REFERENCE, Buckets, sides

SQL = sa.ColumnElement[Any]

UP, DOWN, NONE, UNCLEAR = 1, 0, -1, 2
"""The values of the columns `thumb` and `review`: yes, no, nobody said; of a review also that nobody could judge it."""


@dataclass(frozen=True)
class SessionRules:
    """How sessions are read: their unit (session or trace), what a review is called, which signals are derived.

    A session whose last call came less than `quiet` before its window's end, or before the `newest` call of the store, may
    still go on: it counts as not left, in either window. `kept` lists the values of the dimension that stay apart: the
    others become `rest`, where that is a text. `correct` is the least share of a judge's scale that counts as right;
    without `judges` all of them count.
    """

    unit: str
    review: str
    judge: str | None
    derived: frozenset[str]
    correction_phrases: tuple[str, ...]
    escalation_phrases: tuple[str, ...]
    quiet: timedelta = timedelta()
    newest: datetime | None = None
    kept: tuple[str | None, ...] = ()
    rest: str = ""
    correct: float = 0.7
    judges: tuple[str, ...] = ()

    def open_since(self, window: Window) -> datetime:
        """Return from when on a session of this window may not be over yet."""
        return min(window.end, self.newest or window.end) - self.quiet


SIGNALS = {
    "abandoned": "left",
    "follow_up": "followed_up",
    "retry": "retried",
    "escalation": "escalated",
    "correction": "corrected",
}
"""{kind of signal: the session's column, 1 or 0}."""

WEIGHTS = ("w", "so", "bare", "bare_so")
"""The columns of judged answers: see `judged_units`."""


def unit_of(rows: Rows, rules: SessionRules) -> SQL:
    """Return what tells sessions apart: NULL where nobody recorded it."""
    return sa.func.nullif(rows.spans.c[f"{rules.unit}_id"], "")


def sessions(
    rows: Rows,
    asked: TraceFilter,
    rules: SessionRules,
    by: str | None = None,
    buckets: Buckets | None = None,
) -> sa.Select[Any]:
    """Return a row a session of the filter's calls on each side.

    Columns: side, bucket (if asked), unit, segment, turns, latency (mean of its calls, milliseconds), thumb, a column
    for each of `SIGNALS`, judge (mean share of the scale), review (UP, DOWN, NONE, UNCLEAR) and its probability; w, so, bare, bare_so of `judged_units`.
    A session belongs to the bucket of its first call. What people did counts for the session as a whole.
    """
    values = {"unit": unit_of(rows, rules), "trace_id": rows.spans.c.trace_id}
    values |= {"latency": rows.spans.c.duration_ms, **row_values(rows, rules.derived, rules)}
    calls = sides(rows, asked, (by,) if by else (), values, buckets).subquery("calls")
    grouped = _grouped(calls, rules, by).subquery("grouped")
    marks = _marks(rows, asked, rules)
    joined: sa.FromClause = grouped
    for mark in marks.values():
        joined = joined.outerjoin(mark.rows, mark.rows.c.unit == grouped.c.unit)
    columns = [*_own(grouped, rules), *_signals(grouped, marks["reactions"].rows, rules, asked)]
    columns += _judged(marks["judged"].rows, marks["reviewed"].rows)
    return sa.select(*columns).select_from(joined)


def _grouped(calls: sa.FromClause, rules: SessionRules, by: str | None) -> sa.Select[Any]:
    segment = sa.func.min(calls.c.d0) if by else sa.literal("", sa.Text())
    turns = sa.func.count(sa.distinct(calls.c.trace_id))
    columns: list[SQL] = [
        *(calls.c.side, calls.c.unit),
        *([sa.func.min(calls.c.bucket).label("bucket")] if "bucket" in calls.c else []),
        *(segment.label("segment"), turns.label("turns"), sa.func.avg(calls.c.latency).label("latency")),
        *derived(calls, rules.derived, turns),
    ]
    query = sa.select(*columns).where(calls.c.unit.is_not(None), calls.c.side.is_not(None))
    return query.group_by(calls.c.side, calls.c.unit)


def _marks(rows: Rows, asked: TraceFilter, rules: SessionRules) -> Mapping[str, Marked]:
    return {
        "reactions": reactions(rows, asked, rules.unit, tuple(SIGNALS)),
        "judged": judged_units(rows, asked, rules.unit, rules.judge, rules.correct, rules.judges),
        "reviewed": reviewed_units(rows, asked, rules.unit, rules.review),
    }


def _own(grouped: sa.FromClause, rules: SessionRules) -> list[SQL]:
    names = ["side", *(["bucket"] if "bucket" in grouped.c else []), "unit"]
    return [
        *(grouped.c[name] for name in names),
        _kept(grouped.c.segment, rules).label("segment"),
        grouped.c.turns,
        grouped.c.latency,
    ]


def _kept(segment: SQL, rules: SessionRules) -> SQL:
    if not rules.rest:
        return segment
    texts = [value for value in rules.kept if value is not None]
    known = [segment.in_(texts)] if texts else []
    known += [segment.is_(None)] if None in rules.kept else []
    return (
        sa.case((sa.or_(*known), segment), else_=rules.rest) if known else sa.literal(rules.rest, sa.Text())
    )


def _signals(
    grouped: sa.FromClause, reacted: sa.FromClause, rules: SessionRules, asked: TraceFilter
) -> list[SQL]:
    up, down = (sa.func.coalesce(reacted.c[kind], 0) for kind in ("thumbs_up", "thumbs_down"))
    thumb = sa.case((down > 0, DOWN), (up > 0, UP), else_=NONE)
    return [thumb.label("thumb"), *(_did(grouped, reacted, rules, asked, kind) for kind in SIGNALS)]


def _did(
    grouped: sa.FromClause, reacted: sa.FromClause, rules: SessionRules, asked: TraceFilter, kind: str
) -> SQL:
    did: SQL = grouped.c[f"{kind}_derived"] if kind in rules.derived else sa.func.coalesce(reacted.c[kind], 0)
    if kind == "abandoned" and kind in rules.derived:
        # Whoever was here a moment ago may still ask. Of a window that is over nobody looks at what came after it: its end
        # is taken as this one's is, or leaving would seem to have fallen.
        ends = {CURRENT: asked.current, **({REFERENCE: asked.reference} if asked.reference else {})}
        still = [
            (sa.and_(grouped.c.side == side, grouped.c.last >= rules.open_since(one.window)), 0)
            for side, one in ends.items()
        ]
        did = sa.case(*still, else_=did)
    return did.label(SIGNALS[kind])


def _judged(judged: sa.FromClause, reviewed: sa.FromClause) -> list[SQL]:
    said = sa.case(
        (reviewed.c.value >= 0.5, UP),
        (reviewed.c.value < 0.5, DOWN),
        (reviewed.c.unit.is_not(None), UNCLEAR),
        else_=NONE,
    )
    weights = [judged.c[name] for name in WEIGHTS]
    probability = reviewed.c.probability.label("probability")
    return [judged.c.share.label("judge"), said.label("review"), probability, *weights]
