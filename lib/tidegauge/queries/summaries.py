"""Mergeable sufficient statistics of metrics: by side, time bucket and dimensions, in one grouped query.

The rows to group are `sides(...)`, or a copy of them that a store holds: columns side, bucket, d0, d1, ... and, of
each metric m0, m1, ..., the values that `values_of` lists.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add, mul
from typing import Any

import sqlalchemy as sa

from tidegauge.metrics.parts import BinParts, DistinctParts, Parts, SumParts

SQL = sa.ColumnElement[Any]


def values_of(metrics: Mapping[str, Parts], units: Mapping[str, SQL]) -> dict[str, SQL]:
    """Return the row-level columns that the metrics called m0, m1, ... need: `m0_a`, `m0_b`, `m1_bin`, `m1_w0`, ...

    `units` holds the unit (session, user) of each metric that is counted once a unit.
    """
    found = {
        f"{name}_{suffix}": value
        for name, part in metrics.items()
        if name in units or not _counts_rows(part)
        for suffix, value in _values(part).items()
    }
    return found | {f"{name}_unit": unit for name, unit in units.items()}


def same_sums(one: Parts, other: Parts) -> bool:
    """Return whether two metrics are made of the same sums, such as a total and the mean of the same values."""
    if not (isinstance(one, SumParts) and isinstance(other, SumParts)) or one.sums != other.sums:
        return False
    return one.numerator.compare(other.numerator) and ("sb" not in one.sums or _same_below(one, other))


def _same_below(one: SumParts, other: SumParts) -> bool:
    if one.denominator is None or other.denominator is None:
        return one.denominator is other.denominator
    return one.denominator.compare(other.denominator)


def _counts_rows(part: Parts) -> bool:
    """Whether a metric adds up 1 for every row: its sums are the number of rows, and no column is needed."""
    one: SQL = sa.cast(sa.literal_column("1"), sa.Double())
    return isinstance(part, SumParts) and "sb" not in part.sums and part.numerator.compare(one)


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


def sums_each(
    calls: sa.FromClause, metrics: Mapping[str, SumParts], each: Sequence[str], within: Sequence[str] = ()
) -> sa.Select[Any]:
    """Return the same sums once for every column of `each` apart, and once over all rows, always by side and `within`.

    `level` says which: 0 is all rows, i + 1 the column `each[i]`, whose value is then in column `value`.
    """
    places = [calls.c[name] for name in each]
    fixed = [calls.c.side, *(calls.c[name] for name in within)]
    sets = [sa.tuple_(*fixed), *(sa.tuple_(*fixed, place) for place in places)]
    # grouping() is 0 for a column that is grouped by and 1 for one that is summed over, which is NULL then.
    levels = [number * (1 - sa.func.grouping(place)) for number, place in enumerate(places, 1)]
    level: SQL = reduce(add, levels, sa.literal_column("0", sa.Integer()))
    value: SQL = sa.func.coalesce(*places) if places else sa.null()
    query = sa.select(*fixed, level.label("level"), value.label("value"), *_sums(calls, metrics))
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
    inner = each_unit(calls, name, part, keys).subquery("units")
    outer, number = [inner.c[key] for key in ("side", *keys)], sa.cast(inner.c.a, sa.Double)
    counted = (sa.func.count().label("n"), sa.func.sum(number).label("sa"))
    return sa.select(*outer, *counted, sa.func.sum(number * number).label("saa")).group_by(*outer)


def each_unit(
    calls: sa.FromClause, name: str, part: SumParts | DistinctParts, keys: Sequence[str]
) -> sa.Select[Any]:
    """Return rows (side, keys.., unit, a): the total of each unit. It belongs to the bucket of its first row."""
    names = ["side", *keys]
    value, unit = calls.c[f"{name}_a"], calls.c[f"{name}_unit"]
    total = sa.func.max(value) if counts_once(part) else sa.func.sum(value)
    kept = [calls.c[key] for key in names if key != "bucket"]
    first = [sa.func.min(calls.c.bucket).label("bucket")] if "bucket" in names else []
    query = sa.select(*kept, *first, unit.label("unit"), total.label("a"))
    return query.where(unit.is_not(None), value.is_not(None)).group_by(*kept, unit)


def counts_once(part: SumParts | DistinctParts) -> bool:
    """Whether a metric asks if something happened in a unit at all; everything else adds up over the unit."""
    rate = isinstance(part, SumParts) and part.denominator is not None
    return rate or (isinstance(part, DistinctParts) and part.numerator is None)


def _sums(calls: sa.FromClause, metrics: Mapping[str, SumParts]) -> list[SQL]:
    found: list[SQL] = [sa.func.count().label("rows")]
    for name, part in metrics.items():
        added = _rows_again(part) if _counts_rows(part) else _added(calls, name, part)
        found += [column.label(f"{name}_{wanted}") for wanted, column in zip(part.sums, added, strict=True)]
    return found


def _rows_again(part: SumParts) -> list[SQL]:
    return [sa.func.count(), *(sa.cast(sa.func.count(), sa.Double) for _ in part.sums[1:])]


def _added(calls: sa.FromClause, name: str, part: SumParts) -> list[SQL]:
    products = (
        reduce(mul, (calls.c[f"{name}_{letter}"] for letter in wanted[1:])) for wanted in part.sums[1:]
    )
    return [sa.func.count(calls.c[f"{name}_a"]), *(sa.func.sum(product) for product in products)]
