"""Whose tables a database has: ours, or another tool's."""

from collections.abc import Mapping

from tidegauge.errors import StoreError
from tidegauge.sources.peer import Peer, Probe
from tidegauge.sources.peers import recognised
from tidegauge.stores.database import Columns, Database


def is_ours(tables: Mapping[str, Columns]) -> bool:
    """Return whether the tables of a database are our own.

    >>> is_ours({"spans": {"trace_id": "text", "span_id": "text", "start_time": "timestamp"}})
    True
    """
    return {"trace_id", "span_id", "start_time"} <= tables.get("spans", {}).keys()


def peer_of(database: Database, tables: Mapping[str, Columns], options: Mapping[str, str]) -> Peer:
    """Return the peer whose tables these are.

    Raises:
        StoreError: they are no trace store that we know.
    """
    probe = Probe(database.dialect, database.schema, tables, database.read, options)
    peer = recognised(probe)
    if peer is None:
        there = ", ".join(sorted(tables)[:20]) or "none"
        raise StoreError(
            f"The store {database.address} has no table spans, and is no store of another tool that we know. "
            f"There are: {there}. To make it a store of Tidegauge: tidegauge store init URL"
        )
    return peer
