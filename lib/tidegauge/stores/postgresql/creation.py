"""A store in PostgreSQL from the outside: make what is missing, or take everything out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tidegauge.errors import StoreError
from tidegauge.stores.addresses import Address
from tidegauge.stores.postgresql.connections import Place, place_of
from tidegauge.stores.postgresql.ddl import dropped
from tidegauge.stores.postgresql.errors import refused
from tidegauge.stores.postgresql.setup import found, set_up

LOCK = "SELECT pg_try_advisory_lock(hashtextextended('tidegauge ' || current_schema()::text, 0))"
"""One writer at a time. The server lets go of it when the connection ends, however it ends."""


def made(address: Address) -> tuple[str, ...]:
    """Make what is missing of a store, and return the names of the tables that were made.

    Raises:
        StoreError: the server is away or refuses, or the tables are not ours.
    """
    with writing(place_of(address)) as (connection, cursor):
        names = set_up(cursor, address.shown)
        connection.commit()
    return tuple(names)


def emptied(address: Address) -> None:
    """Take our tables away and make them anew.

    Raises:
        StoreError: the server is away or refuses, or the tables are not ours.
    """
    with writing(place_of(address)) as (connection, cursor):
        set_up(cursor, address.shown)
        for statement in dropped():
            cursor.execute(statement)
        set_up(cursor, address.shown)
        connection.commit()


@contextmanager
def writing(place: Place) -> Iterator[tuple[Any, Any]]:
    """Lend a connection and its cursor to one that writes; what is not committed is dropped in the end.

    Raises:
        StoreError: the server is away or refuses, or another process is writing.
    """
    connection = place.connected(
        "lock_timeout=20000", "temp_buffers=64MB", "client_min_messages=warning", writing=True
    )
    try:
        with told(place), connection.cursor() as cursor:
            ((held,),) = found(cursor, LOCK)
            if not held:
                raise StoreError(
                    f"Another import is writing to the store {place.shown}. Wait until it ends, then try again."
                )
            yield connection, cursor
    finally:
        connection.close()


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what PostgreSQL refuses into an error of ours."""
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415  there, as it connected

    try:
        yield
    except dbapi.Error as error:
        raise refused(error, place.shown, place.seconds) from None
