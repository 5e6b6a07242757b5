"""The attributes of a span in the Collector's tables: of the span itself and of what sent it, Map or JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.json_functions import json_text
from tidegauge.schema.map_functions import map_text, path_text
from tidegauge.schema.tables import Kind
from tidegauge.sources import otlp_fields as fields
from tidegauge.sources.peers._clickhouse_keys import Read, json_keys_of, keys_of, map_entries

SQL = sa.ColumnElement[Any]
METADATA = "metadata"
"""OpenInference's attribute that is a JSON object as text."""


@dataclass(frozen=True)
class Bag:
    """One column of attributes and the keys that it was seen to hold."""

    name: str
    json: bool
    keys: Mapping[str, Kind]

    def text(self, rows: sa.FromClause, key: str) -> SQL:
        """Return the value under `key` as text; NULL where there is none."""
        column = rows.c[self.name]
        return path_text(column, key) if self.json else map_text(column, key)


@dataclass(frozen=True)
class Attributes:
    """What is known of a span under each key. The span's own word goes before that of what sent it."""

    span: Bag
    resource: Bag
    metadata: Mapping[str, Kind]

    def kinds(self) -> dict[str, Kind]:
        """Return {key: kind} of every key, as an import of the same spans would name them."""
        own = {fields_name(key): kind for key, kind in self.metadata.items()}
        merged = dict(self.span.keys)
        for key, kind in (*self.resource.keys.items(), *own.items()):
            merged[key] = kind if merged.get(key, kind) is kind else Kind.TEXT
        return merged

    def text(self, rows: sa.FromClause, key: str) -> SQL | None:
        """Return the value under `key` as text, or None where no row has such a key."""
        found = [bag.text(rows, key) for bag in (self.span, self.resource) if key in bag.keys]
        inner = next((name for name in self.metadata if fields_name(name) == key), None)
        if inner is not None:
            found.append(json_text(self.span.text(rows, METADATA), (inner,)))
        if not found:
            return None
        return sa.func.coalesce(*found, type_=sa.Text()) if len(found) > 1 else found[0]


def fields_name(key: str) -> str:
    """Return what a key of OpenInference's metadata is called among the attributes.

    >>> fields_name("geo"), fields_name("tier")
    ('geo', 'metadata.tier')
    """
    return key if key in fields.TEXT_FIELDS else f"{METADATA}.{key}"


def bag_of(read: Read, rows: sa.FromClause, name: str, written: str) -> Bag:
    """Return a column of attributes with the keys that its rows hold. `written` is its type."""
    if written.startswith(("json", "object")):
        return Bag(name, True, json_keys_of(read, rows, rows.c[name]))
    return Bag(name, False, keys_of(read, map_entries(rows, rows.c[name])))


def attributes_of(read: Read, rows: sa.FromClause, columns: Mapping[str, str]) -> Attributes:
    """Return the attributes that some rows hold. `columns` are the types of `SpanAttributes` and its fellow."""
    span, resource = (
        bag_of(read, rows, name, columns[name]) for name in ("SpanAttributes", "ResourceAttributes")
    )
    if METADATA not in span.keys:
        return Attributes(span, resource, {})
    text = span.text(rows, METADATA)
    pairs = sa.func.JSONExtractKeysAndValues(sa.func.assumeNotNull(text), sa.literal_column("'String'"))
    return Attributes(span, resource, keys_of(read, map_entries(rows, pairs)))
