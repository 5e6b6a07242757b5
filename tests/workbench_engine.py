"""Workbenches of one's own: a SQLite file, or each of the two databases in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tidegauge.workbench.engine import open_workbench


@pytest.fixture
def workbench_url(tmp_path: Path) -> str:
    """The address of a new SQLite file. A module that runs on both databases has its own: `either_url`."""
    return f"sqlite:///{tmp_path / 'workbench.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new workbench, in SQLite and in PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'workbench.sqlite'}"
    return _by_psycopg(request.getfixturevalue("postgresql_databases")(request.getfixturevalue("upgraded")))


@pytest.fixture(scope="session")
def upgraded(postgresql_databases: Callable[..., str]) -> str:
    """The name of a database in which all revisions ran: every further workbench is a copy of it."""
    url = postgresql_databases()
    open_workbench(_by_psycopg(url)).dispose()
    return str(sa.make_url(url).database)


def _by_psycopg(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def engine(workbench_url: str) -> Iterator[sa.Engine]:
    """An empty workbench."""
    opened = open_workbench(workbench_url)
    yield opened
    opened.dispose()
