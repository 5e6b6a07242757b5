"""An embedded ClickHouse for the tests: one engine a process, in one folder, and a fresh database for each use."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def chdb_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The only folder that this process may open with chDB."""
    pytest.importorskip("clickhouse_connect", reason="no clickhouse-connect: it is in tidegauge[clickhouse]")
    pytest.importorskip("chdb", reason="no embedded ClickHouse: it is in the extra tidegauge[chdb]")
    return tmp_path_factory.mktemp("chdb")


@pytest.fixture(scope="session")
def chdb_databases(chdb_folder: Path) -> Callable[[], str]:
    """Return a function that gives the address of a database that is not there yet."""
    return lambda: f"chdb:///{chdb_folder}?database=store{next(_NUMBERS)}"


@pytest.fixture
def chdb_url(chdb_databases: Callable[[], str]) -> str:
    """The address of a new database."""
    return chdb_databases()
