"""The calls that a judge has not judged yet, and their texts: ids of many, texts only of those that were drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import Condition, TraceFilter
from tidegauge.queries.conditions import condition
from tidegauge.queries.relation import SKEW, Rows, table
from tidegauge.queries.sides import selected
from tidegauge.schema.catalog import Catalog

PREFERENCE = "preference"
"""The score of an answer against another one to the same input."""
NO_ANSWER = ("unparsable", "failed")
"""Labels of scores without a value: the judge's answer could not be read, or there was none."""

SQL = sa.ColumnElement[Any]


@dataclass(frozen=True)
class Place:
    """Where a page of calls ended."""

    start_time: datetime
    trace_id: str
    span_id: str


@dataclass(frozen=True)
class Judged:
    """What counts as judged already: at least `times` by `evaluator`, at `since` (UTC) or later.

    `again` leaves out what is no answer. `name` is a score's; without it all count but preferences.
    """

    evaluator: str
    source: str = "judge"
    times: int = 1
    again: bool = False
    name: str | None = None
    since: datetime | None = None


def unjudged(
    rows: Rows,
    asked: TraceFilter,
    judged: Judged,
    rules: Sequence[Sequence[Condition]],
    after: Place | None,
    limit: int,
) -> sa.Select[Any]:
    """Return rows (start_time, trace_id, span_id, rule, done) of calls with an answer, oldest first.

    `rule` is the place of the first of `rules` of which a call meets every chip, NULL if there is none; `done` says how
    often it was judged.
    """
    keys = _keys(rows)
    met = [
        (sa.and_(sa.true(), *(condition(rows, chip) for chip in rule)), place)
        for place, rule in enumerate(rules)
    ]
    rule: SQL = sa.case(*met) if met else sa.null()
    where = [*selected(rows, asked), answered(rows)]
    done = _done(rows, judged, asked)
    times = sa.func.coalesce(done.c.times, 0)
    source = rows.source().outerjoin(done, done.c.span_id == rows.spans.c.span_id)
    columns = [*keys, sa.cast(rule, sa.Integer).label("rule"), times.label("done")]
    query = sa.select(*columns).select_from(source).where(*where, times < judged.times)
    return query.where(*_beyond(keys, after)).order_by(*keys).limit(limit)


def totals(rows: Rows, asked: TraceFilter, judged: Judged) -> sa.Select[Any]:
    """Return one row (calls, with_text, judged) of the calls that a filter means."""
    where = selected(rows, asked)
    done = _done(rows, judged, asked)
    source = rows.source().outerjoin(done, done.c.span_id == rows.spans.c.span_id)
    counts = {
        "with_text": sa.case((answered(rows), 1), else_=0),
        "judged": sa.case((done.c.times >= judged.times, 1), else_=0),
    }
    sums = [sa.func.coalesce(sa.func.sum(value), 0).label(name) for name, value in counts.items()]
    return sa.select(sa.func.count().label("calls"), *sums).select_from(source).where(*where)


def texts_of(rows: Rows, spans: Sequence[str], context: Sequence[str], longest: int) -> sa.Select[Any]:
    """Return rows (span_id, input_text, output_text, c0, c1, ...) of a few calls, long texts cut."""
    names = ("input_text", "output_text")
    columns = [both_ends(rows.spans.c[name], longest).label(name) for name in names]
    columns += [
        both_ends(sa.cast(rows.column(name), sa.Text), longest).label(f"c{place}")
        for place, name in enumerate(context)
    ]
    span = rows.spans.c.span_id
    return rows.select(span, *columns, where=(span.in_(list(spans)),))


def calls_of(rows: Rows, spans: Sequence[str]) -> sa.Select[Any]:
    """Return rows (start_time, trace_id, span_id) of the spans with these ids that have an answer."""
    return sa.select(*_keys(rows)).where(rows.spans.c.span_id.in_(list(spans)), answered(rows))


def answered(rows: Rows) -> SQL:
    """Return what makes a call one that can be judged: its answer is recorded."""
    return sa.and_(rows.spans.c.output_text.is_not(None), rows.spans.c.output_text != "")


def both_ends(text: SQL, longest: int) -> SQL:
    """Return a text, or the beginning and the end of a long one: instructions stand first, conclusions last."""
    half, size = longest // 2, sa.func.length(text)
    ends = (
        sa.func.substr(text, 1, half).concat(" [... cut ...] ").concat(sa.func.substr(text, size - half + 1))
    )
    return sa.case((size <= longest, text), else_=ends)


def judgements(catalog: Catalog, judged: Judged) -> sa.Select[Any]:
    """Return rows (span_id, times) of all that was judged."""
    scores = table(catalog, "scores")
    where = [scores.c.evaluator == judged.evaluator, scores.c.source == judged.source]
    where.append(scores.c.name == judged.name if judged.name else scores.c.name != PREFERENCE)
    if judged.again:
        where.append(sa.func.coalesce(scores.c.label, "").not_in(NO_ANSWER))
    if judged.since:
        where.append(scores.c.created_at >= judged.since)
    times = sa.func.count(scores.c.created_at.distinct()).label("times")
    return sa.select(scores.c.span_id, times).where(*where).group_by(scores.c.span_id)


def _done(rows: Rows, judged: Judged, asked: TraceFilter) -> sa.Subquery:
    # A call is judged after it was made: older scores need no look.
    start = asked.current.window.start - SKEW
    since = max(judged.since, start) if judged.since else start
    return judgements(rows.catalog, replace(judged, since=since)).subquery("done")


def _keys(rows: Rows) -> tuple[SQL, SQL, SQL]:
    return rows.spans.c.start_time, rows.spans.c.trace_id, rows.spans.c.span_id


def _beyond(keys: tuple[SQL, SQL, SQL], after: Place | None) -> list[SQL]:
    if after is None:
        return []
    time, trace, span = keys
    later_span = sa.and_(trace == after.trace_id, span > after.span_id)
    here = sa.and_(time == after.start_time, sa.or_(trace > after.trace_id, later_span))
    # The plain range is what prunes files.
    return [time >= after.start_time, sa.or_(time > after.start_time, here)]
