"""Whose tables a database has: ours, or another tool's."""

from collections.abc import Mapping

from tidegauge.errors import StoreError
from tidegauge.sources.peer import Peer, Probe
from tidegauge.sources.peers import recognised
from tidegauge.stores.database import Columns, Database

WRITTEN = {"postgresql", "clickhousedb"}
"""The dialects of databases that Tidegauge can write to."""
MOST_TABLES = 20
"""Tables of a database nobody knows that are named."""


def is_ours(tables: Mapping[str, Columns]) -> bool:
    """Return whether the tables of a database are our own: ours too where somebody took the spans away.

    >>> is_ours({"spans": {"trace_id": "text", "span_id": "text", "start_time": "timestamp"}})
    True
    """
    return (
        "tidegauge_store" in tables or {"trace_id", "span_id", "start_time"} <= tables.get("spans", {}).keys()
    )


def check_whole(address: str, options: Mapping[str, str]) -> None:
    """Refuse an address that asks for a part of our own tables: all of their rows would be shown.

    Raises:
        StoreError: the parameter is named, with what does it instead.
    """
    if asked := next((name for name in ("project", "table") if name in options), None):
        raise StoreError(
            f"The store {address} has the tables of Tidegauge, which are read whole: leave out ?{asked}=. "
            f"To see one project: --where 'project = {options.get('project', 'NAME')}', or a filter on the page."
        )


def peer_of(database: Database, tables: Mapping[str, Columns], options: Mapping[str, str]) -> Peer:
    """Return the peer whose tables these are.

    Raises:
        StoreError: they are no trace store that we know.
    """
    probe = Probe(database.dialect, database.schema, tables, database.read, options)
    peer = recognised(probe)
    if peer is None:
        raise StoreError(f"The store {database.address} {_unknown(tables)} {_advice(database)}")
    return peer


def _advice(database: Database) -> str:
    if database.dialect in WRITTEN:
        return f"To make it a store of Tidegauge: tidegauge store init '{database.address}'"
    return "Tidegauge only reads such a file: name the file that Phoenix or MLflow writes, or a table spans of your own."


def _unknown(tables: Mapping[str, Columns]) -> str:
    if not tables:
        return "has no tables: the database is empty, or its user may not see them."
    there = ", ".join(sorted(tables)[:MOST_TABLES])
    more = f" and {len(tables) - MOST_TABLES} more" if len(tables) > MOST_TABLES else ""
    return f"has no table spans, and is no store of another tool that we know. There are: {there}{more}."
