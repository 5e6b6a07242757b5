"""Which cause each call belongs to, and what each cause's calls did over time, on which versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tidegauge.metrics.parts import DistinctParts, SumParts
from tidegauge.queries.scope_leaves import OTHER, leaves
from tidegauge.queries.sides import CURRENT

REST = 0
"""The number of the calls that are in no cause; the first cause is 1."""

SQL = sa.ColumnElement[Any]


@dataclass(frozen=True)
class Marked:
    """One cause: columns d0, d1, ... with the values that each may have; None is NULL, OTHER what `kept` does not name."""

    values: Mapping[str, Sequence[str | None]]
    kept: Mapping[str, Sequence[str]]

    def holds(self, calls: sa.FromClause) -> sa.ColumnElement[bool]:
        """Return the condition as SQL."""
        return sa.and_(*(self._any(calls.c[name], values) for name, values in self.values.items()))

    def _any(self, column: SQL, values: Sequence[str | None]) -> sa.ColumnElement[bool]:
        texts = [one for one in values if one is not None and one != OTHER]
        parts: list[sa.ColumnElement[bool]] = [column.in_(texts)] if texts else []
        parts += [column.is_(None)] if None in values else []
        parts += [column.not_in(list(self.kept.get(column.name, ())))] if OTHER in values else []
        return sa.or_(*parts)


def marked(calls: sa.FromClause, causes: Sequence[Marked]) -> sa.Subquery:
    """Return the same rows with the column `cause`: the number of the narrowest one that holds, from 1, else REST."""
    numbered = sorted(enumerate(causes, 1), key=lambda pair: -len(pair[1].values))
    whens = [(one.holds(calls), number) for number, one in numbered]
    number: SQL = sa.case(*whens, else_=REST) if whens else sa.literal_column(str(REST), sa.Integer())
    return sa.select(*calls.c, number.label("cause")).subquery("marked")


def courses(calls: sa.FromClause, prefix: str, part: SumParts | DistinctParts) -> sa.Select[Any]:
    """Return rows (side, cause, bucket, n, sa, ...) of rows with a `cause` and a `bucket`."""
    return leaves(calls, prefix, part, ("cause", "bucket"))


def doses(
    calls: sa.FromClause, value: str | None, versions: Sequence[str], since: Mapping[int, int]
) -> sa.Select[Any]:
    """Return rows (cause, versions.., n, total) of current calls from a bucket of each cause on.

    `total` adds up the column called `value`, and calls that do not record it are not counted.
    """
    cause, places = calls.c.cause, [calls.c[name] for name in versions]
    later = sa.or_(*(sa.and_(cause == number, calls.c.bucket >= first) for number, first in since.items()))
    n: SQL = sa.func.count(calls.c[value]) if value else sa.func.count()
    total: SQL = sa.func.sum(calls.c[value]) if value else sa.cast(sa.func.count(), sa.Double())
    query = sa.select(cause, *places, n.label("n"), total.label("total"))
    # All versions together: the rows are read once, and there are few combinations of versions.
    return query.where(calls.c.side == CURRENT, later).group_by(cause, *places)


def overlaps(
    calls: sa.FromClause,
    value: str | None,
    scopes: Sequence[sa.ColumnElement[bool]],
    since: Mapping[int, int],
) -> sa.Select[Any]:
    """Return rows (cause, total, s0, s1, ..) of current calls from a bucket of each cause on.

    `total` adds up the column called `value`, or counts calls; s0, s1, .. do so of the calls for which a scope holds.
    """
    cause: SQL = calls.c.cause
    hits: SQL = calls.c[value] if value else sa.literal_column("1", sa.Integer())
    later = sa.or_(*(sa.and_(cause == number, calls.c.bucket >= first) for number, first in since.items()))
    sums = [
        sa.func.sum(sa.case((one, hits), else_=0)).label(f"s{number}") for number, one in enumerate(scopes)
    ]
    query = sa.select(cause, sa.func.sum(hits).label("total"), *sums)
    return query.where(calls.c.side == CURRENT, later).group_by(cause)


def first_seen(
    flat: sa.FromClause, versions: Sequence[str], start: datetime, end: datetime
) -> sa.Select[Any]:
    """Return rows (versions.., first, n) of rows with a column `started`: when each combination was first seen."""
    places = [flat.c[name] for name in versions]
    query = sa.select(*places, sa.func.min(flat.c.started).label("first"), sa.func.count().label("n"))
    return query.where(flat.c.started >= start, flat.c.started < end).group_by(*places)


def since_first(calls: sa.FromClause, column: str, value: str) -> sa.Select[Any]:
    """Return (n, own): the current calls from the bucket on in which a value was first seen, and those that have it."""
    own, now = calls.c[column] == value, calls.c.side == CURRENT
    first = sa.select(sa.func.min(calls.c.bucket)).where(now, own).scalar_subquery()
    counts: list[SQL] = [sa.func.count().label("n"), sa.func.count(sa.case((own, 1))).label("own")]
    return sa.select(*counts).where(now, calls.c.bucket >= first)
