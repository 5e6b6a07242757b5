"""One change event into a store: a deployment says itself that it happened."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from tidegauge.errors import FilterError, ImportFileError, StoreError
from tidegauge.filters import parse_condition
from tidegauge.imports.label_publish import why_read_only
from tidegauge.schema.tables import CHANGES
from tidegauge.stores import open_store, open_writer
from tidegauge.stores.lake.manifest import ImportRecord

KINDS = ("deploy", "model", "prompt", "index", "schema", "price", "judge", "traffic", "flag", "note")
"""What can be changed."""


@dataclass(frozen=True)
class ChangeEvent:
    """What was changed, and when (UTC); `scope` is whom it touches, as filters: `geo = BR and device = ios`."""

    at: datetime
    kind: str
    component: str | None = None
    from_version: str | None = None
    to_version: str | None = None
    scope: str | None = None
    note: str | None = None


def add_change(address: str, event: ChangeEvent, now: datetime) -> bool:
    """Write an event into the store at `address`; return False where it is there already. `now` is UTC.

    Raises:
        ImportFileError: the scope cannot be read.
        StoreError: the store is another tool's, or cannot be written to.
    """
    _check_scope(event.scope)
    if why := why_read_only(address, open_store(address)):
        raise StoreError(why)
    text = repr(sorted(asdict(event).items()))
    schema = {name: kind.polars for name, kind in CHANGES.kinds.items()}
    with open_writer(address) as writer:
        writer.append("changes", pl.DataFrame([asdict(event)], schema=schema))
        batch = hashlib.sha256(f"change {text} {now.isoformat()}".encode()).hexdigest()
        record = writer.commit(ImportRecord(batch, "change", now, read=1))
    return bool(record.kept)


def _check_scope(scope: str | None) -> None:
    for part in (scope or "").split(" and "):
        try:
            parse_condition(part) if part.strip() else None
        except FilterError as error:
            raise ImportFileError(f"--scope: {error} Several are joined by “and”.") from None
