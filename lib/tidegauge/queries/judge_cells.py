"""Judges' scores as counts: by judge, time, mark and segment. What is read is `queries.judge.opinions`, held."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tidegauge.queries.judge import HUMAN, JUDGE
from tidegauge.queries.judge_moments import moments, weighed
from tidegauge.schema.functions import time_bucket

STEPS = 20
"""Steps that a continuous scale is divided into."""

SQL = sa.ColumnElement[Any]


def of_judges(held: sa.FromClause, judges: Sequence[str]) -> sa.Subquery:
    """Return people's scores, and those of these judges alone: rulers are not put together."""
    theirs = sa.and_(held.c.source == JUDGE, held.c.evaluator.in_(list(judges)))
    return sa.select(held).where(sa.or_(held.c.source != JUDGE, theirs)).subquery("of_judges")


def spread(held: sa.FromClause) -> sa.Select[Any]:
    """Return rows (source, n, low, high, whole): how many values, their ends, and how many of them are whole numbers."""
    value = held.c.value
    whole = sa.case((value == sa.func.round(value), 1), else_=0)
    return (
        sa.select(
            held.c.source,
            sa.func.count(value).label("n"),
            sa.func.min(value).label("low"),
            sa.func.max(value).label("high"),
            sa.func.sum(whole).label("whole"),
        )
        .where(value.is_not(None))
        .group_by(held.c.source)
    )


def mark(value: SQL, low: float, step: float) -> SQL:
    """Return the number of the step that a value is nearest to: marks 1, 2, .. of a scale, or twentieths of it."""
    return sa.cast(sa.func.floor((value - _number(low)) / _number(step) + _number(0.5)), sa.Integer)


def cells(held: sa.FromClause, begin: datetime, width: timedelta, low: float, step: float) -> sa.Select[Any]:
    """Return rows (side, bucket, evaluator, mark, n, s, ss, w, ww, drawn, always): sums of judges' scores by mark.

    `w` and `ww` are the sums of 1 / chance and of its square, where the draw is recorded; `drawn` counts those rows,
    `always` those of chance 1.
    """
    value = held.c.value
    named = {
        "side": held.c.side,
        "bucket": time_bucket(held.c.at, begin, int(width.total_seconds())),
        "evaluator": held.c.evaluator,
        "mark": mark(value, low, step),
    }
    rows = sa.select(
        *(column.label(name) for name, column in named.items()),
        value.label("v"),
        (_number(1.0) / held.c.chance).label("w"),
    )
    rows = rows.where(held.c.source == JUDGE, value.is_not(None))
    each = rows.subquery("each_score")
    keys = [each.c[name] for name in named]
    return sa.select(
        *keys,
        sa.func.count().label("n"),
        sa.func.sum(each.c.v).label("s"),
        sa.func.sum(each.c.v * each.c.v).label("ss"),
        sa.func.count(each.c.w).label("drawn"),
        sa.func.sum(each.c.w).label("w"),
        sa.func.sum(each.c.w * each.c.w).label("ww"),
        sa.func.sum(sa.case((each.c.w <= _number(1.0), 1), else_=0)).label("always"),
    ).group_by(*keys)


def over_time(held: sa.FromClause, begin: datetime, width: timedelta) -> sa.Select[Any]:
    """Return rows (side, bucket, evaluator, recorded, sums) of judges' scores: `queries.judge_moments`."""
    bucket = time_bucket(held.c.at, begin, int(width.total_seconds()))
    return _moments(held, {"side": held.c.side, "bucket": bucket, "evaluator": held.c.evaluator})


def _moments(held: sa.FromClause, named: Mapping[str, SQL]) -> sa.Select[Any]:
    columns = (column.label(name) for name, column in named.items())
    each = sa.select(*columns, held.c.trace_id, *weighed(held.c.value, held.c.chance))
    each = each.where(held.c.source == JUDGE, held.c.value.is_not(None))
    return moments(each.subquery("each_weighed"), tuple(named))


def wordless(held: sa.FromClause) -> sa.Select[Any]:
    """Return rows (side, evaluator, label, n) of judges' scores without a value."""
    keys = (held.c.side, held.c.evaluator, held.c.label)
    query = sa.select(*keys, sa.func.count().label("n"))
    return query.where(held.c.source == JUDGE, held.c.value.is_(None)).group_by(*keys)


def versions(held: sa.FromClause) -> sa.Select[Any]:
    """Return rows (side, source, evaluator, n, first, last, drawn, repeated, steady): who scored how many, and when.

    `first` and `last` are times of calls. `repeated` answers were scored more than once, `steady` ones of them always
    the same.
    """
    keys = (held.c.side, held.c.source, held.c.evaluator)
    again, steady = held.c.times > 1, held.c.least == held.c.most
    return sa.select(
        *keys,
        sa.func.count(held.c.value).label("n"),
        sa.func.min(held.c.at).label("first"),
        sa.func.max(held.c.at).label("last"),
        sa.func.count(held.c.chance).label("drawn"),
        sa.func.sum(sa.case((again, 1), else_=0)).label("repeated"),
        sa.func.sum(sa.case((sa.and_(again, steady), 1), else_=0)).label("steady"),
    ).group_by(*keys)


def answers(held: sa.FromClause) -> sa.Select[Any]:
    """Return rows (side, source, n): answers with at least one score, however many evaluators gave one."""
    keys = (held.c.side, held.c.source)
    query = sa.select(*keys, sa.func.count(sa.distinct(held.c.span_id)).label("n"))
    return query.where(held.c.value.is_not(None)).group_by(*keys)


def segments(held: sa.FromClause, place: int) -> sa.Select[Any]:
    """Return rows (side, segment, evaluator, recorded, sums) of judges' scores by one dimension."""
    named = {"side": held.c.side, "segment": held.c[f"d{place}"], "evaluator": held.c.evaluator}
    return _moments(held, named)


def shared(held: sa.FromClause, most: int) -> sa.Select[Any]:
    """Return rows (at, side, span_id, tokens, source, evaluator, adjudicated, value, chance, first) of several opinions.

    They are those of answers that a person scored, first, then of those that two judges scored; the newest, at most
    `most` rows. `value` is NULL where it was adjudicated that the answer cannot be judged.
    """
    names = (
        "at",
        "side",
        "span_id",
        "tokens",
        "source",
        "evaluator",
        "adjudicated",
        "value",
        "chance",
        "first",
    )
    said = sa.or_(held.c.value.is_not(None), held.c.adjudicated == 1)
    each = sa.select(*(held.c[name] for name in names)).where(said).subquery("opinion")
    # Windows and not a join of the rows with themselves: a database that cannot hold them would read them twice.
    answer = (each.c.side, each.c.span_id)
    people, judges = (
        sa.func.sum(sa.case((each.c.source == source, 1), else_=0)).over(partition_by=answer)
        for source in (HUMAN, JUDGE)
    )
    counted = sa.select(*each.c, people.label("people"), judges.label("judges")).subquery("counted")
    labelled = sa.case((counted.c.people > 0, 1), else_=0)
    order = (labelled.desc(), counted.c.at.desc(), counted.c.span_id, counted.c.source, counted.c.evaluator)
    query = sa.select(*(counted.c[name] for name in names))
    return query.where(sa.or_(counted.c.people > 0, counted.c.judges > 1)).order_by(*order).limit(most)


def _number(value: float) -> SQL:
    return sa.cast(sa.literal_column(repr(float(value))), sa.Double())
