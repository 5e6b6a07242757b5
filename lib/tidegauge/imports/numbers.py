"""Numbers and texts as the canonical kinds demand them, read strictly."""

import polars as pl

from tidegauge.imports.fault import Converted, faulty
from tidegauge.schema.rules import NOT_FINITE

NOT_NUMBER = "not a number"
NOT_WHOLE = "not a whole number"


def to_number(column: pl.Series, factor: float = 1.0) -> Converted:
    """Return a column as numbers; NaN means "not recorded".

    >>> converted = to_number(pl.Series("latency_s", ["0.5", "fast", ""]), 1000)
    >>> converted.values.to_list(), converted.faults[0].rule
    ([500.0, None, None], 'not a number')
    """
    text = _stripped(column) if column.dtype == pl.String else column
    values = text.cast(pl.Float64, strict=False) if _numeric(text.dtype) else _nothing(text, pl.Float64())
    infinite = values.is_infinite().fill_null(value=False)
    faults = (
        *faulty(column.name, NOT_NUMBER, values.is_null() & text.is_not_null()),
        *faulty(column.name, NOT_FINITE, infinite),
    )
    if infinite.any():
        values = values.set(infinite, None)
    values = values.fill_nan(None)
    return Converted(values if factor == 1 else values * factor, faults)


def to_integer(column: pl.Series, factor: float = 1.0) -> Converted:
    """Return a column as whole numbers of 64 bits. 12.0 is whole, 12.5 is not."""
    if column.dtype.is_integer() and factor == 1:
        values = column.cast(pl.Int64, strict=False)
        return Converted(values, faulty(column.name, NOT_WHOLE, values.is_null() & column.is_not_null()))
    if column.dtype == pl.String and factor == 1:
        text = _stripped(column)
        exact = text.cast(pl.Int64, strict=False)
        if exact.null_count() == text.null_count():
            return Converted(exact)
    converted = to_number(column, factor)
    fractional = (converted.values != converted.values.round()) | (converted.values.abs() >= 2.0**63)
    fractional = fractional.fill_null(value=False)
    whole = converted.values.set(fractional, None).cast(pl.Int64)
    return Converted(whole, (*converted.faults, *faulty(column.name, NOT_WHOLE, fractional)))


def to_text(column: pl.Series) -> Converted:
    """Return a column as text. An empty text stays: it was recorded."""
    if isinstance(column.dtype, pl.Datetime):
        return Converted(column.dt.to_string("%Y-%m-%d %H:%M:%S%.f"))
    return Converted(column.cast(pl.String))


def _stripped(column: pl.Series) -> pl.Series:
    text = column.str.strip_chars()
    return text.set(text == "", None)


def _numeric(dtype: pl.DataType) -> bool:
    return dtype.is_numeric() or dtype in (pl.String, pl.Boolean, pl.Null)


def _nothing(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    return pl.Series(column.name, [None] * len(column), dtype=dtype)
