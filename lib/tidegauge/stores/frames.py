"""Rows as they come from any driver, made what a statement says: one type for whole numbers, one for times."""

from typing import Any

import polars as pl
import sqlalchemy as sa

from tidegauge.schema.tables import Kind


def conformed(frame: pl.DataFrame, query: sa.Select[Any]) -> pl.DataFrame:
    """Return `frame` with integers as Int64, numbers as Float64, and times as UTC without a zone in microseconds.

    >>> one = sa.select(sa.literal(1, sa.Double).label("one"))
    >>> conformed(pl.DataFrame({"one": [1]}), one)["one"].to_list()
    [1.0]
    """
    columns = [
        _conformed(series, kind_of(column.type))
        for series, column in zip(frame.get_columns(), query.selected_columns, strict=True)
    ]
    return pl.DataFrame(columns)


def kind_of(found: sa.types.TypeEngine[Any]) -> Kind:
    """Return what a column of a statement holds."""
    if isinstance(found, sa.Boolean):
        return Kind.BOOLEAN
    if isinstance(found, sa.Integer):
        return Kind.INTEGER
    # Two branches since SQLAlchemy 2.1: a Double is a Float, and no Numeric.
    if isinstance(found, sa.Numeric | sa.Float):
        return Kind.NUMBER
    return Kind.TIME if isinstance(found, sa.DateTime) else Kind.TEXT


def _conformed(series: pl.Series, kind: Kind) -> pl.Series:
    found = series.dtype
    if isinstance(found, pl.Datetime):
        if found.time_zone:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return series.cast(pl.Datetime("us"))
    return series.cast(_wanted(found, kind))


def _wanted(found: pl.DataType, kind: Kind) -> pl.DataType:
    number = kind.polars if kind in {Kind.INTEGER, Kind.NUMBER} else None
    if found == pl.Null:
        return kind.polars
    if found.is_decimal() or (kind is Kind.NUMBER and found.is_numeric()):
        return number or pl.Float64()
    if found.is_integer():
        return pl.Boolean() if kind is Kind.BOOLEAN else pl.Int64()
    if found.is_float():
        return pl.Float64()
    if isinstance(found, pl.Categorical | pl.Enum):
        return pl.String()
    # A driver without decimals of its own brings them as text.
    return number if number and found == pl.String else found
