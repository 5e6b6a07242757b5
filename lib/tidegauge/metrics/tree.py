"""What an expression is once it has been read: a small frozen tree, and nothing that a database has to trust."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Name:
    """A column: canonical, an attribute, or `score.NAME`, `signal.KIND`, `outcome.NAME`; `at` is its place, from 1."""

    name: str
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Literal:
    """A value that was written down: it is bound, never spliced."""

    value: str | float | bool | None
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Apply:
    """An operator or function of one row, by its name in `operators.OPERATORS`."""

    operator: str
    arguments: tuple["Node", ...]
    at: int | None = field(default=None, compare=False)


Node: TypeAlias = Name | Literal | Apply


@dataclass(frozen=True)
class Aggregate:
    """One number out of many rows. `level` is the share of rows below a quantile, 0 to 1."""

    function: str
    arguments: tuple[Node, ...]
    level: float | None = None
    at: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Quotient:
    """One aggregate divided by another."""

    numerator: Aggregate
    denominator: Aggregate


Expression: TypeAlias = Aggregate | Quotient


def aggregates(expression: Expression) -> tuple[Aggregate, ...]:
    """Return the one or two aggregates of an expression."""
    if isinstance(expression, Quotient):
        return expression.numerator, expression.denominator
    return (expression,)


def names(expression: Expression) -> Iterator[Name]:
    """Yield every column that an expression mentions, in the order of writing."""
    for aggregate in aggregates(expression):
        for argument in aggregate.arguments:
            yield from names_in(argument)


def names_in(node: Node) -> Iterator[Name]:
    """Yield every column that a row-level expression mentions."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Apply):
        for argument in node.arguments:
            yield from names_in(argument)
