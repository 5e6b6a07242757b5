"""Mergeable sufficient statistics of metrics: by side, time bucket and dimensions, in one grouped query."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import mul
from typing import Any

import sqlalchemy as sa

from tidegauge.filters import TraceFilter
from tidegauge.metrics.parts import BinParts, DistinctParts, SumParts
from tidegauge.queries.relation import Rows
from tidegauge.queries.sides import Buckets, sides

Sums = Mapping[str, SumParts]


def sums(
    rows: Rows, asked: TraceFilter, metrics: Sums, by: Sequence[str] = (), buckets: Buckets | None = None
) -> sa.Select[Any]:
    """Return rows (side, bucket?, d0.., rows, and for each metric the sums that its parts name)."""
    calls = sides(rows, asked, by, _values(metrics), buckets)
    keys = _keys(calls, by, buckets)
    return sa.select(*keys, *_sums(calls, metrics)).group_by(*keys)


def sums_each(rows: Rows, asked: TraceFilter, metrics: Sums, each: Sequence[str]) -> sa.Select[Any]:
    """Return the same sums once for every dimension of `each` apart, and once over all rows.

    `level` says which: 0 is all rows, i + 1 the dimension `each[i]`, whose value is then in column `value`.
    """
    calls = sides(rows, asked, each, _values(metrics))
    places = [calls.c[f"d{place}"] for place in range(len(each))]
    sets = [sa.tuple_(calls.c.side), *(sa.tuple_(calls.c.side, place) for place in places)]
    # grouping() is 0 for a column that is grouped by and 1 for one that is summed over.
    # The last branches never hold: they stand so that a CASE can be written without any dimension.
    level = sa.case(
        *((sa.func.grouping(place) == 0, number + 1) for number, place in enumerate(places)),
        (sa.false(), 0),
        else_=0,
    )
    nothing = (sa.false(), sa.null())
    value = sa.case(*((sa.func.grouping(place) == 0, place) for place in places), nothing)
    query = sa.select(calls.c.side, level.label("level"), value.label("value"), *_sums(calls, metrics))
    return query.group_by(sa.func.grouping_sets(*sets))


def bins(
    rows: Rows, asked: TraceFilter, parts: BinParts, by: Sequence[str] = (), buckets: Buckets | None = None
) -> sa.Select[Any]:
    """Return rows (side, bucket?, d0.., bin, n, w0, w1, ...): the histogram of a quantile or of a calibration."""
    weights = {f"w{place}": weight for place, weight in enumerate(parts.weights)}
    calls = sides(rows, asked, by, {"bin": parts.bin, **weights}, buckets)
    keys = [*_keys(calls, by, buckets), calls.c.bin]
    totals = [sa.func.sum(calls.c[name]).label(name) for name in weights]
    query = sa.select(*keys, sa.func.count().label("n"), *totals)
    return query.where(calls.c.bin.is_not(None)).group_by(*keys)


def units(
    rows: Rows,
    asked: TraceFilter,
    parts: SumParts | DistinctParts,
    unit: str,
    by: Sequence[str] = (),
    buckets: Buckets | None = None,
) -> sa.Select[Any]:
    """Return sums over units (sessions, users): each unit counts once, with its total, or 1 if any row is 1."""
    happened = isinstance(parts, SumParts) and parts.denominator is not None
    calls = sides(rows, asked, by, {"unit": rows.column(unit), "a": _unit_value(parts)}, buckets)
    keys = _keys(calls, by, buckets)
    # A rate asks whether it happened in the session at all; everything else adds up over the session.
    once = happened or (isinstance(parts, DistinctParts) and parts.numerator is None)
    total = sa.func.max(calls.c.a) if once else sa.func.sum(calls.c.a)
    # A unit belongs to the bucket of its first row, so that it is counted once.
    kept = [key for key in keys if key.name != "bucket"]
    first = [sa.func.min(calls.c.bucket).label("bucket")] if buckets else []
    unit_keys = [*kept, calls.c.unit]
    inner = (
        sa.select(*kept, *first, total.label("a"))
        .where(calls.c.unit.is_not(None), calls.c.a.is_not(None))
        .group_by(*unit_keys)
        .subquery("units")
    )
    outer = [inner.c[key.name] for key in keys]
    number = sa.cast(inner.c.a, sa.Double)
    return sa.select(
        *outer,
        sa.func.count().label("n"),
        sa.func.sum(number).label("a"),
        sa.func.sum(number * number).label("aa"),
    ).group_by(*outer)


def _unit_value(parts: SumParts | DistinctParts) -> sa.ColumnElement[Any]:
    return sa.literal_column("1.0", sa.Double()) if parts.numerator is None else parts.numerator


def _keys(calls: sa.Subquery, by: Sequence[str], buckets: Buckets | None) -> list[sa.ColumnElement[Any]]:
    names = ["side", *(["bucket"] if buckets else []), *(f"d{place}" for place in range(len(by)))]
    return [calls.c[name] for name in names]


def _values(metrics: Sums) -> dict[str, sa.ColumnElement[Any]]:
    values: dict[str, sa.ColumnElement[Any]] = {}
    for name, parts in metrics.items():
        values[f"{name}_a"] = sa.cast(parts.numerator, sa.Double)
        if parts.denominator is not None:
            values[f"{name}_b"] = sa.cast(parts.denominator, sa.Double)
    return values


def _sums(calls: sa.Subquery, metrics: Sums) -> list[sa.ColumnElement[Any]]:
    found: list[sa.ColumnElement[Any]] = [sa.func.count().label("rows")]
    for name, parts in metrics.items():
        factors = {"a": calls.c[f"{name}_a"], "b": calls.c.get(f"{name}_b")}
        found.append(sa.func.count(factors["a"]).label(f"{name}_n"))
        for wanted in parts.sums[1:]:
            product = reduce(mul, (factors[letter] for letter in wanted[1:]))
            found.append(sa.func.sum(product).label(f"{name}_{wanted}"))
    return found
