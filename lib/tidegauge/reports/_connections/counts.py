"""Rows of the source against rows on our pages, with the reason for every row that is missing."""

from tidegauge.reports._connections.records import CountCheck, Left
from tidegauge.reports._connections.sentence import IMPORTED
from tidegauge.schema.tables import TABLES
from tidegauge.sources import peer as peers
from tidegauge.stores import Store
from tidegauge.stores.lake.manifest import ImportRecord
from tidegauge.stores.missing_tables import lost_rows


def count_checks(store: Store) -> tuple[CountCheck, ...]:
    """Return a check for each table of a peer, or one for all rows that were imported; none where nothing is known."""
    peer = store.peer
    shown = store.catalog().rows
    if peer is None:
        return _imported(store, sum(shown.values()))
    return tuple(
        CountCheck(
            name,
            int(store.read(peer.counted[name])["rows"][0]),
            shown.get(name, 0),
            tuple(_left(store, one) for one in peer.left.get(name, ())),
        )
        for name in TABLES
        if name in peer.counted
    )


def _left(store: Store, left: peers.Left) -> Left:
    return Left(left.reason, int(store.read(left.rows)["rows"][0] or 0), left.apart)


def _imported(store: Store, shown: int) -> tuple[CountCheck, ...]:
    records = store.imports
    if not records:
        return ()
    files = [one for one in records if not one.is_copy]
    left = {
        "duplicates of rows that are there": sum(one.duplicates for one in files),
        "quarantined": sum(one.quarantined for one in records),
        "replaced by a newer version": sum(sum(one.replaced.values()) for one in files),
        "taken away, because the source deleted them": sum(sum(one.removed.values()) for one in files),
    }
    left |= {f"the table {table} is missing from the store": rows for table, rows in lost_rows(store).items()}
    reasons = tuple(Left(reason, rows) for reason, rows in left.items() if rows)
    return (CountCheck(IMPORTED, sum(map(_rows, records)), shown, reasons),)


def _rows(record: ImportRecord) -> int:
    """Return how many rows a record stands for. A copy reads the same rows again and again: each of them counts once."""
    if not record.is_copy:
        return record.read
    return sum(record.rows.values()) - sum(record.removed.values()) + record.quarantined
