"""Nested columns made flat: structs become dotted names, lists and maps become JSON text."""

import orjson
import polars as pl


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with columns of plain types only.

    >>> frame = pl.DataFrame({"a": [{"b": 1, "c": [2, 3]}]})
    >>> flat(frame).to_dicts()
    [{'a.b': 1, 'a.c': '[2,3]'}]
    """
    while structs := [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Struct)]:
        frame = frame.with_columns(_dotted(name, frame.columns) for name in structs).unnest(structs)
    return frame.with_columns(_plain(column) for column in frame.get_columns() if not _is_plain(column.dtype))


def _dotted(name: str, taken: list[str]) -> pl.Expr:
    """Prefix the fields; a name that a column of the file has already gets another dot."""
    dot = "." if not any(other.startswith(f"{name}.") for other in taken) else ".."
    return pl.col(name).name.prefix_fields(f"{name}{dot}")


def _is_plain(dtype: pl.DataType) -> bool:
    return not (
        dtype.is_nested() or dtype in (pl.Binary, pl.Categorical, pl.Enum, pl.Duration, pl.Time, pl.Object)
    )


def _plain(column: pl.Series) -> pl.Series:
    if column.dtype.is_nested():
        return _texts(column, [None if value is None else json_text(_listed(value)) for value in column])
    if column.dtype == pl.Binary:
        return _decoded(column)
    if column.dtype == pl.Duration:
        return (column.dt.total_microseconds() / 1000).alias(column.name)
    return column.cast(pl.String)


def _listed(value: object) -> object:
    return value.to_list() if isinstance(value, pl.Series) else value


def json_text(value: object) -> str:
    """Return a nested value as compact JSON text; what JSON does not know is written as text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _decoded(column: pl.Series) -> pl.Series:
    """Read bytes as text; if any value of the column is not text, all of them become hexadecimal."""
    try:
        return column.cast(pl.String)
    except pl.exceptions.ComputeError:
        return column.bin.encode("hex")


def _texts(column: pl.Series, values: list[str | None]) -> pl.Series:
    return pl.Series(column.name, values, dtype=pl.String)
