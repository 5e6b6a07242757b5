"""Columns of the lake: which kind a frame's column is, how kinds meet, and which names may stand in a file."""

from collections.abc import Iterable, Mapping

import polars as pl

from tidegauge.errors import StoreError
from tidegauge.schema.tables import Kind, Table

LONGEST_NAME = 200
_NUMBERS = {Kind.INTEGER, Kind.NUMBER}


def kind_of(dtype: pl.DataType) -> Kind:
    """Return the kind that stores values of `dtype`.

    >>> kind_of(pl.Int8()), kind_of(pl.Date())
    (<Kind.INTEGER: 'integer'>, <Kind.TIME: 'time'>)
    """
    if dtype == pl.Boolean:
        return Kind.BOOLEAN
    if dtype.is_integer() and dtype not in (pl.UInt64, pl.Int128, pl.UInt128):
        return Kind.INTEGER
    if dtype.is_float() or dtype.is_decimal():
        return Kind.NUMBER
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return Kind.TIME
    return Kind.TEXT


def promoted(one: Kind, other: Kind) -> Kind:
    """Return the kind that holds the values of both without loss.

    >>> promoted(Kind.INTEGER, Kind.NUMBER).value, promoted(Kind.BOOLEAN, Kind.NUMBER).value
    ('number', 'text')
    """
    if one == other:
        return one
    return Kind.NUMBER if {one, other} <= _NUMBERS else Kind.TEXT


def cast(name: str, dtype: pl.DataType, kind: Kind) -> pl.Expr:
    """Return column `name`, which has `dtype`, as `kind`."""
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if isinstance(dtype, pl.Datetime) and kind == Kind.TEXT:
        return column.dt.to_string("%Y-%m-%d %H:%M:%S%.f")  # as DuckDB writes a timestamp
    return column.cast(kind.polars)


def conform(frame: pl.DataFrame, kinds: Mapping[str, Kind]) -> pl.DataFrame:
    """Return `frame` with exactly the columns of `kinds`, in their order; a column it lacks is NULL."""
    have = frame.schema
    return frame.select(
        cast(name, have[name], kind).alias(name)
        if name in have
        else pl.lit(None, dtype=kind.polars).alias(name)
        for name, kind in kinds.items()
    )


def attribute_name(raw: str, canonical: Iterable[str], present: Iterable[str], claimed: Iterable[str]) -> str:
    """Return the name under which the attribute `raw` is stored.

    Control characters go, 200 characters stay. DuckDB does not tell `Geo` from `geo`, so the second of two such
    names gets a number. `present` are the attribute columns of the lake, `claimed` the names that other
    attributes of this import have got already.

    >>> attribute_name("Geo", ["geo"], [], [])
    'Geo_2'
    >>> attribute_name("a\\x00b", [], ["ab"], [])
    'ab'
    """
    base = "".join(sign for sign in raw if sign.isprintable() or sign == "\u200d").strip()[:LONGEST_NAME]
    base = base if base.strip("\u200d") else "unnamed"
    own, used = set(present) - set(claimed), {name.casefold() for name in (*canonical, *present, *claimed)}
    number = 1
    name = base
    while name not in own and name.casefold() in used:
        number += 1
        name = f"{base[: LONGEST_NAME - 7]}_{number}"
    return name


def check_canonical(table: Table, frame: pl.DataFrame) -> None:
    """Raise StoreError unless `frame` has a value in every required column of `table`."""
    for column in table.columns:
        if column.required and (column.name not in frame.columns or frame[column.name].null_count()):
            raise StoreError(f"{table.name}.{column.name} is required, and some rows have no value for it.")
