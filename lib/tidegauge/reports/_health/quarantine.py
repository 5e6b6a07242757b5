"""Rows that imports could not use, newest import first: file, row, column, value, rule."""

from dataclasses import dataclass

from tidegauge.stores import Store

SHOWN = 200


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
    """Return what the imports of a store quarantined; a store of another tool has no quarantine."""
    imports = [record for record in store.imports if record.quarantined]
    rows: list[QuarantinedRow] = []
    for record in sorted(imports, key=lambda record: record.at, reverse=True):
        if len(rows) < SHOWN:
            found = store.quarantined(record.batch, SHOWN - len(rows))
            rows += [QuarantinedRow(record.batch, *row) for row in found.iter_rows()]
    return Quarantine(sum(record.quarantined for record in imports), tuple(rows))
