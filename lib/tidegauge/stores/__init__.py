"""Open a trace store by its address: a folder, a `.duckdb` file, or any database URL."""

from dataclasses import replace
from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.stores._store import Store
from tidegauge.stores._writer import Writer
from tidegauge.stores.absent import DUCKDB_FILES, check_may_be_lake
from tidegauge.stores.address_mistakes import STORES, as_address
from tidegauge.stores.addresses import Address, address_of
from tidegauge.stores.clickhouse.client import check_driver
from tidegauge.stores.clickhouse.database import ClickHouseDatabase
from tidegauge.stores.database import Database
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.duckdb.file import DuckDBFile
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.lake.writer import LakeWriter
from tidegauge.stores.origin import OriginStore, database_origin, store_origin
from tidegauge.stores.postgresql.database import PostgreSQLDatabase
from tidegauge.stores.postgresql.store import PostgreSQLStore
from tidegauge.stores.postgresql.writer import PostgreSQLWriter
from tidegauge.stores.sql import SQLDatabase
from tidegauge.stores.sqlite.database import SQLiteDatabase
from tidegauge.stores.sqlite.store import SQLiteStore

__all__ = ["Store", "Writer", "open_origin", "open_store", "open_writer"]

_DUCKDB = "duckdb:///"
_TIMED = {"postgresql", "clickhousedb", "chdb"}
"""Databases that stop a statement by themselves."""
_COPY_TIMEOUT = 3600.0
"""Seconds that one statement of a copy may take."""


def open_store(url: str, timeout: float | None = None) -> Store:
    """Return the store at `url`, opened for reading. A folder that is not there yet is an empty lake.

    `timeout` is the longest that a statement may take where the server sees to it, in seconds; the address may say
    another (`?timeout=60`).

    Raises:
        StoreError: the address names a file that is no store, or a database whose driver is not installed.
    """
    url = as_address(url)
    if url.startswith(_DUCKDB):
        # With DuckDB's own driver: it opens the file for reading only, and answers in Arrow.
        return DuckDBFile(Path(url.removeprefix(_DUCKDB)))
    if "://" in url:
        address = address_of(url)
        if timeout is not None and address.url.get_backend_name() in _TIMED:
            address = address.with_timeout(timeout)
        if address.url.get_backend_name() == "postgresql":
            return PostgreSQLStore(address)
        database = _database(address)
        if isinstance(database, SQLiteDatabase):
            return SQLiteStore(database, address.options)
        return DatabaseStore(database, address.options)
    path = Path(url).expanduser()
    if path.suffix in DUCKDB_FILES:
        return DuckDBFile(path)
    if path.is_file():
        if not path.stat().st_size:
            raise StoreError(f"“{url}” is empty: a file of 0 bytes. A store is {STORES}.")
        raise StoreError(
            f"“{url}” is a file, and no store. Its rows can be brought into one: tidegauge import {url}. "
            f"A store is {STORES}."
        )
    return Lake(path)


def open_writer(url: str) -> Writer:
    """Return what writes into the store at `url`; nothing is touched before its context is entered.

    Raises:
        StoreError: Tidegauge does not write into stores of this kind, or into a folder that holds other things.
    """
    url = as_address(url)
    if url.partition("://")[0].partition("+")[0] == "postgresql":
        return PostgreSQLWriter(address_of(url))
    if url.partition("://")[0].partition("+")[0] in {"clickhousedb", "chdb"}:
        return _clickhouse_writer(address_of(url))
    if "://" in url or Path(url).suffix in DUCKDB_FILES:
        shown = address_of(url).shown if "://" in url else url
        raise StoreError(
            f"Nothing is written into “{shown}”: Tidegauge writes into a folder, PostgreSQL or ClickHouse."
        )
    folder = Path(url).expanduser()
    check_may_be_lake(folder)
    return LakeWriter(folder)


def _clickhouse_writer(address: Address) -> Writer:
    check_driver(address)
    from tidegauge.stores.clickhouse.writer import ClickHouseWriter  # noqa: PLC0415  its driver is an extra

    return ClickHouseWriter(address)


def open_origin(url: str) -> OriginStore:
    """Return the store at `url` as what is copied from: another tool's, or one of our own.

    Raises:
        StoreError: the address names no store, or a database whose driver is not installed.
    """
    url = as_address(url)
    if "://" in url and not url.startswith(_DUCKDB):
        address = address_of(url)
        if address.url.get_backend_name() in _TIMED:
            address = address.with_timeout(_COPY_TIMEOUT)
        if address.url.get_backend_name() in {"sqlite", "chdb"} and address.url.database:
            # A copy is remembered by the address: it must be the same from every folder.
            place = Path(address.url.database).expanduser().absolute()
            address = replace(address, url=address.url.set(database=str(place)))
        database = _database(address)
        return OriginStore(
            database.address, database.mark, lambda: database_origin(database, address.options)
        )
    path = Path(url.removeprefix(_DUCKDB)).expanduser().absolute()
    if not path.exists():
        raise StoreError(f"There is no store at “{url}”. A store is {STORES}.")
    store = open_store(str(path))
    return OriginStore(store.url, store.version, lambda: store_origin(store))


def _database(address: Address) -> Database:
    if address.url.get_backend_name() in {"clickhousedb", "chdb"}:
        return ClickHouseDatabase(address)
    if address.url.get_backend_name() == "postgresql":
        return PostgreSQLDatabase(address)
    if address.url.get_backend_name() == "sqlite" and address.url.database:
        return SQLiteDatabase(address)
    return SQLDatabase(address)
