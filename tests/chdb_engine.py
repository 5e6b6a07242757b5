"""An embedded ClickHouse for the tests: one engine a process, in one folder, and a fresh database for each use."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def chdb_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The only folder that this process may open with chDB."""
    pytest.importorskip("clickhouse_connect", reason="no clickhouse-connect: it is in tidegauge[clickhouse]")
    chdb = pytest.importorskip("chdb", reason="no embedded ClickHouse: it is in the extra tidegauge[chdb]")
    folder = tmp_path_factory.mktemp("chdb")
    # While one connection is open the engine runs: to start it takes longer than most tests.
    connection = chdb.connect(str(folder))
    yield folder
    connection.close()


@pytest.fixture(scope="session")
def chdb_databases(chdb_folder: Path) -> Callable[[], str]:
    """Return a function that gives the address of a database that is not there yet."""
    return lambda: f"chdb:///{chdb_folder}?database=store{next(_NUMBERS)}"


@pytest.fixture
def chdb_url(chdb_databases: Callable[[], str]) -> str:
    """The address of a new database."""
    return chdb_databases()
