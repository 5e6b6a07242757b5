"""Times as files write them, read as UTC: ISO 8601 with or without a zone, dates, and Unix times of any unit."""

import polars as pl

from tidegauge.imports.fault import Converted, faulty
from tidegauge.schema.rules import OUT_OF_RANGE

NOT_TIME = "not a time"
_ISO = (
    r"^(\d{4})[-/](\d{2})[-/](\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d{1,9}))?\s*"
    r"(Z|z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
_UNIX = r"^-?\d{1,19}(\.\d+)?$"
_SUFFIXES = {"_s": 1e6, "_sec": 1e6, "_ms": 1e3, "_us": 1.0, "_ns": 1e-3}


def to_time(column: pl.Series, time_zone: str) -> Converted:
    """Return a column as UTC times without a zone. Times without a zone are those of `time_zone`.

    >>> to_time(pl.Series(["2026-11-01T12:00:00+01:00"]), "UTC").values.to_list()
    [datetime.datetime(2026, 11, 1, 11, 0)]
    """
    values = _read(column, time_zone)
    missing = column.is_null()
    if column.dtype == pl.String:
        missing |= column.str.strip_chars() == ""
    wild = ((values.dt.year() < 1970) | (values.dt.year() > 2199)).fill_null(value=False)
    faults = (
        *faulty(column.name, NOT_TIME, values.is_null() & ~missing),
        *faulty(column.name, OUT_OF_RANGE, wild),
    )
    return Converted(values.set(wild, None), faults)


def _read(column: pl.Series, time_zone: str) -> pl.Series:
    dtype = column.dtype
    if dtype == pl.String:
        return _text(column, time_zone)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        return column.dt.convert_time_zone("UTC").dt.replace_time_zone(None).cast(pl.Datetime("us"))
    if isinstance(dtype, pl.Datetime) or dtype == pl.Date:
        return _from_zone(column.cast(pl.Datetime("us")), time_zone)
    if dtype.is_numeric():
        return _unix(column)
    return pl.Series([None] * len(column), dtype=pl.Datetime("us"))


def _from_zone(local: pl.Series, time_zone: str) -> pl.Series:
    if time_zone == "UTC":
        return local
    zoned = local.dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
    return zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def _unix(column: pl.Series) -> pl.Series:
    """Read Unix times by magnitude, unless the column's name says the unit: 1e11 seconds are the year 5138.

    Below 1e8 (1973 in seconds) a number is more likely 20261121 or a counter: not a time.
    """
    factor = next((value for suffix, value in _SUFFIXES.items() if column.name.endswith(suffix)), None)
    value, size = pl.col("value"), pl.col("value").abs()
    by_size = (
        pl.when(size < 1e8)
        .then(None)
        .when(size < 1e11)
        .then(1e6)
        .when(size < 1e14)
        .then(1e3)
        .when(size < 1e17)
        .then(1.0)
    )
    scale = by_size.otherwise(1e-3) if factor is None else pl.lit(factor)
    return _scaled(column.alias("value"), value, scale)


def _scaled(column: pl.Series, value: pl.Expr, scale: pl.Expr) -> pl.Series:
    """Multiply in integers where the column has them: floats lose microseconds above 2 ** 53."""
    frame = column.to_frame().with_columns(scale.alias("scale"))
    if column.dtype.is_integer():
        large = value.cast(pl.Int64, strict=False)
        whole = (
            pl.when(pl.col("scale") < 1).then(large // 1000).otherwise(large * pl.col("scale").cast(pl.Int64))
        )
    else:
        whole = (value * pl.col("scale")).round().cast(pl.Int64, strict=False)
    return frame.select(whole.cast(pl.Datetime("us"))).to_series()


def _text(column: pl.Series, time_zone: str) -> pl.Series:
    stripped = column.str.strip_chars()
    numeric = stripped.str.contains(_UNIX).fill_null(value=False)
    if numeric.any():
        numbers = stripped.set(~numeric, None)
        whole = numbers.cast(pl.Int64, strict=False)
        unix = _unix(whole.alias(column.name)).zip_with(
            whole.is_not_null(), _unix(numbers.cast(pl.Float64, strict=False).alias(column.name))
        )
        return unix.zip_with(numeric, _iso(stripped.set(numeric, None), time_zone))
    return _iso(stripped, time_zone)


def _iso(text: pl.Series, time_zone: str) -> pl.Series:
    parts = text.alias("text").str.extract_groups(_ISO).struct.unnest()
    zone = pl.col("7").str.replace("^[Zz]|UTC$", "+00:00").str.replace(":", "").str.pad_end(5, "0")
    local = pl.concat_str(
        "1", pl.lit("-"), "2", pl.lit("-"), "3", pl.lit(" "),
        pl.col("4").fill_null("00:00"), pl.col("5").fill_null(":00"),
        pl.lit("."), pl.col("6").fill_null("").str.pad_end(6, "0").str.slice(0, 6),
    )  # fmt: skip
    frame = parts.select(
        local.str.to_datetime("%Y-%m-%d %H:%M:%S%.6f", strict=False, time_unit="us").alias("local"),
        zone=zone,
    )
    return _shifted(frame, time_zone)


def _shifted(frame: pl.DataFrame, time_zone: str) -> pl.Series:
    """Take the offset off where there is one; elsewhere the time is that of `time_zone`."""
    hours, minutes = (
        pl.col("zone").str.slice(1, 2).cast(pl.Int64),
        pl.col("zone").str.slice(3, 2).cast(pl.Int64),
    )
    sign = pl.when(pl.col("zone").str.starts_with("-")).then(-1).otherwise(1)
    shifted = frame.select(
        pl.col("local") - pl.duration(minutes=sign * (hours * 60 + minutes), time_unit="us")
    ).to_series()
    return shifted.zip_with(frame["zone"].is_not_null(), _from_zone(frame["local"], time_zone))
