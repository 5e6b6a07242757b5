"""What a database of our own layout remembers beside its rows: layout, imports, aliases, and rows kept aside."""

from collections.abc import Callable, Container
from typing import Any

import polars as pl
import sqlalchemy as sa
from pydantic import TypeAdapter

from tidegauge.errors import StoreError
from tidegauge.schema.tables import TABLES
from tidegauge.stores.lake.manifest import ImportRecord

FORMAT = 1
"""Layout of the tables. A newer one is refused, never guessed at."""

SHOWN = ("file", "row", "line", "column", "value", "rule")
"""What is told of a row that an import could not use."""
LONGEST = 200
"""Characters of a value that are read."""

Read = Callable[[sa.Select[Any]], pl.DataFrame]
_RECORD = TypeAdapter(ImportRecord)


def check_format(read: Read, there: Container[str], address: str) -> None:
    """Raise StoreError if the tables are laid out by a newer version."""
    if "tidegauge_store" not in there:
        return
    store = sa.table("tidegauge_store", sa.column("format", sa.BigInteger))
    newest = read(sa.select(sa.func.max(store.c.format, type_=sa.BigInteger()).label("format")))["format"][0]
    if newest is not None and newest > FORMAT:
        raise StoreError(
            f"The store {address} has layout {newest}; this version of Tidegauge reads up to {FORMAT}. Upgrade Tidegauge."
        )


def imports(read: Read, there: Container[str]) -> tuple[ImportRecord, ...]:
    """Return what was imported, oldest first."""
    if "tidegauge_imports" not in there:
        return ()
    texts = read(sa.select(sa.table("tidegauge_imports", sa.column("record", sa.Text)).c.record))["record"]
    records = [_RECORD.validate_json(text) for text in texts]
    return tuple(sorted(records, key=lambda record: (record.at, record.batch)))


def missing_tables(there: Container[str]) -> tuple[str, ...]:
    """Return the tables that a store which Tidegauge made lacks.

    >>> len(missing_tables({"spans"})), "scores" in missing_tables({"tidegauge_store", "spans"})
    (0, True)
    """
    if "tidegauge_store" not in there:
        return ()  # somebody's own tables: nobody promised the others
    return tuple(name for name in TABLES if name not in there)


def aliases(read: Read, there: Container[str]) -> dict[str, str]:
    """Return {name at the origin: the field that it was imported as}."""
    if "tidegauge_aliases" not in there:
        return {}
    known = sa.table("tidegauge_aliases", sa.column("name", sa.Text), sa.column("field", sa.Text))
    return dict(read(sa.select(known.c.name, known.c.field).order_by(known.c.name)).iter_rows())


def quarantined(read: Read, there: Container[str], batch: str, most: int) -> pl.DataFrame:
    """Return rows that one import could not use, in the order of its file: the columns `SHOWN`."""
    if "tidegauge_quarantine" not in there:
        return pl.DataFrame(schema=dict.fromkeys(SHOWN, pl.String))
    kinds = {"row": sa.BigInteger(), "line": sa.BigInteger()}
    aside = sa.table(
        "tidegauge_quarantine",
        sa.column("batch", sa.Text),
        *(sa.column(name, kinds.get(name, sa.Text())) for name in SHOWN),
    )
    columns = [
        sa.func.substr(aside.c.value, 1, LONGEST, type_=sa.Text()).label(name)
        if name == "value"
        else aside.c[name]
        for name in SHOWN
    ]
    query = sa.select(*columns).where(aside.c.batch == batch)
    return read(query.order_by(aside.c.row, aside.c.column, aside.c.rule).limit(most))
