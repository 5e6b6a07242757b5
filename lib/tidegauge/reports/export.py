"""A report leaves the product as JSON, its table as CSV or Parquet."""

import io
from datetime import timedelta
from typing import Any

import orjson
import polars as pl

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def to_json(report: Any) -> str:
    """Return a report's dataclass as JSON. Times are UTC with a Z, lengths of time are seconds; a number that is not there is null.

    >>> from tidegauge.reports._records import Measure
    >>> to_json(Measure(0.5, 0.4, float("nan"), 10)).replace("\\n", "")
    '{  "value": 0.5,  "low": 0.4,  "high": null,  "n": 10}'
    """
    options = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(report, default=_plain, option=options | orjson.OPT_SERIALIZE_NUMPY).decode()


def to_csv(table: pl.DataFrame) -> str:
    """Return a table as CSV. Text that a spreadsheet would run as a formula is quoted with an apostrophe.

    >>> to_csv(pl.DataFrame({"geo": ["=1+1", "BR"]}))
    "geo\\n'=1+1\\nBR\\n"
    """
    inert = table.with_columns(pl.col(pl.String).map_batches(_inert, return_dtype=pl.String))
    return inert.rename({name: f"'{name}" for name in table.columns if name.startswith(_RISKY)}).write_csv()


def to_parquet(table: pl.DataFrame) -> bytes:
    """Return a table as a Parquet file."""
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


def _inert(column: pl.Series) -> pl.Series:
    risky = column.str.slice(0, 1).is_in(_RISKY).fill_null(value=False)
    return pl.select(pl.when(risky).then("'" + column).otherwise(column)).to_series()


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(value)
    return value.total_seconds() if isinstance(value, timedelta) else dict(value)
