"""Mergeable sufficient statistics of metrics: by side, time bucket and dimensions, in one grouped query.

The rows to group are `sides(...)`, or a copy of them that a store holds: columns side, bucket, d0, d1, ... and, of
each metric m0, m1, ..., the values that `values_of` lists.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import mul
from typing import Any

import sqlalchemy as sa

from tidegauge.metrics.parts import BinParts, DistinctParts, Parts, SumParts

SQL = sa.ColumnElement[Any]


def values_of(metrics: Mapping[str, Parts], units: Mapping[str, SQL]) -> dict[str, SQL]:
    """Return the row-level columns that the metrics called m0, m1, ... need: `m0_a`, `m0_b`, `m1_bin`, `m1_w0`, ...

    `units` holds the unit (session, user) of each metric that is counted once a unit.
    """
    found = {
        f"{name}_{suffix}": value for name, part in metrics.items() for suffix, value in _values(part).items()
    }
    return found | {f"{name}_unit": unit for name, unit in units.items()}


def _values(part: Parts) -> dict[str, SQL]:
    if isinstance(part, BinParts):
        value = {} if part.value is None else {"v": part.value}
        return {
            "bin": part.bin,
            **value,
            **{f"w{place}": weight for place, weight in enumerate(part.weights)},
        }
    if isinstance(part, DistinctParts):
        one: SQL = sa.literal_column("1.0", sa.Double())
        return {"a": one if part.numerator is None else part.numerator, "unit": part.over}
    values: dict[str, SQL] = {"a": sa.cast(part.numerator, sa.Double)}
    if part.denominator is not None and "sb" in part.sums:
        values["b"] = sa.cast(part.denominator, sa.Double)
    return values


def sums(calls: sa.FromClause, metrics: Mapping[str, SumParts], keys: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, keys.., rows, and for each metric the sums that its parts name: m0_n, m0_sa, ...)."""
    names = [calls.c.side, *(calls.c[key] for key in keys)]
    return sa.select(*names, *_sums(calls, metrics)).group_by(*names)


def sums_each(calls: sa.FromClause, metrics: Mapping[str, SumParts], each: Sequence[str]) -> sa.Select[Any]:
    """Return the same sums once for every column of `each` apart, and once over all rows.

    `level` says which: 0 is all rows, i + 1 the column `each[i]`, whose value is then in column `value`.
    """
    places = [calls.c[name] for name in each]
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


def bins(calls: sa.FromClause, name: str, part: BinParts, keys: Sequence[str]) -> sa.Select[Any]:
    """Return rows (side, keys.., bin, n, low, high or w0, w1, ...): the histogram of a quantile or of a calibration."""
    number = calls.c[f"{name}_bin"]
    named = [calls.c.side, *(calls.c[key] for key in keys), number.label("bin")]
    weights = [
        sa.func.sum(calls.c[f"{name}_w{place}"]).label(f"w{place}") for place in range(len(part.weights))
    ]
    ends: list[SQL] = []
    if part.value is not None:
        value = calls.c[f"{name}_v"]
        ends = [sa.func.min(value).label("low"), sa.func.max(value).label("high")]
    query = sa.select(*named, sa.func.count().label("n"), *ends, *weights).where(number.is_not(None))
    return query.group_by(calls.c.side, *(calls.c[key] for key in keys), number)


def units(
    calls: sa.FromClause, name: str, part: SumParts | DistinctParts, keys: Sequence[str]
) -> sa.Select[Any]:
    """Return rows (side, keys.., n, sa, saa) over units: each counts once, with its total, or 1 if any row is 1."""
    names = ["side", *keys]
    # A rate asks whether it happened in the session at all; everything else adds up over the session.
    once = isinstance(part, SumParts) and part.denominator is not None
    once = once or (isinstance(part, DistinctParts) and part.numerator is None)
    value, unit = calls.c[f"{name}_a"], calls.c[f"{name}_unit"]
    total = sa.func.max(value) if once else sa.func.sum(value)
    # A unit belongs to the bucket of its first row, so that it is counted once.
    kept = [calls.c[key] for key in names if key != "bucket"]
    first = [sa.func.min(calls.c.bucket).label("bucket")] if "bucket" in names else []
    inner = (
        sa.select(*kept, *first, total.label("a"))
        .where(unit.is_not(None), value.is_not(None))
        .group_by(*kept, unit)
        .subquery("units")
    )
    outer, number = [inner.c[key] for key in names], sa.cast(inner.c.a, sa.Double)
    counted = (sa.func.count().label("n"), sa.func.sum(number).label("sa"))
    return sa.select(*outer, *counted, sa.func.sum(number * number).label("saa")).group_by(*outer)


def _sums(calls: sa.FromClause, metrics: Mapping[str, SumParts]) -> list[SQL]:
    found: list[SQL] = [sa.func.count().label("rows")]
    for name, part in metrics.items():
        found.append(sa.func.count(calls.c[f"{name}_a"]).label(f"{name}_n"))
        for wanted in part.sums[1:]:
            product = reduce(mul, (calls.c[f"{name}_{letter}"] for letter in wanted[1:]))
            found.append(sa.func.sum(product).label(f"{name}_{wanted}"))
    return found
