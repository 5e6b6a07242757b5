"""Rows of ClickHouse tables as Selects: each once, and values in the types of our columns."""

from typing import Any

import sqlalchemy as sa

from tidegauge.schema.map_functions import Number, WholeNumber
from tidegauge.schema.tables import Kind

SQL = sa.ColumnElement[Any]


def once(query: sa.Select[Any], *names: str) -> sa.Select[Any]:
    """Return the first row of each value of the columns `names`; conditions on them are still met before."""
    return query.suffix_with(sa.text(f"LIMIT 1 BY {', '.join(names)}"))


def moment(column: SQL) -> SQL:
    """Return a DateTime64 of any precision as UTC, cut to microseconds."""
    found: SQL = sa.func.toDateTime64(
        column, sa.literal_column("6"), sa.literal_column("'UTC'"), type_=sa.TIMESTAMP()
    )
    return found


def microseconds(column: SQL) -> SQL:
    """Return the microseconds since 1970 of a DateTime64 of any precision."""
    found: SQL = sa.func.toUnixTimestamp64Micro(moment(column), type_=sa.BigInteger())
    return found


def recorded(text: SQL) -> SQL:
    """Return a text with NULL where it is empty: tables without Nullable texts write '' for nothing."""
    return sa.func.nullif(text, "", type_=sa.Text())


def of_kind(text: SQL, kind: Kind) -> SQL:
    """Return a text as a value of `kind`; NULL where it is none."""
    if kind is Kind.INTEGER:
        return WholeNumber(text)
    if kind is Kind.NUMBER:
        return Number(text)
    if kind is Kind.BOOLEAN:
        return sa.case(
            (sa.func.lower(text) == "true", sa.true()), (sa.func.lower(text) == "false", sa.false())
        )
    return text
