"""Langfuse's metadata under the names of the attributes: what the sender set, and OpenTelemetry's own.

A key of the metadata is `metadata.<key>`, one of what sent the span `resource.<key>`, and a span attribute has its own
name. The tables of version 3 hold the last two as JSON text inside the map, those of version 4 as dotted names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tidegauge.schema.json_functions import json_text
from tidegauge.schema.map_functions import map_text, pair_text
from tidegauge.schema.tables import TABLES, Kind
from tidegauge.sources.peers._clickhouse_keys import Read, keys_of, map_entries, pair_entries

SQL = sa.ColumnElement[Any]
RESOURCE, ATTRIBUTES, SCOPE = "resourceAttributes", "attributes", "scope"
TRACE = "langfuse.trace.metadata."
"""What the SDKs call a key of a trace's metadata."""
_CANONICAL = TABLES["spans"].kinds


@dataclass(frozen=True)
class Key:
    """One key of a metadata column: `key` of the map itself, or of the JSON text under its key `inside`."""

    key: str
    kind: Kind
    inside: str = ""

    @property
    def name(self) -> str:
        """What the attribute is called.

        >>> Key("geo", Kind.TEXT).name, Key("cloud.region", Kind.TEXT, "resourceAttributes").name
        ('metadata.geo', 'resource.cloud.region')
        """
        if self.inside == RESOURCE:
            return f"resource.{self.key}"
        if self.inside == ATTRIBUTES:
            return named(self.key)
        return f"metadata.{self.key}"


def named(attribute: str) -> str:
    """Return what an attribute of OpenTelemetry is called."""
    if attribute.startswith(TRACE):
        return f"metadata.{attribute.removeprefix(TRACE)}"
    return f"attribute.{attribute}" if attribute in _CANONICAL else attribute


def map_keys(read: Read, rows: sa.FromClause) -> tuple[Key, ...]:
    """Return the keys of the map column `metadata` of some rows, those inside of JSON texts among them."""
    found = keys_of(read, map_entries(rows, rows.c.metadata))
    inner = [
        Key(key, kind, inside)
        for inside in (ATTRIBUTES, RESOURCE)
        if inside in found
        for key, kind in keys_of(read, map_entries(rows, _pairs(rows, inside))).items()
    ]
    own = [Key(key, kind) for key, kind in found.items() if key not in {ATTRIBUTES, RESOURCE, SCOPE}]
    return (*own, *inner)


def map_value(rows: sa.FromClause, key: Key) -> SQL:
    """Return the value under a key of the map column `metadata`."""
    if key.inside:
        return json_text(map_text(rows.c.metadata, key.inside), (key.key,))
    return map_text(rows.c.metadata, key.key)


def pair_keys(read: Read, rows: sa.FromClause) -> tuple[Key, ...]:
    """Return the keys in the lists `metadata_names` and `metadata_values` of some rows."""
    found = keys_of(read, pair_entries(rows, rows.c.metadata_names, rows.c.metadata_values))
    return tuple(_dotted(key, kind) for key, kind in found.items() if not key.startswith(f"{SCOPE}."))


def pair_value(rows: sa.FromClause, key: Key) -> SQL:
    """Return the value under a key of the lists."""
    written = f"{key.inside}.{key.key}" if key.inside else key.key
    return pair_text(rows.c.metadata_names, rows.c.metadata_values, written)


def kinds(keys: tuple[Key, ...]) -> Mapping[str, Kind]:
    """Return {attribute: kind}; one that has several kinds of values is text."""
    found: dict[str, Kind] = {}
    for key in keys:
        found[key.name] = key.kind if found.get(key.name, key.kind) is key.kind else Kind.TEXT
    return found


def _dotted(key: str, kind: Kind) -> Key:
    for inside in (RESOURCE, ATTRIBUTES):
        if key.startswith(f"{inside}."):
            return Key(key.removeprefix(f"{inside}."), kind, inside)
    return Key(key, kind)


def _pairs(rows: sa.FromClause, inside: str) -> SQL:
    return sa.func.JSONExtractKeysAndValuesRaw(sa.func.assumeNotNull(map_text(rows.c.metadata, inside)))
