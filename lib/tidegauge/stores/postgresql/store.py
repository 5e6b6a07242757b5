"""PostgreSQL as a store: many rows of our own are answered from a local copy, others where they lie."""

from dataclasses import replace

import polars as pl

from tidegauge.errors import StoreError
from tidegauge.stores.addresses import Address
from tidegauge.stores.beside import folder_of
from tidegauge.stores.copied_store import Copied, CopiedStore
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.mirror import NoCopyError
from tidegauge.stores.origin import Origin, OriginStore, database_origin
from tidegauge.stores.postgresql.database import PostgreSQLDatabase

FEW = 200_000
"""Spans that PostgreSQL groups as quickly as anybody waits for: fewer are never copied."""
COPY = "copy"
"""What an address says: `?copy=no` to have no copy, `?copy=yes` to have one even of few rows."""
_COPY_TIMEOUT = 3600
"""Seconds that one statement of a copy may take."""


class PostgreSQLStore(CopiedStore):
    """A database of PostgreSQL, opened for reading. It keeps whole rows, so that a page reads far more than it shows.

    So the rows of our own tables are copied, where it is recorded which days of them change.
    """

    def __init__(self, address: Address) -> None:
        """Name the database; nothing is connected before the first question.

        Raises:
            StoreError: the address asks for something else than `copy=yes` or `copy=no`.
        """
        if address.options.get(COPY, "yes") not in {"yes", "no"}:
            raise StoreError(f"The store {address.shown}: copy is yes or no, not “{address.options[COPY]}”.")
        database = PostgreSQLDatabase(address)
        patient = PostgreSQLDatabase(_patient(address))
        # What somebody may read another one may not: the copy is that of one user.
        place = _place(address)

        def look() -> Origin:
            found = database_origin(patient, address.options)
            if found.days is None:
                raise NoCopyError(f"{address.shown} says no longer, or not to this user, which days change.")
            return replace(found, name=place)

        def pays() -> bool:
            wanted = address.options.get(COPY)
            return wanted != "no" and _spans(database) > (0 if wanted == "yes" else FEW)

        origin = OriginStore(address.shown, database.mark, look)
        folder = folder_of(address.url.database or "postgresql", place)
        super().__init__(
            DatabaseStore(database, address.options), Copied(origin, folder, pays, required=False)
        )


def _spans(database: PostgreSQLDatabase) -> int:
    """Return how many spans our tables hold, if the days that change are recorded."""
    days = database.days()
    return 0 if days is None else int(days.filter(pl.col("name") == "spans")["rows"].sum())


def _patient(address: Address) -> Address:
    url = address.url.update_query_dict({"timeout": str(_COPY_TIMEOUT)})
    return replace(address, url=url, added=("timeout",))


def _place(address: Address) -> str:
    query = {name: value for name, value in address.url.query.items() if name != "timeout"}
    options = {name: value for name, value in address.options.items() if name != COPY}
    return address.url.set(query=query).render_as_string(hide_password=True) + (
        str(options) if options else ""
    )
