"""Each canonical field of a store: where it is read from, how often it is recorded, and an example."""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from tidegauge.queries.coverage import largest_values, newest_rows, nth_newest, recorded_since
from tidegauge.queries.relation import Rows
from tidegauge.reports._connections.records import FieldMapping, TableMapping
from tidegauge.reports.source import Source
from tidegauge.schema.catalog import Catalog
from tidegauge.schema.tables import TABLES

WHOLE = 100_000
"""A table with more rows than this is looked at in its newest rows alone."""
RECENT = 10_000
EXAMPLES = 1_000
"""Rows among which an example of every column is looked for first."""
LONGEST = 120
"""Characters of an example."""


def table_mapping(source: Source, name: str) -> tuple[TableMapping, pl.DataFrame]:
    """Return the fields of a table, and its newest rows."""
    store, catalog = source.store, source.store.catalog()
    since, read = _since(source, name), Rows(catalog, dimensions=source.dimensions)
    counts = store.read(recorded_since(read, name, since)).row(0)
    rows = store.read(newest_rows(read, name, EXAMPLES, since))
    shares = {
        column: n / counts[0] if counts[0] else None
        for column, n in zip(catalog.columns[name], counts[1:], strict=True)
    }
    examples = {column: _example(rows[column]) for column in rows.columns}
    rare = [column for column, found in examples.items() if found is None and shares[column]]
    if rare:
        largest = store.read(largest_values(read, name, rare, since))
        examples |= {column: _example(largest[column]) for column in rare}
    every = [
        FieldMapping(
            column,
            kind.value,
            _meanings(name).get(column, ""),
            _read_from(source, catalog, name, column),
            shares[column],
            examples[column],
        )
        for column, kind in catalog.columns[name].items()
    ]
    ours = TABLES[name].kinds
    fields = tuple(one for one in every if one.field in ours)
    found = tuple(one for one in every if one.field not in ours)
    return TableMapping(name, catalog.rows.get(name, 0), counts[0], fields, found), rows


def as_text(value: object) -> str:
    """Return a value as one reads it: times to the second, numbers without a tail.

    >>> as_text(datetime(2026, 11, 21, 9)), as_text(0.1 + 0.2), as_text(True)
    ('2026-11-21 09:00:00', '0.3', 'true')
    """
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _since(source: Source, name: str) -> datetime | None:
    catalog = source.store.catalog()
    if catalog.rows.get(name, 0) <= WHOLE:
        return None
    found = source.store.read(nth_newest(catalog, name, RECENT))
    return found["at"][0] if found.height else None


def _meanings(name: str) -> Mapping[str, str]:
    return {column.name: column.meaning for column in TABLES[name].columns}


def _read_from(source: Source, catalog: Catalog, name: str, column: str) -> str:
    peer = source.store.peer
    listed = source.dimensions.get(column) if name == "spans" else None
    if isinstance(listed, tuple):
        return "the first of " + ", ".join(listed)
    if peer is not None:
        attribute = "" if column in TABLES[name].kinds else column
        return peer.read_from.get(name, {}).get(column, attribute)
    origins = [origin for origin, field in catalog.aliases.items() if field == column and origin != column]
    return ", ".join(origins) if origins and name == "spans" else column


def _example(values: pl.Series) -> str | None:
    found = values.drop_nulls()
    if found.dtype == pl.String:
        found = found.filter(found != "")
    if not found.len():
        return None
    text = " ".join(as_text(found[0]).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
