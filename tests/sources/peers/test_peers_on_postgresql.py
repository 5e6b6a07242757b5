"""Phoenix and MLflow on PostgreSQL are read as on SQLite, row by row: there, the truth files are met.

The tables are laid out as Phoenix 20.26 itself lays them out in PostgreSQL, and MLflow by mapping the types of its SQLite tables.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.copied_to_postgresql import copy
from tidegauge.stores.addresses import address_of
from tidegauge.stores.database import Database
from tidegauge.stores.database_store import DatabaseStore
from tidegauge.stores.postgresql.database import PostgreSQLDatabase
from tidegauge.stores.sqlite.database import SQLiteDatabase

PHOENIX = (
    "projects",
    "traces",
    "spans",
    "project_sessions",
    "span_costs",
    "users",
    "span_annotations",
    "trace_annotations",
    "document_annotations",
    "project_session_annotations",
)
MLFLOW = ("experiments", "trace_info", "trace_request_metadata", "trace_tags", "spans", "assessments")
STORES: Mapping[str, tuple[str, ...]] = {"phoenix.db": PHOENIX, "mlflow.db": MLFLOW, "mlflow_3_8.db": MLFLOW}
Pair = tuple[DatabaseStore, DatabaseStore]


@pytest.fixture(scope="module", params=list(STORES))
def pair(
    request: pytest.FixtureRequest,
    shared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    postgresql_databases: Callable[[], str],
) -> Pair:
    """The same store on SQLite and on PostgreSQL."""
    path = Path(shutil.copy(shared / "fixtures" / request.param, tmp_path_factory.mktemp("lite")))
    url = postgresql_databases()
    copy(path, url, STORES[request.param])
    return opened(SQLiteDatabase, f"sqlite:///{path}"), opened(PostgreSQLDatabase, url)


def opened(database: Callable[[Any], Database], url: str) -> DatabaseStore:
    return DatabaseStore(database(address_of(url)))


@pytest.mark.parametrize("table", ["spans", "scores", "signals"])
def test_the_rows_are_the_same(pair: Pair, table: str) -> None:
    lite, served = (
        plain(store.database.read(store.peer.tables[table].shown())) for store in pair if store.peer
    )
    assert set(lite.columns) == set(served.columns)
    assert_frame_equal(
        ordered(lite), ordered(served.select(lite.columns)), check_exact=False, rel_tol=1e-12, abs_tol=1e-12
    )


@pytest.mark.parametrize("table", ["spans", "scores", "signals"])
def test_a_copy_reads_the_same_marks(pair: Pair, table: str) -> None:
    lite, served = (store.database.read(store.peer.tables[table].since(None)) for store in pair if store.peer)
    for frame in (lite, served):
        assert frame["changed_at"].is_sorted()
        assert frame.schema["changed_at"] == pl.Int64()
        assert frame.schema["gone"] == pl.Boolean()
    assert lite["changed_at"].to_list() == served["changed_at"].to_list()
    assert lite["gone"].sum() == served["gone"].sum()


def test_counts_and_words_are_the_same(pair: Pair) -> None:
    lite, served = ((store.peer, store.database) for store in pair)
    assert lite[0]
    assert served[0]
    assert (lite[0].projects, lite[0].notes) == (served[0].projects, served[0].notes)
    assert lite[0].read_from == served[0].read_from
    for name in lite[0].counted:
        counts = [database.read(peer.counted[name])["rows"][0] for peer, database in (lite, served) if peer]
        assert counts[0] == counts[1]
        left = [
            [(one.reason, database.read(one.rows)["rows"][0]) for one in peer.left.get(name, ())]
            for peer, database in (lite, served)
            if peer
        ]
        assert left[0] == left[1]


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose JSON texts are written in one way: PostgreSQL keeps JSON parsed, and writes it anew."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String()]
    return frame.with_columns(pl.col(name).map_elements(_rewritten, pl.String) for name in texts)


def _rewritten(text: str) -> str:
    if not text.startswith(("{", "[")):
        return text
    try:
        return orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONDecodeError:
        return text


def ordered(frame: pl.DataFrame) -> pl.DataFrame:
    keys = [
        name for name in ("span_id", "name", "kind", "source", "evaluator", "value") if name in frame.columns
    ]
    return frame.sort(keys)
