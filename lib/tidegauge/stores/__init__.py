"""Open a trace store by its address: a folder, a `.duckdb` file, or any SQLAlchemy URL."""

from pathlib import Path

from tidegauge.errors import StoreError
from tidegauge.stores._store import Store
from tidegauge.stores.duckdb_file import DuckDBFile
from tidegauge.stores.lake import Lake
from tidegauge.stores.sql import SQLStore

__all__ = ["Store", "open_store"]

_DUCKDB = "duckdb:///"


def open_store(url: str) -> Store:
    """Return the store at `url`, opened for reading. A folder that is not there yet is an empty lake.

    Raises:
        StoreError: the address names a file that is no store, or a database that cannot be reached.
    """
    if url.startswith(_DUCKDB):
        # With DuckDB's own driver: it opens the file for reading only, and answers in Arrow.
        return DuckDBFile(Path(url.removeprefix(_DUCKDB)))
    if "://" in url:
        return SQLStore(url)
    path = Path(url).expanduser()
    if path.suffix in {".duckdb", ".ddb"}:
        return DuckDBFile(path)
    if path.is_file():
        raise StoreError(
            f"“{url}” is a file. A store is a folder, a .duckdb file or a database URL; see tidegauge import."
        )
    return Lake(path)
