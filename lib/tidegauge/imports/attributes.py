"""Attribute columns: whatever the mapping leaves over, with a kind guessed from the values where they are text."""

import polars as pl

_WHOLE = r"^-?(0|[1-9]\d{0,17})$"  # 007 is an id, not a number
_NUMBER = r"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$"
_TRUTH = {"true": True, "false": False, "True": True, "False": False, "TRUE": True, "FALSE": False}


def attributes(frame: pl.DataFrame, *, typed: bool) -> pl.DataFrame:
    """Return the columns ready for the lake; with `typed` False their kinds are guessed from this chunk.

    A later chunk may guess otherwise: the lake then promotes the column, to text if need be.
    """
    return pl.DataFrame([_tidy(column) if typed else guessed(column) for column in frame.get_columns()])


def _tidy(column: pl.Series) -> pl.Series:
    if column.dtype.is_float():
        return column.fill_nan(None)
    return column


def guessed(column: pl.Series) -> pl.Series:
    """Return a text column as the narrowest kind that every value fits: whole numbers, numbers, truth, or text.

    >>> guessed(pl.Series(["1", None, "22"])).dtype, guessed(pl.Series(["1", "x"])).dtype
    (Int64, String)
    """
    if column.dtype != pl.String:
        return _tidy(column)
    values = column.drop_nulls()
    if values.is_empty():
        return pl.Series(column.name, [None] * len(column), dtype=pl.Null)
    for pattern, dtype in ((_WHOLE, pl.Int64), (_NUMBER, pl.Float64)):
        if values.head(1).str.contains(pattern)[0] and values.str.contains(pattern).all():
            return column.cast(dtype)
    if values[0] in _TRUTH and values.is_in(list(_TRUTH)).all():
        return column.replace_strict(_TRUTH, return_dtype=pl.Boolean)
    return column
