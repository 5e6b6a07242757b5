"""An address says which kind of store it is; what is none is refused before anything is created."""

from pathlib import Path

import pytest

from tidegauge.errors import StoreError
from tidegauge.stores import open_store
from tidegauge.stores.duckdb.file import DuckDBFile
from tidegauge.stores.lake.reader import Lake
from tidegauge.stores.sqlite.store import SQLiteStore


def test_the_address_chooses_the_kind(tmp_path: Path) -> None:
    kinds = {
        str(tmp_path): Lake,
        str(tmp_path / "not-there-yet"): Lake,
        "~/lake": Lake,
        str(tmp_path / "a.duckdb"): DuckDBFile,
        f"duckdb:///{tmp_path}/a.db": DuckDBFile,
        f"sqlite:///{tmp_path}/a.sqlite": SQLiteStore,
    }
    assert {address: type(open_store(address)) for address in kinds} == kinds


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "calls.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreError, match=r"is a file, and no store.*tidegauge import.*A store is a folder"):
        open_store(str(tmp_path / "calls.parquet"))


def test_an_empty_file_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").touch()
    with pytest.raises(StoreError, match=r"mlflow.db” is empty: a file of 0 bytes\. A store is a folder"):
        open_store(str(tmp_path / "mlflow.db"))


def test_looking_creates_nothing(tmp_path: Path) -> None:
    open_store(str(tmp_path / "lake")).catalog()
    with pytest.raises(StoreError):
        open_store(f"duckdb:///{tmp_path}/none.duckdb").catalog()
    assert list(tmp_path.iterdir()) == []
