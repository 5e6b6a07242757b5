"""Rows that imports could not use, newest import first: file, row, column, value, rule."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tidegauge.stores import Store
from tidegauge.stores.lake import Lake
from tidegauge.stores.manifest import ImportRecord

SHOWN = 200
LONGEST = 200
"""Characters of a value that are shown."""


@dataclass(frozen=True)
class QuarantinedRow:
    """One row that was kept aside. `row` counts from 1; `line` is the file's line where that is known."""

    batch: str
    file: str | None
    row: int | None
    line: int | None
    column: str | None
    value: str | None
    rule: str | None


@dataclass(frozen=True)
class Quarantine:
    """How many rows all imports quarantined, and the newest of them, at most `SHOWN`."""

    total: int = 0
    rows: tuple[QuarantinedRow, ...] = ()


def quarantine(store: Store) -> Quarantine:
    """Return what the imports of a lake quarantined; other stores have no quarantine."""
    if not isinstance(store, Lake):
        return Quarantine()
    imports = [record for record in store.manifest().imports if record.quarantined]
    rows: list[QuarantinedRow] = []
    for record in sorted(imports, key=lambda record: record.at, reverse=True):
        if len(rows) < SHOWN:
            rows += _rows(store.folder, record, SHOWN - len(rows))
    return Quarantine(sum(record.quarantined for record in imports), tuple(rows))


def _rows(folder: Path, record: ImportRecord, limit: int) -> list[QuarantinedRow]:
    path = folder / (record.quarantine_path or "")
    if not path.is_file():
        return []
    frame = pl.scan_parquet(path).select(_COLUMNS).head(limit).collect()
    return [QuarantinedRow(record.batch, *row) for row in frame.iter_rows()]


_COLUMNS = ("file", "row", "line", "column", pl.col("value").str.slice(0, LONGEST), "rule")
