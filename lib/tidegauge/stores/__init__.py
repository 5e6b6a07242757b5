"""Open a trace store by its address: a folder, a `.duckdb` file, or any database URL."""

from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.stores._store import Store
from tidegauge.stores._writer import Writer
from tidegauge.stores.addresses import Address, address_of
from tidegauge.stores.database import Database
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.duckdb_file import DuckDBFile
from tidegauge.stores.lake import Lake
from tidegauge.stores.lake_writer import LakeWriter
from tidegauge.stores.sql import SQLDatabase

__all__ = ["Store", "Writer", "open_store", "open_writer"]

_DUCKDB = "duckdb:///"


def open_store(url: str) -> Store:
    """Return the store at `url`, opened for reading. A folder that is not there yet is an empty lake.

    Raises:
        StoreError: the address names a file that is no store, or a database whose driver is not installed.
    """
    if url.startswith(_DUCKDB):
        # With DuckDB's own driver: it opens the file for reading only, and answers in Arrow.
        return DuckDBFile(Path(url.removeprefix(_DUCKDB)))
    if "://" in url:
        address = address_of(url)
        return DatabaseStore(_database(address), address.options)
    path = Path(url).expanduser()
    if path.suffix in {".duckdb", ".ddb"}:
        return DuckDBFile(path)
    if path.is_file():
        raise StoreError(
            f"“{url}” is a file. A store is a folder, a .duckdb file or a database URL; see tidegauge import."
        )
    return Lake(path)


def open_writer(url: str) -> Writer:
    """Return what writes into the store at `url`; nothing is touched before its context is entered.

    Raises:
        StoreError: Tidegauge does not write into stores of this kind.
    """
    if "://" in url or Path(url).suffix in {".duckdb", ".ddb"}:
        shown = address_of(url).shown if "://" in url else url
        raise StoreError(
            f"Nothing is written into “{shown}”: Tidegauge writes into a folder, PostgreSQL or ClickHouse."
        )
    return LakeWriter(Path(url).expanduser())


def _database(address: Address) -> Database:
    return SQLDatabase(address)
