"""Rows of another store, sifted before they are written: the newest of each key, and none that breaks a rule."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
import polars as pl

from tidegauge.schema.rules import broken_rules
from tidegauge.schema.tables import TABLES
from tidegauge.sources.peer import CHANGED, GONE

_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Sifted:
    """What became of rows: those to be written, the keys of those to be taken away, and those that cannot be used."""

    good: pl.DataFrame
    gone: pl.DataFrame
    bad: tuple[Mapping[str, object], ...]


def sifted(origin: str, table: str, rows: pl.DataFrame) -> Sifted:
    """Return rows of `table`, which come with `CHANGED` and `GONE`; of rows with the same key the last one counts.

    A bad row is told as the quarantine keeps it, with the first rule that it breaks.
    """
    of = TABLES[table]
    keys = tuple(dict.fromkeys((*of.key, of.time)))
    lacking = (pl.lit(None, of.kinds[name].polars).alias(name) for name in keys if name not in rows.columns)
    last = rows.with_columns(*lacking).unique(of.key, keep="last", maintain_order=True)
    gone = last.filter(pl.col(GONE)).select(keys).drop_nulls(of.time)
    shown = last.filter(~pl.col(GONE))
    first: dict[int, tuple[str, str]] = {}
    for broken in broken_rules(table, shown):
        for index in broken.rows.arg_true():
            first.setdefault(index, (broken.column, broken.rule))
    bad = tuple(_quarantined(origin, table, shown, index, *first[index]) for index in sorted(first))
    good = pl.Series([True] * shown.height, dtype=pl.Boolean)
    if first:
        good = good.scatter(sorted(first), False)
    return Sifted(shown.filter(good).drop(CHANGED, GONE), gone, bad)


def _quarantined(
    origin: str, table: str, rows: pl.DataFrame, index: int, column: str, rule: str
) -> dict[str, object]:
    record = rows.row(index, named=True)
    value = record.get(column)
    return {
        "file": f"{origin} {table}",
        "row": record[CHANGED],
        "line": None,
        "column": column,
        "value": "" if value is None else str(value)[:_LONGEST_VALUE],
        "rule": rule,
        "record": orjson.dumps(record, default=str, option=orjson.OPT_NON_STR_KEYS).decode(),
    }
