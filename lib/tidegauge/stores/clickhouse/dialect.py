"""ClickHouse's SQL for a statement: compiled by SQLAlchemy, with every value written as the driver escapes it."""

from typing import Any

import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy.dialect import ClickHouseDialect
from clickhouse_connect.cc_sqlalchemy.sql.compiler import ChStatementCompiler
from sqlalchemy.sql import functions

import tidegauge.stores.clickhouse.map_sql
import tidegauge.stores.clickhouse.sql  # noqa: F401  the spelling of our SQL functions
from tidegauge.schema.tables import Kind
from tidegauge.stores.clickhouse.literals import literal
from tidegauge.stores.clickhouse.types import STORED
from tidegauge.stores.frames import kind_of


class _Compiler(ChStatementCompiler):
    """The driver's compiler, with values as literals of their own type and casts that keep NULL."""

    _windows = 0

    def render_literal_value(self, value: Any, type_: sa.types.TypeEngine[Any]) -> str:  # noqa: ARG002  SQLAlchemy's
        """Return the literal of a bound value."""
        return literal(value)

    def visit_cast(self, cast: sa.Cast[Any], **kw: Any) -> str:
        """Return a cast; a number as a text is written as DuckDB writes it, so that segments are called the same."""
        inner = self.process(cast.clause, **kw)
        kind, source = kind_of(cast.type), kind_of(cast.clause.type)
        if kind is Kind.TEXT and source is Kind.NUMBER:
            whole = f"isFinite({inner}) AND trunc({inner}) = {inner} AND abs({inner}) < 1e15"
            return f"if({whole}, concat(toString({inner}), '.0'), toString({inner}))"
        if kind is Kind.TEXT and source is Kind.TIME:
            return rf"replaceRegexpOne(toString({inner}), '(\\.[0-9]*[1-9])0+$|\\.0+$', '\\1')"
        return f"CAST({inner} AS {STORED[kind]})"

    def visit_over(self, over: sa.Over[Any], **kw: Any) -> str:
        """Return a window function. OVER follows the function itself, so a conversion goes around both."""
        self._windows += 1
        text: str = super().visit_over(over, **kw)  # type: ignore[no-untyped-call]
        self._windows -= 1
        return f"toInt64({text})" if isinstance(over.element, functions.count) else text

    def visit_count_func(self, found: functions.count, **kw: Any) -> str:
        """Return a count with a sign: unsigned counts have no type in common with the whole numbers of columns."""
        text = f"count{self.function_argspec(found, **kw)}"
        if self._windows:
            return text
        # By our setting for sums, the distinct values of nothing would be NULL.
        return f"toInt64(ifNull({text}, 0))" if "DISTINCT" in text else f"toInt64({text})"

    def visit_lag_func(self, found: functions.Function[Any], **kw: Any) -> str:
        """Return `lag` that says NULL before the first row, and not '' or 0."""
        column, *rest = (self.process(clause, **kw) for clause in found.clauses)
        return f"lag({', '.join((f'toNullable({column})', *rest))})"

    def visit_substr_func(self, found: functions.Function[Any], **kw: Any) -> str:
        """Return a part in characters, not bytes."""
        return f"substringUTF8{self.function_argspec(found, **kw)}"

    def visit_length_func(self, found: functions.Function[Any], **kw: Any) -> str:
        """Return a length in characters, not bytes."""
        return f"toInt64(lengthUTF8{self.function_argspec(found, **kw)})"

    def visit_lower_func(self, found: functions.Function[Any], **kw: Any) -> str:
        """Return small letters, not those of ASCII alone."""
        return f"lowerUTF8{self.function_argspec(found, **kw)}"


class _Dialect(ClickHouseDialect):
    statement_compiler = _Compiler
    div_is_floordiv = False


# “named”, because the others double every %.
_DIALECT = _Dialect(paramstyle="named")


def compiled(query: sa.Select[Any]) -> str:
    r"""Return ClickHouse's SQL.

    >>> compiled(sa.select(sa.literal("it's 5%\\", sa.Text()).label("said")))
    "SELECT 'it\\'s 5%\\\\' AS `said`"
    """
    return str(query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))
