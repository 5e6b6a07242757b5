"""The sufficient statistics that a metric needs of each row, as SQL expressions that the query layer sums up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from tidegauge.metrics.bins import CALIBRATION_BINS
from tidegauge.metrics.metric import Metric
from tidegauge.metrics.operators import OPERATORS, SQL, double
from tidegauge.metrics.reader import read_expression
from tidegauge.metrics.tree import Aggregate, Apply, Literal, Name, Node, Quotient
from tidegauge.schema.functions import log_bucket

Column: TypeAlias = Callable[[str], sa.ColumnElement[Any]]
"""Resolves a column's name to SQL, and raises for a name that it does not know."""


@dataclass(frozen=True)
class SumParts:
    """A metric that is sum(numerator) / sum(denominator), or sum(numerator) without one.

    `numerator` is NULL where the row has no value, so that count(numerator) is n. Of a rate it is 0 or 1; of a rate
    or mean `denominator` is 1 where the numerator is not NULL, else 0. `root`: the value is the square root (RMSE).
    `sums` names what has to be summed up: n, a and b themselves (sa, sb), squares and products (saa, sab, sbb).
    """

    numerator: SQL
    denominator: SQL | None = None
    root: bool = False
    sums: tuple[str, ...] = ("n", "sa", "saa")


@dataclass(frozen=True)
class DistinctParts:
    """sum(numerator) / count(distinct over); `unit` is the name of `over`.

    Without a numerator the metric is count(distinct over) itself.
    """

    numerator: SQL | None
    over: SQL
    unit: str


@dataclass(frozen=True)
class BinParts:
    """A histogram: rows counted by `bin`, NULL where the row has no value, and `weights` summed in each bin.

    With a `level` it is a quantile of `value` over log buckets (`metrics.bins`), which are read between the smallest
    and largest value in them. Without one it is a calibration over ten equal bins of the prediction, and the weights
    are prediction and label.
    """

    bin: SQL
    weights: tuple[SQL, ...] = ()
    level: float | None = None
    value: SQL | None = None


SHARE = ("n", "sa")
"""The sums of a rate: 0 and 1 are their own squares."""
RATIO = ("n", "sa", "sb", "saa", "sab", "sbb")
"""The sums of a ratio of two totals, whose covariance counts."""

Parts: TypeAlias = SumParts | DistinctParts | BinParts


def parts(metric: Metric, column: Column) -> Parts:
    """Return the row-level SQL of a metric. `metric.per` is left to the query layer.

    Values are bound; group by labels, never by these expressions themselves.

    Raises:
        MetricError: the expression cannot be read.
    """
    expression = read_expression(metric.expression)
    if isinstance(expression, Quotient):
        return _quotient(expression, column)
    return _BUILDERS[expression.function](expression, column)


def _quotient(quotient: Quotient, column: Column) -> Parts:
    above, below = quotient.numerator, quotient.denominator
    a = _added(above, column)
    if below.function == "count" and below.arguments:
        unit = below.arguments[0]
        assert isinstance(unit, Name)  # noqa: S101  the reader lets no other through
        return DistinctParts(a, column(unit.name), unit.name)
    b = _added(below, column)
    # A row with only one of the two still counts: no revenue was recorded on it, but its spend was.
    return SumParts(sa.func.coalesce(a, sa.case((b.is_not(None), _number(0)))), b, sums=RATIO)


def _added(aggregate: Aggregate, column: Column) -> SQL:
    return _value(aggregate.arguments[0], column) if aggregate.arguments else _number(1)


def _count(aggregate: Aggregate, column: Column) -> Parts:
    if not aggregate.arguments:
        return SumParts(_number(1))
    unit = aggregate.arguments[0]
    assert isinstance(unit, Name)  # noqa: S101  the reader lets no other through
    return DistinctParts(None, column(unit.name), unit.name)


def _sum(aggregate: Aggregate, column: Column) -> Parts:
    return SumParts(_value(aggregate.arguments[0], column))


def _mean(aggregate: Aggregate, column: Column) -> Parts:
    value = _value(aggregate.arguments[0], column)
    return SumParts(value, _present(value))


def _rate(aggregate: Aggregate, column: Column) -> Parts:
    happened, *given = (_row(argument, column) for argument in aggregate.arguments)
    share = _share(happened)
    if given:
        share = sa.case((given[0], share))
    return SumParts(share, _present(share), sums=SHARE)


def _rmse(aggregate: Aggregate, column: Column) -> Parts:
    a, b = (_value(argument, column) for argument in aggregate.arguments)
    square = (a - b) * (a - b)
    return SumParts(square, _present(square), root=True)


def _quantile(aggregate: Aggregate, column: Column) -> Parts:
    value = _value(aggregate.arguments[0], column)
    return BinParts(log_bucket(value), (), aggregate.level, value)


def _ece(aggregate: Aggregate, column: Column) -> Parts:
    prediction, label = (_value(argument, column) for argument in aggregate.arguments)
    last = _number(CALIBRATION_BINS - 1)
    place = sa.func.least(sa.func.floor(prediction * _number(CALIBRATION_BINS)), last)
    both = sa.and_(prediction.is_not(None), label.is_not(None))
    return BinParts(
        sa.case((both, sa.cast(sa.func.greatest(place, _number(0)), sa.Integer))), (prediction, label)
    )


_BUILDERS: dict[str, Callable[[Aggregate, Column], Parts]] = {
    "count": _count,
    "sum": _sum,
    "mean": _mean,
    "rate": _rate,
    "rmse": _rmse,
    "quantile": _quantile,
    "ece": _ece,
}


def _row(node: Node, column: Column) -> SQL:
    if isinstance(node, Name):
        return column(node.name)
    if isinstance(node, Apply):
        return OPERATORS[node.operator].sql(*(_row(argument, column) for argument in node.arguments))
    return _bound(node)


def _bound(literal: Literal) -> SQL:
    value = literal.value
    if value is None:
        return sa.null()
    if isinstance(value, bool):
        return sa.true() if value else sa.false()
    if isinstance(value, str):
        return sa.literal(value, sa.Text())
    return sa.literal(value, sa.BigInteger() if isinstance(value, int) else sa.Double())


def _value(node: Node, column: Column) -> SQL:
    """Return a number as a double; a condition as 1 or 0."""
    found = _row(node, column)
    return _share(found) if isinstance(found.type, sa.Boolean) else double(found)


def _share(condition: SQL) -> SQL:
    # Through an integer: PostgreSQL has no cast from boolean to double.
    return sa.cast(sa.cast(condition, sa.Integer()), sa.Double())


def _present(value: SQL) -> SQL:
    return sa.case((value.is_not(None), _number(1)), else_=_number(0))


def _number(value: int) -> SQL:
    # A cast, because 1.0 alone is a decimal to most databases, and so would be the sum.
    return sa.cast(sa.literal_column(str(value)), sa.Double())
