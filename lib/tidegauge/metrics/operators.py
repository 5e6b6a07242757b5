"""Every operator and function of one row: what it takes, what it gives, and its SQL."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.types import NullType

from tidegauge.schema.tables import Kind

SQL: TypeAlias = sa.ColumnElement[Any]


@dataclass(frozen=True)
class Operator:
    """One operator of `least` to `most` arguments.

    `takes` says what every argument must be: number, text, condition, any, alike (all of one kind), ordered (alike,
    and no conditions) or case (condition, value, ..., value). `gives` is a kind; None is the kind of the values.
    """

    takes: str
    gives: Kind | None
    sql: Callable[..., SQL]
    least: int = 1
    most: int = 1_000


def double(x: SQL) -> SQL:
    """Return a number as a double: whole numbers would overflow, and their sums come back as decimals."""
    return x if isinstance(x.type, sa.Double) else sa.cast(x, sa.Double())


def _divide(a: SQL, b: SQL) -> SQL:
    return double(a) / sa.func.nullif(double(b), _number(0.0))


def _ln(x: SQL) -> SQL:
    return sa.case((double(x) > _number(0.0), sa.func.ln(double(x))))


def _sqrt(x: SQL) -> SQL:
    return sa.case((double(x) >= _number(0.0), sa.func.sqrt(double(x))))


def _case(*arguments: SQL) -> SQL:
    conditions, values = arguments[:-1:2], [_value(value) for value in (*arguments[1:-1:2], arguments[-1])]
    return sa.case(*zip(conditions, values[:-1], strict=True), else_=values[-1])


def _coalesce(*arguments: SQL) -> SQL:
    values = [_value(argument) for argument in arguments]
    known = next((value.type for value in values if not isinstance(value.type, NullType)), NullType())
    return sa.func.coalesce(*values, type_=known)


def _value(x: SQL) -> SQL:
    # Branches of one expression must have one type: whole and fractional numbers meet as doubles.
    return double(x) if isinstance(x.type, sa.Integer | sa.Numeric) else x


def _number(value: float) -> SQL:
    return sa.literal_column(repr(value), sa.Double())


def _compare(sql: Callable[[SQL, SQL], SQL], takes: str) -> Operator:
    return Operator(takes, Kind.BOOLEAN, sql, 2, 2)


def _arithmetic(sql: Callable[..., SQL], count: int = 2) -> Operator:
    return Operator("number", Kind.NUMBER, sql, count, count)


OPERATORS: dict[str, Operator] = {
    "+": _arithmetic(lambda a, b: double(a) + double(b)),
    "-": _arithmetic(lambda a, b: double(a) - double(b)),
    "*": _arithmetic(lambda a, b: double(a) * double(b)),
    "/": _arithmetic(_divide),
    "negative": _arithmetic(lambda x: -double(x), 1),
    "=": _compare(operator.eq, "alike"),
    "<>": _compare(operator.ne, "alike"),
    "<": _compare(operator.lt, "ordered"),
    "<=": _compare(operator.le, "ordered"),
    ">": _compare(operator.gt, "ordered"),
    ">=": _compare(operator.ge, "ordered"),
    "and": Operator("condition", Kind.BOOLEAN, sa.and_, 2),
    "or": Operator("condition", Kind.BOOLEAN, sa.or_, 2),
    "not": Operator("condition", Kind.BOOLEAN, sa.not_, 1, 1),
    "is null": Operator("any", Kind.BOOLEAN, lambda x: x.is_(None), 1, 1),
    "in": Operator("alike", Kind.BOOLEAN, lambda x, *values: x.in_(values), 2),
    "like": Operator("text", Kind.BOOLEAN, lambda x, pattern: x.like(pattern), 2, 2),
    "case": Operator("case", None, _case, 3),
    "coalesce": Operator("alike", None, _coalesce, 2),
    "least": Operator("number", Kind.NUMBER, lambda *x: sa.func.least(*map(double, x), type_=sa.Double()), 2),
    "greatest": Operator(
        "number", Kind.NUMBER, lambda *x: sa.func.greatest(*map(double, x), type_=sa.Double()), 2
    ),
    "abs": _arithmetic(lambda x: sa.func.abs(double(x), type_=sa.Double()), 1),
    "ln": _arithmetic(_ln, 1),
    "sqrt": _arithmetic(_sqrt, 1),
    "lower": Operator("text", Kind.TEXT, lambda x: sa.func.lower(x, type_=sa.Text()), 1, 1),
    "length": Operator("text", Kind.NUMBER, lambda x: double(sa.func.length(x, type_=sa.BigInteger())), 1, 1),
}
