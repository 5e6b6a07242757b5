"""One change event into a store: a deployment says itself that it happened."""

import hashlib
from dataclasses import asdict
from datetime import datetime

import polars as pl

from tidegauge.errors import StoreError
from tidegauge.imports.label_publish import why_read_only
from tidegauge.queries.changes import ChangeEvent
from tidegauge.schema.tables import CHANGES
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

KINDS = ("deploy", "model", "prompt", "index", "schema", "price", "judge", "traffic", "flag", "note")
"""What can be changed."""


def add_change(address: str, event: ChangeEvent, now: datetime) -> bool:
    """Write an event into the store at `address`; return False where it is there already. `now` is UTC.

    Raises:
        StoreError: the store is another tool's, or cannot be written to.
    """
    _check_own(address)
    with open_writer(address) as writer:
        writer.append("changes", _frame(event))
        record = writer.commit(_record("change", event, now))
    return bool(record.kept)


def remove_change(address: str, event: ChangeEvent, now: datetime) -> bool:
    """Take an event out of the store at `address`; return False where it is not there. `now` is UTC.

    Raises:
        StoreError: the store is another tool's, or cannot be written to.
    """
    _check_own(address)
    gone = _frame(event).select(CHANGES.key)
    with open_writer(address) as writer:
        writer.replace("changes", _frame().clear(), gone)
        record = writer.commit(_record("change removed", event, now))
    return bool(record.removed)


def _check_own(address: str) -> None:
    if why := why_read_only(address, open_store(address)):
        raise StoreError(why)


def _frame(*events: ChangeEvent) -> pl.DataFrame:
    schema = {name: kind.polars for name, kind in CHANGES.kinds.items()}
    return pl.DataFrame([asdict(one) for one in events], schema=schema)


def _record(what: str, event: ChangeEvent, now: datetime) -> ImportRecord:
    text = f"{what} {sorted(asdict(event).items())!r} {now.isoformat()}"
    return ImportRecord(hashlib.sha256(text.encode()).hexdigest(), what, now, read=1)
